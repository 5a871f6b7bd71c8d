"""The desk without a window, as a program: what is clicked comes in, what is shown goes out.

    python -m tests.support.headless '{"home": "...", "hosts": [rest, socket, market data], ...}'

A line on stdin is one order as JSON, a list with a verb first; a line on stdout is one thing that
is shown, as a JSON object. Desk, gateway and journal are the real ones; the keyring and the
settings are held in memory, and time passes only by `["pass", seconds]`.

`stop` names a seam of the journal or the line as "before journal.settle" or "after
line.start_strategy": there the program says `{"stopped": …}` and stands still, to be killed.
"""

import asyncio
import json
import os
import sys
import threading
from asyncio import Future
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, cast

from tests.support.clock import ManualClock
from tests.support.fakes import FakeExchange, FakeSecrets, FakeSettings

from bracketdesk.broker.gateway import BrokerGateway
from bracketdesk.broker.line import BrokerLine, Listener
from bracketdesk.controller.desk import Desk
from bracketdesk.controller.ports import DeskPorts, Journal
from bracketdesk.controller.views import Connection, ResultView, SessionView
from bracketdesk.domain.session import Credentials, Environment, Hosts, Tokens, Transport
from bracketdesk.domain.ticket import Entry, EntryType, Level, Side, Ticket
from bracketdesk.domain.validation import Limits
from bracketdesk.storage.journal import open_journal

SYMBOL = "MESZ6"
BEGIN = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
STEP = 0.5
"""Seconds of the driven clock between two chances for what has arrived to be read."""

Tell = Callable[[dict[str, Any]], None]


@dataclass(frozen=True)
class Options:
    """Where it lives and whom it talks to. `later` is in seconds after BEGIN."""

    home: str
    hosts: tuple[str, str, str]
    name: str
    password: str
    later: float = 0.0
    stop: str = ""


class Seam:
    """A port with one place in it where the program stands still: before or after a method.

    After a method of the journal is when it is on disk; after one of the line, when it is written.
    """

    def __init__(self, inner: object, stop: str, tell: Tell) -> None:
        self._inner = inner
        self._stop = stop
        self._tell = tell
        self._when, _, place = stop.partition(" ")
        self._port, _, self._method = place.partition(".")

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the port has
        found = getattr(self._inner, name)
        return partial(self._call, found) if name == self._method else found

    def _call(self, method: Callable[..., Any], *given: object, **named: object) -> Any:  # noqa: ANN401 - as above
        if self._when == "before":
            self._halt()
        result = method(*given, **named)
        if self._port == "journal" and isinstance(result, Future) and not result.done():
            result.add_done_callback(lambda _: self._halt())
        else:
            self._halt()
        return result

    def _halt(self) -> None:
        self._tell({"stopped": self._stop})
        threading.Event().wait()


class SeamedGateway(BrokerGateway):
    """The real one; its lines have the seam."""

    def __init__(self, clock: ManualClock, stop: str, tell: Tell) -> None:
        super().__init__(clock, "device-1", "0.1.0")
        self._seam = stop, tell

    async def connect(self, hosts: Hosts, tokens: Tokens, listener: Listener) -> BrokerLine:
        return cast(BrokerLine, Seam(await super().connect(hosts, tokens, listener), *self._seam))


