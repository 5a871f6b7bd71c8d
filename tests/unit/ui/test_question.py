from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QCursor, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot
from tests.support.screen import focus, found, hold, press, shown
from tests.support.until import until

from bracketdesk.domain.ticket import Side
from bracketdesk.ui.question import Question, Tone

CONTROL = Qt.KeyboardModifier.ControlModifier


class Asked:
    """A question on a window, with every answer it gave."""

    def __init__(self, window: QWidget) -> None:
        self.window = window  # nothing else holds it
        self.dialog = Question(
            window,
            "Buy 3 MESZ6?",
            "Buy 3 MESZ6 at market.",
            "Buy 3 MESZ6",
            Tone.BUY,
            where="DEMO · DEMO1234",
            warnings=("You sent exactly this 6 s ago", ""),
        )
        self.confirmed = 0
        self.finished: list[int] = []
        self.dialog.confirmed.connect(self._confirm)
        self.dialog.finished.connect(self.finished.append)

    def _confirm(self) -> None:
        self.confirmed += 1


async def opened(qtbot: QtBot) -> Asked:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    asked = Asked(window)
    asked.dialog.open()
    await shown(asked.dialog)
    return asked


@pytest.fixture
async def asked(qtbot: QtBot) -> Asked:
    return await opened(qtbot)


async def test_the_focus_begins_on_the_safe_button(asked: Asked) -> None:
    assert focus() is asked.dialog.cancel_button
    assert asked.dialog.cancel_button.text() == "Do not send"


async def test_it_says_what_where_and_why_one_might_not(asked: Asked) -> None:
    texts = [label.text() for label in asked.dialog.findChildren(QLabel) if label.isVisible()]
    assert texts == [
        "DEMO · DEMO1234",
        "Buy 3 MESZ6?",
        "Buy 3 MESZ6 at market.",
        "You sent exactly this 6 s ago",
    ]


async def test_its_text_can_be_selected_and_is_never_markup(asked: Asked) -> None:
    text = found(asked.dialog, QLabel, "questionText")
    assert text.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse
    assert text.textFormat() is Qt.TextFormat.PlainText


async def test_enter_at_once_does_not_send(asked: Asked) -> None:
    press(Qt.Key.Key_Return)
    assert asked.confirmed == 0
    assert asked.finished == [0]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
async def test_enter_sends_once_the_focus_is_on_the_button(asked: Asked, key: Qt.Key) -> None:
    press(Qt.Key.Key_Tab)
    assert focus() is asked.dialog.confirm_button
    press(key)
    assert asked.confirmed == 1
    assert asked.finished == [1]


async def test_a_click_sends_once(asked: Asked) -> None:
    button = asked.dialog.confirm_button
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    button.click()
    assert asked.confirmed == 1


async def test_escape_does_not_send(asked: Asked) -> None:
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Escape)
    assert asked.confirmed == 0
    assert asked.finished == [0]


async def test_a_held_enter_answers_nothing(asked: Asked) -> None:
    hold(asked.dialog.cancel_button, Qt.Key.Key_Return)
    asked.dialog.confirm_button.setFocus()
    hold(asked.dialog.confirm_button, Qt.Key.Key_Return)
    hold(asked.dialog, Qt.Key.Key_Return)
    assert asked.confirmed == 0
    assert asked.finished == []


async def test_a_second_ctrl_enter_answers_nothing(asked: Asked) -> None:
    press(Qt.Key.Key_Return, CONTROL)
    asked.dialog.confirm_button.setFocus()
    press(Qt.Key.Key_Return, CONTROL)
    assert asked.confirmed == 0
    assert asked.finished == []


async def test_the_second_half_of_a_double_click_sends_nothing(asked: Asked) -> None:
    """The first half opened the question from the button that lay there before."""
    button = asked.dialog.confirm_button
    middle = QPointF(button.rect().center())
    left = Qt.MouseButton.LeftButton
    for kind, held in (
        (QEvent.Type.MouseButtonDblClick, left),
        (QEvent.Type.MouseButtonRelease, Qt.MouseButton.NoButton),
    ):
        place = button.mapToGlobal(middle)
        plain = Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(button, QMouseEvent(kind, middle, place, left, held, plain))
    assert asked.confirmed == 0


@pytest.fixture
def interval(qapp: QApplication) -> Iterator[int]:
    before = qapp.doubleClickInterval()
    yield before
    qapp.setDoubleClickInterval(before)


async def test_a_click_where_the_pointer_already_was_counts_only_after_a_while(
    qtbot: QtBot, interval: int
) -> None:
    """The question may appear with its button under a pointer that double-clicks."""
    pointer = QPoint(400, 300)
    QCursor.setPos(pointer)
    asked = await opened(qtbot)
    dialog, button = asked.dialog, asked.dialog.confirm_button
    QApplication.setDoubleClickInterval(60_000)
    dialog.move(dialog.pos() + pointer - button.mapToGlobal(button.rect().center()))
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert asked.confirmed == 0
    QApplication.setDoubleClickInterval(0)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert asked.confirmed == 1


async def test_closing_the_window_does_not_send(asked: Asked) -> None:
    asked.dialog.close()
    assert asked.confirmed == 0
    assert asked.finished == [0]


async def test_it_is_gone_once_answered(asked: Asked) -> None:
    press(Qt.Key.Key_Escape)
    await until(lambda: asked.window.findChild(Question) is None)


def test_the_tone_is_the_sides() -> None:
    assert (Tone.of(Side.BUY), Tone.of(Side.SELL)) == (Tone.BUY, Tone.SELL)


async def test_a_long_name_of_a_button_is_read_whole(qtbot: QtBot) -> None:
    name = "Send another over the limit: Buy 20 MESZ6 · LIVE DEMO1…67890123"
    dialog = Question(None, "Buy 20 MESZ6?", "Buy.", name, Tone.BUY)
    qtbot.addWidget(dialog)
    await shown(dialog)
    button = dialog.confirm_button
    assert button.width() >= button.sizeHint().width()
    assert dialog.rect().contains(button.geometry())
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
