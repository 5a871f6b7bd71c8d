"""From a click in the real window to the bytes at the broker, and from the answer to the paint."""

import asyncio
import tempfile
import time
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from tests.benchmarks.broker import OtherProcess
from tests.benchmarks.figures import line, median, p99
from tests.support.hand import Hand
from tests.support.until import until

from bracketdesk.app import Assembly, assemble, build_application
from bracketdesk.cli import AppOptions
from bracketdesk.controller.views import ResultView
from bracketdesk.ui.event_loop import EventLoop
from bracketdesk.wire.clock import SystemClock

CLICKS = 2000
WARM_UP = 100


class Painted(QObject):
    """Notes when the status panel has been painted after a result came."""

    def __init__(self, app: Assembly) -> None:
        super().__init__()
        self._panel = app.window.findChild(QWidget, "statusPanel")
        self._uuid = ""
        self.times: dict[str, int] = {}
        app.desk.result.listen(self._came)
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._uuid and event.type() is QEvent.Type.Paint and self._in_panel(watched):
            asyncio.get_running_loop().call_soon(self._note, self._uuid)
            self._uuid = ""
        return False

    def more_than(self, count: int) -> bool:
        return len(self.times) > count

    def _in_panel(self, watched: QObject) -> bool:
        panel = self._panel
        return panel is not None and isinstance(watched, QWidget) and panel.isAncestorOf(watched)

    def _came(self, result: ResultView | None) -> None:
        if result is not None and not result.pending:
            self._uuid = result.uuid

    def _note(self, uuid: str) -> None:
        self.times[uuid] = time.perf_counter_ns()


async def measure() -> str:
    broker = OtherProcess()
    with tempfile.TemporaryDirectory() as home:
        app = await assemble(AppOptions(home=home), SystemClock(), practice=broker)
        app.desk.change_settings(replace(app.desk.settings.value, ask_practice=False))
        app.window.show()
        app.desk.open_environment(app.start)
        clicked, painted = await click_all(app)
        notes = broker.notes()
        app.window.close()
        await app.close()
    return report(clicked, painted, notes)


async def click_all(app: Assembly) -> tuple[dict[str, int], dict[str, int]]:
    hand = Hand(app.window)
    await until(lambda: app.desk.instrument.value)
    hand.click("buyButton")
    hand.choose("entryTypeCombo", "Limit")
    painted, clicked = Painted(app), {}
    button, limit = hand.find("submitButton"), hand.find("limitPriceEdit", QLineEdit)
    for count in range(WARM_UP + CLICKS):
        limit.setText(f"{5000 + count}")  # another order each time: the same one would be asked
        await until(button.isEnabled)
        await asyncio.sleep(0.002)
        QTest.mousePress(button, Qt.MouseButton.LeftButton)
        await asyncio.sleep(0.01)  # a finger is slower
        at = time.perf_counter_ns()
        QTest.mouseRelease(button, Qt.MouseButton.LeftButton)  # which is what clicks
        await until(partial(painted.more_than, count))
        result = app.desk.result.value
        assert result is not None
        clicked[result.uuid] = at
    return dict(list(clicked.items())[WARM_UP:]), painted.times


def report(
    clicked: dict[str, int], painted: dict[str, int], notes: dict[str, tuple[int, int]]
) -> str:
    wire = [(notes[uuid][0] - at) / 1e6 for uuid, at in clicked.items()]
    paint = [(painted[uuid] - notes[uuid][1]) / 1e6 for uuid in clicked]
    return "\n".join(
        (
            f"{len(clicked)} clicks, question off, journal on disk first",
            line("click to bytes at the broker, median", median(wire), 1.0, "ms"),
            line("click to bytes at the broker, p99", p99(wire), 3.0, "ms"),
            line("answer to painted result, median", median(paint), 16, "ms"),
            line("answer to painted result, p99", p99(paint), 16, "ms"),
        )
    )


def run() -> str:
    application = build_application()
    with asyncio.Runner(loop_factory=lambda: EventLoop(application)) as runner:
        return runner.run(measure())


if __name__ == "__main__":
    print(run())
