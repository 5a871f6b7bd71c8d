import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.unit.domain.samples import MES, RUNNER

from bracketdesk.cli import AppOptions, main, read_options
from bracketdesk.domain.session import Environment, Hosts
from bracketdesk.domain.ticket import Entry, EntryType, Level, Ticket, TimeInForce
from bracketdesk.domain.ticketfile import write_ticket_file

PARAMS = (
    '{"entryVersion":{"orderQty":3,"orderType":"Market","timeInForce":"Day"},"brackets":['
    '{"qty":1,"profitTarget":4,"stopLoss":-4,"trailingStop":false},'
    '{"qty":1,"profitTarget":8,"stopLoss":-4,"trailingStop":false},'
    '{"qty":1,"stopLoss":-4,"trailingStop":false,'
    '"autoTrail":{"stopLoss":3,"trigger":6,"freq":0.25}}]}\n'
)


class Ran:
    """What a run of the command left behind."""

    def __init__(self, capsys: pytest.CaptureFixture[str], *arguments: str) -> None:
        self.status = main(list(arguments))
        self.out, self.err = capsys.readouterr()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "ticket.json"


def save(file: Path, ticket: Ticket) -> str:
    file.write_text(write_ticket_file(ticket, MES), encoding="utf-8")
    return str(file)


@pytest.fixture(autouse=True)
def _no_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BRACKETDESK_HOME", raising=False)


# params


