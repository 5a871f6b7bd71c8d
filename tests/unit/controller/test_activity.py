from dataclasses import replace

from tests.unit.controller.builders import AT
from tests.unit.controller.test_ledger import intent

from bracketdesk.controller.activity import ROWS, Activity
from bracketdesk.controller.board import Board
from bracketdesk.controller.observe import Observable
from bracketdesk.domain.outcomes import Outcome, OutcomeKind
from bracketdesk.domain.settings import Settings


def test_an_outcome_goes_into_the_row_of_its_start_and_the_newest_is_first() -> None:
    board = Board(Observable(Settings()))
    activity = Activity(board)
    activity.start(intent("one"), None)
    activity.add(AT, "Flatten MESZ6", "asked", "the broker took the request")
    refused = Outcome(OutcomeKind.REJECTED, "Refused.", "NoQuote", "their words")
    activity.start(intent("one"), refused)
    first, second = board.activity.value
    assert (first.what, first.outcome) == ("Flatten MESZ6", "asked")
    assert second.what == "A · Buy 3 MESZ6 at market."
    assert (second.outcome, second.tone) == ("rejected", "rejected")
    assert second.detail == "Refused. · NoQuote · their words"


def test_the_strategy_is_named() -> None:
    board = Board(Observable(Settings()))
    Activity(board).start(intent(), Outcome(OutcomeKind.ACCEPTED, "Yes.", strategy_id=9))
    assert board.activity.value[0].detail == "strategy 9 · Yes."


def test_the_list_is_bounded() -> None:
    board = Board(Observable(Settings()))
    activity = Activity(board)
    activity.starts(tuple((replace(intent(str(n))), None) for n in range(ROWS + 50)))
    for _ in range(3):
        activity.add(AT, "Flatten", "flat")
    assert len(board.activity.value) == ROWS
    assert [row.what for row in board.activity.value[:3]] == ["Flatten"] * 3
