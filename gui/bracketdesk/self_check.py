"""`bracketdesk --self-check`: every part of the app as it is installed is used once.

The real window, journal, keyring and practice exchange, in a home of their own that is gone
afterwards. One line a check on standard output; the first failure of the window, the exchange or
the order ends the checks, for the next would need it.
"""

import asyncio
import logging
import os
import socket
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit
from uuid import uuid4

from bracketdesk import PRODUCT, __version__
from bracketdesk.app import Assembly, LateExchange, assemble, build_application
from bracketdesk.cli import AppOptions
from bracketdesk.controller.observe import Observable
from bracketdesk.controller.views import Connection
from bracketdesk.domain.outcomes import OutcomeKind
from bracketdesk.domain.problems import SecretsUnavailable, UserFacingError
from bracketdesk.domain.session import Environment, Hosts, Tokens
from bracketdesk.domain.ticket import Entry, Level, Side, Ticket
from bracketdesk.storage import secrets
from bracketdesk.storage.journal import open_journal
from bracketdesk.ui.event_loop import EventLoop
from bracketdesk.ui.rendering import find_icon, find_platform, find_sounds, find_text, hear_fatal
from bracketdesk.wire.clock import Clock, SystemClock

OK, NOTE, FAILED = "ok", "note", "FAILED"
PATIENCE = 30.0
"""Seconds for one check."""
KEYRING_PATIENCE = 10.0
"""Seconds for one call of the keyring: a locked one asks its user, a hung one answers never."""
PLATFORM = "Qt platform"

T = TypeVar("T")


class CheckFailed(Exception):
    """What a check found, as one sentence."""


class Noted(Exception):
    """What is missing on this computer and does the app no harm."""


class Report:
    """Prints a line as soon as it is known. `whole` until something has failed."""

    def __init__(self) -> None:
        self.whole = True

    def line(self, status: str, name: str, text: str) -> None:
        """Tell what became of a check."""
        self.whole = self.whole and status is not FAILED
        print(f"{status:<7}{name}: {text}", flush=True)

    async def check(self, name: str, work: Awaitable[str]) -> bool:
        """Wait for a check within its time, and tell; whether it went well."""
        try:
            async with asyncio.timeout(PATIENCE):
                self.line(OK, name, await work)
        except Noted as note:
            self.line(NOTE, name, str(note))
        except TimeoutError:
            self.line(FAILED, name, f"nothing came of it in {PATIENCE:.0f} s")
        except (CheckFailed, UserFacingError, OSError) as failure:
            self.line(FAILED, name, str(failure))
        else:
            return True
        return False


def run() -> int:
    """Check everything; returns 0 where nothing failed, else 1."""
    report = Report()
    print(f"{PRODUCT} {__version__}", flush=True)
    hear_fatal(lambda text: _qt_cannot_start(report, text))
    application = build_application()
    report.line(OK, PLATFORM, find_platform())
    with (
        tempfile.TemporaryDirectory(prefix="bracketdesk-check-") as home,
        asyncio.Runner(loop_factory=lambda: EventLoop(application)) as runner,
    ):
        runner.run(_everything(report, Path(home)))
        logging.shutdown()  # before its files go
    return 0 if report.whole else 1


def _qt_cannot_start(report: Report, text: str) -> None:
    """Tell why, for Qt would end the process without a line."""
    report.line(FAILED, PLATFORM, " ".join(text.split()))
    os._exit(1)


async def _everything(report: Report, home: Path) -> None:
    await report.check("fonts", _fonts())
    await report.check("resources", _resources())
    await report.check("journal", _journal(home))
    await report.check("keyring library", _keyring_library())
    await report.check("keyring", keyring_works(SystemClock()))
    exchange = LateExchange(())
    try:
        hosts = await _exchange(report, exchange)
        if hosts is not None and await _trade(report, home, exchange):
            await report.check("end", _ended(hosts))
    finally:
        await exchange.stop()


async def _exchange(report: Report, exchange: LateExchange) -> Hosts | None:
    started: list[Hosts] = []

    async def start() -> str:
        hosts, _ = await exchange.start()
        started.append(hosts)
        return f"listens at {urlsplit(hosts.rest).netloc}"

    return started[0] if await report.check("practice exchange", start()) else None


