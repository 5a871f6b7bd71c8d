"""What stands against sending, one line each; a click or Enter goes to the field."""

import re
from collections.abc import Iterable

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from bracketdesk.domain.problems import Problem, Severity
from bracketdesk.ui.bracket_columns import HEADINGS, Column, cell_of
from bracketdesk.ui.row_model import Index
from bracketdesk.ui.theme import current_tokens

MARKS = {
    Severity.ERROR: "✕",
    Severity.ACKNOWLEDGE: "!",
    Severity.OVER: "!",
    Severity.WARNING: "!",
}
GAP = "  "
LEVEL = "A level has "
"""How a sentence begins that names the levels itself."""
EDGE = 2
PADDING = 2
WRAPPED = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
FIELDS = {
    "side": "Side",
    "symbol": "Symbol",
    "account": "Account",
    "quantity": "Quantity",
    "entry.limitPrice": "Limit",
    "entry.stopPrice": "Stop",
    "entry.timeInForce": "Time in force",
    "entry.expireTime": "Expires",
    "levels": "Levels",
    "timeInForce": "Time in force",
}
WORDS = {Column.QUANTITY: "quantity"}
FIELD_ROLE = Qt.ItemDataRole.UserRole
_CELL_NAME = re.compile(r"(Level \d+) .*?(\w+)")
_PART = re.compile(r"autoTrail\.(trigger|distance|step)Ticks$")


class HangingText(QStyledItemDelegate):
    """Paints a problem's mark, and beside it the text with its further lines."""

    def __init__(self, view: QListWidget) -> None:
        super().__init__(view)
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the item's ground, then mark and text."""
        self.initStyleOption(option, index)
        mark, text = _parted(option.text)
        option.text = ""
        style = self._view.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, self._view)
        painter.save()
        painter.setFont(option.font)
        painter.setPen(index.data(Qt.ItemDataRole.ForegroundRole).color())
        area = option.rect.adjusted(EDGE, PADDING, -EDGE, -PADDING)
        painter.drawText(area, WRAPPED, mark)
        area.setLeft(area.left() + _indent(mark, option.font))
        painter.drawText(area, WRAPPED, text)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height the text takes beside its mark."""
        self.initStyleOption(option, index)
        mark, text = _parted(option.text)
        width = self._view.viewport().width()
        room = QRect(0, 0, max(1, width - 2 * EDGE - _indent(mark, option.font)), 0)
        height = QFontMetrics(option.font).boundingRect(room, WRAPPED, text).height()
        return QSize(width, height + 2 * PADDING)


class ProblemList(QListWidget):
    """`chosen` carries the field of a problem somebody went for."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("problemList")
        self.setAccessibleName("Problems")
        self.setProperty("role", "problems")
        self.setWordWrap(True)
        self.setItemDelegate(HangingText(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._shown: tuple[Problem, ...] = ()
        self.itemClicked.connect(self._choose)
        self.itemActivated.connect(self._choose)

    def show_problems(self, problems: tuple[Problem, ...]) -> None:
        """Show these problems; the list is not there where there are none."""
        if problems != self._shown:
            self._shown = problems
            self._fill()
            self.setVisible(bool(problems))

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours of a new theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._fill()

    def _fill(self) -> None:
        self.clear()
        for problem in self._shown:
            self.addItem(_item(problem))

    def sizeHint(self) -> QSize:
        """Return the room for two lines; more of them scroll."""
        return QSize(200, 2 * self.fontMetrics().lineSpacing() + 12)

    def minimumSizeHint(self) -> QSize:
        """Return the same: what stands in the way is always in sight."""
        return self.sizeHint()

    def _choose(self, item: QListWidgetItem) -> None:
        self.chosen.emit(item.data(FIELD_ROLE))


def problem_line(problem: Problem) -> str:
    """Return a problem with its mark and its field's name: ✕ Level 2 target: …"""
    name = field_name(problem.field)
    if not name:
        return problem.text
    told = problem.text if problem.text.startswith(LEVEL) else f"{name}: {problem.text}"
    return f"{MARKS[problem.severity]}{GAP}{told}"


def field_name(field: str) -> str:
    """Return what people call a problem's field, empty for one without a name on the screen."""
    cell = cell_of(field)
    if cell is None:
        return FIELDS.get(field, "")
    level = f"Level {cell[0] + 1}"
    if cell[1] is Column.NUMBER:
        return level
    word = WORDS.get(cell[1], HEADINGS[cell[1]].title.lower())
    part = _PART.search(field)
    return f"{level} {word}" + (f" {part[1]}" if part else "")


def blocked_text(blocked: str, problems: Iterable[Problem]) -> str:
    """Return why nothing can be sent, with the field where it is one of these problems."""
    found = (p for p in problems if p.text.rstrip(".") == blocked.rstrip("."))
    problem = next(found, None)
    return blocked if problem is None else _placed(problem)


def _placed(problem: Problem) -> str:
    """Name the field, as far as the sentence does not: Level 2 target: A number is missing."""
    name = "" if problem.field == "side" else field_name(problem.field)
    text = problem.text.rstrip(".")
    if name.lower() in text.lower():
        return text
    of_cell = _CELL_NAME.fullmatch(name)
    if of_cell and of_cell[2].lower() in text.lower():
        name = of_cell[1]
    return f"{name}: {text}"


def _parted(line: str) -> tuple[str, str]:
    """Return a line's mark with the gap after it, and its text; of a line without one the text."""
    mark, gap, text = line.partition(GAP)
    return (mark + gap, text) if mark in MARKS.values() else ("", line)


def _indent(mark: str, font: QFont) -> int:
    return QFontMetrics(font).horizontalAdvance(mark)


def _item(problem: Problem) -> QListWidgetItem:
    look = current_tokens()
    item = QListWidgetItem(problem_line(problem))
    tone = look.loss if problem.severity is Severity.ERROR else look.warning
    item.setForeground(QColor(tone))
    item.setData(FIELD_ROLE, problem.field)
    item.setToolTip("Go to the field")
    return item
