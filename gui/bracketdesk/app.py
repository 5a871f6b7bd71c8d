"""The composition root: builds everything, owns the loop and the orderly exit."""

import asyncio
import gc
import importlib
import logging
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication

from bracketdesk import PRODUCT, __version__
from bracketdesk.broker.hosts import DEMO, LIVE, custom_hosts
from bracketdesk.broker.threads import in_daemon
from bracketdesk.cli import AppOptions
from bracketdesk.controller.desk import Desk
from bracketdesk.controller.ports import DeskPorts, Line, LineListener, PracticeExchange
from bracketdesk.domain.problems import UserFacingError
from bracketdesk.domain.session import (
    Credentials,
    Environment,
    Hosts,
    OAuthApp,
    Tokens,
    Usage,
)
from bracketdesk.domain.validation import Limits
from bracketdesk.storage.crashes import Crashes
from bracketdesk.storage.door import knock, open_door
from bracketdesk.storage.home import device_id, home_folder
from bracketdesk.storage.journal import SqliteJournal, open_journal
from bracketdesk.storage.lock import HomeLock, take_lock
from bracketdesk.storage.logs import LOGS, start_logging
from bracketdesk.storage.secrets import KeyringSecrets
from bracketdesk.storage.settings import JsonSettings
from bracketdesk.ui.event_loop import EventLoop
from bracketdesk.ui.front import bring_to_front
from bracketdesk.ui.lean import read_no_sources
from bracketdesk.ui.window import MainWindow
from bracketdesk.wire.clock import Clock, SystemClock

if TYPE_CHECKING:
    from bracketdesk.broker.allowance import Allowances
    from bracketdesk.broker.embedded import EmbeddedExchange
    from bracketdesk.broker.gateway import BrokerGateway
    from bracketdesk.storage.closed_journal import ClosedJournal

log = logging.getLogger(__name__)

RUNS = f"{PRODUCT} runs already with this home folder"
LOCK_TRIES, LOCK_PAUSE = 100, 0.1  # seconds between them


async def import_off_the_loop(name: str) -> ModuleType:
    """Import a heavy module in a daemon thread, so that the window stays alive meanwhile."""
    return await in_daemon(partial(importlib.import_module, name), f"import {name}")


class LateGateway:
    """The Gateway port whose room, with aiohttp in it, is imported when it is first needed.

    `device` is the file of this machine's id, None for the one it always has.
    """

    def __init__(self, clock: Clock, device: Path | None = None) -> None:
        self._clock = clock
        self._device = device
        self._real: BrokerGateway | None = None
        self._known: Allowances | None = None

    @property
    def _allowances(self) -> "Allowances":
        """What was sent and what is frozen, for whichever gateway asks; light without aiohttp."""
        if self._known is None:
            from bracketdesk.broker.allowance import Allowances  # noqa: PLC0415 - after the paint

            self._known = Allowances(self._clock)
        return self._known

    async def _gateway(self) -> "BrokerGateway":
        if self._real is None:
            module = await import_off_the_loop("bracketdesk.broker.gateway")
            if self._real is None:
                self._real = module.BrokerGateway(
                    self._clock, device_id(self._device), __version__, self._allowances
                )
        return self._real

    async def sign_in(self, hosts: Hosts, credentials: Credentials, ticket: str = "") -> Tokens:
        """Sign in through the real gateway."""
        return await (await self._gateway()).sign_in(hosts, credentials, ticket)

    async def sign_in_by_browser(
        self, hosts: Hosts, app: OAuthApp, browse: Callable[[str], None]
    ) -> Tokens:
        """Sign in by the browser through the real gateway."""
        return await (await self._gateway()).sign_in_by_browser(hosts, app, browse)

    async def connect(self, hosts: Hosts, tokens: Tokens, listener: LineListener) -> Line:
        """Connect through the real gateway."""
        return await (await self._gateway()).connect(hosts, tokens, listener)

    def usage(self, hosts: Hosts) -> Usage:
        """This run's own requests to a host."""
        return self._allowances.of(hosts).usage()

    def frozen_for(self, hosts: Hosts) -> float:
        """Seconds a host stays frozen; 0 where it is not."""
        return self._allowances.of(hosts).frozen_for()

    def freeze(self, hosts: Hosts, seconds: float) -> None:
        """Keep silent to a host: a freeze known from an earlier run."""
        self._allowances.of(hosts).freeze(seconds)

    async def close(self) -> None:
        """Close what was opened."""
        if self._real is not None:
            await self._real.close()


