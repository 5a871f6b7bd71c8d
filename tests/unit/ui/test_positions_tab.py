from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot
from tests.support.fake_desk import FakeDesk
from tests.support.sample_cover import LONG, SHORT, cover, day, fill
from tests.support.sample_views import AT, session
from tests.support.screen import click, focus, found, press, shown
from tests.support.until import until

from bracketdesk.controller.after.views import Question as Asked
from bracketdesk.controller.views import Connection, SessionView
from bracketdesk.domain.session import Environment
from bracketdesk.ui.exits_dialog import ExitsDialog
from bracketdesk.ui.position_rows import FEES, PROTECTION
from bracketdesk.ui.positions_tab import EMPTY, PositionsTab
from bracketdesk.ui.question import Question

ASKED = Asked("Flatten MESZ6?", "All orders of MESZ6 go.", "Flatten MESZ6", "2 are a stranger's.")


class Shown:
    """The tab on a desk with a long and a short position, in a window."""

    def __init__(self) -> None:
        self.desk = FakeDesk()
        self.desk.session.set(session())
        self.desk.positions.set((LONG, SHORT))
        self.desk.after.covers.set((cover(4, 2), cover(-2, 2, 2, "ZNZ6")))
        self.tab = PositionsTab(self.desk)
        self.tab.resize(1100, 260)

    def question(self) -> Question:
        return found(self.tab, Question, "question")


@pytest.fixture
async def positions(qtbot: QtBot) -> Shown:
    shown_tab = Shown()
    qtbot.addWidget(shown_tab.tab)
    await shown(shown_tab.tab)
    return shown_tab


async def test_a_flat_account_teaches(qtbot: QtBot) -> None:
    desk = FakeDesk()
    tab = PositionsTab(desk)
    qtbot.addWidget(tab)
    tab.show()
    empty = found(tab, QLabel, "positionsViewEmpty")
    assert (empty.isVisible(), empty.text()) == (True, EMPTY)
    desk.positions.set((LONG, SHORT))
    assert tab.view.isVisible()
    assert tab.view.rows.index(1, 1).data() == "−2"
    desk.positions.set(())
    assert empty.isVisible()


async def test_what_is_not_known_is_not_called_flat(positions: Shown) -> None:
    desk, flatten = positions.desk, found(positions.tab, QPushButton, "flattenAllButton")
    empty = found(positions.tab, QLabel, "positionsViewEmpty")
    desk.positions.set(())
    assert (empty.text(), flatten.isEnabled()) == (EMPTY, True)
    desk.session.set(replace(session(), connection=Connection.RECONNECTING, as_of=AT))
    desk.after.unseen.set("Not known; MESZ6 20 long at 10:02:11.")
    assert empty.text() == "Not known; MESZ6 20 long at 10:02:11."
    assert flatten.isEnabled()  # there is a line, and exits are never locked
    desk.session.set(SessionView(Environment.PRACTICE, Connection.OFFLINE))
    desk.after.unseen.set("Not known.")
    assert (empty.text(), flatten.isEnabled()) == ("Not known.", False)
    assert flatten.toolTip() == "Not known."
    assert not found(positions.tab, QAction, "flattenAllAction").isEnabled()
    desk.after.unseen.set("Not known. " * 30)
    positions.tab.resize(900, 260)
    await until(lambda: empty.height() >= empty.heightForWidth(empty.width()))
    assert empty.isVisible()


async def test_each_row_says_what_protects_it(positions: Shown) -> None:
    model = positions.tab.view.rows
    said = [model.index(at, PROTECTION).data() for at in range(2)]
    assert said == [
        "▲ 2 unprotected position 4 long · stops working for 2",
        "■ covered position 2 short · stops working for 2",
    ]
    positions.desk.after.covers.set((cover(4, 4),))
    assert model.index(0, PROTECTION).data() == "■ covered position 4 long · stops working for 4"
    assert model.index(1, PROTECTION).data() == "–"


@pytest.mark.parametrize(
    ("button", "method", "said"),
    [
        ("flattenPositionButton1", "flatten", (1,)),
        ("reverseButton2", "reverse", (2,)),
        ("flattenAllButton", "flatten_all", ()),
    ],
)
async def test_what_closes_a_position_asks_first(
    positions: Shown, button: str, method: str, said: tuple[int, ...]
) -> None:
    positions.desk.after.questions[method] = ASKED
    positions.desk.caution = "It may lengthen the wait."
    click(positions.tab, button)
    question = positions.question()
    await until(question.isVisible)
    assert question.windowTitle() == ASKED.title
    warnings = [label.text() for label in question.findChildren(QLabel, "questionWarning")]
    assert warnings == [ASKED.warning, "It may lengthen the wait."]
    assert found(question, QLabel, "questionWhere").text() == "PRACTICE · DEMO1234"
    assert positions.desk.after.calls == []
    click(question, "questionConfirmButton")
    assert positions.desk.after.calls == [(method, *said)]


