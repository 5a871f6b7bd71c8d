"""The activity list: every start of the journal and what the exit buttons did, newest first."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from bracketdesk.controller.board import Board
from bracketdesk.controller.views import ActivityRow
from bracketdesk.domain.intent import Intent
from bracketdesk.domain.outcomes import Outcome, OutcomeKind

ROWS = 1000
"""How many rows are kept. What is older of the journal is in the table of all orders alone."""


class Activity:
    """Keeps the rows by a key, so that an outcome goes into the row of its start."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._rows: dict[str, ActivityRow] = {}  # oldest first
        self._numbers = 0

    def start(self, intent: Intent, outcome: Outcome | None) -> None:
        """Show a start with where it stands."""
        self._rows[intent.uuid] = _row(intent, outcome)
        self._show()

    def starts(self, intents: tuple[tuple[Intent, Outcome | None], ...]) -> None:
        """Show the starts of the journal, oldest first."""
        for intent, outcome in intents:
            self._rows[intent.uuid] = _row(intent, outcome)
        self._show()

    def add(self, row: ActivityRow) -> str:
        """Show what something else than a start does; returns the key to change it by."""
        self.add_all((row,))
        return f"row {self._numbers}"

    def add_all(self, rows: Sequence[ActivityRow]) -> None:
        """Show several at once, oldest first."""
        newest = next(reversed(self._rows.values()), None)
        for row in rows:
            self._numbers += 1
            self._rows[f"row {self._numbers}"] = row
        # What former runs did comes in late, and is older all the same.
        if newest and any(row.at < newest.at for row in rows):
            self._rows = dict(sorted(self._rows.items(), key=lambda known: known[1].at))
        self._show()

    def tie(self, key: str, uuid: str) -> None:
        """Say which of the journal's clicks a row tells of: it has a receipt."""
        if row := self._rows.get(key):
            self._rows[key] = replace(row, uuid=uuid)
            self._show()

    def change(self, key: str, outcome: str, detail: str, tone: str) -> None:
        """Show what has become of it since; a row that was dropped meanwhile stays dropped."""
        if row := self._rows.get(key):
            self._rows[key] = replace(row, outcome=outcome, detail=detail, tone=tone)
            self._show()

    def _show(self) -> None:
        for key in tuple(islice(self._rows, max(0, len(self._rows) - ROWS))):
            del self._rows[key]
            self._board.activity_cut.set(True)
        self._board.activity.set(tuple(reversed(self._rows.values())))


def _row(intent: Intent, outcome: Outcome | None) -> ActivityRow:
    what = f"{intent.account} · {intent.sentence}"
    if outcome is None:
        return ActivityRow(intent.at, what, str(OutcomeKind.RECORDED), uuid=intent.uuid)
    named = "" if outcome.strategy_id is None else f"strategy {outcome.strategy_id}"
    # The column is cut at its end: what the broker said is told before what we make of it.
    said = (outcome.reason, outcome.broker_text, named, outcome.cause)
    detail = " · ".join(part for part in said if part)
    kind = str(outcome.kind)
    return ActivityRow(intent.at, what, kind, detail, kind, intent.uuid)
