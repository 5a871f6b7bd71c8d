"""The levels of exits for an open position: distances from its average price, none trailing."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt

from bracketdesk.controller.after.views import ExitLine
from bracketdesk.controller.views import LevelFigures
from bracketdesk.domain.draft import LevelDraft
from bracketdesk.domain.settings import Units
from bracketdesk.ui.bracket_columns import COLUMNS, Column
from bracketdesk.ui.bracket_model import BracketModel, Table

WITHOUT = (Column.TRAIL, Column.AUTO_TRAIL, Column.WIN, Column.LOSS, Column.R)
"""What is not asked for: exits afterwards lie at fixed prices."""
MEANINGS = {
    Column.TARGET: "Distance of the target from the position's average price",
    Column.STOP: "Distance of the stop from the position's average price",
    Column.TARGET_AT: "Where the target will lie",
    Column.STOP_AT: "Where the stop will lie",
}


class ExitsModel(BracketModel):
    """Begins with one level for what is uncovered; no distance is made up."""

    def __init__(self, parent: QObject, units: Units, quantity: int) -> None:
        super().__init__(parent)
        self._table = Table(units, (LevelDraft(str(max(1, quantity))),))

    def show_lines(self, lines: Sequence[ExitLine]) -> None:
        """Show the prices of each level, where there are those of all."""
        whole = len(lines) == len(self.levels)
        prices = tuple(LevelFigures(line.target, line.stop) for line in lines)
        self.show_figures(prices if whole else ())

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """Return a column's title, and what it means for a position."""
        column = COLUMNS[section]
        if role == Qt.ItemDataRole.ToolTipRole and column in MEANINGS:
            return MEANINGS[column]
        return super().headerData(section, orientation, role)
