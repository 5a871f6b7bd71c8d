"""The activity's lines as rows of a list, each made once.

There may be a thousand, and every click adds one: making them all anew would take 35 ms of it.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from bracketdesk.controller.views import ActivityRow
from bracketdesk.ui.row_model import Cell, Piece, Row
from bracketdesk.ui.times import in_full, with_the_day
from bracketdesk.ui.untrusted import one_line
from bracketdesk.ui.words import OUTCOME_TONES

TONES = {str(kind): tone for kind, tone in OUTCOME_TONES.items()}


class ActivityRows:
    """Makes the rows, and keeps those of the lines it was last asked for."""

    def __init__(self) -> None:
        self._made: dict[tuple[ActivityRow, int], Row] = {}
        self._zone = ""

    def of(self, lines: Sequence[ActivityRow]) -> list[Row]:
        """Return the lines as rows; equal ones at one instant are told apart by their count."""
        known = self._known()
        self._made = {}
        seen: Counter[tuple[object, str]] = Counter()
        rows = []
        for line in reversed(lines):
            key = (line.at, line.what)
            seen[key] += 1
            named = (line, seen[key])
            row = known.get(named) or Row((*key, seen[key]), _cells(line))
            self._made[named] = row
            rows.append(row)
        return rows[::-1]

    def _known(self) -> dict[tuple[ActivityRow, int], Row]:
        """Return what is still right: their times are written in the system's zone."""
        before, self._zone = self._zone, datetime.now().astimezone().tzname() or ""
        return self._made if self._zone == before else {}


def _cells(line: ActivityRow) -> tuple[Cell, ...]:
    outcome = (
        (Piece(line.outcome, TONES.get(line.tone, "secondary"), pill=True),) if line.outcome else ()
    )
    return (
        Cell((Piece(with_the_day(line.at), "secondary"),), tooltip=in_full(line.at)),
        Cell((Piece(one_line(line.what)),)),
        Cell(outcome),
        Cell((Piece(one_line(line.detail), "secondary"),)),
    )
