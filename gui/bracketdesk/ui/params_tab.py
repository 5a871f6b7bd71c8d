"""Params JSON: the very string that will be sent, with its length, or why there is none yet."""

from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QVBoxLayout, QWidget

from bracketdesk.controller.views import Check
from bracketdesk.domain.validation import Limits
from bracketdesk.ui.fields import row, text_label
from bracketdesk.ui.text_boxes import OneLine, ReadBox
from bracketdesk.ui.theme import TEXT_PX, pixels

LINES = 3
LIMIT = Limits().max_params


class ParamsTab(QWidget):
    """The exact string, to read and to copy."""

    def __init__(self) -> None:
        super().__init__()
        self._why = OneLine("paramsWhy", "secondary")
        self._length = text_label("paramsLength", tone="secondary")
        self._text = ReadBox("paramsView", LINES)
        self._text.setAccessibleName("Params JSON, exactly as it will be sent")
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(TEXT_PX)
        self._text.setFont(font)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, pixels(2), 0, 0)
        layout.setSpacing(pixels(2))
        layout.addLayout(row(self._why, None, self._length))
        layout.addWidget(self._text, 1)
        layout.addStretch()
        self.show_check(None)

    def show_check(self, check: Check | None) -> None:
        """Show what this check would send."""
        params = check.params if check else ""
        self._text.show_text(params)
        self._text.setVisible(bool(params))
        self._length.setText(f"{len(params):,} of {LIMIT:,} characters" if params else "")
        self._why.setText("Exactly as it will be sent." if params else why_not(check))


def why_not(check: Check | None) -> str:
    """Return in one line why there is no exact string."""
    if check is None:
        return "Compose a ticket: the string it sends appears here."
    reason = check.errors[0].text if check.errors else check.blocked
    return f"Not exact yet: {reason}" if reason else "Not exact yet."
