"""The practice exchange's process: stand-ins for its troubles, and the real one."""

import asyncio
import json
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest
from tests.support.clock import ManualClock
from tests.support.until import until

from bracketdesk.broker.embedded import EmbeddedExchange, exchange_program
from bracketdesk.domain.problems import UserFacingError
from bracketdesk.domain.session import Credentials, Hosts
from bracketdesk.wire.clock import Clock

SAID = {
    "rest": "http://127.0.0.1:1/v1",
    "socket": "ws://127.0.0.1:1/v1/websocket",
    "marketData": "ws://127.0.0.1:1/md/v1/websocket",
    "name": "practice-1",
    "password": "throwaway",
}
HOSTS = Hosts(SAID["rest"], SAID["socket"], SAID["marketData"])
WHO = Credentials("practice-1", "throwaway")
WAIT = "import sys, time\nwhile True: time.sleep(1)"
FORMER: set[psutil.Process] = set()
SAY = f"print({json.dumps(SAID)!r}, flush=True)\n"


class Stage:
    """Exchanges played by small programs, all ended with the test."""

    def __init__(self) -> None:
        self._exchanges: list[EmbeddedExchange] = []

    def play(self, code: str, *arguments: str, clock: Clock | None = None) -> EmbeddedExchange:
        program = (sys.executable, "-c", code)
        return self.keep(EmbeddedExchange(arguments, program=program, clock=clock))

    def keep(self, exchange: EmbeddedExchange) -> EmbeddedExchange:
        self._exchanges.append(exchange)
        return exchange

    async def end(self) -> None:
        for exchange in self._exchanges:
            await exchange.stop()


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    stage = Stage()
    yield stage
    await stage.end()


@pytest.fixture(autouse=True, scope="module")
def _former() -> None:
    """Children that other tests left on purpose, such as multiprocessing's own."""
    FORMER.update(psutil.Process().children())


def children() -> list[psutil.Process]:
    return [child for child in psutil.Process().children() if child not in FORMER]


async def test_returns_what_it_announces(stage: Stage) -> None:
    exchange = stage.play(SAY + WAIT)
    assert await exchange.start() == (HOSTS, WHO)
    (child,) = children()
    assert child.cmdline()[-1] == "--with-parent"
    assert "throwaway" not in " ".join(child.cmdline()[3:])


async def test_tells_when_it_has_ended(stage: Stage) -> None:
    exchange = stage.play(SAY + WAIT)
    await exchange.ended()  # there is none
    await exchange.start()
    ended = asyncio.ensure_future(exchange.ended())
    await asyncio.sleep(0)
    assert not ended.done()
    (child,) = children()
    child.kill()
    await ended
    await exchange.start()
    ended = asyncio.ensure_future(exchange.ended())
    await exchange.stop()
    await ended


async def test_a_running_one_is_not_started_again(stage: Stage) -> None:
    exchange = stage.play(SAY + WAIT)
    first, second = await asyncio.gather(exchange.start(), exchange.start())
    assert first == second
    assert len(children()) == 1


async def test_stops_and_may_be_started_anew(stage: Stage) -> None:
    exchange = stage.play(SAY + WAIT)
    await exchange.start()
    await exchange.stop()
    await exchange.stop()
    assert children() == []
    await exchange.start()
    assert len(children()) == 1


