"""From a click in the real window to the bytes at the broker, and from the answer to the paint.

Between the clicks the machine's own commits and sends are measured: what is ours is the rest.

Twice: click after click, as the yardsticks were measured, and with a rest before each click, when
processor and disk have to wake up first.
"""

import asyncio
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QSpinBox, QWidget
from tests.benchmarks.broker import OtherProcess
from tests.benchmarks.figures import line, median, p99, plain
from tests.benchmarks.yardstick import Yardstick
from tests.support.hand import Hand
from tests.support.until import until

from bracketdesk.app import Assembly, assemble, build_application
from bracketdesk.cli import AppOptions
from bracketdesk.controller.views import ResultView
from bracketdesk.domain.guards import Guards
from bracketdesk.domain.session import Environment
from bracketdesk.ui.event_loop import EventLoop
from bracketdesk.wire.clock import SystemClock

CLICKS = 1900
"""With the warm-up no two are of one side and quantity: the same ones would be asked about."""
RESTED_CLICKS = 300
BREATH, REST = 0.002, 0.05
"""Seconds before a click: the last outcome is on disk; or everything has fallen asleep."""
WARM_UP = 100


class Painted(QObject):
    """Notes when the status panel has been painted after a result came.

    It watches from the result to the paint alone: a filter in Python costs every event of a click.
    """

    def __init__(self, app: Assembly) -> None:
        super().__init__()
        application = QApplication.instance()
        assert application is not None
        self._panel = app.window.findChild(QWidget, "statusPanel")
        self._uuid = ""
        self.times: dict[str, int] = {}
        self._application = application
        app.desk.result.listen(self._came)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._uuid and event.type() is QEvent.Type.Paint and self._in_panel(watched):
            asyncio.get_running_loop().call_soon(self._note, self._uuid)
            self._uuid = ""
            self._application.removeEventFilter(self)
        return False

    def more_than(self, count: int) -> bool:
        return len(self.times) > count

    def _in_panel(self, watched: QObject) -> bool:
        panel = self._panel
        return panel is not None and isinstance(watched, QWidget) and panel.isAncestorOf(watched)

    def _came(self, result: ResultView | None) -> None:
        if result is not None and not result.pending:
            self._uuid = result.uuid
            self._application.installEventFilter(self)

    def _note(self, uuid: str) -> None:
        self.times[uuid] = time.perf_counter_ns()


async def measure(clicks: int, rest: float) -> str:
    broker = OtherProcess()
    with tempfile.TemporaryDirectory() as home:
        app = await assemble(AppOptions(home=home), SystemClock(), practice=broker)
        guards = dict.fromkeys(Environment, Guards(contracts=1000, dollars=Decimal(10**9)))
        unasked = replace(app.desk.settings.value, ask_practice=False, guards=guards)
        app.desk.change_settings(unasked)
        app.window.show()
        app.desk.open_environment(app.start)
        async with Yardstick(broker, Path(home)) as bare:
            clicked, painted = await click_all(app, WARM_UP + clicks, rest, bare)
        notes = broker.notes()
        app.window.close()
        await app.close()
    return f"{clicks} clicks, {rest:g} s apart\n{report(clicked, painted, notes, bare)}"


async def click_all(
    app: Assembly, clicks: int, rest: float, bare: Yardstick
) -> tuple[dict[str, int], dict[str, int]]:
    hand = Hand(app.window)
    await until(lambda: app.desk.instrument.value)
    hand.choose("entryTypeCombo", "Limit")
    painted, clicked = Painted(app), {}
    button, limit = hand.find("submitButton"), hand.find("limitPriceEdit", QLineEdit)
    for count in range(clicks):
        await bare.measure(rest)
        hand.click("sellButton" if count % 2 else "buyButton")
        hand.find("quantitySpin", QSpinBox).setValue(1 + count // 2)
        hand.click("splitEvenlyButton")
        limit.setText(f"{5000 + count}")
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
    clicked: dict[str, int],
    painted: dict[str, int],
    notes: dict[str, tuple[int, int]],
    bare: Yardstick,
) -> str:
    sends = [(notes[uuid][0] - at) / 1e6 for uuid, at in bare.sent.items()][WARM_UP:]
    commits = bare.commits[WARM_UP:]
    wire = [(notes[uuid][0] - at) / 1e6 for uuid, at in clicked.items()]

    # Click by click, for the disk changes its pace within a run.
    beyond = [
        click - send - commit for click, send, commit in zip(wire, sends, commits, strict=True)
    ]
    most = p99(wire) - p99(sends) - p99(commits)
    paint = [(painted[uuid] - notes[uuid][1]) / 1e6 for uuid in clicked]
    return "\n".join(
        (
            plain("  bare aiohttp socket send, median", median(sends), "ms"),
            plain("  bare aiohttp socket send, p99", p99(sends), "ms"),
            plain("  bare durable SQLite commit, median", median(commits), "ms"),
            plain("  bare durable SQLite commit, p99", p99(commits), "ms"),
            line("click to bytes at the broker, median", median(wire), 1.0, "ms"),
            line("click to bytes at the broker, p99", p99(wire), 3.0, "ms"),
            line(
                "of it beyond the two bare pieces, median", median(beyond), 1.0 - 0.34 - 0.25, "ms"
            ),
            line("of it beyond the two bare pieces, p99", most, 3.0 - 0.74 - 0.48, "ms"),
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
