"""Why new orders are locked, and the field that lifts the lock by hand."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton

from bracketdesk.controller.desk import Desk
from bracketdesk.controller.views import Lock
from bracketdesk.ui.fields import set_invalid, text_label
from bracketdesk.ui.theme import pixels


class LockBanner(QFrame):
    """Not there while nothing is locked. The word must be typed: a click is not enough.

    Where no word lifts the lock, it lifts itself; what is unknown in another place than the
    chosen one is said all the same.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.setObjectName("lockBanner")
        self.setProperty("role", "banner")
        self._text = text_label("lockLabel")
        self._text.setWordWrap(True)
        self._word = QLineEdit()
        self._word.setObjectName("lockWordEdit")
        self._word.setAccessibleName("Word that lifts the lock")
        self._word.setFixedWidth(120)
        self._button = QPushButton("It was not sent")
        self._button.setObjectName("lockConfirmButton")
        self._lay_out()
        self._button.clicked.connect(self._confirm)
        self._word.returnPressed.connect(self._confirm)
        self._word.textEdited.connect(lambda _: set_invalid(self._word, ""))
        desk.lock.listen(self._show)
        desk.locked_elsewhere.listen(lambda _: self._say())

    def _show(self, lock: Lock | None) -> None:
        self._say()
        self._word.clear()
        self._word.setPlaceholderText(lock.word if lock else "")
        for part in (self._word, self._button):
            part.setVisible(lock is not None and bool(lock.word))
        set_invalid(self._word, "")

    def _say(self) -> None:
        lock, elsewhere = self._desk.lock.value, self._desk.locked_elsewhere.value
        self._text.setText(lock.text if lock else elsewhere)
        self.setVisible(lock is not None or bool(elsewhere))

    def _confirm(self) -> None:
        """Tell the desk, which knows whether the word is right."""
        if not self._desk.confirm_not_sent(self._word.text().strip()):
            set_invalid(self._word, "Type the word as it is shown")

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(pixels(3), pixels(2), pixels(3), pixels(2))
        row.setSpacing(pixels(2))
        row.addWidget(self._text, 1)
        row.addWidget(self._word)
        row.addWidget(self._button)