async def test_one_that_died_is_replaced(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    exchange = stage.play(SAY + WAIT)
    await exchange.start()
    (child,) = children()
    os.kill(child.pid, signal.SIGKILL)
    await until(lambda: "has ended with status -9" in caplog.text)
    await exchange.start()
    assert len(children()) == 1


async def test_one_that_will_not_end_is_killed(stage: Stage, clock: ManualClock) -> None:
    stubborn = "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    exchange = stage.play(stubborn + SAY + WAIT, clock=clock)
    await exchange.start()
    stopping = asyncio.create_task(exchange.stop())
    await until(lambda: clock.sleepers == 1)
    await clock.advance(2.9)
    assert len(children()) == 1
    await clock.advance(0.1)
    await stopping
    assert children() == []


async def test_one_that_says_nothing_is_given_up(stage: Stage, clock: ManualClock) -> None:
    exchange = stage.play(WAIT, clock=clock)
    starting = asyncio.create_task(exchange.start())
    await until(lambda: clock.sleepers == 1)
    await clock.advance(15)
    with pytest.raises(UserFacingError, match=r"^The practice exchange did not start\.$"):
        await starting
    assert children() == []


@pytest.mark.parametrize(
    "code",
    [
        "print('hello', flush=True)\n" + WAIT,
        "print('{}', flush=True)\n" + WAIT,
        "print('x' * 200_000, flush=True)\n" + WAIT,
        "import sys; sys.exit(0)",
    ],
)
async def test_one_that_says_something_else_did_not_start(stage: Stage, code: str) -> None:
    with pytest.raises(UserFacingError, match="did not start"):
        await stage.play(code).start()
    assert children() == []


async def test_its_own_last_words_are_the_reason(stage: Stage) -> None:
    code = "import sys; print('first', file=sys.stderr); sys.exit('No such tape: a.csv')"
    with pytest.raises(UserFacingError, match=r"It said: No such tape: a\.csv$"):
        await stage.play(code).start()


async def test_a_program_that_is_not_there(stage: Stage, tmp_path: Path) -> None:
    exchange = stage.keep(EmbeddedExchange(program=(str(tmp_path / "none"),)))
    with pytest.raises(UserFacingError, match="The practice exchange cannot be started"):
        await exchange.start()


async def test_a_noisy_one_goes_on(stage: Stage, tmp_path: Path) -> None:
    noise = (
        "import pathlib, sys\n"
        "for stream in (sys.stdout, sys.stderr):\n"
        "    stream.write('y' * 1_000_000 + '\\n'); stream.flush()\n"
        "pathlib.Path(sys.argv[2]).touch()\n"
    )
    mark = tmp_path / "through"
    await stage.play(SAY + noise + WAIT, str(mark)).start()
    await until(mark.exists)


async def test_an_announcement_in_a_file_is_read_there(stage: Stage, tmp_path: Path) -> None:
    file = tmp_path / "announced.json"
    file.write_text("stale")
    code = (
        "import os, sys\n"
        "draft = sys.argv[3] + '.draft'\n"
        f"open(draft, 'w').write({json.dumps(SAID)!r})\n"
        "os.replace(draft, sys.argv[3])\n"
    )
    exchange = stage.play(code + WAIT, "--announce", str(file))
    assert await exchange.start() == (HOSTS, WHO)


async def test_a_file_that_cannot_be_written_to_is_named(stage: Stage, tmp_path: Path) -> None:
    exchange = stage.play(SAY + WAIT, "--announce", str(tmp_path))
    with pytest.raises(UserFacingError, match=r"cannot be started: Is a directory\.$"):
        await exchange.start()


async def test_one_that_ends_without_its_file_did_not_start(stage: Stage, tmp_path: Path) -> None:
    exchange = stage.play("import sys; sys.exit('No')", "--announce", str(tmp_path / "f"))
    with pytest.raises(UserFacingError, match="It said: No"):
        await exchange.start()


async def test_a_start_cancelled_at_once_leaves_no_process(stage: Stage) -> None:
    starting = asyncio.create_task(stage.play(WAIT).start())
    await until(children)
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting
    assert children() == []


async def test_a_start_cancelled_later_leaves_no_process(stage: Stage, clock: ManualClock) -> None:
    starting = asyncio.create_task(stage.play(WAIT, clock=clock).start())
    await until(lambda: clock.sleepers == 1)
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting
    assert children() == []


async def test_the_real_one(stage: Stage) -> None:
    exchange = stage.keep(EmbeddedExchange(("--seed", "1")))
    hosts, who = await exchange.start()
    assert hosts.rest.startswith("http://127.0.0.1:")
    assert who.password
    (child,) = children()
    assert who.password not in " ".join(child.cmdline())
    await exchange.stop()
    assert children() == []


async def test_the_real_ones_refusal_is_the_reason(stage: Stage) -> None:
    exchange = stage.keep(EmbeddedExchange(("--tape", "/no/such/tape.csv")))
    with pytest.raises(UserFacingError, match=r"did not start\. It said: .*tape"):
        await exchange.start()


async def test_the_real_one_announces_in_a_file(stage: Stage, tmp_path: Path) -> None:
    file = tmp_path / "announced.json"
    exchange = stage.keep(EmbeddedExchange(("--announce", str(file))))
    hosts, _ = await exchange.start()
    assert json.loads(file.read_text())["rest"] == hosts.rest


def test_a_frozen_program_is_its_own_exchange(monkeypatch: pytest.MonkeyPatch) -> None:
    assert exchange_program() == (sys.executable, "-m", "bracketdesk", "practice-exchange")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert exchange_program() == (sys.executable, "practice-exchange")


def test_on_windows_it_is_the_program_that_has_an_output(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(sys, "executable", "/programs/bracketdesk.exe")
    assert exchange_program() == ("/programs/bracketdesk-console.exe", "practice-exchange")
