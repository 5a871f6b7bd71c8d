"""The composition root: builds everything, owns the loop and the orderly exit."""

import asyncio
import gc
import importlib
import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QApplication

from bracketdesk import PRODUCT, __version__
from bracketdesk.broker.hosts import DEMO, LIVE, custom_hosts
from bracketdesk.cli import AppOptions
from bracketdesk.controller.desk import Desk
from bracketdesk.controller.ports import DeskPorts, Line, LineListener, PracticeExchange
from bracketdesk.domain.problems import UserFacingError
from bracketdesk.domain.session import Credentials, Environment, Hosts, Tokens
from bracketdesk.domain.validation import Limits
from bracketdesk.storage.home import device_id, home_folder
from bracketdesk.storage.journal import open_journal
from bracketdesk.storage.logs import start_logging
from bracketdesk.storage.secrets import KeyringSecrets
from bracketdesk.storage.settings import JsonSettings
from bracketdesk.ui.event_loop import EventLoop
from bracketdesk.ui.window import MainWindow
from bracketdesk.wire.clock import Clock, SystemClock

if TYPE_CHECKING:
    from bracketdesk.broker.embedded import EmbeddedExchange
    from bracketdesk.broker.gateway import BrokerGateway


async def import_off_the_loop(name: str) -> ModuleType:
    """Import a heavy module in a daemon thread, so that the window stays alive meanwhile."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[ModuleType] = loop.create_future()

    def take(module: ModuleType) -> None:
        if not done.done():
            done.set_result(module)

    def work() -> None:
        loop.call_soon_threadsafe(take, importlib.import_module(name))

    threading.Thread(target=work, name=f"import {name}", daemon=True).start()
    return await done


class LateGateway:
    """The Gateway port whose room, with aiohttp in it, is imported when it is first needed."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._real: BrokerGateway | None = None

    async def _gateway(self) -> "BrokerGateway":
        if self._real is None:
            module = await import_off_the_loop("bracketdesk.broker.gateway")
            if self._real is None:
                self._real = module.BrokerGateway(self._clock, device_id(), __version__)
        return self._real

    async def sign_in(self, hosts: Hosts, credentials: Credentials) -> Tokens:
        """Sign in through the real gateway."""
        return await (await self._gateway()).sign_in(hosts, credentials)

    async def connect(self, hosts: Hosts, tokens: Tokens, listener: LineListener) -> Line:
        """Connect through the real gateway."""
        return await (await self._gateway()).connect(hosts, tokens, listener)

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
    options: AppOptions, clock: Clock, practice: PracticeExchange | None = None
) -> Assembly:
    """Build the app on the running loop; raises UserFacingError where the home cannot be used.

    Nothing connects before the desk is asked to. `practice` stands in for the embedded exchange.
    """
    home = home_folder(options.home)
    start_logging(home)
    journal = await open_journal(home, clock)
    gateway, settings = LateGateway(clock), JsonSettings(home)
    ports = DeskPorts(
        gateway=gateway,
        practice=practice or LateExchange(practice_arguments(options)),
        secrets=KeyringSecrets(clock),
        journal=journal,
        settings=settings,
    )
    hosts = environment_hosts(options)
    desk = Desk(ports, clock, local_zone(), Limits(), hosts)
    if options.hosts is not None:  # what the sign-in dialog begins with
        known = hosts[Environment.CUSTOM]
        desk.change_settings(replace(desk.settings.value, custom_hosts=known))
    desk.notice.set(" ".join(filter(None, (journal.notice, settings.notice))))
    start = options.environment or desk.settings.value.environment
    return Assembly(MainWindow(desk), desk, gateway, settings, start)


def environment_hosts(options: AppOptions) -> dict[Environment, Hosts]:
    """Where each environment lies; Custom where the command line names it."""
    hosts = {Environment.DEMO: DEMO, Environment.LIVE: LIVE}
    if options.hosts is not None:
        given = options.hosts
        hosts[Environment.CUSTOM] = custom_hosts(given.rest, given.socket, given.market_data)
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
    application = build_application()
    try:
        with asyncio.Runner(loop_factory=lambda: EventLoop(application)) as runner:
            runner.run(_stay(options, painted))
    except UserFacingError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


async def _stay(options: AppOptions, painted: Callable[[Assembly], None] | None) -> None:
    assembly = await assemble(options, SystemClock())
    closing = asyncio.Event()
    _leave_on_signals(closing)
    assembly.window.closing.connect(closing.set)
    assembly.window.painted.connect(_grown_up)
    assembly.window.painted.connect(lambda: assembly.desk.open_environment(assembly.start))
    if painted is not None:
        tell = painted
        assembly.window.painted.connect(lambda: tell(assembly))
    assembly.window.show()
    await closing.wait()
    assembly.window.hide()
    await assembly.close()


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
