"""Texts that are read, not typed: a line that ends in an ellipsis, a box as high as its words."""

from math import ceil

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QLabel,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from bracketdesk.ui.fields import dressed
from bracketdesk.ui.theme import pixels

PADDING = 12
"""What frame and padding of a read-only box take of its height (style_sheet.py)."""
LINE_SEPARATOR = "\u2028"


def wrapping(name: str, text: str = "", *, tone: str = "", size: str = "") -> QLabel:
    """Return a plain text that wraps and can be selected; large ones are strong."""
    return dressed(_Wrapping(text), name, tone=tone, size=size, strong=bool(size))


class _Wrapping(QLabel):
    """Can be selected once it is seen: Qt takes 14 ms for the first such text, and those of the
    window's first paint are hidden.
    """

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setWordWrap(True)

    def showEvent(self, event: QShowEvent) -> None:
        """Become selectable."""
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        super().showEvent(event)


def fixed_column(dialog: QDialog, width: int) -> QVBoxLayout:
    """Return the column of a dialog that is this wide and always as high as what it holds."""
    content = QWidget()
    content.setFixedWidth(width)
    column = QVBoxLayout(content)
    column.setContentsMargins(0, 0, 0, 0)
    outer = QVBoxLayout(dialog)
    outer.setContentsMargins(pixels(5), pixels(4), pixels(5), pixels(4))
    outer.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)
    outer.addWidget(content)
    return column


def boxed(role: str, label: QLabel) -> QFrame:
    """Return a label in a frame of the style sheet's `role`: quoted, banner or notice."""
    frame = QFrame()
    frame.setProperty("role", role)
    column = QVBoxLayout(frame)
    column.setContentsMargins(pixels(3), pixels(2), pixels(3), pixels(2))
    column.addWidget(label)
    return frame


class OneLine(QLabel):
    """A label that gives way: what does not fit ends in an ellipsis and stands in the tooltip."""

    def __init__(self, name: str, tone: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("tone", tone or None)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        """Return almost nothing, so that the line never widens the window."""
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint as much as fits."""
        text = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, self.width() + 1
        )
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, text)
        painter.end()
        event.accept()

    def setText(self, text: str) -> None:  # noqa: N802 - Qt calls it so
        """Show a text, and keep the whole of it in reach."""
        super().setText(text)
        self._explain()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the whole text in reach."""
        super().resizeEvent(event)
        self._explain()

    def _explain(self) -> None:
        self.setToolTip(self.text() if self.sizeHint().width() > self.width() else "")


class ReadBox(QPlainTextEdit):
    """Plain, selectable, read-only text: as high as its words where there is room for them.

    Where there is not, it shows at least `least` lines and scrolls.
    """

    def __init__(self, name: str, least: int) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setReadOnly(True)
        self.setProperty("role", "quoted")
        self.setTabChangesFocus(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._least = least
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        """Ask for no more than the least: the layout gives what room there is."""
        return QSize(super().sizeHint().width(), self.minimumHeight())

    def show_text(self, text: str) -> None:
        """Show this text."""
        if text != self.toPlainText():
            self.setPlainText(text)
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the height to the new width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        margin = round(self.document().documentMargin())
        lines = count_lines(self.toPlainText(), self.font(), self.viewport().width() - 2 * margin)
        spacing, frame = ceil(QFontMetricsF(self.font()).lineSpacing()), 2 * margin + PADDING
        self.setMinimumHeight(min(lines, self._least) * spacing + frame)
        self.setMaximumHeight(lines * spacing + frame)


def count_lines(text: str, font: QFont, width: int) -> int:
    """Return on how many lines a plain-text box of this width breaks `text`."""
    layout = QTextLayout(text.replace("\n", LINE_SEPARATOR), font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    lines = 0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(1, width))
        lines += 1
    layout.endLayout()
    return max(1, lines)
