from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from tests.support.fake_desk import FakeDesk
from tests.support.sample_views import flattening, stuck
from tests.support.screen import click, focus, found, press, shown
from tests.support.until import until

from bracketdesk.controller.after.views import Progress
from bracketdesk.ui.procedure_card import ProcedureCard
from bracketdesk.ui.procedure_panel import ProcedurePanel
from bracketdesk.ui.question import Question

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


class Shown:
    """The panel in a window, and what it had read aloud."""

    def __init__(self) -> None:
        self.desk = FakeDesk()
        self.after = self.desk.after
        self.said: list[str] = []
        self.window = QWidget()
        self.panel = ProcedurePanel(self.desk, self._tell)
        self.panel.setParent(self.window)
        self.panel.resize(310, 300)

    def _tell(self, widget: QWidget, text: str) -> None:
        if text:
            self.said.append(text)

    def numbers(self) -> list[int]:
        """The cards in sight, from top to bottom."""
        QApplication.processEvents()
        cards = [c for c in self.panel.findChildren(ProcedureCard) if c.isVisible()]
        return [card.number for card in sorted(cards, key=lambda card: card.y())]


@pytest.fixture
async def going(qtbot: QtBot) -> Shown:
    going = Shown()
    qtbot.addWidget(going.window)
    going.window.resize(600, 400)
    await shown(going.window)
    return going


async def test_it_is_not_there_while_nothing_goes_on(going: Shown) -> None:
    assert going.panel.isHidden()
    going.after.procedures.set((flattening(),))
    assert going.panel.isVisible()
    going.after.procedures.set(())
    assert going.panel.isHidden()


async def test_the_newest_stands_first(going: Shown) -> None:
    going.after.procedures.set((stuck(1), flattening(2)))
    assert going.numbers() == [2, 1]


async def test_closing_one_takes_it_away(going: Shown) -> None:
    going.after.procedures.set((stuck(1), flattening(2)))
    click(going.panel, "procedureCloseButton1")
    assert going.after.called("dismiss") == [(1,)]
    assert going.numbers() == [2]


async def test_an_offer_goes_to_the_desk(going: Shown) -> None:
    going.after.procedures.set((stuck(7),))
    click(going.panel, "offerButton_7_close")
    assert going.after.called("take_offer") == [(7, "close")]


async def test_in_a_freeze_an_offer_that_sends_an_order_asks_first(going: Shown) -> None:
    going.desk.caution = "It may lengthen the wait."
    going.after.procedures.set((stuck(7),))
    click(going.panel, "offerButton_7_look")
    assert going.after.called("take_offer") == [(7, "look")]
    click(going.panel, "offerButton_7_close")
    assert len(going.after.called("take_offer")) == 1
    question = found(going.window, Question, "question")
    assert found(question, QLabel, "questionWarning").text() == "It may lengthen the wait."
    click(question, "questionConfirmButton")
    assert going.after.called("take_offer")[1:] == [(7, "close")]


async def test_what_is_new_is_read_aloud_once(going: Shown) -> None:
    going.after.procedures.set((flattening(),))
    going.after.procedures.set((flattening(), stuck(2)))
    first, second = flattening().steps
    done = replace(flattening(), steps=(first, replace(second, progress=Progress.DONE)))
    going.after.procedures.set((done, stuck(2)))
    assert len(going.said) == 3
    assert going.said[-1] == "Flatten MESZ6. done: waiting until MESZ6 is flat"


async def test_the_end_of_a_long_one_comes_into_sight(going: Shown) -> None:
    going.after.procedures.set((stuck(1), stuck(2)))
    long = tuple(
        replace(step, text=f"{step.text} {n}") for n in range(20) for step in stuck().steps
    )
    going.after.procedures.set((replace(stuck(1), steps=long), stuck(2)))
    button = going.panel.findChild(QPushButton, "offerButton_1_look")
    assert button is not None
    await until(lambda: going.panel.verticalScrollBar().maximum() > 300)
    await until(lambda: button.visibleRegion().boundingRect() == button.rect())


async def test_compact_it_shows_what_runs_or_else_the_newest(going: Shown) -> None:
    going.panel.set_compact(True)
    going.after.procedures.set((flattening(1), stuck(2)))
    assert going.numbers() == [1]
    assert going.panel.height() < 40
    going.after.procedures.set((stuck(1), stuck(2)))
    assert going.numbers() == [2]
    going.panel.set_compact(False)
    assert going.numbers() == [2, 1]


async def test_its_buttons_are_reached_by_a_key(going: Shown) -> None:
    going.after.procedures.set((stuck(3),))
    going.window.setFocus()
    press(Qt.Key.Key_P, CTRL_SHIFT)
    assert focus().objectName() == "offerButton_3_close"
    press(Qt.Key.Key_Space)
    assert going.after.called("take_offer") == [(3, "close")]


async def test_where_nothing_can_be_pressed_the_key_changes_nothing(going: Shown) -> None:
    going.window.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    going.window.setFocus()
    press(Qt.Key.Key_P, CTRL_SHIFT)
    going.after.procedures.set((flattening(),))
    press(Qt.Key.Key_P, CTRL_SHIFT)
    assert focus() is going.window