def test_params_prints_exactly_the_string(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ran = Ran(capsys, "params", save(file, RUNNER))
    assert (ran.status, ran.out, ran.err) == (0, PARAMS, "")


def test_a_byte_order_mark_does_no_harm(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text("\ufeff" + write_ticket_file(RUNNER, MES), encoding="utf-8")
    assert Ran(capsys, "params", str(file)).out == PARAMS


def test_params_prints_the_problems_of_the_ticket(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ran = Ran(capsys, "params", save(file, replace(RUNNER, levels=(Level(1, 16, 0), Level(1)))))
    assert ran.status == 1
    assert ran.out.splitlines() == [
        "levels[0].stopTicks: At least 1 tick.",
        "levels[1]: A level needs a target or a stop.",
        "levels: 2 of 3 assigned: the levels must add up to the entry.",
    ]


def test_params_prints_the_problems_of_the_file(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = json.loads(write_ticket_file(RUNNER, MES))
    file.write_text(json.dumps(content | {"quantity": "3", "qty": 3}))
    ran = Ran(capsys, "params", str(file))
    assert ran.status == 1
    assert [line.split(":")[0] for line in ran.out.splitlines()] == ["quantity", "qty"]


def test_a_level_without_a_stop_must_be_acknowledged(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bare = replace(RUNNER, quantity=1, levels=(Level(1, 16),))
    ran = Ran(capsys, "params", save(file, bare))
    assert ran.status == 1
    assert ran.out == (
        "levels[0].stopTicks: No stop: the loss of this level is open. Where that is meant, "
        'write "acknowledgeNoStop": true.\n'
    )
    ran = Ran(capsys, "params", save(file, replace(bare, acknowledge_no_stop=True)))
    assert ran.status == 0
    assert '"profitTarget":4,"trailingStop":false' in ran.out


def test_a_warning_is_said_beside_the_params(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    behind = Entry(EntryType.STOP_LIMIT, limit_price=6011 * MES.tick_size, stop_price=MES.tick_size)
    ran = Ran(
        capsys, "params", save(file, replace(RUNNER, side=type(RUNNER.side).SELL, entry=behind))
    )
    assert ran.status == 0
    assert ran.out.startswith('{"entryVersion"')
    assert ran.err.startswith("entry.limitPrice: The limit is over the stop")


def test_an_expiry_is_measured_against_the_clock(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    past = Entry(time_in_force=TimeInForce.GTD, expire_time=datetime(2020, 1, 1, tzinfo=UTC))
    ran = Ran(capsys, "params", save(file, replace(RUNNER, entry=past)))
    assert (ran.status, ran.out) == (1, "entry.expireTime: The expiry has passed.\n")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is not JSON"),
        (b"{'a': 1}", "is not JSON"),
        (b"[" * 200_000, "nested too deeply"),
        (b"\xff\xfe{}", "is not UTF-8"),
        (b" " * 1_000_001, "is too large"),
    ],
)
def test_what_is_not_json_is_a_sentence(
    file: Path, capsys: pytest.CaptureFixture[str], content: bytes, said: str
) -> None:
    file.write_bytes(content)
    ran = Ran(capsys, "params", str(file))
    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err
    assert ran.err.endswith(".\n")
    assert len(ran.err.splitlines()) == 1


def test_a_file_that_cannot_be_read_is_a_sentence(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in (file, file.parent, "a\0b"):
        ran = Ran(capsys, "params", str(path))
        assert (ran.status, ran.out) == (2, "")
        assert "cannot be read" in ran.err


def test_params_wants_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert Ran(capsys, "params").status == 2


def test_params_needs_no_display_no_network_and_no_qt(file: Path) -> None:
    """In a process of its own, with a console that knows nothing but ASCII."""
    script = (
        "import sys; from bracketdesk.cli import main; status = main(sys.argv[1:]);"
        "heavy = {'PySide6', 'qasync', 'aiohttp', 'keyring', 'asyncio', 'msgspec', 'socket'};"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr); sys.exit(status)"
    )
    environment = {
        key: value for key, value in os.environ.items() if key not in ("DISPLAY", "QT_QPA_PLATFORM")
    }
    ran = subprocess.run(
        [sys.executable, "-c", script, "params", save(file, RUNNER)],
        env=environment | {"PYTHONIOENCODING": "ascii"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, PARAMS, "[]\n")


def test_it_leaves_at_once_after_what_is_registered_for_the_end() -> None:
    """Nothing is torn down: a thread may hang in foreign code that cannot bear it."""
    script = (
        "import atexit, threading; from bracketdesk.cli import leave\n"
        "class Left:\n    def __del__(self): print('torn down')\n"
        "left = Left(); atexit.register(print, 'registered')\n"
        "threading.Thread(target=threading.Event().wait, daemon=True).start()\n"
        "print('said'); leave(7)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (7, "said\nregistered\n", "")


def test_nobody_reads_what_it_says_last() -> None:
    script = "import sys; from bracketdesk.cli import leave; print('said'); leave(0)"
    reader, writer = os.pipe()
    os.close(reader)
    ran = subprocess.run(
        [sys.executable, "-c", script],
        env={key: value for key, value in os.environ.items() if key != "PYTHONUNBUFFERED"},
        stdout=writer,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writer)
    assert (ran.returncode, ran.stderr) == (0, "")


def test_a_console_without_the_characters_shows_others(file: Path) -> None:
    content = json.loads(write_ticket_file(RUNNER, MES))
    file.write_text(json.dumps(content | {"side": "Kauf\u2212en", "\ud800": 1}))
    ran = subprocess.run(
        [sys.executable, "-m", "bracketdesk", "params", str(file)],
        env=os.environ | {"PYTHONIOENCODING": "ascii"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 1
    assert ran.stdout.splitlines() == [
        "side: must be one of Buy, Sell, not ?Kauf?en?.",
        "?: is unknown to this version.",
    ]


# practice-exchange


def test_the_exchange_reads_its_own_options(capsys: pytest.CaptureFixture[str]) -> None:
    ran = Ran(capsys, "practice-exchange", "--help")
    assert ran.status == 0
    assert "--with-parent" in ran.out
    ran = Ran(capsys, "practice-exchange", "--environment", "demo")
    assert ran.status == 2


# The window's options

URLS = ["--rest-url", "https://r", "--socket-url", "wss://s", "--market-data-url", "wss://m"]


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    ran = Ran(capsys, "--version")
    assert (ran.status, ran.out) == (0, "Bracket Desk 0.1.0\n")


def test_help_names_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    ran = Ran(capsys, "--help")
    assert ran.status == 0
    assert "practice-exchange" in ran.out
    assert "params FILE" in ran.out
    assert "--log-level {info,debug}" in ran.out


def test_nothing_given_is_nothing_chosen() -> None:
    assert read_options([]) == AppOptions()


def test_everything_given() -> None:
    options = read_options(
        [
            *("--environment", "custom", "--home", "h", "--announce", "a.json", *URLS),
            *("--tape", "t.csv", "--speed", "60", "--seed", "7", "--product", "ES"),
            *("--log-level", "debug", "--loop"),
        ]
    )
    assert options == AppOptions(
        environment=Environment.CUSTOM,
        home="h",
        hosts=Hosts("https://r", "wss://s", "wss://m"),
        announce=Path("a.json"),
        practice_arguments=(
            *("--loop", "--tape", "t.csv", "--speed", "60", "--seed", "7"),
            *("--product", "ES"),
        ),
        log_level="debug",
    )


@pytest.mark.parametrize("name", ["practice", "demo", "custom"])
def test_start_environments(name: str) -> None:
    assert read_options(["--environment", name]).environment is Environment(name)


def test_live_is_refused_as_a_start_environment(capsys: pytest.CaptureFixture[str]) -> None:
    ran = Ran(capsys, "--environment", "live")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("Live is no start environment")
    assert ran.err.endswith(".\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--environment", "custom", *URLS[:2]], "Custom needs --rest-url, --socket-url and"),
        (["--environment", "demo", *URLS], "Host addresses belong to --environment custom."),
        (URLS, "Host addresses belong to --environment custom."),
        (["--environment", "moon"], "invalid choice"),
        (["--log-level", "all"], "invalid choice"),
        (["--env", "demo"], "unrecognized arguments"),
        (["param"], "unrecognized arguments"),
    ],
)
def test_arguments_that_cannot_be_used(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    ran = Ran(capsys, *arguments)
    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err


def test_the_home_folder_may_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRACKETDESK_HOME", "/somewhere")
    assert read_options([]).home == "/somewhere"
    assert read_options(["--home", "/else"]).home == "/else"
    monkeypatch.setenv("BRACKETDESK_HOME", "")
    assert read_options([]).home is None
