"""The log file and what it never holds."""

import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bracketdesk.storage import logs
from bracketdesk.storage.logs import HIDDEN, redact, start_logging

TOKEN = "qW3" + "a1B2c3D4/e5F6+g7" * 12 + "=="
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI3NyJ9.s5c0Dk3_-x"


@pytest.fixture
def root_level() -> Iterator[None]:
    """What the root logger was set to, put back after the test."""
    level = logging.getLogger().level
    yield
    logging.getLogger().setLevel(level)


@pytest.fixture
def log_file(tmp_path: Path, root_level: None) -> Iterator[Path]:
    handler = start_logging(tmp_path)
    yield tmp_path / "logs" / "bracketdesk.log"
    logging.getLogger().removeHandler(handler)
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


def test_six_files_of_a_megabyte_are_kept(
    tmp_path: Path, root_level: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert logs.SIZE == 1_000_000
    monkeypatch.setattr(logs, "SIZE", 1_000)
    handler = start_logging(tmp_path)
    for number in range(100):
        logging.getLogger("bracketdesk.test").info("line %s: %s", number, "x" * 300)
    logging.getLogger().removeHandler(handler)
    handler.close()
    files = sorted((tmp_path / "logs").iterdir())
    assert len(files) == 6
    assert all(file.stat().st_size <= 1_000 for file in files)
    assert "line 99:" in files[0].read_text()


def test_debug_is_left_out(log_file: Path) -> None:
    logging.getLogger("bracketdesk.test").debug("chatter")
    assert not log_file.exists()


def test_at_debug_level_libraries_are_heard_too(tmp_path: Path, root_level: None) -> None:
    handler = start_logging(tmp_path, "debug")
    for name in ("aiohttp.client", "asyncio"):
        logging.getLogger(name).debug("chatter of %s, token %s", name, TOKEN)
    logging.getLogger().removeHandler(handler)
    handler.close()
    text = (tmp_path / "logs" / "bracketdesk.log").read_text()
    assert "DEBUG aiohttp.client: chatter" in text
    assert "DEBUG asyncio: chatter" in text
    assert TOKEN not in text


@pytest.mark.parametrize("place", ["logs", "logs/bracketdesk.log"])
def test_what_no_file_takes_is_said_on_stderr(
    place: str, tmp_path: Path, root_level: None, capsys: pytest.CaptureFixture[str]
) -> None:
    if place == "logs":
        (tmp_path / place).touch()  # a file where the folder would be
    else:
        (tmp_path / place).mkdir(parents=True)
    handler = start_logging(tmp_path)
    logging.getLogger("bracketdesk.test").info("signed in with %s", TOKEN)
    logging.getLogger().removeHandler(handler)
    handler.close()
    said = capsys.readouterr().err
    assert said.endswith(f"INFO bracketdesk.test: signed in with {HIDDEN}\n")
    assert len(said.splitlines()) == 1


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
        '{"password":"abc.def-123 with \\"more\\" in it"}',
        r'"body": "{\"name\":\"x\",\"password\":\"abc.def-123\"}"',
        "name=trader&password=abc.def-123&x=1",
        "code=abc.def-123&grant_type=authorization_code",
        "GET /?state=1&code=abc.def-123 HTTP/1.1",
        "client_secret=abc.def-123",
        "{'code_verifier': 'abc.def-123', 'code': 'abc.def-123'}",
        '{"p-ticket":"abc.def-123","p-time":15}',
        "refresh_token='abc.def-123",
    ],
)
def test_what_is_named_as_a_secret_is_hidden(line: str) -> None:
    assert "abc.def-123" not in redact(line)
    assert HIDDEN in redact(line)


def test_a_secret_of_several_words_is_hidden_whole() -> None:
    line = "{'password': 'correct horse, battery', 'name': 'trader'}"
    assert redact(line) == f"{{'password': '{HIDDEN}', 'name': 'trader'}}"


@pytest.mark.parametrize("token", [TOKEN, JWT, TOKEN.replace("/", "_")])
def test_what_looks_like_a_token_is_hidden(token: str) -> None:
    assert redact(f"authorize 1 {token} done") == f"authorize 1 {HIDDEN} done"


@pytest.mark.parametrize(
    "line",
    [
        "strategy 9912 accepted in 38 ms",
        "intent aebf4e8c-045f-4d04-910a-f2b3a02181d0 recorded",
        "the token expires at 2026-11-22T16:20:30+00:00",
        'File "/home/trader/.local/share/bracketdesk/home/journal.sqlite3", line 12',
        'File "/opt/lib/python3.11/site-packages/keyring/backends/SecretService.py", line 84',
        '{"entryVersion":{"orderQty":1,"orderType":"Market","timeInForce":"Day"}}',
        "bracketdesk.controller.submission.SubmissionController",
        "the socket closed with code=1006",
        "a penalty ticket: wait 15 seconds",
        "Incorrect name or password: try again",
    ],
)
def test_the_rest_is_left_as_it_is(line: str) -> None:
    assert redact(line) == line


def test_a_line_of_any_length_costs_no_more_than_its_length() -> None:
    """The loop logs too: a pattern that backtracks would stop it (it did, for minutes)."""
    for piece in ("a", "token ", 'code="', "secret\\"):
        assert redact(piece * 200_000)
