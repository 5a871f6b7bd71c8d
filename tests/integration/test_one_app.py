"""Two starts with one home folder, as real processes: one app, in front."""

import asyncio
import signal
import sys
from pathlib import Path

from tests.support.remote_app import PROGRAM, ROOT, Machine
from tests.support.secret_service import SecretService, secret_bus, secret_service

__all__ = ["secret_bus", "secret_service"]


async def second_start(machine: Machine) -> tuple[int, str, str]:
    """Start the app once more and wait for its end; returns status, stdout and stderr."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", PROGRAM, "--home", str(machine.home)),
        cwd=ROOT,
        env=machine.environment,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, wrong = await asyncio.wait_for(process.communicate(), 20)
    assert process.returncode is not None
    return process.returncode, said.decode(), wrong.decode()


async def test_a_second_start_shows_the_first_and_a_kill_blocks_nothing(
    tmp_path: Path, secret_bus: SecretService
) -> None:
    machine = Machine(tmp_path / "u", secret_bus.address)
    async with machine.app() as first:
        await first.until("there", "statusPanel")
        status, said, wrong = await second_start(machine)
        assert (status, wrong) == (0, "")
        assert said == (
            "Bracket Desk runs already with this home folder; its window was brought to the "
            "front.\n"
        )
        first.process.send_signal(signal.SIGKILL)
        await first.process.wait()
    async with machine.app() as third:
        await third.until("there", "statusPanel")
        assert (await second_start(machine))[0] == 0
        assert await third.leave() == 0
