"""The bracket table's model: the levels as typed, their figures, and their undo and redo."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from bracketdesk.controller.views import LevelFigures
from bracketdesk.domain.draft import LevelDraft
from bracketdesk.domain.drafting import (
    contracts_typed,
    convert_distance,
    split_evenly,
    step_distance,
)
from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.problems import Problem, Severity
from bracketdesk.domain.settings import Units
from bracketdesk.ui.bracket_columns import COLUMNS, EDITABLE, FIGURES, HEADINGS, Column, cell_of
from bracketdesk.ui.bracket_texts import (
    NONE,
    auto_trail_text,
    auto_trail_tip,
    figure_text,
    figure_tone,
    shown_distance,
    split_auto_trail,
    typed_text,
)
from bracketdesk.ui.history import History

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
TOP = QModelIndex()
TONE_ROLE = int(Role.UserRole)
FINDING_ROLE = int(Role.UserRole) + 1

EXAMPLE = LevelDraft("1", "16", "16")
"""The one level a first start shows, in ticks."""


@dataclass(frozen=True, slots=True)
class Table:
    """What undo brings back: the levels and the units their texts are in."""

    units: Units
    levels: tuple[LevelDraft, ...]


class BracketModel(QAbstractTableModel):
    """Rows are levels; `edited` fires after every change of what was typed."""

    edited = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._table = Table(Units.TICKS, (EXAMPLE,))
        self._history: History[Table] = History()
        self._instrument: Instrument | None = None
        self._figures: tuple[LevelFigures, ...] = ()
        self._findings: dict[tuple[int, Column], Problem] = {}
        self._editing = False
        self._recorded = False
        self._followed: Table | None = None  # as the entry's quantity left it last

    # What it holds
    @property
    def levels(self) -> tuple[LevelDraft, ...]:
        """The levels as typed."""
        return self._table.levels

    @property
    def units(self) -> Units:
        """What the distances are typed in."""
        return self._table.units

    @property
    def instrument(self) -> Instrument | None:
        """What the prices are written for."""
        return self._instrument

    def level(self, row: int) -> LevelDraft:
        """Return one level as typed."""
        return self._table.levels[row]

    def show_instrument(self, instrument: Instrument | None) -> None:
        """Write prices and points as this instrument does."""
        self._instrument = instrument
        self._repaint(Column.NUMBER, Column.R)

    def show_figures(self, figures: tuple[LevelFigures, ...]) -> None:
        """Take the figures that follow from the quote."""
        if figures != self._figures:
            self._figures = figures
            self._repaint(FIGURES[0], FIGURES[-1])

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """Mark the cells these problems name, the gravest first."""
        findings: dict[tuple[int, Column], Problem] = {}
        for problem in problems:
            cell = cell_of(problem.field)
            if cell and (cell not in findings or problem.severity is Severity.ERROR):
                findings[cell] = problem
        if findings != self._findings:
            self._findings = findings
            self._repaint(Column.NUMBER, Column.AUTO_TRAIL)

    # Changes
    def add(self, quantity: int) -> None:
        """Append a level for `quantity` contracts, with the last one's stop."""
        stop = self.levels[-1].stop if self.levels else ""
        self._change((*self.levels, LevelDraft(str(max(1, quantity)), "", stop)))

    def duplicate(self, row: int) -> None:
        """Put a copy below the level."""
        levels = self.levels
        self._change((*levels[: row + 1], levels[row], *levels[row + 1 :]))

    def remove(self, row: int) -> None:
        """Take the level out."""
        self._change(self.levels[:row] + self.levels[row + 1 :])

    def move(self, row: int, by: int) -> bool:
        """Move the level up (-1) or down (+1); False at the end of the table."""
        if not 0 <= row + by < len(self.levels):
            return False
        levels = list(self.levels)
        levels.insert(row + by, levels.pop(row))
        self._change(tuple(levels))
        return True

    def follow(self, former: int, quantity: int) -> None:
        """Give the only level the entry's quantity where it had the former one.

        While nothing else changes, that is one step of undo.
        """
        if len(self.levels) != 1 or self.levels[0].quantity != str(former):
            return
        self.end_edit()
        if self._table is not self._followed:
            self._history.record(self._table)
        self._show(Table(self.units, (replace(self.levels[0], quantity=str(quantity)),)))
        self._followed = self._table

    def split_evenly(self, quantity: int) -> None:
        """Share `quantity` contracts among the levels, where there is one for each."""
        if quantity < len(self.levels):
            return
        shares = split_evenly(quantity, len(self.levels))
        pairs = zip(self.levels, shares, strict=True)
        self._change(tuple(replace(level, quantity=str(share)) for level, share in pairs))

    def one_each(self) -> bool:
        """Give each level one contract; False where each has one already."""
        levels = tuple(replace(level, quantity="1") for level in self.levels)
        if levels == self.levels:
            return False
        self._change(levels)
        return True

    def toggle_trail(self, row: int) -> None:
        """Let the level's stop trail from the start, or not."""
        self._replace(row, replace(self.level(row), trailing=not self.level(row).trailing))

    def change_units(self, units: Units) -> None:
        """Write every distance in other units; what cannot be read stays as typed."""
        if units is self.units or self._instrument is None:
            return
        levels = tuple(self._converted(level, units, self._instrument) for level in self.levels)
        self._change(levels, units)

    def start_in(self, units: Units) -> None:
        """Begin in the units of the last run; nothing has been typed that undo could restore."""
        self.change_units(units)
        self._history = History()

    # Undo and redo
    @property
    def can_undo(self) -> bool:
        """Whether a change can be taken back."""
        return self._history.can_undo

    @property
    def can_redo(self) -> bool:
        """Whether a change taken back can be made again."""
        return self._history.can_redo

    def undo(self) -> None:
        """Take the last change back."""
        self.end_edit()
        if self.can_undo:
            self._show(self._history.undo(self._table))

    def redo(self) -> None:
        """Make the change again that was taken back last."""
        self.end_edit()
        if self.can_redo:
            self._followed = None
            self._show(self._history.redo(self._table))

    def begin_edit(self) -> None:
        """From now on changes belong to one edit of one cell: one step of undo."""
        self._editing, self._recorded = True, False

    def end_edit(self, *, keep: bool = True) -> None:
        """End the edit; without `keep` the cell is as it was before."""
        if self._editing and self._recorded and not keep:
            self._show(self._history.forget())
        self._editing = False

    def holds(self, row: int, column: Column, text: str) -> bool:
        """Whether a cell is already as if `text` had been typed into it."""
        return self._typed(self.level(row), column, text.strip()) == self.level(row)

    def stepped(self, row: int, column: Column, text: str, steps: int) -> str:
        """Return what a cell says `steps` contracts or ticks on from `text`."""
        if column is Column.QUANTITY:
            count = contracts_typed(text)
            return text if count is None else str(max(1, count + steps))
        if self._instrument is None:
            return text
        return step_distance(text, steps, self.units, self._instrument)

    # QAbstractTableModel
    def rowCount(self, parent: Index = TOP) -> int:
        """Return how many levels there are."""
        return 0 if parent.isValid() else len(self.levels)

    def columnCount(self, parent: Index = TOP) -> int:
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(Column)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Say which cells are typed into and which are ticked."""
        flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
        if index.column() in EDITABLE:
            flags |= Qt.ItemFlag.ItemIsEditable
        if index.column() == Column.TRAIL:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags | Qt.ItemFlag.ItemNeverHasChildren

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> object:
        """Return a column's title and meaning."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        heading = HEADINGS[COLUMNS[section]]
        if role == Role.DisplayRole:
            return heading.title
        if role == Role.TextAlignmentRole:
            return int(_alignment(COLUMNS[section]))
        return heading.meaning if role == Role.ToolTipRole else None

    def data(self, index: Index, role: int = Role.DisplayRole) -> object:
        """Return a cell's text, what was typed, its tone, its problem."""
        row, column = index.row(), COLUMNS[index.column()]
        if role == Role.DisplayRole:
            return self.text(row, column)
        if role == Role.EditRole:
            return typed_text(self.level(row), column)
        if role == TONE_ROLE:
            return self._tone(row, column)
        if role == Role.TextAlignmentRole:
            return int(_alignment(column))
        if role == Role.CheckStateRole and column is Column.TRAIL:
            ticked = self.level(row).trailing
            return Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
        return self._finding(row, column, role)

    def setData(self, index: Index, value: object, role: int = Role.EditRole) -> bool:
        """Take what was typed, whatever it is, or the tick of a trailing stop."""
        row, column = index.row(), Column(index.column())
        if role == Role.CheckStateRole and column is Column.TRAIL:
            trailing = Qt.CheckState(value) is Qt.CheckState.Checked
            self._replace(row, replace(self.level(row), trailing=trailing))
            return True
        if role != Role.EditRole or column not in EDITABLE:
            return False
        self._replace(row, self._typed(self.level(row), column, str(value).strip()))
        return True

    # Inside
    def _typed(self, level: LevelDraft, column: Column, text: str) -> LevelDraft:
        if column is Column.QUANTITY:
            return replace(level, quantity=text)
        if column is Column.TARGET:
            return replace(level, target=text)
        if column is Column.STOP:
            return replace(level, stop=text)
        trigger, distance, step = split_auto_trail(text)
        if trigger and distance and not step and self._instrument is not None:
            step = step_distance("", 1, self.units, self._instrument)
        return replace(level, trigger=trigger, distance=distance, step=step)

    def _converted(self, level: LevelDraft, units: Units, instrument: Instrument) -> LevelDraft:
        def convert(text: str) -> str:
            return convert_distance(text, self.units, units, instrument)

        return replace(
            level,
            target=convert(level.target),
            stop=convert(level.stop),
            trigger=convert(level.trigger),
            distance=convert(level.distance),
            step=convert(level.step),
        )

    def _replace(self, row: int, level: LevelDraft) -> None:
        """Change one level; within one edit of a cell only the first change is recorded."""
        if level == self.level(row):
            return
        if not (self._editing and self._recorded):
            self._history.record(self._table)
        self._recorded = True
        self._show(Table(self.units, (*self.levels[:row], level, *self.levels[row + 1 :])))

    def _change(self, levels: tuple[LevelDraft, ...], units: Units | None = None) -> None:
        """Change the table as a whole, which ends an edit."""
        self.end_edit()
        self._history.record(self._table)
        self._show(Table(units or self.units, levels))

    def _show(self, table: Table) -> None:
        """Make the model say `table`, adding or removing rows at the end."""
        before, after = len(self.levels), len(table.levels)
        if after > before:
            self.beginInsertRows(TOP, before, after - 1)
        elif after < before:
            self.beginRemoveRows(TOP, after, before - 1)
        self._table = table
        if after > before:
            self.endInsertRows()
        elif after < before:
            self.endRemoveRows()
        self._repaint(Column.NUMBER, Column.R)
        self.edited.emit()

    def _repaint(self, first: Column, last: Column) -> None:
        if self.levels:
            self.dataChanged.emit(self.index(0, first), self.index(len(self.levels) - 1, last))

    def text(self, row: int, column: Column) -> str:
        """Return what a cell says."""
        level = self.level(row)
        if column is Column.NUMBER:
            return str(row + 1)
        if column is Column.TRAIL:
            return "yes" if level.trailing else "no"
        if column in FIGURES:
            return figure_text(level, self._figures_of(row), column, self._instrument)
        text = typed_text(level, column)
        if column in (Column.TARGET, Column.STOP):
            return shown_distance(text, self.units, self._instrument) or NONE
        if column is Column.AUTO_TRAIL:
            return auto_trail_text(level, self.units, self._instrument, wide=False)
        return text

    def _tone(self, row: int, column: Column) -> str:
        if column in FIGURES:
            return figure_tone(column, self.text(row, column))
        empty = column in EDITABLE and not typed_text(self.level(row), column)
        return "secondary" if empty or column is Column.NUMBER else "text"

    def _figures_of(self, row: int) -> LevelFigures:
        return self._figures[row] if row < len(self._figures) else LevelFigures()

    def _finding(self, row: int, column: Column, role: int) -> object:
        problem = self._findings.get((row, column))
        if problem is None:
            in_words = role == Role.ToolTipRole and column is Column.AUTO_TRAIL
            return auto_trail_tip(self.level(row)) if in_words else None
        if role == FINDING_ROLE:
            return problem.severity
        spoken = (Role.ToolTipRole, Role.AccessibleDescriptionRole)
        return problem.text if role in spoken else None


def _alignment(column: Column) -> Qt.AlignmentFlag:
    if column is Column.NUMBER:
        side = Qt.AlignmentFlag.AlignLeft
    elif column is Column.TRAIL:
        side = Qt.AlignmentFlag.AlignHCenter
    else:
        side = Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter


def total(levels: Sequence[LevelDraft]) -> int:
    """Return how many contracts the readable levels have."""
    return sum(contracts_typed(level.quantity) or 0 for level in levels)
