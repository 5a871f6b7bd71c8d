"""How soon the app is connected on loopback: after a click, and after its sockets were cut.

After a cut the app rests on purpose, a second at first and longer each time: that rest is told
apart, and the budget is for the work alone, from the attempt to the header's "connected" (which
means: socket open, authorised, and a fresh snapshot taken in).
"""

import asyncio
import os
import tempfile
import time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before any Qt import

from tests.benchmarks.broker import OtherProcess
from tests.benchmarks.figures import line, median, plain
from tests.support.until import until

from bracketdesk.app import Assembly, assemble, build_application
from bracketdesk.cli import AppOptions
from bracketdesk.controller.views import Connection, SessionView
from bracketdesk.ui.event_loop import EventLoop
from bracketdesk.wire.clock import SystemClock

CLICKS, CUTS = 11, 3
REST = 0.3
"""Seconds in which the quotes' socket settles too, before the next click."""
BUDGET = 1.0


class Header:
    """When the header first said what, since it was last asked to begin."""

    def __init__(self, app: Assembly) -> None:
        self.since: dict[Connection, float] = {}
        app.desk.session.listen(self._changed)

    def begin(self) -> float:
        """Forget what was said; returns the time."""
        self.since = {}
        return time.perf_counter()

    async def connected(self) -> float:
        """Return when it said so."""
        await until(lambda: Connection.CONNECTED in self.since, 60)
        return self.since[Connection.CONNECTED]

    def _changed(self, session: SessionView) -> None:
        self.since.setdefault(session.connection, time.perf_counter())


async def click(app: Assembly, header: Header) -> float:
    """Seconds from the click on the environment, signed out before, to connected."""
    await asyncio.sleep(REST)
    app.desk.sign_out()
    await until(lambda: app.desk.session.value.connection is Connection.OFFLINE)
    clicked = header.begin()
    app.desk.open_environment(app.start)
    return await header.connected() - clicked


async def cut(header: Header, broker: OtherProcess) -> tuple[float, float]:
    """Seconds from the cut to connected: those of the rest, and those of the work."""
    began = header.begin()
    await broker.ask(do="cut")
    await until(lambda: Connection.RECONNECTING in header.since)
    header.since.pop(Connection.CONNECTED, None)
    ended = await header.connected()
    work = ended - header.since[Connection.CONNECTING]
    return ended - began - work, work


async def measure() -> str:
    broker = OtherProcess()
    with tempfile.TemporaryDirectory() as home:
        app = await assemble(AppOptions(home=home), SystemClock(), practice=broker)
        header = Header(app)
        app.window.show()
        app.desk.open_environment(app.start)
        await header.connected()
        clicks = [await click(app, header) for _ in range(CLICKS)]
        cuts = [await cut(header, broker) for _ in range(CUTS)]
        broker.notes()
        app.window.close()
        await app.close()
    return report(clicks, cuts)


def report(clicks: list[float], cuts: list[tuple[float, float]]) -> str:
    rests, works = zip(*cuts, strict=True)
    return "\n".join(
        (
            line(f"click to connected, median of {CLICKS}", median(clicks), BUDGET, "s"),
            line("click to connected, longest", max(clicks), BUDGET, "s"),
            line(f"attempt to connected after a cut, longest of {CUTS}", max(works), BUDGET, "s"),
            plain("  the rest before it, first time", rests[0], "s"),
        )
    )


def run() -> str:
    application = build_application()
    with asyncio.Runner(loop_factory=lambda: EventLoop(application)) as runner:
        return runner.run(measure())


if __name__ == "__main__":
    print(run())
