"""The line for one sentence about something else than a start, with its time."""

from PySide6.QtWidgets import QFrame

from bracketdesk.controller.desk import Desk
from bracketdesk.ui.fields import row, text_label
from bracketdesk.ui.once import DeedButton
from bracketdesk.ui.theme import pixels
from bracketdesk.ui.times import in_full, to_the_second


class NoticeBar(QFrame):
    """Not there while nothing is said."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.setObjectName("noticeBar")
        self.setProperty("role", "notice")
        self._at = text_label("noticeTime", tone="secondary")
        self._text = text_label("noticeLabel")
        self._text.setWordWrap(True)
        self._close = DeedButton("noticeCloseButton", "Close")
        self._close.setAccessibleName("Close the notice")
        self._lay_out()
        self._close.clicked.connect(lambda: self._desk.notice.set(""))
        desk.notice.listen(self._show)

    def _show(self, text: str) -> None:
        at = self._desk.notice.at
        self._at.setText(to_the_second(at) if at else "")
        self._at.setToolTip(in_full(at) if at else "")
        self._at.setVisible(at is not None)
        self._text.setText(text)
        self._close.setAccessibleDescription(text)
        self.setVisible(bool(text))

    def _lay_out(self) -> None:
        line = row(self._at, self._text, self._close, spacing=2)
        line.setContentsMargins(pixels(3), pixels(0.5), pixels(1), pixels(0.5))
        line.setStretch(1, 1)
        self.setLayout(line)
