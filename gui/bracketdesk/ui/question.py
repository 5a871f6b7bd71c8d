"""The question before something that counts: named buttons, the safe one in focus."""

from collections.abc import Sequence
from enum import StrEnum

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from bracketdesk.domain.ticket import Side
from bracketdesk.ui.fields import row
from bracketdesk.ui.text_boxes import boxed, fixed_column, wrapping
from bracketdesk.ui.theme import pixels

WIDTH = 440
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Tone(StrEnum):
    """What the confirming button does, told by its colour beside its words."""

    BUY = "buy"
    SELL = "sell"
    DANGER = "danger"

    @classmethod
    def of(cls, side: Side) -> "Tone":
        """The tone of a side."""
        return cls.BUY if side is Side.BUY else cls.SELL


class AnswerButton(QPushButton):
    """A button that takes only a fresh, deliberate press.

    A held Enter repeats, and the Ctrl+Enter that opened the question may still be down: neither
    is an answer. The second half of a double-click on the button below is none either.
    """

    def __init__(self, text: str, name: str) -> None:
        super().__init__(text)
        self.setObjectName(name)
        self.setAutoDefault(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter clicks, unless it is held or comes with another key."""
        if event.key() not in ENTER:
            super().keyPressEvent(event)
        elif not event.isAutoRepeat() and _plain(event):
            self.click()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Swallow it: the first click was not meant for this button."""
        event.accept()


class Question(QDialog):
    """Asks once. Opened by `open()`; `confirmed` fires at most once, then the dialog is gone."""

    confirmed = Signal()

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        text: str,
        confirm_text: str,
        tone: Tone,
        *,
        where: str = "",
        cancel_text: str = "Do not send",
        warnings: Sequence[str] = (),
    ) -> None:
        super().__init__(parent)
        self.setObjectName("question")
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._answered = False
        self.cancel_button = AnswerButton(cancel_text, "questionCancelButton")
        self.confirm_button = AnswerButton(confirm_text, "questionConfirmButton")
        self.confirm_button.setProperty("tone", tone.value)
        self._lay_out(title, text, where, [line for line in warnings if line])
        self.cancel_button.clicked.connect(self.reject)
        self.confirm_button.clicked.connect(self._confirm)
        self.cancel_button.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter beside the buttons answers nothing; Esc cancels."""
        if event.key() not in ENTER:
            super().keyPressEvent(event)

    def _confirm(self) -> None:
        if self._answered:
            return
        self._answered = True
        self.accept()
        self.confirmed.emit()

    def _lay_out(self, title: str, text: str, where: str, warnings: list[str]) -> None:
        column = fixed_column(self, WIDTH)
        column.setSpacing(pixels(3))
        place = wrapping("questionWhere", where, tone="secondary", size="small")
        place.setHidden(not where)
        column.addWidget(place)
        column.addWidget(wrapping("questionTitle", title, size="large"))
        column.addWidget(boxed("quoted", wrapping("questionText", text)))
        for line in warnings:
            column.addWidget(boxed("banner", wrapping("questionWarning", line, tone="warning")))
        column.addSpacing(pixels(1))
        column.addLayout(row(None, self.cancel_button, self.confirm_button, spacing=2))


def _plain(event: QKeyEvent) -> bool:
    """Whether the key was pressed alone (the keypad's own mark apart)."""
    return not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