class Headless:
    """One life of the app: what it is told and what it shows."""

    def __init__(self, options: Options, desk: Desk, clock: ManualClock, tell: Tell) -> None:
        self._options = options
        self._desk = desk
        self._clock = clock
        self._tell = tell
        self._passing: asyncio.Task[None] | None = None
        self._verbs: dict[str, Callable[..., None]] = {
            "click": self._click,
            "pass": self._pass,
            "confirm": self._confirm,
        }

    def begin(self) -> None:
        """Sign in, and choose the symbol once connected."""
        desk = self._desk
        desk.session.listen(self._show_session)
        desk.instrument.listen(lambda found: self._show(instrument=found and found.symbol))
        desk.result.listen(self._show_result)
        desk.lock.listen(lambda lock: self._show(lock=lock and lock.text))
        desk.notice.listen(lambda notice: self._show(notice=notice))
        desk.strategies.listen(
            lambda held: self._show(strategies=[[s.id, s.ours, len(s.levels)] for s in held])
        )
        who = Credentials(self._options.name, self._options.password)
        desk.sign_in(Environment.DEMO, None, who)

    def hear(self, line: str) -> None:
        """Do what a line says."""
        verb, *given = json.loads(line)
        self._verbs[verb](*given)

    def _click(self, side: str, limit: str | None, transport: str) -> None:
        desk = self._desk
        chosen = replace(desk.settings.value, transport=Transport(transport))
        desk.change_settings(chosen)
        entry = Entry(EntryType.LIMIT, Decimal(limit)) if limit else Entry()
        level = Level(1, target_ticks=16, stop_ticks=16)
        account = desk.session.value.account
        locked = desk.lock.value is not None
        taken = desk.submit(Ticket(SYMBOL, Side(side), 1, entry, (level,), account))
        self._show(taken=taken, locked=locked)

    def _pass(self, seconds: float) -> None:
        self._passing = asyncio.create_task(self._passed(seconds))

    async def _passed(self, seconds: float) -> None:
        """Let time pass in steps, so that a pong can come before it is missed."""
        end = self._clock.monotonic() + seconds
        while (left := end - self._clock.monotonic()) > 0:
            await self._clock.advance(min(left, STEP))
            await asyncio.sleep(0.001)
        self._show(passed=seconds)

    def _confirm(self, word: str) -> None:
        lock = self._desk.lock.value
        self._show(confirmed=lock is not None and self._desk.confirm_not_sent(lock.uuid, word))

    def _show_session(self, view: SessionView) -> None:
        if view.connection is Connection.CONNECTED and self._desk.instrument.value is None:
            self._desk.choose_symbol(SYMBOL)
        self._show(connection=view.connection, text=view.text)

    def _show_result(self, result: ResultView | None) -> None:
        if result is None:
            return
        self._show(
            result=None if result.pending else str(result.kind),
            uuid=result.uuid,
            strategy=result.strategy_id,
            cause=result.cause,
            advice=result.advice,
        )

    def _show(self, **what: object) -> None:
        self._tell(what)


async def live(options: Options, orders: Iterable[str], tell: Tell) -> None:
    """Live until killed, or until whoever gives the orders is gone; they are read in a thread."""
    clock = ManualClock(BEGIN + timedelta(seconds=options.later))
    gateway, journal = await _ports(options, clock, tell)
    ports = DeskPorts(gateway, FakeExchange(), FakeSecrets(), journal, FakeSettings(), _no_browser)
    hosts = {Environment.DEMO: Hosts(*options.hosts)}
    desk = Desk(ports, clock, UTC, Limits(), hosts)
    app = Headless(options, desk, clock, tell)
    loop = asyncio.get_running_loop()

    def listen() -> None:
        for line in orders:
            loop.call_soon_threadsafe(app.hear, line)
        os._exit(0)

    threading.Thread(target=listen, daemon=True).start()
    app.begin()
    await asyncio.Event().wait()


async def _ports(options: Options, clock: ManualClock, tell: Tell) -> tuple[BrokerGateway, Journal]:
    journal: Journal = await open_journal(Path(options.home), clock)
    if not options.stop:
        return BrokerGateway(clock, "device-1", "0.1.0"), journal
    seam = cast(Journal, Seam(journal, options.stop, tell))
    return SeamedGateway(clock, options.stop, tell), seam


def _no_browser(address: str) -> None:
    raise AssertionError(address)


def _say(what: dict[str, Any]) -> None:
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    asyncio.run(live(Options(**json.loads(sys.argv[1])), sys.stdin, _say))
