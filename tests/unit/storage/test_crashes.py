"""Errors that nobody caught, from everywhere they can come from."""

import asyncio
import faulthandler
import gc
import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.support.clock import settle

from bracketdesk.storage.crashes import FAULTS, Crashes, crash_report

SECRET = "qW3a1B2c3D4"
ROOT = Path(__file__).parents[3]
pytestmark = pytest.mark.expects_errors


@pytest.fixture
def crashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[Crashes]:
    """Reports of this test, with Python's own hooks put back after it."""
    for place, name in ((sys, "excepthook"), (threading, "excepthook"), (sys, "unraisablehook")):
        monkeypatch.setattr(place, name, getattr(place, name))
    crashes = Crashes()
    crashes.install()
    yield crashes
    crashes.close()


def fail(password: str = SECRET) -> None:
    raise ValueError(f"{{'password': '{password}'}} is not a number")


def only_report(caplog: pytest.LogCaptureFixture, stderr: str) -> str:
    """The one report, which is the same in the log and on stderr, and holds no secret."""
    (record,) = caplog.records
    assert record.levelno == logging.CRITICAL
    assert stderr == record.getMessage() + "\n"
    assert SECRET not in stderr
    return stderr


def expect_failure_of_fail(report: str) -> None:
    assert report.startswith("Crash report: Bracket Desk 0.1.0, Python 3.")
    assert "Traceback" in report
    assert "in fail" in report
    assert "ValueError: {'password': '[hidden]'} is not a number" in report


def test_in_the_main_thread(
    crashes: Crashes, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        fail()
    except ValueError as error:
        sys.excepthook(ValueError, error, error.__traceback__)
    report = only_report(caplog, capsys.readouterr().err)
    expect_failure_of_fail(report)
    assert "in the window's thread" in report


def test_ctrl_c_is_no_crash(
    crashes: Crashes, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert caplog.records == []
    assert "KeyboardInterrupt" in capsys.readouterr().err


def test_in_another_thread(
    crashes: Crashes, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    thread = threading.Thread(target=fail, name="keyring")
    thread.start()
    thread.join()
    report = only_report(caplog, capsys.readouterr().err)
    expect_failure_of_fail(report)
    assert "in the thread “keyring”" in report


def test_in_a_finaliser(
    crashes: Crashes, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    class Fails:
        def __del__(self) -> None:
            fail()

    Fails()
    gc.collect()
    expect_failure_of_fail(only_report(caplog, capsys.readouterr().err))


async def test_on_the_loop(
    crashes: Crashes, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(crashes.loop_error)
    loop.call_soon(fail, SECRET)
    await settle()
    expect_failure_of_fail(only_report(caplog, capsys.readouterr().err))


async def test_in_a_task_nobody_asked(
    crashes: Crashes, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    asyncio.get_running_loop().set_exception_handler(crashes.loop_error)

    async def work() -> None:
        fail()

    task = asyncio.create_task(work(), name="renewal")
    await settle()
    del task
    gc.collect()
    report = only_report(caplog, capsys.readouterr().err)
    expect_failure_of_fail(report)
    assert "(renewal): Task exception was never retrieved" in report


def test_what_the_loop_complains_of_without_an_error(
    crashes: Crashes, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    loop = asyncio.new_event_loop()
    crashes.loop_error(loop, {"message": "Unclosed client session", "client_session": SECRET})
    loop.close()
    assert only_report(caplog, capsys.readouterr().err).endswith("Unclosed client session\n")


def test_the_trader_is_told(crashes: Crashes, capsys: pytest.CaptureFixture[str]) -> None:
    told: list[str] = []
    crashes.told = told.append
    sys.excepthook(ValueError, ValueError(SECRET), None)
    assert told == ["Something went wrong in the app (ValueError); the log has the details."]


def test_a_build_without_a_console(
    crashes: Crashes, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    sys.excepthook(ValueError, ValueError("no"), None)
    assert "Crash report" in caplog.text


def test_no_values_of_variables_and_no_secret_of_a_cause() -> None:
    variable = "".join(("a-local", "-value"))
    try:
        try:
            fail()
        except ValueError as cause:
            raise RuntimeError(f"token={SECRET}") from cause
    except RuntimeError as error:
        report = crash_report("here", error)
    assert "in test_no_values" in report
    assert variable not in report
    assert SECRET not in report
    assert "The above exception was the direct cause" in report


FAULTY = """
import faulthandler, sys
from pathlib import Path
from bracketdesk.storage.crashes import Crashes
crashes = Crashes()
crashes.watch_faults(Path(sys.argv[1]))
def falls(password): faulthandler._sigsegv()
falls("qW3a1B2c3D4")
"""


def test_a_fault_leaves_its_stack_and_is_in_the_log_at_the_next_start(
    tmp_path: Path, crashes: Crashes, caplog: pytest.LogCaptureFixture
) -> None:
    was_on = faulthandler.is_enabled()
    command = [sys.executable, "-c", FAULTY, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT / "gui", capture_output=True, timeout=30, check=False)
    assert done.returncode < 0
    crashes.watch_faults(tmp_path)
    crashes.close()
    if was_on:  # pytest's own
        faulthandler.enable()
    assert "Segmentation fault" in caplog.text
    assert "in falls" in caplog.text
    assert SECRET not in caplog.text
    assert (tmp_path / "logs" / FAULTS).read_text() == ""


def test_a_folder_that_cannot_be_written_is_no_obstacle(
    tmp_path: Path, crashes: Crashes, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "logs" / FAULTS).mkdir(parents=True)
    crashes.watch_faults(tmp_path)
    assert "cannot be written down" in caplog.text
