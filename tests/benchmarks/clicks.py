"""From a click in the real window to the bytes at the broker, and from the answer to the paint.

Twice: click after click, as the yardsticks were measured, and with a rest before each click, when
processor and disk have to wake up first.
"""

import asyncio
import tempfile
import time
from collections.abc import Callable
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
RESTED_CLICKS = 300
BREATH, REST = 0.002, 0.05
"""Seconds before a click: the last outcome is on disk; or everything has fallen asleep."""
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


async def measure(clicks: int, rest: float) -> str:
    broker = OtherProcess()
    with tempfile.TemporaryDirectory() as home:
        app = await assemble(AppOptions(home=home), SystemClock(), practice=broker)
        app.desk.change_settings(replace(app.desk.settings.value, ask_practice=False))
        app.window.show()
        app.desk.open_environment(app.start)
        clicked, painted = await click_all(app, WARM_UP + clicks, rest)
        notes = broker.notes()
        app.window.close()
        await app.close()
    return f"{clicks} clicks, {rest:g} s apart\n{report(clicked, painted, notes)}"


async def click_all(
    app: Assembly, clicks: int, rest: float
) -> tuple[dict[str, int], dict[str, int]]:
    hand = Hand(app.window)
    await until(lambda: app.desk.instrument.value)
    hand.click("buyButton")
    hand.choose("entryTypeCombo", "Limit")
    painted, clicked = Painted(app), {}
    button, limit = hand.find("submitButton"), hand.find("limitPriceEdit", QLineEdit)
    for count in range(clicks):
        limit.setText(f"{5000 + count}")  # another order each time: the same one would be asked
        await spin(button.isEnabled)
        await asyncio.sleep(rest)
        at = time.perf_counter_ns()
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        await spin(partial(painted.more_than, count))
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
            line("click to bytes at the broker, median", median(wire), 1.0, "ms"),
            line("click to bytes at the broker, p99", p99(wire), 3.0, "ms"),
            line("answer to painted result, median", median(paint), 16, "ms"),
            line("answer to painted result, p99", p99(paint), 16, "ms"),
        )
    )


async def spin(condition: Callable[[], object]) -> None:
    """Wait without falling asleep."""
    while not condition():
        await asyncio.sleep(0)


def run() -> str:
    application = build_application()
    with asyncio.Runner(loop_factory=lambda: EventLoop(application)) as runner:
        told = (runner.run(measure(CLICKS, BREATH)), runner.run(measure(RESTED_CLICKS, REST)))
    return "\n".join(told)


if __name__ == "__main__":
    print(run())
