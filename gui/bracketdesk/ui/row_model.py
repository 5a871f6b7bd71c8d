"""Rows of toned pieces of text as an item model that changes only where something changed.

A list or tree is told by frozen `Row`s; `RowModel.show` compares them with what it holds, by key,
and inserts, moves, removes or repaints no more than differs. So selection, expansion and the
scroll position live on under a stream of updates.
"""

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from itertools import count, groupby, zip_longest

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

Index = QModelIndex | QPersistentModelIndex
TOP = QModelIndex()
"""The invisible parent of the first rows."""

LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
CELL_ROLE = int(Qt.ItemDataRole.UserRole)
"""The role under which the delegate finds a `Cell`."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text in one tone (theme.py's token); a pill is a status word.

    `tab` is where it begins at the earliest, in pixels from the cell's edge: it aligns what stands
    below each other.
    """

    text: str
    tone: str = "text"
    strong: bool = False
    pill: bool = False
    tab: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one column; numbers are aligned right."""

    pieces: tuple[Piece, ...] = ()
    right: bool = False
    tooltip: str = ""

    @property
    def text(self) -> str:
        """The cell as plain text: for a screen reader, a copy, a test."""
        return " ".join(piece.text for piece in self.pieces)


NOTHING = Cell()
UNSPOKEN = str.maketrans("", "", "▲▼")


def spoken(cell: Cell) -> str:
    """Return a cell as it is read aloud: the arrows and the dash say nothing in words."""
    text = cell.text.translate(UNSPOKEN).strip()
    return "" if text == "–" else text


@dataclass(frozen=True, slots=True)
class Row:
    """A row with those below it; `key` tells it from its siblings for ever."""

    key: Hashable
    cells: tuple[Cell, ...]
    children: tuple["Row", ...] = ()


class _Node:
    """A row's place in the tree. Its `id` is what Qt's indexes carry."""

    __slots__ = ("children", "id", "parent", "row")

    def __init__(self, ident: int, row: Row, parent: "_Node | None") -> None:
        self.id = ident
        self.row = row
        self.parent = parent
        self.children: list[_Node] = []


class RowModel(QAbstractItemModel):
    """The item model over rows; columns in `right` hold numbers."""

    def __init__(
        self, headers: Sequence[str], parent: QObject | None = None, right: Collection[int] = ()
    ) -> None:
        super().__init__(parent)
        self._headers = tuple(headers)
        self._right = frozenset(right)
        self._ids = count(1)
        self._root = _Node(0, Row(None, ()), None)
        self._nodes = {0: self._root}

    def show(self, rows: Sequence[Row]) -> None:
        """Make the model say these rows, changing what differs."""
        self._reconcile(self._root, tuple(rows))

    def row_at(self, index: Index) -> Row:
        """Return the row an index lies in."""
        return self._node(index).row

    # QAbstractItemModel
    def index(self, row: int, column: int, parent: Index = TOP) -> QModelIndex:
        """Return the index of a cell."""
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, self._node(parent).children[row].id)

    def parent(self, child: Index = TOP) -> QModelIndex:  # type: ignore[override]  # Qt overloads it
        """Return the index of the row above."""
        return self._index(self._node(child).parent or self._root)

    def rowCount(self, parent: Index = TOP) -> int:
        """Return how many rows lie below."""
        return 0 if parent.column() > 0 else len(self._node(parent).children)

    def columnCount(self, parent: Index = TOP) -> int:
        """Return how many columns there are."""
        return len(self._headers)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell's text, tooltip, what is read aloud of it, or the cell itself."""
        cells = self._node(index).row.cells
        if not index.isValid() or index.column() >= len(cells):
            return None
        cell = cells[index.column()]
        if role == CELL_ROLE:
            return cell
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(cell)
        if role == Qt.ItemDataRole.AccessibleDescriptionRole and index.column() == 0:
            return self._told(cells)
        return cell.tooltip or None if role == Qt.ItemDataRole.ToolTipRole else None

    def _told(self, cells: tuple[Cell, ...]) -> str:
        """Return the rest of a row, the numbers with their headers: it is heard as a whole."""
        parts = [
            f"{header} {spoken(cell)}" if cell.right else spoken(cell)
            for header, cell in zip(self._headers[1:], cells[1:], strict=False)
            if spoken(cell)
        ]
        return ", ".join(part.strip() for part in parts)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return a column's name and on which side it stands."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._headers[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if section in self._right else LEFT
        return None

    # The comparison
    def _reconcile(self, node: _Node, rows: tuple[Row, ...]) -> None:
        wanted = {row.key for row in rows}
        for at in reversed(range(len(node.children))):
            if node.children[at].row.key not in wanted:
                self._remove(node, at)
        held = {child.row.key for child in node.children}
        at = 0
        for known, run in groupby(rows, lambda row: row.key in held):
            batch = tuple(run)
            if known:
                self._keep(node, at, batch)
            else:
                self._insert(node, at, batch)
            at += len(batch)

    def _keep(self, node: _Node, start: int, rows: tuple[Row, ...]) -> None:
        for at, row in enumerate(rows, start):
            old = _find(node, at, row.key)
            if old != at:
                self._move(node, old, at)
            self._update(node.children[at], row)

    def _update(self, node: _Node, row: Row) -> None:
        if row is node.row or row == node.row:
            return
        changed = _differing(node.row.cells, row.cells)
        node.row = row
        if changed:
            here = self._index(node)
            last = min(changed[-1], len(self._headers) - 1)
            self.dataChanged.emit(here.siblingAtColumn(changed[0]), here.siblingAtColumn(last))
        self._reconcile(node, row.children)

    def _insert(self, node: _Node, at: int, rows: tuple[Row, ...]) -> None:
        self.beginInsertRows(self._index(node), at, at + len(rows) - 1)
        node.children[at:at] = [self._grow(row, node) for row in rows]
        self.endInsertRows()

    def _move(self, node: _Node, old: int, new: int) -> None:
        place = self._index(node)
        self.beginMoveRows(place, old, old, place, new)
        node.children.insert(new, node.children.pop(old))
        self.endMoveRows()

    def _remove(self, node: _Node, at: int) -> None:
        self.beginRemoveRows(self._index(node), at, at)
        self._forget(node.children.pop(at))
        self.endRemoveRows()

    def _grow(self, row: Row, parent: _Node) -> _Node:
        node = _Node(next(self._ids), row, parent)
        self._nodes[node.id] = node
        node.children = [self._grow(child, node) for child in row.children]
        return node

    def _forget(self, node: _Node) -> None:
        del self._nodes[node.id]
        for child in node.children:
            self._forget(child)

    def _node(self, index: Index) -> _Node:
        return self._nodes[index.internalId()] if index.isValid() else self._root

    def _index(self, node: _Node) -> QModelIndex:
        if node.parent is None:
            return QModelIndex()
        return self.createIndex(node.parent.children.index(node), 0, node.id)


def _differing(old: tuple[Cell, ...], new: tuple[Cell, ...]) -> list[int]:
    """Return the columns to paint anew; words aligned left may reach over those after them."""
    pairs = list(zip_longest(old, new, fillvalue=NOTHING))
    changed = [column for column, (was, now) in enumerate(pairs) if was != now]
    if any(not cell.right for column in changed for cell in pairs[column]):
        return [changed[0], len(pairs) - 1]
    return changed


def _find(node: _Node, start: int, key: Hashable) -> int:
    """Return where the child with this key stands, from `start` on; mostly it is there already."""
    return next(at for at in range(start, len(node.children)) if node.children[at].row.key == key)
