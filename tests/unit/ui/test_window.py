"""The window: shape, shortcuts, theme, place and size, the orderly end."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QPushButton, QTabBar, QWidget
from pytestqt.qtbot import QtBot
from tests.support.fake_desk import FakeDesk
from tests.support.fake_market import named, paint, session, trading_desk
from tests.support.sample_cover import alarming, checks_exits, cover
from tests.support.sample_views import stuck
from tests.support.screen import focus, press
from tests.support.until import until

from bracketdesk.controller.views import Connection, Lock
from bracketdesk.domain.draft import LevelDraft
from bracketdesk.domain.session import Environment
from bracketdesk.domain.settings import Settings, Theme, Units
from bracketdesk.ui.bracket_model import Table
from bracketdesk.ui.exits_dialog import ExitsDialog
from bracketdesk.ui.question import Question
from bracketdesk.ui.status_panel import LEAST_OPENED, POSITIONS, STRATEGIES
from bracketdesk.ui.strategies_tab import StrategiesTab
from bracketdesk.ui.theme import DARK, current_tokens
from bracketdesk.ui.window import DEFAULT_SIZE, MainWindow

ALWAYS = (
    "symbolEdit",
    "bidLabel",
    "lastLabel",
    "askLabel",
    "buyButton",
    "sellButton",
    "quantitySpin",
    "submitButton",
    "assignedLabel",
    "environmentBadge",
    "statusTabs",
)
"""What never leaves the screen."""


@pytest.fixture
def window(qtbot: QtBot, desk: FakeDesk) -> MainWindow:
    window = MainWindow(desk)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    paint()
    return window


def compose(window: MainWindow, levels: int = 3) -> None:
    rows = tuple(LevelDraft("1", str(8 * n), "16") for n in range(1, levels + 1))
    window.ticket.model._show(Table(Units.TICKS, rows))
    window.ticket.entry.quantity.setValue(levels)
    QTest.mouseClick(named(window, QPushButton, "buyButton"), Qt.MouseButton.LeftButton)
    paint()


def whole(window: MainWindow, name: str) -> bool:
    """Whether all of a widget can be seen."""
    widget = named(window, QWidget, name)
    place = QRect(widget.mapTo(window, widget.rect().topLeft()), widget.size())
    seen = widget.visibleRegion().boundingRect() == widget.rect()
    return widget.isVisible() and seen and window.rect().contains(place)


def test_it_opens_at_its_size_with_the_keys_in_the_symbol(window: MainWindow) -> None:
    assert (window.width(), window.height()) == DEFAULT_SIZE
    focus = window.focusWidget()
    assert focus is not None
    assert focus.objectName() == "symbolEdit"


def test_the_title_names_the_environment(window: MainWindow, desk: FakeDesk) -> None:
    assert window.windowTitle() == "Bracket Desk: PRACTICE"
    desk.session.set(session(Environment.DEMO))
    assert window.windowTitle() == "Bracket Desk: DEMO"


@pytest.mark.parametrize("size", [(1180, 810), (1100, 640), (1099, 640), (940, 520), (1600, 1000)])
@pytest.mark.parametrize("levels", [1, 3, 8, 20])
def test_what_counts_never_leaves_the_screen(
    window: MainWindow, size: tuple[int, int], levels: int
) -> None:
    window.resize(*size)
    compose(window, levels)
    assert (window.width(), window.height()) == size
    assert [name for name in ALWAYS if not whole(window, name)] == []


@pytest.mark.parametrize("size", [(1180, 810), (1100, 640), (1099, 640), (940, 560)])
@pytest.mark.parametrize("given", [3, 167, 1000])
def test_how_much_is_assigned_is_never_cut(
    window: MainWindow, size: tuple[int, int], given: int
) -> None:
    window.resize(*size)
    compose(window, 1)
    window.ticket.model._show(Table(Units.TICKS, (LevelDraft(str(given), "8"),)))
    window.ticket.entry.quantity.setValue(1000)
    paint()
    assigned = named(window, QLabel, "assignedLabel")
    assert assigned.text() == f"{given:,} of 1,000 assigned"
    assert assigned.width() >= assigned.sizeHint().width()
    assert whole(window, "assignedLabel")


def test_trouble_pushes_nothing_off_a_small_window(window: MainWindow, desk: FakeDesk) -> None:
    window.resize(940, 520)
    compose(window)
    window.ticket.entry.quantity.setValue(7)
    window.ticket.entry.time_in_force.setCurrentText("GTD")
    window.ticket.model.setData(window.ticket.model.index(0, 2), "x")
    desk.symbol_text.set("Expires in 5 days.")
    paint()
    assert [name for name in (*ALWAYS, "problemList") if not whole(window, name)] == []


@pytest.mark.parametrize(
    ("size", "notice"),
    [
        ((900, 500), ""),
        ((940, 520), ""),
        ((940, 520), "The entry was cancelled."),
        ((900, 560), "The entry was cancelled."),
        ((900, 560), "still open: 1 long, " * 13),
        ((940, 639), "still open: 1 long, " * 13),
    ],
)
def test_an_opened_panel_leaves_the_ticket_whole(
    window: MainWindow, desk: FakeDesk, size: tuple[int, int], notice: str
) -> None:
    window.resize(*size)
    compose(window)
    desk.notice.set(notice)
    tabs = named(window, QTabBar, "statusTabs")
    middle = tabs.tabRect(STRATEGIES).center()
    QTest.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=middle)
    paint()
    table = window.ticket.table
    assert [name for name in ALWAYS if not whole(window, name)] == []
    assert table.height() >= table.minimumSizeHint().height()
    assert named(window, StrategiesTab, "").height() >= LEAST_OPENED


@pytest.mark.parametrize("size", [(900, 500), (940, 520), (940, 639), (1180, 810)])
@pytest.mark.parametrize("opened", [False, True])
def test_what_goes_on_pushes_nothing_off_the_screen(
    window: MainWindow, desk: FakeDesk, size: tuple[int, int], opened: bool
) -> None:
    window.resize(*size)
    compose(window)
    desk.after.procedures.set((stuck(),))
    paint()
    if opened:
        tabs = named(window, QTabBar, "statusTabs")
        middle = tabs.tabRect(STRATEGIES).center()
        QTest.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=middle)
        paint()
    offer = "offerButton_1_close"
    assert (window.width(), window.height()) == size
    assert [name for name in (*ALWAYS, offer) if not whole(window, name)] == []


def test_the_review_is_beside_the_table_or_under_it(window: MainWindow) -> None:
    table, button = (named(window, QWidget, n) for n in ("bracketTable", "submitButton"))

    def beside() -> bool:
        return (
            button.mapTo(window, button.rect().topLeft()).x()
            > table.mapTo(window, table.rect().topRight()).x()
        )

    assert beside()
    window.resize(1099, 810)
    paint()
    assert not beside()


@pytest.mark.parametrize("size", [(1180, 810), (940, 520), (900, 500)])
@pytest.mark.parametrize("tab", range(5))
def test_what_protects_a_position_is_in_sight_whatever_tab_is_chosen(
    window: MainWindow, desk: FakeDesk, size: tuple[int, int], tab: int
) -> None:
    window.resize(*size)
    compose(window)
    strip = named(window, QWidget, "coverStrip")
    assert not strip.isVisible()
    desk.after.covers.set((alarming(cover(4, 2)), cover(-2, 2, 2, "ZNZ6")))
    named(window, QTabBar, "statusTabs").setCurrentIndex(tab)
    paint()
    wanted = (*ALWAYS, "coverMeter1", "coverButton1", "coverFixButton1", "coverState1")
    assert [name for name in wanted if not whole(window, name)] == []


def test_the_meters_fix_opens_the_exits_beside_the_window(
    window: MainWindow, desk: FakeDesk
) -> None:
    desk.after.exits_checker = checks_exits
    desk.after.covers.set((cover(4, 2),))
    QTest.mouseClick(named(window, QPushButton, "coverFixButton1"), Qt.MouseButton.LeftButton)
    dialog = named(window, ExitsDialog, "exitsDialog")
    assert (dialog.isVisible(), dialog.isModal()) == (True, False)
    dialog.reject()


def test_the_keys_reach_the_meters_after_the_ticket_and_before_the_tabs(
    window: MainWindow, desk: FakeDesk
) -> None:
    compose(window)
    desk.after.covers.set((cover(4, 2), cover(-2, 2, 2, "ZNZ6")))
    paint()
    named(window, QWidget, "submitButton").setFocus()
    reached = []
    for _ in range(4):
        press(Qt.Key.Key_Tab)
        reached.append(focus().objectName())
    assert reached == ["coverButton1", "coverFixButton1", "coverButton2", "statusTabs"]


def test_a_meter_leads_to_the_positions(window: MainWindow, desk: FakeDesk) -> None:
    tabs = named(window, QTabBar, "statusTabs")
    desk.after.covers.set((cover(1, 3),))
    QTest.mouseClick(named(window, QPushButton, "coverButton1"), Qt.MouseButton.LeftButton)
    assert tabs.currentIndex() == POSITIONS


def test_a_low_window_folds_the_status_panel(window: MainWindow) -> None:
    panel = named(window, QWidget, "statusPanel")
    window.resize(1180, 640)
    paint()
    open_height = panel.height()
    window.resize(1180, 639)
    paint()
    assert panel.height() < open_height / 2


def test_the_send_button_stays_where_it_is_whatever_happens(
    window: MainWindow, desk: FakeDesk
) -> None:
    compose(window)
    button = named(window, QWidget, "submitButton")
    place = button.mapTo(window, button.rect().topLeft())
    desk.lock.set(Lock("DEMO1", "MESZ6", "Locked; type NOT SENT.", "NOT SENT"))
    desk.notice.set("The entry was cancelled.")
    window.ticket.model.setData(window.ticket.model.index(0, 2), "x")
    lost = replace(session(), connection=Connection.RECONNECTING, text="Lost. " * 40)
    desk.session.set(replace(lost, sign_in_again=True))
    paint()
    assert button.mapTo(window, button.rect().topLeft()) == place


def test_what_comes_takes_a_low_windows_empty_room(window: MainWindow, desk: FakeDesk) -> None:
    window.resize(1180, 639)
    compose(window)
    button = named(window, QWidget, "submitButton")
    place = button.mapTo(window, button.rect().topLeft())
    desk.after.covers.set((cover(4, 2),))
    paint()
    assert button.mapTo(window, button.rect().topLeft()) == place
    parts = [named(window, QWidget, name) for name in ("topBar", "coverStrip")]
    assert [part.height() for part in parts] == [part.sizeHint().height() for part in parts]


def test_a_notice_and_a_lock_are_seen_and_go(window: MainWindow, desk: FakeDesk) -> None:
    desk.notice.set("The entry was cancelled.")
    desk.lock.set(Lock("DEMO1", "MESZ6", "Locked; type NOT SENT.", "NOT SENT"))
    paint()
    assert named(window, QLabel, "noticeLabel").text() == "The entry was cancelled."
    assert whole(window, "noticeBar")
    assert whole(window, "lockBanner")
    desk.notice.set("")
    desk.lock.set(None)
    assert not named(window, QLabel, "noticeLabel").isVisible()
    assert not named(window, QFrame, "lockBanner").isVisible()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
@pytest.mark.parametrize("name", ["symbolEdit", "bracketTable", "quantitySpin"])
def test_ctrl_enter_sends_from_anywhere(
    window: MainWindow, desk: FakeDesk, key: Qt.Key, name: str
) -> None:
    compose(window)
    named(window, QWidget, name).setFocus()
    QTest.keyClick(named(window, QWidget, name), key, Qt.KeyboardModifier.ControlModifier)
    assert len(desk.called("submit")) == 1


def test_ctrl_enter_out_of_an_open_cell_sends_what_stands_there(
    window: MainWindow, desk: FakeDesk
) -> None:
    compose(window)
    window.ticket.table.setFocus()
    window.ticket.table.choose(0, 2)  # type: ignore[arg-type]  # the target's column
    QTest.keyClick(window.ticket.table, Qt.Key.Key_4)
    cell = QApplication.focusWidget()
    assert cell is not None
    QTest.keyClicks(cell, "0")
    QTest.keyClick(cell, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    ticket = desk.called("submit")[0][0]
    assert ticket.levels[0].target_ticks == 40  # type: ignore[attr-defined]  # a Ticket


def test_ctrl_enter_asks_where_the_question_is_on(window: MainWindow, desk: FakeDesk) -> None:
    desk.settings.set(Settings())
    compose(window)
    QTest.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    paint()
    question = window.findChild(Question)
    assert question is not None
    assert question.isVisible()
    assert desk.called("submit") == []
    question.reject()


def test_the_theme_follows_the_settings(window: MainWindow, desk: FakeDesk) -> None:
    desk.settings.set(Settings(theme=Theme.DARK))
    paint()
    assert current_tokens() == DARK
    assert window.grab().toImage().pixelColor(5, 400).name() == DARK.window


def test_place_and_size_are_remembered(qtbot: QtBot) -> None:
    desk = trading_desk()
    first = MainWindow(desk)
    qtbot.addWidget(first)
    first.show()
    first.resize(1000, 700)
    first.close()
    kept = desk.settings.value
    assert kept.window_state["geometry"]
    second = MainWindow(trading_desk(kept))
    qtbot.addWidget(second)
    second.show()
    paint()
    assert second.height() == 700  # the offscreen screen is too narrow for any width of ours


def test_a_damaged_memory_is_no_trouble(qtbot: QtBot) -> None:
    window = MainWindow(trading_desk(Settings(window_state={"geometry": "rubbish"})))
    qtbot.addWidget(window)
    window.show()
    assert (window.width(), window.height()) == DEFAULT_SIZE


def test_closing_asks_while_something_goes_on_at_the_broker(
    window: MainWindow, desk: FakeDesk
) -> None:
    told: list[int] = []
    window.closing.connect(lambda: told.append(1))
    desk.goes_on = "One working order stays at the broker."
    window.close()
    paint()
    question = window.findChild(Question)
    assert question is not None
    assert question.cancel_button.hasFocus()
    assert (told, window.isVisible()) == ([], True)
    question.reject()
    paint()
    assert (told, window.isVisible()) == ([], True)
    window.close()
    QTest.keyClick(window.findChildren(Question)[-1].confirm_button, Qt.Key.Key_Return)
    assert (told, window.isVisible()) == ([1], False)


def test_closing_is_told(window: MainWindow) -> None:
    told: list[int] = []
    window.closing.connect(lambda: told.append(1))
    window.close()
    assert told == [1]


async def test_the_first_paint_is_told_once(qtbot: QtBot, desk: FakeDesk) -> None:
    window = MainWindow(desk)
    qtbot.addWidget(window)
    told: list[int] = []
    window.painted.connect(lambda: told.append(1))
    window.show()
    await until(lambda: told)
    window.resize(1000, 700)
    window.repaint()
    paint()
    assert told == [1]


def test_the_params_tab_is_told_of_the_ticket(window: MainWindow) -> None:
    compose(window)
    shown = named(window, QWidget, "paramsView").toPlainText()  # type: ignore[attr-defined]  # a QPlainTextEdit
    assert shown == window.ticket.check.latest().params != ""


def test_the_window_has_the_icon_of_the_app(window: MainWindow) -> None:
    assert not window.windowIcon().isNull()
    assert {16, 256} <= {size.width() for size in window.windowIcon().availableSizes()}
