"""Five thousand quotes at once into the real window: little is painted, the last one is seen."""

import asyncio
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication
from tests.support.clock import ManualClock
from tests.support.hand import Hand
from tests.support.quote_burst import bid, frame
from tests.support.scripted import ScriptedServer
from tests.support.scripted_steps import MARKET_DATA
from tests.support.until import until

from bracketdesk.app import Assembly, assemble
from bracketdesk.broker.latest_quote import PACE
from bracketdesk.cli import AppOptions
from bracketdesk.controller.views import QuoteView
from bracketdesk.domain.session import Credentials, Environment, Hosts

MESSAGES, PER_FRAME = 5000, 50


class Scripted:
    """The PracticeExchange port over a scripted server."""

    def __init__(self, server: ScriptedServer) -> None:
        self._server = server

    async def start(self) -> tuple[Hosts, Credentials]:
        return self._server.hosts, self._server.credentials

    async def ended(self) -> None:
        await asyncio.Event().wait()  # it outlives the app

    async def stop(self) -> None:
        """The test does that."""


class Turns:
    """Counts a timer of no length: what a click or a heartbeat would wait for."""

    def __init__(self) -> None:
        self.count = 0
        self._timer = QTimer()
        self._timer.timeout.connect(self._fire)
        self._timer.start()

    def end(self) -> None:
        self._timer.stop()

    def _fire(self) -> None:
        self.count += 1


class Paints(QObject):
    """Counts a widget's paints."""

    def __init__(self, widget: QObject) -> None:
        super().__init__()
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() is QEvent.Type.Paint
        return False


async def watching(app: Assembly, server: ScriptedServer) -> Hand:
    """Connect; the first quote has been seen."""
    hand = Hand(app.window)
    app.window.show()
    app.desk.open_environment(Environment.PRACTICE)
    await until(lambda: server.requests("md/subscribeQuote"))
    await server.push_quote(Bid=("4999", 1))
    await until(lambda: hand.text("bidLabel") == "4999.00")
    return hand


async def test_a_flood_of_quotes_is_painted_once_and_is_its_last(
    qapp: QApplication, home: Path
) -> None:
    clock = ManualClock()
    async with ScriptedServer() as server:
        app = await assemble(AppOptions(home=str(home)), clock, practice=Scripted(server))
        hand = await watching(app, server)
        seen: list[QuoteView | None] = []
        app.desk.quote.listen(seen.append)
        paints, turns = Paints(hand.find("bidLabel")), Turns()
        for start in range(0, MESSAGES, PER_FRAME):
            await server.push_frame(frame(range(start, start + PER_FRAME)), MARKET_DATA)
        await server.push_ping(b"end", MARKET_DATA)
        await until(lambda: b"end" in server.pongs)  # all that came before it has been read
        turns.end()
        assert hand.text("bidLabel") == "4999.00"  # its time has not come yet
        await clock.advance(PACE)
        assert hand.text("bidLabel") == f"{bid(MESSAGES - 1):.2f}"
        assert len(seen) == 2
        await until(lambda: paints.count)
        assert paints.count < 5
        assert turns.count >= 50
        app.window.close()
        await app.close()
        app.window.deleteLater()
