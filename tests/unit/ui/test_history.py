"""Undo and redo over whole values."""

from hypothesis import given
from hypothesis import strategies as st

from bracketdesk.ui.history import DEPTH, History


@given(st.lists(st.integers(), min_size=1, max_size=30))
def test_undo_goes_back_to_the_start_and_redo_to_the_end(states: list[int]) -> None:
    history: History[int] = History()
    present = states[0]
    for state in states[1:]:
        history.record(present)
        present = state
    walked = [present]
    while history.can_undo:
        present = history.undo(present)
        walked.append(present)
    assert walked == states[::-1]
    while history.can_redo:
        present = history.redo(present)
    assert present == states[-1]


def test_a_new_change_forgets_what_was_undone() -> None:
    history: History[int] = History()
    history.record(1)
    assert history.undo(2) == 1
    history.record(1)
    assert not history.can_redo


def test_a_record_taken_back_leaves_no_trace() -> None:
    history: History[int] = History()
    history.record(1)
    assert history.forget() == 1
    assert not history.can_undo
    assert not history.can_redo


def test_it_remembers_only_so_much() -> None:
    history: History[int] = History()
    for state in range(DEPTH + 5):
        history.record(state)
    assert history.undo(-1) == DEPTH + 4
    present = DEPTH + 4
    while history.can_undo:
        present = history.undo(present)
    assert present == 5
