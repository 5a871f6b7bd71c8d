"""The columns of the bracket table, and which of them a problem's field belongs to."""

import re
from dataclasses import dataclass
from enum import IntEnum


class Column(IntEnum):
    """The columns, left to right."""

    NUMBER = 0
    QUANTITY = 1
    TARGET = 2
    STOP = 3
    TRAIL = 4
    AUTO_TRAIL = 5
    TARGET_AT = 6
    STOP_AT = 7
    WIN = 8
    LOSS = 9
    R = 10


@dataclass(frozen=True, slots=True)
class Heading:
    """A column's title, what it means, and a text as wide as it ordinarily gets."""

    title: str
    meaning: str
    sample: str


FILLED = "filled at the quote now, or at the entry's own price where it waits for that"

HEADINGS = {
    Column.NUMBER: Heading("#", "The level's number", "88"),
    Column.QUANTITY: Heading("Qty", "Contracts of this level", "100"),
    Column.TARGET: Heading("Target", "Distance of the target from the fill", "88 ticks"),
    Column.STOP: Heading("Stop", "Distance of the stop from the fill", "88 ticks"),
    Column.TRAIL: Heading("Trail", "The stop trails from the start (Space)", "Trail"),
    Column.AUTO_TRAIL: Heading(
        "Auto-trail",
        "After so much profit the stop trails so far behind, in such steps: 24/12/1",
        "24/12/1",
    ),
    Column.TARGET_AT: Heading("Target at", f"Where the target would lie, {FILLED}", "21500.25"),
    Column.STOP_AT: Heading("Stop at", f"Where the stop would lie, {FILLED}", "21500.25"),
    Column.WIN: Heading("Win", "What the level wins at its target, before fees", "+$888.00"),
    Column.LOSS: Heading("Loss", "About what the level loses at its stop", "−$888.00"),
    Column.R: Heading("R", "Win divided by loss", "88.8"),
}
COLUMNS = tuple(Column)
"""By number: much quicker than `Column(number)`, which a table asks for all the time."""
EDITABLE = (Column.QUANTITY, Column.TARGET, Column.STOP, Column.AUTO_TRAIL)
"""The columns that are typed into."""
REACHABLE = (Column.QUANTITY, Column.TARGET, Column.STOP, Column.TRAIL, Column.AUTO_TRAIL)
"""The columns Tab stops at."""
FIGURES = (Column.TARGET_AT, Column.STOP_AT, Column.WIN, Column.LOSS, Column.R)
"""The columns that follow from the rest and the quote."""

_FIELD = re.compile(r"levels\[(\d+)\](?:\.(\w+))?")
_COLUMNS = {
    "quantity": Column.QUANTITY,
    "targetTicks": Column.TARGET,
    "target": Column.TARGET,
    "stopTicks": Column.STOP,
    "stop": Column.STOP,
    "trailing": Column.TRAIL,
    "autoTrail": Column.AUTO_TRAIL,
}


def cell_of(field: str) -> tuple[int, Column] | None:
    """Return the row (from 0) and column a problem's field means, None where it means none."""
    match = _FIELD.match(field)
    if match is None:
        return None
    return int(match[1]), _COLUMNS.get(match[2] or "", Column.NUMBER)
