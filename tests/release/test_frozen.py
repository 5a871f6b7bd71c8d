"""The frozen app as it lies in its folder: its checks, its end, and what it hands on."""

import asyncio
import json
import shutil
import signal
import subprocess
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
import pytest
from tests.support.remote_app import Machine
from tests.support.secret_service import SecretService, secret_bus
from tests.support.self_checks import PARTS, files_in, self_check
from tests.support.skips import need
from tests.support.until import until

from bracketdesk.storage.secrets import SLOW

__all__ = ["secret_bus"]

pytestmark = [pytest.mark.release, pytest.mark.timeout(300)]
ALL_OK = dict.fromkeys(PARTS, "ok")


@pytest.fixture
def machine(tmp_path: Path, secret_bus: SecretService) -> Machine:
    machine = Machine(tmp_path / "user", secret_bus.address)
    machine.environment.pop("PYTHONPATH")
    return machine


@asynccontextmanager
async def practising(
    frozen: Path, machine: Machine
) -> AsyncIterator[tuple[asyncio.subprocess.Process, psutil.Process]]:
    """The app on its practice exchange; yields both processes."""
    announced = machine.folder / "announced"
    app = await asyncio.create_subprocess_exec(
        *(str(frozen), "--home", str(machine.home), "--announce", str(announced)),
        env=machine.environment,
        stderr=subprocess.DEVNULL,
    )
    try:
        await until(announced.exists, timeout=60)
        assert json.loads(announced.read_text())["rest"].startswith("http://127.0.0.1:")
        parent = psutil.Process(app.pid)
        await until(lambda: len(parent.children()) == 1)
        yield app, parent.children()[0]
    finally:
        if app.returncode is None:
            app.kill()
        await app.wait()


def test_it_checks_itself(frozen: Path, machine: Machine, secret_bus: SecretService) -> None:
    secret_bus.start()
    check = self_check([str(frozen)], machine.environment)
    assert (check.status, check.statuses()) == (0, ALL_OK), check
    assert files_in(machine.folder) == set()
    assert secret_bus.entries() == {}


def test_a_hung_keyring_holds_nothing_up(
    frozen: Path, machine: Machine, secret_bus: SecretService
) -> None:
    secret_bus.start()
    secret_bus.freeze()
    check = self_check([str(frozen)], machine.environment)
    secret_bus.thaw()
    assert (check.status, check.statuses()) == (1, ALL_OK | {"keyring": "FAILED"}), check
    assert check.said["keyring"][1] == SLOW


def test_it_runs_on_wayland(frozen: Path, machine: Machine) -> None:
    need(shutil.which("weston"), "weston is not installed")
    environment = machine.environment | {"WAYLAND_DISPLAY": "check", "QT_QPA_PLATFORM": "wayland"}
    screen = subprocess.Popen(
        ["weston", "--backend=headless-backend.so", "--socket=check", "--idle-time=0"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        socket = Path(environment["XDG_RUNTIME_DIR"]) / "check"
        deadline = time.monotonic() + 20
        while not socket.exists():
            assert time.monotonic() < deadline, "weston did not come up"
            time.sleep(0.05)
        check = self_check([str(frozen)], environment)
    finally:
        screen.terminate()
        screen.wait()
    assert (check.status, check.statuses()) == (0, ALL_OK | {"keyring": "note"}), check
    assert check.said["Qt platform"][1].startswith("wayland, ")


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT])
async def test_its_exchange_ends_whatever_kills_it(
    frozen: Path, machine: Machine, number: signal.Signals
) -> None:
    async with practising(frozen, machine) as (app, exchange):
        assert exchange.cmdline()[1] == "practice-exchange"
        app.send_signal(number)
        await until(lambda: not exchange.is_running(), timeout=20)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_polite_end_is_orderly(
    frozen: Path, machine: Machine, number: signal.Signals
) -> None:
    async with practising(frozen, machine) as (app, exchange):
        app.send_signal(number)
        assert await asyncio.wait_for(app.wait(), 20) == 0
        assert not exchange.is_running()


async def test_an_exchange_that_is_killed_takes_nothing_with_it(
    frozen: Path, machine: Machine
) -> None:
    async with practising(frozen, machine) as (app, exchange):
        exchange.kill()
        await until(lambda: not exchange.is_running(), timeout=20)
        assert app.returncode is None


async def test_its_modules_are_held_open(frozen: Path, machine: Machine) -> None:
    # They are read when they are first needed, and an upgrade may have come between.
    async with practising(frozen, machine) as (app, _):
        assert frozen.name in [
            Path(each.path).name for each in psutil.Process(app.pid).open_files()
        ]


def test_it_prints_params_without_a_display(frozen: Path, tmp_path: Path) -> None:
    file = tmp_path / "ticket"
    file.write_text("{}")
    done = subprocess.run(
        [str(frozen), "params", str(file)], env={}, check=False, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "symbol" in done.stdout