class LateExchange:
    """The PracticeExchange port, imported when it is first needed."""

    def __init__(self, arguments: tuple[str, ...]) -> None:
        self._arguments = arguments
        self._real: EmbeddedExchange | None = None

    async def start(self) -> tuple[Hosts, Credentials]:
        """Start the embedded exchange's process."""
        if self._real is None:
            module = await import_off_the_loop("bracketdesk.broker.embedded")
            self._real = module.EmbeddedExchange(self._arguments)
        return await self._real.start()

    async def ended(self) -> None:
        """Return once the embedded exchange's process has ended."""
        if self._real is not None:
            await self._real.ended()

    async def stop(self) -> None:
        """End the embedded exchange's process."""
        if self._real is not None:
            await self._real.stop()


@dataclass(frozen=True, slots=True)
class Assembly:
    """The whole app, built and not yet connected to anything."""

    window: MainWindow
    desk: Desk
    gateway: LateGateway
    settings: JsonSettings
    start: Environment

    async def close(self) -> None:
        """Leave in order: tasks, line and exchange, journal; then what is left of the others."""
        await self.desk.close()
        await self.gateway.close()
        self.settings.close()


async def assemble(
    options: AppOptions,
    clock: Clock,
    practice: PracticeExchange | None = None,
    live: Hosts | None = None,
    trouble: str = "",
    device: Path | None = None,
) -> Assembly:
    """Build the app on the running loop; raises UserFacingError where there can be no home.

    Nothing connects before the desk is asked to. `practice` stands in for the embedded exchange,
    `live` for the broker's live hosts; `device` for the file of this machine's id. With `trouble`,
    or where the journal cannot be opened, every start is refused with the reason; all else works.
    """
    home = home_folder(options.home)
    start_logging(home, options.log_level)
    journal = await _open_journal(home, clock, trouble)
    gateway, settings = LateGateway(clock, device), JsonSettings(home)
    ports = DeskPorts(
        gateway=gateway,
        practice=practice or LateExchange(practice_arguments(options)),
        secrets=KeyringSecrets(clock),
        journal=journal,
        settings=settings,
        browse=_browse,
    )
    hosts = environment_hosts(options) | ({Environment.LIVE: live} if live else {})
    desk = Desk(ports, clock, local_zone(), Limits(), hosts)
    if options.hosts is not None:  # what the sign-in dialog begins with
        known = hosts[Environment.CUSTOM]
        desk.change_settings(replace(desk.settings.value, custom_hosts=known))
    desk.notice.set(" ".join(filter(None, (journal.notice, settings.notice))))
    start = options.environment or desk.settings.value.environment
    return Assembly(MainWindow(desk, home / LOGS), desk, gateway, settings, start)


async def _open_journal(home: Path, clock: Clock, trouble: str) -> "SqliteJournal | ClosedJournal":
    """Return the journal, or the one that refuses every start: exits must not need a disk."""
    if not trouble:
        try:
            return await open_journal(home, clock)
        except UserFacingError as error:
            trouble = str(error)
    from bracketdesk.storage.closed_journal import ClosedJournal  # noqa: PLC0415 - rarely needed

    log.warning("Nothing can be sent in this run: %s", trouble)
    return ClosedJournal(trouble)


def _browse(address: str) -> None:
    """Open an address in the system's browser."""
    QDesktopServices.openUrl(QUrl(address))


def environment_hosts(options: AppOptions) -> dict[Environment, Hosts]:
    """Where each environment lies; Custom where the command line names it."""
    hosts = {Environment.DEMO: DEMO, Environment.LIVE: LIVE}
    if options.hosts is not None:
        given = options.hosts
        hosts[Environment.CUSTOM] = custom_hosts(
            given.rest, given.socket, given.market_data, given.authorize
        )
    return hosts


def practice_arguments(options: AppOptions) -> tuple[str, ...]:
    """What the embedded exchange is started with."""
    announce = ("--announce", str(options.announce)) if options.announce else ()
    return (*options.practice_arguments, *announce)


