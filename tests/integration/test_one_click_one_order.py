"""A double click, a held key or a worn mouse never makes two intents (issue 4).

The real window, journal and wire before a scripted broker; synthetic input 1 ms apart. Counted are
the intents in the journal's file and the starts that arrived.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QCursor, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from tests.integration.conftest import RunningApp
from tests.support.hand import CTRL, NONE, Hand
from tests.support.scripted import ScriptedServer
from tests.support.scripted_steps import Answer, Step
from tests.support.until import until

from bracketdesk.app import assemble
from bracketdesk.cli import AppOptions
from bracketdesk.domain.session import Credentials, Hosts
from bracketdesk.wire.clock import SystemClock

START = "orderStrategy/startorderstrategy"
LEFT = Qt.MouseButton.LeftButton
TIMES = 40
Storm = Callable[[Hand], Awaitable[None]]


class Scripted:
    """The PracticeExchange port over the scripted broker: there the question can be off."""

    def __init__(self, server: ScriptedServer) -> None:
        self._server = server

    async def start(self) -> tuple[Hosts, Credentials]:
        return self._server.hosts, self._server.credentials

    async def ended(self) -> None:
        await asyncio.Event().wait()  # it outlives the app

    async def stop(self) -> None:
        """The test stops it."""


@pytest.fixture
async def app(
    qapp: QApplication, home: Path, scripted: ScriptedServer
) -> AsyncIterator[RunningApp]:
    """The app with an order in the form: Buy 1 at market; a double click lasts 100 ms at most."""
    before = qapp.doubleClickInterval()
    qapp.setDoubleClickInterval(100)
    assembly = await assemble(AppOptions(home=str(home)), SystemClock(), Scripted(scripted))
    assembly.window.show()
    assembly.window.activateWindow()
    assembly.desk.open_environment(assembly.start)
    running = RunningApp(assembly, Hand(assembly.window))
    await until(lambda: running.desk.instrument.value)
    running.hand.click("buyButton")
    await until(lambda: running.hand.find("submitButton").isEnabled())
    yield running
    await running.quit()
    qapp.setDoubleClickInterval(before)


def _in_focus(name: str) -> bool:
    widget = QApplication.focusWidget()
    return widget is not None and widget.objectName() == name


async def pause() -> None:
    await asyncio.sleep(0.001)


def target(hand: Hand) -> QWidget:
    """What the keys go to, as the window system has it."""
    return QApplication.focusWidget() or hand.window


def key(hand: Hand, kind: QEvent.Type, code: Qt.Key, *, repeats: bool) -> None:
    text = " " if code is Qt.Key.Key_Space else "\r"
    QApplication.sendEvent(target(hand), QKeyEvent(kind, code, NONE, text, repeats))


async def double_click(hand: Hand) -> None:
    button = hand.find("submitButton")
    QTest.mouseClick(button, LEFT)
    await pause()
    QTest.mouseDClick(button, LEFT)


async def worn_mouse(hand: Hand) -> None:
    for _ in range(TIMES):
        QTest.mouseClick(hand.find("submitButton"), LEFT)
        await pause()


async def worn_mouse_under_a_question(hand: Hand) -> None:
    """The pointer rests; a question that opens has its confirming button right under it."""
    button = hand.find("submitButton")
    pointer = button.mapToGlobal(button.rect().center())
    QCursor.setPos(pointer)
    for _ in range(4 * TIMES):  # longer than a double click may last
        if hand.there("questionConfirmButton"):
            button = hand.find("questionConfirmButton")
            dialog = button.window()
            dialog.move(dialog.pos() + pointer - button.mapToGlobal(button.rect().center()))
        QTest.mouseClick(button, LEFT)
        await pause()


async def held_ctrl_enter(hand: Hand) -> None:
    for code in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        QTest.keyPress(target(hand), code, CTRL)
        for _ in range(TIMES):
            QTest.simulateEvent(target(hand), True, code, CTRL, "\r", True)
            await pause()
        QTest.keyRelease(target(hand), code, CTRL)


async def ctrl_enter_again_and_again(hand: Hand) -> None:
    for _ in range(TIMES):
        QTest.keyClick(target(hand), Qt.Key.Key_Return, CTRL)
        await pause()


async def double_click_on_the_answer(hand: Hand) -> None:
    """Each half of it goes to what is on top by then."""
    QTest.mouseClick(hand.find("submitButton"), LEFT)
    for _ in range(TIMES):
        asked = hand.there("questionConfirmButton")
        QTest.mouseClick(hand.find("questionConfirmButton" if asked else "submitButton"), LEFT)
        if not asked:
            return
        await pause()


async def space_held_on_the_answer(hand: Hand, *, marked: bool = True) -> None:
    """Tab to the confirming button and hold Space or Enter there."""
    hand.find("submitButton").setFocus()
    hand.click("submitButton")
    await until(lambda: _in_focus("questionCancelButton"))
    hand.press(Qt.Key.Key_Tab)
    assert _in_focus("questionConfirmButton")
    for code in (Qt.Key.Key_Space, Qt.Key.Key_Return):
        key(hand, QEvent.Type.KeyPress, code, repeats=False)
        for _ in range(TIMES):
            key(hand, QEvent.Type.KeyRelease, code, repeats=marked)
            key(hand, QEvent.Type.KeyPress, code, repeats=marked)
            await pause()
        key(hand, QEvent.Type.KeyRelease, code, repeats=False)


async def space_on_the_answer_without_the_mark(hand: Hand) -> None:
    await space_held_on_the_answer(hand, marked=False)


async def held(hand: Hand, code: Qt.Key, *, marked: bool) -> None:
    """Hold a key on the send button; `marked` where the repeats say what they are."""
    hand.find("submitButton").setFocus()
    key(hand, QEvent.Type.KeyPress, code, repeats=False)
    for _ in range(TIMES):
        key(hand, QEvent.Type.KeyRelease, code, repeats=marked)
        key(hand, QEvent.Type.KeyPress, code, repeats=marked)
        await pause()
    key(hand, QEvent.Type.KeyRelease, code, repeats=False)


async def held_space(hand: Hand) -> None:
    await held(hand, Qt.Key.Key_Space, marked=True)


async def space_without_the_mark(hand: Hand) -> None:
    await held(hand, Qt.Key.Key_Space, marked=False)


async def held_enter(hand: Hand) -> None:
    await held(hand, Qt.Key.Key_Return, marked=True)


async def enter_without_the_mark(hand: Hand) -> None:
    await held(hand, Qt.Key.Key_Return, marked=False)


async def everything(hand: Hand) -> None:
    for storm in (worn_mouse, ctrl_enter_again_and_again, space_without_the_mark, double_click):
        await storm(hand)


STORMS = [
    double_click,
    worn_mouse,
    worn_mouse_under_a_question,
    held_ctrl_enter,
    ctrl_enter_again_and_again,
    held_space,
    space_without_the_mark,
    held_enter,
    enter_without_the_mark,
    everything,
]
REJECTED = Answer({"failureReason": "NoQuote", "errorText": "No"})
storms = pytest.mark.parametrize("storm", STORMS, ids=lambda storm: storm.__name__)


def answered(app: RunningApp) -> bool:
    result = app.desk.result.value
    return result is not None and not result.pending


def counted(home: Path, server: ScriptedServer) -> tuple[int, int]:
    """Intents in the journal, starts at the broker."""
    with closing(sqlite3.connect(home / "journal.sqlite3")) as file:
        (intents,) = file.execute("SELECT count(*) FROM intents").fetchone()
    return intents, len(server.requests(START))


@storms
@pytest.mark.parametrize("answer", [None, REJECTED], ids=["accepted", "rejected"])
async def test_without_the_question_a_storm_is_one_order(
    app: RunningApp, home: Path, scripted: ScriptedServer, storm: Storm, answer: Step | None
) -> None:
    """The answer comes in the midst of it: a rejected order must not be tried by the next one."""
    app.desk.change_settings(replace(app.desk.settings.value, ask_practice=False))
    if answer is not None:
        scripted.on(START, answer)
    await storm(app.hand)
    sends = storm not in (held_enter, enter_without_the_mark)  # Enter is no key of a button here
    await until(lambda: not sends or answered(app))
    await storm(app.hand)
    assert counted(home, scripted) == (sends, sends)
    assert not app.hand.there("question")


@storms
async def test_with_the_question_a_storm_sends_nothing(
    app: RunningApp, home: Path, scripted: ScriptedServer, storm: Storm
) -> None:
    await storm(app.hand)
    assert counted(home, scripted) == (0, 0)


@pytest.mark.parametrize(
    "storm",
    [
        double_click_on_the_answer,
        space_held_on_the_answer,
        space_on_the_answer_without_the_mark,
    ],
    ids=lambda storm: storm.__name__,
)
@pytest.mark.parametrize("answer", [None, REJECTED], ids=["accepted", "rejected"])
async def test_a_storm_on_the_answer_is_one_order(
    app: RunningApp, home: Path, scripted: ScriptedServer, storm: Storm, answer: Step | None
) -> None:
    if answer is not None:
        scripted.on(START, answer)
    await storm(app.hand)
    await until(lambda: answered(app))
    await worn_mouse(app.hand)
    assert counted(home, scripted) == (1, 1)
