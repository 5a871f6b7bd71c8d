"""The send button: says what it does or why it cannot, and keeps the focus."""

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from tests.support.fake_market import named, paint

from bracketdesk.domain.ticket import Side
from bracketdesk.ui.send_button import SendButton
from bracketdesk.ui.theme import LIGHT


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    for name in ("first", "button", "last"):
        widget = SendButton() if name == "button" else QLineEdit()
        if name != "button":
            widget.setObjectName(name)
        column.addWidget(widget)
    qtbot.addWidget(page)
    page.resize(400, 200)
    page.show()
    page.activateWindow()
    paint()
    return page


@pytest.fixture
def button(page: QWidget) -> SendButton:
    return named(page, SendButton, "submitButton")


def colours(button: SendButton) -> set[str]:
    picture = button.grab().toImage()
    return {
        picture.pixelColor(x, y).name()
        for x in range(picture.width())
        for y in range(0, picture.height(), 2)
    }


def test_it_says_what_it_sends(button: SendButton) -> None:
    button.show_ready(Side.BUY, "BUY 3 MESZ6", "market · about $60 at the stops")
    assert (button.text(), button.detail) == ("BUY 3 MESZ6", "market · about $60 at the stops")
    assert button.accessibleDescription() == button.detail
    assert button.isEnabled()
    assert LIGHT.buy_fill in colours(button)


def test_a_sell_has_its_own_colour(button: SendButton) -> None:
    button.show_ready(Side.SELL, "SELL 3 MESZ6", "market")
    assert LIGHT.sell_fill in colours(button)
    assert LIGHT.buy_fill not in colours(button)


def test_it_says_why_it_cannot(button: SendButton) -> None:
    button.show_ready(Side.BUY, "BUY 3 MESZ6", "market")
    button.show_blocked("Choose Buy or Sell.")
    assert (button.text(), button.detail) == ("Choose Buy or Sell", "")
    assert not button.isEnabled()
    assert LIGHT.buy_fill not in colours(button)


def test_a_disabled_button_takes_no_click(button: SendButton) -> None:
    clicks: list[int] = []
    button.clicked.connect(lambda: clicks.append(1))
    button.show_blocked("No.")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    button.show_ready(Side.BUY, "BUY 1 X", "")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert len(clicks) == 1


def test_it_is_48_high_whatever_it_says(button: SendButton) -> None:
    texts = ("BUY", "A reason so long that it needs more than one line on the button to be said")
    for text in texts:
        button.show_ready(Side.BUY, text, text)
        paint()
        assert button.height() == 48
        button.setFocus()
        paint()
        assert button.height() == 48


def test_the_focus_comes_back_after_a_moment_of_being_disabled(
    page: QWidget, button: SendButton
) -> None:
    button.show_ready(Side.BUY, "BUY 1 X", "")
    button.setFocus()
    button.show_blocked("Sending …")
    assert QApplication.focusWidget() is not button
    button.show_ready(Side.BUY, "BUY 1 X", "")
    assert QApplication.focusWidget() is button


def test_the_focus_stays_where_the_trader_put_it_meanwhile(
    page: QWidget, button: SendButton
) -> None:
    button.show_ready(Side.BUY, "BUY 1 X", "")
    button.setFocus()
    button.show_blocked("Sending …")
    first = named(page, QLineEdit, "first")
    first.setFocus()
    button.show_ready(Side.BUY, "BUY 1 X", "")
    assert QApplication.focusWidget() is first


@pytest.mark.parametrize("width", [240, 320, 900])
def test_every_width_paints_both_texts_inside(button: SendButton, width: int) -> None:
    """Nothing is painted at the very edge: no text runs out of the button."""
    button.show_ready(Side.BUY, "BUY 10 MESZ6", "stop limit · about $1,200 at the stops")
    button.setFixedWidth(width)
    paint()
    picture = button.grab().toImage()
    edge = {picture.pixelColor(x, y).name() for x in (6, width - 7) for y in range(4, 44)}
    assert edge == {LIGHT.buy_fill}


def test_the_click_comes_before_any_painting(page: QWidget, button: SendButton) -> None:
    """An order must not wait on its way to the wire for the button to look pressed."""
    button.show_ready(Side.BUY, "BUY 1 MESZ6", "market")
    paint()
    seen: list[str] = []
    watcher = _Painted(seen)
    button.installEventFilter(watcher)
    button.clicked.connect(lambda: seen.append("clicked"))
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert seen == ["clicked"]
    QTest.qWait(50)
    assert seen[:2] == ["clicked", "painted"]


class _Painted(QObject):
    def __init__(self, seen: list[str]) -> None:
        super().__init__()
        self._seen = seen

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            self._seen.append("painted")
        return False


def test_a_long_account_never_runs_over_the_edge(button: SendButton) -> None:
    button.setFixedWidth(240)
    button.show_ready(Side.BUY, "BUY 100 MESZ6 · LIVE " + "W" * 40, "market · about $60")
    picture = button.grab().toImage()
    white = LIGHT.on_fill
    edges = [*range(6), *range(picture.width() - 6, picture.width())]
    rows = range(4, picture.height() - 4)
    assert not any(picture.pixelColor(x, y).name() == white for x in edges for y in rows)