def local_zone() -> tzinfo:
    """The system's time zone, with its rules where the system names it."""
    name = Path("/etc/localtime").resolve().as_posix().partition("/zoneinfo/")[2]
    zone = os.environ.get("TZ", "").lstrip(":") or name
    with suppress(ValueError, OSError):  # also ZoneInfoNotFoundError: a fixed offset serves
        return ZoneInfo(zone)
    return datetime.now(UTC).astimezone().tzinfo or UTC


def build_application() -> QApplication:
    """The one QApplication; closing its window ends nothing by itself (qasync needs the loop)."""
    application = QApplication.instance() or QApplication([PRODUCT])
    if not isinstance(application, QApplication):
        raise TypeError("another kind of Qt application runs in this process")
    application.setApplicationName(PRODUCT)
    application.setDesktopFileName("bracketdesk")
    application.setQuitOnLastWindowClosed(False)
    return application


def run(options: AppOptions, painted: Callable[[Assembly], None] | None = None) -> int:
    """Open the window and stay until it is closed; returns the exit status.

    `painted` is called once after the first paint, for whoever measures.
    """
    gc.disable()  # until the first paint: start-up makes much and leaves little behind
    read_no_sources()
    crashes = Crashes()
    crashes.install()
    try:
        lock = _only_one(home_folder(options.home))
        if isinstance(lock, str):
            print(lock)
            return 0
        application = build_application()
        with asyncio.Runner(loop_factory=lambda: EventLoop(application)) as runner:
            runner.run(_stay(options, painted, crashes, lock))
        lock.release()
    except UserFacingError as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        crashes.close()
    return 0


def _only_one(home: Path) -> HomeLock | str:
    """Return the lock of the home folder, or what to say where another app has it.

    One that has only begun to start, or is about to end, is waited for a little.
    """
    lock = take_lock(home)
    for _ in range(LOCK_TRIES):
        if isinstance(lock, HomeLock):
            return lock
        if lock and knock(lock):
            return f"{RUNS}; its window was brought to the front."
        time.sleep(LOCK_PAUSE)
        lock = take_lock(home)
    return lock if isinstance(lock, HomeLock) else f"{RUNS}."


async def _stay(
    options: AppOptions,
    painted: Callable[[Assembly], None] | None,
    crashes: Crashes,
    lock: HomeLock,
) -> None:
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(crashes.loop_error)
    assembly = await assemble(options, SystemClock(), trouble=lock.trouble)
    crashes.watch_faults(home_folder(options.home))
    crashes.told = lambda said: _tell(loop, assembly.desk, said)
    closing = asyncio.Event()
    _leave_on_signals(closing)
    assembly.window.closing.connect(closing.set)
    if painted is not None:
        tell = painted
        assembly.window.painted.connect(lambda: tell(assembly))
    assembly.window.painted.connect(_grown_up)
    assembly.window.painted.connect(lambda: assembly.desk.open_environment(assembly.start))
    seen = asyncio.Event()
    assembly.window.painted.connect(seen.set)
    hearing = loop.create_task(_hear_second_starts(seen, lock, assembly.window), name="hear starts")
    assembly.window.show()
    await closing.wait()
    hearing.cancel()
    assembly.window.hide()
    crashes.told = None
    await assembly.close()


async def _hear_second_starts(painted: asyncio.Event, lock: HomeLock, window: MainWindow) -> None:
    """Come to the front whenever the app is started once more, until cancelled."""
    await painted.wait()
    try:
        door = await open_door(partial(bring_to_front, window))
    except OSError as error:
        log.warning("A second start cannot be heard: %s", error)
        return
    try:
        lock.announce(door.address)
        await asyncio.Event().wait()
    finally:
        door.close()


def _tell(loop: asyncio.AbstractEventLoop, desk: Desk, sentence: str) -> None:
    """Show what was said in any thread."""
    loop.call_soon_threadsafe(desk.notice.set, sentence)


def _grown_up() -> None:
    """Collect garbage as ever, but for what is left of start-up: that stays for good."""
    gc.collect()
    gc.freeze()
    gc.enable()


def _leave_on_signals(closing: asyncio.Event) -> None:
    """Leave in order on Ctrl+C and on a polite kill."""
    with suppress(NotImplementedError):  # Windows
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, closing.set)
