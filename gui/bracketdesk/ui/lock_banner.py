"""Why new orders are locked, and the field that lifts the lock by hand."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton

from bracketdesk.controller.desk import Desk
from bracketdesk.controller.views import Lock
from bracketdesk.ui.fields import set_invalid, text_label
from bracketdesk.ui.theme import pixels


class LockBanner(QFrame):
    """Not there while nothing is locked. The word must be typed: a click is not enough.

    Where no word lifts the lock, it lifts itself. What is unknown in another place than the chosen
    one is said, and settled, all the same: that place may be gone.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._shown: Lock | None = None
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
        desk.locked_elsewhere.listen(self._show)

    def _show(self, _: Lock | None) -> None:
        """Show the chosen place's lock before another's; a word is typed for one start alone."""
        former, lock = self._shown, self._desk.lock.value or self._desk.locked_elsewhere.value
        self._shown = lock
        self._text.setText(lock.text if lock else "")
        self.setVisible(lock is not None)
        for part in (self._word, self._button):
            part.setVisible(lock is not None and bool(lock.word))
        if former is None or lock is None or lock.uuid != former.uuid:
            self._word.clear()
            self._word.setPlaceholderText(lock.word if lock else "")
            set_invalid(self._word, "")

    def _confirm(self) -> None:
        """Tell the desk, which knows whether the word is right."""
        uuid = self._shown.uuid if self._shown else ""
        if not self._desk.confirm_not_sent(uuid, self._word.text().strip()):
            set_invalid(self._word, "Type the word as it is shown")

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(pixels(3), pixels(2), pixels(3), pixels(2))
        row.setSpacing(pixels(2))
        row.addWidget(self._text, 1)
        row.addWidget(self._word)
        row.addWidget(self._button)
