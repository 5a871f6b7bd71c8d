from dataclasses import replace
from datetime import timedelta

from tests.unit.controller.builders import AT
from tests.unit.controller.test_ledger import intent

from bracketdesk.controller.activity import ROWS, Activity
from bracketdesk.controller.board import Board
from bracketdesk.controller.observe import Observable
from bracketdesk.controller.views import ActivityRow
from bracketdesk.domain.outcomes import Outcome, OutcomeKind
from bracketdesk.domain.settings import Settings

HOUR = timedelta(hours=1)


def test_an_outcome_goes_into_the_row_of_its_start_and_the_newest_is_first() -> None:
    board = Board(Observable(Settings()))
    activity = Activity(board)
    activity.start(intent("one"), None)
    flatten = activity.add(ActivityRow(AT, "Flatten MESZ6", "asked"))
    activity.change(flatten, "flat", "flat, and no order was open", "accepted")
    refused = Outcome(OutcomeKind.REJECTED, "Refused.", "NoQuote", "their words")
    activity.start(intent("one"), refused)
    first, second = board.activity.value
    assert (first.what, first.outcome) == ("Flatten MESZ6", "flat")
    assert second.what == "A · Buy 3 MESZ6 at market."
    assert (second.outcome, second.tone) == ("rejected", "rejected")
    assert second.detail == "NoQuote · their words · Refused."


def test_the_strategy_is_named() -> None:
    board = Board(Observable(Settings()))
    Activity(board).start(intent(), Outcome(OutcomeKind.ACCEPTED, "Yes.", strategy_id=9))
    assert board.activity.value[0].detail == "strategy 9 · Yes."


def test_the_list_is_bounded() -> None:
    board = Board(Observable(Settings()))
    activity = Activity(board)
    activity.starts(tuple((replace(intent(str(n))), None) for n in range(ROWS + 50)))
    keys = [activity.add(ActivityRow(AT, "Flatten", "flat")) for _ in range(3)]
    assert len(board.activity.value) == ROWS
    assert board.activity_cut.value
    assert [row.what for row in board.activity.value[:3]] == ["Flatten"] * 3
    activity.starts(tuple((replace(intent(f"new {n}"), at=AT), None) for n in range(ROWS)))
    activity.change(keys[0], "late", "", "")
    assert "Flatten" not in [row.what for row in board.activity.value]


def test_as_many_as_are_kept_leave_nothing_out() -> None:
    board = Board(Observable(Settings()))
    activity = Activity(board)
    activity.starts(tuple((replace(intent(str(n))), None) for n in range(ROWS)))
    assert not board.activity_cut.value


def test_what_former_runs_did_goes_where_it_belongs() -> None:
    board = Board(Observable(Settings()))
    activity = Activity(board)
    activity.starts(tuple((replace(intent(str(n)), at=AT + n * HOUR), None) for n in (0, 2)))
    activity.add_all([ActivityRow(AT + n * HOUR, f"exit {n}", "") for n in (1, 3)])
    assert [(row.at - AT) // HOUR for row in board.activity.value] == [3, 2, 1, 0]
