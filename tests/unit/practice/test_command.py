"""`bracketdesk practice-exchange` as a process: its first line, its end, its complaints."""

import contextlib
import http.client
import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

import aiohttp
import msgspec
import pytest
from tests.support.practice import Trader

from bracketdesk.practice.announcement import Announcement
from bracketdesk.practice.tape import COLUMNS

COMMAND = [
    sys.executable,
    "-c",
    "import sys; from bracketdesk.practice.command import main; sys.exit(main(sys.argv[1:]))",
]

PARENT = """
import subprocess, sys, time
child = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
print(child.pid, flush=True)
print(child.stdout.readline().decode(), end="", flush=True)
time.sleep(600)
"""

THREAD = """
import threading
thread = threading.Thread(target=start)
thread.start()
thread.join()
(child,) = children
"""

PATIENCE = 20


@contextlib.contextmanager
def running(*arguments: str, command: list[str] = COMMAND) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [*command, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def first_line(process: subprocess.Popen[str]) -> dict[str, str]:
    """Read the announcement; it must be there before anything else is."""
    line: dict[str, str] = json.loads(_output(process).readline())
    return line


def _output(process: subprocess.Popen[str]) -> IO[str]:
    assert process.stdout is not None
    return process.stdout


def refused(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command line that cannot work."""
    return subprocess.run(
        [*COMMAND, *arguments], capture_output=True, text=True, timeout=PATIENCE, check=False
    )


def alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and waits to be collected does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_announces_itself_serves_and_ends_quietly(number: signal.Signals) -> None:
    with running("--seed", "1") as process:
        announced = first_line(process)
        assert announced.keys() == {"rest", "socket", "marketData", "name", "password"}
        assert _status(announced["rest"] + "/account/list") == 401
        process.send_signal(number)
        output, errors = process.communicate(timeout=PATIENCE)
        assert (process.returncode, output, errors) == (0, "", "")


def _status(url: str) -> int:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=PATIENCE)
    connection.request("GET", parts.path)
    status = connection.getresponse().status
    connection.close()
    return status


def test_a_signal_during_the_start_is_quiet_too() -> None:
    with running("--seed", "1") as process:
        while not _catches(process.pid, signal.SIGTERM):
            pass
        process.send_signal(signal.SIGTERM)  # the slow imports have just begun
        _, errors = process.communicate(timeout=PATIENCE)
        assert (process.returncode, errors) == (0, "")


def _catches(pid: int, number: signal.Signals) -> bool:
    status = Path(f"/proc/{pid}/status").read_text()
    (mask,) = [line for line in status.splitlines() if line.startswith("SigCgt")]
    return bool(int(mask.split()[1], 16) & (1 << (number - 1)))


def test_an_announcement_in_a_file_leaves_the_output_empty(tmp_path: Path) -> None:
    file = tmp_path / "announcement.json"
    with running("--announce", str(file)) as process:
        deadline = time.monotonic() + PATIENCE
        while not file.exists():
            assert time.monotonic() < deadline
            time.sleep(0.01)
        assert json.loads(file.read_text())["rest"].startswith("http://127.0.0.1:")
        process.terminate()
        output, errors = process.communicate(timeout=PATIENCE)
        assert (process.returncode, output, errors) == (0, "", "")


def test_it_plays_a_tape(broker_data: Path) -> None:
    tape = broker_data / "ESH4-2023-12-25.csv.gz"
    with running(
        "--tape", str(tape), "--speed", "10", "--loop", "--today", "2026-11-18"
    ) as process:
        assert first_line(process)["name"]


async def test_its_speed_and_its_loop_are_as_asked_for(tmp_path: Path) -> None:
    """A tape of ten seconds at a hundred times that begins again and again."""
    tape = tmp_path / "tape.csv"
    rows = [f"ESH4,2023-12-25T23:00:0{n}Z,quote,48{n}0,4,48{n}1,7,," for n in range(10)]
    tape.write_text("\n".join((",".join(COLUMNS), *rows, "")))
    arguments = ("--tape", str(tape), "--speed", "100", "--loop", "--today", "2026-11-18")
    with running(*arguments) as process:
        announced = msgspec.convert(first_line(process), Announcement)
        async with aiohttp.ClientSession() as http:
            trader = Trader(announced, http, None)
            await trader.sign_in()
            socket = await trader.authorised_market_data()
            await socket.call("md/subscribeQuote", {"symbol": "ESZ6"})
            seen: list[int] = []
            while seen.count(4800) < 3 or 4890 not in seen:
                told = await socket.event("md")
                seen += [int(quote["entries"]["Bid"]["price"]) for quote in told["quotes"]]
    assert len(seen) > 10


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--port", "x"], "port"),
        (["--nonsense"], "nonsense"),
        (["--tape", "/nowhere/tape.csv"], "tape.csv"),
        (["--tape", "/dev/null"], "null"),
        (["--announce", "/nowhere/announcement.json"], "announcement.json"),
    ],
)
def test_an_option_nobody_can_use_is_one_sentence_and_2(arguments: list[str], words: str) -> None:
    ended = refused(*arguments)
    assert ended.returncode == 2
    assert ended.stdout == ""
    (sentence,) = ended.stderr.splitlines()
    assert words in sentence
    assert sentence.endswith(".")


def test_a_taken_port_is_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = refused("--port", str(port))
    assert ended.returncode == 1
    (sentence,) = ended.stderr.splitlines()
    assert str(port) in sentence


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_it_ends_with_its_parent(number: signal.Signals) -> None:
    parent = [sys.executable, "-c", PARENT, *COMMAND]
    with running("--with-parent", command=parent) as process:
        child = int(_output(process).readline())
        first_line(process)
        assert alive(child)
        assert _catches(child, signal.SIGUSR1)  # what the kernel is asked to send at once
        process.send_signal(number)
        deadline = time.monotonic() + PATIENCE
        while alive(child):
            assert time.monotonic() < deadline
            time.sleep(0.01)


def test_the_end_of_the_thread_that_started_it_is_not_its_parents() -> None:
    """The kernel's signal at the parent's death comes for the starting thread's end already."""
    in_a_thread = PARENT.replace("child =", "def start():\n    global child\n    child =").replace(
        "print(child.pid",
        "t = threading.Thread(target=start); t.start(); t.join()\nprint(child.pid",
    )
    parent = [sys.executable, "-c", "import threading" + in_a_thread, *COMMAND]
    with running("--with-parent", command=parent) as process:
        child = int(_output(process).readline())
        assert _status(first_line(process)["rest"] + "/account/list") == 401
        assert alive(child)