async def test_saying_no_asks_nothing_of_the_desk(positions: Shown) -> None:
    click(positions.tab, "flattenPositionButton1")
    click(positions.question(), "questionCancelButton")
    assert positions.desk.after.calls == []


async def test_exits_open_their_dialog_beside_the_window(positions: Shown) -> None:
    click(positions.tab, "exitsButton2")
    dialog = found(positions.tab, ExitsDialog, "exitsDialog")
    assert dialog.contract_id == 2
    assert not dialog.isModal()
    dialog.reject()


async def test_the_menu_of_a_row_has_the_same(positions: Shown) -> None:
    view = positions.tab.view
    names = [action.objectName() for action in view.actions()]
    one = ["flattenPositionAction", "reversePositionAction", "exitsPositionAction"]
    assert names == [*one, "flattenAllAction"]
    flatten = found(view, QAction, "flattenPositionAction")
    flatten.trigger()
    assert positions.tab.findChild(Question) is None
    view.setCurrentIndex(view.rows.index(1, 0))
    flatten.trigger()
    click(positions.question(), "questionConfirmButton")
    assert positions.desk.after.called("flatten") == [(2,)]
    found(view, QAction, "flattenAllAction").trigger()
    asked = [q.windowTitle() for q in positions.tab.findChildren(Question) if q.isVisible()]
    assert asked == ["flatten all ?"]


async def test_the_buttons_are_reached_by_keys_alone(positions: Shown) -> None:
    positions.tab.view.setFocus()
    reached = []
    for _ in range(4):
        press(Qt.Key.Key_Tab)
        reached.append(focus().objectName())
    assert reached == [
        "flattenPositionButton1",
        "reverseButton1",
        "exitsButton1",
        "flattenPositionButton2",
    ]
    press(Qt.Key.Key_Space)
    assert positions.question().isVisible()


async def test_the_buttons_say_of_which_contract_they_are(positions: Shown) -> None:
    names = {b.accessibleName() for b in positions.tab.view.findChildren(QPushButton)}
    assert {"Flatten MESZ6", "Reverse MESZ6", "Exits for MESZ6", "Reverse ZNZ6"} <= names


async def test_a_row_keeps_its_buttons_under_a_stream_of_prices(positions: Shown) -> None:
    before = found(positions.tab, QPushButton, "exitsButton1")
    positions.desk.positions.set((replace(LONG, open_pnl=None), SHORT))
    assert found(positions.tab, QPushButton, "exitsButton1") is before
    positions.desk.positions.set((SHORT,))
    QApplication.processEvents()
    assert positions.tab.view.rows.rowCount() == 1
    assert found(positions.tab, QPushButton, "exitsButton2").isVisible()


@pytest.mark.parametrize("width", [800, 824, 864, 1100])
async def test_the_buttons_are_whole_at_any_width(positions: Shown, width: int) -> None:
    positions.tab.resize(width, 260)
    QApplication.processEvents()
    view = positions.tab.view
    assert view.header().isSectionHidden(FEES) == (width < 860)
    assert view.horizontalScrollBar().maximum() == 0
    for name in ("flattenPositionButton1", "reverseButton1", "exitsButton1"):
        button = found(view, QPushButton, name)
        assert button.visibleRegion().boundingRect() == button.rect()


async def test_in_a_low_panel_the_exits_come_first(positions: Shown) -> None:
    positions.tab.resize(860, 42)
    QApplication.processEvents()
    button = found(positions.tab, QPushButton, "exitsButton1")
    top = button.mapTo(positions.tab, QPoint(0, 0)).y()
    assert 0 <= top <= positions.tab.height() - button.height()
    positions.tab.resize(860, 260)
    QApplication.processEvents()
    every = found(positions.tab, QPushButton, "flattenAllButton").mapTo(positions.tab, QPoint(0, 0))
    assert every.y() < button.mapTo(positions.tab, QPoint(0, 0)).y()


async def test_the_day_is_shown_and_what_came_out_of_sight_too(positions: Shown) -> None:
    positions.tab.hide()
    positions.desk.after.day.set(day(fill(1), fill(2)))
    positions.desk.positions.set((LONG,))
    positions.tab.show()
    assert positions.tab.day.fills.rows.rowCount() == 2
    assert positions.tab.view.rows.rowCount() == 1


async def test_one_click_is_one_question(positions: Shown) -> None:
    button = found(positions.tab, QPushButton, "flattenPositionButton1")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert len(positions.tab.findChildren(Question)) == 1