async def _trade(report: Report, home: Path, exchange: LateExchange) -> bool:
    """Open the window, send one order, and leave; whether all of it went well."""
    async with _opened(home, exchange) as app:
        seen = await report.check("window", _window(app))
        return seen and await report.check("order", _order(app))


async def _fonts() -> str:
    return find_text()


async def _resources() -> str:
    return f"{find_icon()}, {find_sounds()}"


async def _journal(home: Path) -> str:
    journal = await open_journal(home, SystemClock())
    try:
        await journal.recent(1)
    finally:
        await journal.close()
    return "opens, in the home folder"


async def _keyring_library() -> str:
    return f"reaches {secrets.backend_of_this_system()}"


async def keyring_works(clock: Clock) -> str:
    """Keep a token that is none, read it back and remove it; returns what the keyring is called.

    Raises SecretsUnavailable, or Noted where this computer has no keyring. Reading comes first: a
    keyring that hangs is better found out before anything is in it.
    """
    kept = secrets.KeyringSecrets(clock, KEYRING_PATIENCE)
    where = ("self-check", uuid4().hex)
    token = Tokens("no token", "none either", datetime.now(UTC) + timedelta(minutes=1))
    try:
        name = await kept.backend_name()
        await kept.load(*where)
        await kept.save(*where, token)
        found = await kept.load(*where)
        await kept.remove(*where)
    except SecretsUnavailable as trouble:
        if str(trouble) == secrets.MISSING:
            raise Noted(str(trouble)) from None
        raise
    if found is None or found.access != token.access:
        raise CheckFailed(f"{name} did not give back what it was given")
    return f"{name} keeps, gives back and removes"


@asynccontextmanager
async def _opened(home: Path, exchange: LateExchange) -> AsyncIterator[Assembly]:
    options = AppOptions(environment=Environment.PRACTICE, home=str(home))
    app = await assemble(options, SystemClock(), practice=exchange, device=home / "device-id")
    try:
        yield app
    finally:
        app.window.hide()
        await app.close()


async def _window(app: Assembly) -> str:
    painted = asyncio.Event()
    app.window.painted.connect(painted.set)
    app.window.show()
    await painted.wait()
    app.desk.open_environment(app.start)
    desk = app.desk
    await _until(desk.session, lambda view: view.connection is Connection.CONNECTED)
    await _until(desk.instrument, bool)
    await _until(desk.quote, bool)
    return f"painted, and connected as {desk.session.value.account}"


async def _order(app: Assembly) -> str:
    """Send a bracket at market, and wait until the exchange tells of its fill and its stop."""
    desk = app.desk
    instrument = desk.instrument.value
    if instrument is None:
        raise CheckFailed("no contract was found")
    level = Level(1, target_ticks=40, stop_ticks=40)
    account = desk.session.value.account
    desk.submit(Ticket(instrument.symbol, Side.BUY, 1, Entry(), (level,), account))
    await _until(desk.result, lambda result: result is not None and not result.pending)
    result = desk.result.value
    if result is None or result.kind is not OutcomeKind.ACCEPTED:
        raise CheckFailed(result.headline if result else "no answer")
    await _until(desk.strategies, lambda views: any(v.stops_working for v in views))
    return f"Buy 1 {instrument.symbol} at market: strategy {result.strategy_id}, filled, stop works"


async def _ended(hosts: Hosts) -> str:
    """Find nobody where the exchange was."""
    where = urlsplit(hosts.rest)
    with socket.socket() as line:
        line.settimeout(1)
        if not line.connect_ex((where.hostname or "", where.port or 0)):
            raise CheckFailed("the practice exchange still answers")
    return "window closed, journal closed, practice exchange ended"


async def _until(shown: Observable[T], wanted: Callable[[T], bool]) -> None:
    """Wait until the window is shown what is wanted."""
    changed = asyncio.Event()
    stop = shown.listen(lambda _: changed.set())
    try:
        while not wanted(shown.value):
            changed.clear()
            await changed.wait()
    finally:
        stop()
