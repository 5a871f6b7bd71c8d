"""The question before something that counts: named buttons, the safe one in focus."""

from collections.abc import Callable, Sequence
from enum import StrEnum

from PySide6.QtCore import QElapsedTimer, QPoint, Qt, Signal
from PySide6.QtGui import QCursor, QKeyEvent, QMouseEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QWidget

from bracketdesk.domain.ticket import Side
from bracketdesk.ui.fields import row
from bracketdesk.ui.text_boxes import boxed, fixed_column, wrapping
from bracketdesk.ui.theme import pixels

WIDTH = 440  # at least
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
    is an answer. Nor is a click that `stray` knows to be meant for what lay here before.
    """

    def __init__(self, text: str, name: str, stray: Callable[[QPoint], bool]) -> None:
        super().__init__(text)
        self.setObjectName(name)
        self.setAutoDefault(False)
        self._stray = stray

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter clicks, unless it is held or comes with another key."""
        if event.key() not in ENTER:
            super().keyPressEvent(event)
        elif not event.isAutoRepeat() and _plain(event):
            self.click()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take a press, unless it is a stray one."""
        if not self._stray(event.globalPosition().toPoint()):
            super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Swallow it: its first half was for something else."""
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
        self._pointer = QPoint()
        self._still = QElapsedTimer()  # since it was shown, or the last stray press
        self.cancel_button = AnswerButton(cancel_text, "questionCancelButton", self._stray)
        self.confirm_button = AnswerButton(confirm_text, "questionConfirmButton", self._stray)
        self.confirm_button.setProperty("tone", tone.value)
        self._lay_out(title, text, where, [line for line in warnings if line])
        self.cancel_button.clicked.connect(self.reject)
        self.confirm_button.clicked.connect(self._confirm)
        self.cancel_button.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """Remember when and where the pointer was."""
        super().showEvent(event)
        self._pointer = QCursor.pos()
        self._still.start()

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

    def _stray(self, at: QPoint) -> bool:
        """Whether a press is the second half of the double-click that opened the question.

        Measured under X11: a button that appears under the pointer gets it as a plain press. A
        worn mouse sends a row of them: it is over after a rest.
        """
        moved = (at - self._pointer).manhattanLength() > QApplication.startDragDistance()
        if moved or self._still.elapsed() >= QApplication.doubleClickInterval():
            return False
        self._still.start()
        return True

    def _width(self) -> int:
        """Return what the names of the buttons need, for each must be read whole."""
        for button in (self.cancel_button, self.confirm_button):
            button.setParent(self)
            button.ensurePolished()
        cancel, confirm = self.cancel_button.sizeHint(), self.confirm_button.sizeHint()
        return max(WIDTH, cancel.width() + pixels(2) + confirm.width())

    def _lay_out(self, title: str, text: str, where: str, warnings: list[str]) -> None:
        column = fixed_column(self, self._width())
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
