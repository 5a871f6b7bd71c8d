"""The log file and what it never holds."""

import logging
import re
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from bracketdesk.storage.logs import HIDDEN, redact, start_logging

TOKEN = "qW3" + "a1B2c3D4/e5F6+g7" * 12 + "=="
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI3NyJ9.s5c0Dk3_-x"


@pytest.fixture
def log_file(tmp_path: Path) -> Iterator[Path]:
    root = logging.getLogger()
    level = root.level
    handler = start_logging(tmp_path)
    yield tmp_path / "logs" / "bracketdesk.log"
    root.removeHandler(handler)
    root.setLevel(level)
    handler.close()


def test_a_line_has_its_time_in_utc(log_file: Path) -> None:
    logging.getLogger("bracketdesk.test").info("the line is %s", "up")
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z INFO bracketdesk\.test: the line is up\n",
        log_file.read_text(),
    )


@pytest.mark.expects_errors
def test_a_traceback_is_written_without_the_token_in_it(log_file: Path) -> None:
    try:
        int(TOKEN)  # its error repeats the text
    except ValueError:
        logging.getLogger("bracketdesk.test").exception("it went wrong")
    text = log_file.read_text()
    assert "Traceback" in text
    assert "test_logs.py" in text
    assert TOKEN not in text


def test_debug_is_left_out(log_file: Path) -> None:
    logging.getLogger("bracketdesk.test").debug("chatter")
    assert not log_file.exists()


@pytest.mark.parametrize(
    "line",
    [
        "Authorization: Bearer abc.def-123",
        "headers {'Authorization': 'Bearer abc.def-123'}",
        '{"accessToken":"abc.def-123","userId":1}',
        '{"mdAccessToken": "abc.def-123"}',
        "access_token=abc.def-123&x=1",
        '{"name":"trader","password":"abc.def-123"}',
        "{'sec': 'abc.def-123'}",
    ],
)
def test_what_is_named_as_a_secret_is_hidden(line: str) -> None:
    assert "abc.def-123" not in redact(line)
    assert HIDDEN in redact(line)


@pytest.mark.parametrize("token", [TOKEN, JWT, TOKEN.replace("/", "_")])
def test_what_looks_like_a_token_is_hidden(token: str) -> None:
    assert redact(f"authorize 1 {token} done") == f"authorize 1 {HIDDEN} done"


@pytest.mark.parametrize(
    "line",
    [
        "strategy 9912 accepted in 38 ms",
        f"intent {uuid4()} recorded",
        "the token expires at 2026-11-22T16:20:30+00:00",
        'File "/home/trader/.local/share/bracketdesk/home/journal.sqlite3", line 12',
        '{"entryVersion":{"orderQty":1,"orderType":"Market","timeInForce":"Day"}}',
        "bracketdesk.controller.submission.SubmissionController",
    ],
)
def test_the_rest_is_left_as_it_is(line: str) -> None:
    assert redact(line) == line
