from itertools import product

import pytest

from bracketdesk.domain.outcomes import LEGAL_MOVES, OutcomeKind, may_move

RECORDED, NOT_SENT, REJECTED, ACCEPTED, UNKNOWN = (
    OutcomeKind.RECORDED,
    OutcomeKind.NOT_SENT,
    OutcomeKind.REJECTED,
    OutcomeKind.ACCEPTED,
    OutcomeKind.UNKNOWN,
)
RESEND = (NOT_SENT, RECORDED)  # the clicked resend with a penalty ticket
LEGAL = {
    (RECORDED, NOT_SENT),
    (RECORDED, REJECTED),
    (RECORDED, ACCEPTED),
    (RECORDED, UNKNOWN),
    (UNKNOWN, NOT_SENT),
    (UNKNOWN, REJECTED),
    (UNKNOWN, ACCEPTED),
    (NOT_SENT, ACCEPTED),
    (REJECTED, ACCEPTED),
    RESEND,
}


@pytest.mark.parametrize(("old", "new"), list(product(OutcomeKind, OutcomeKind)))
def test_the_table_of_moves(old: OutcomeKind, new: OutcomeKind) -> None:
    assert may_move(old, new) is ((old, new) in LEGAL)


def test_every_kind_has_a_row() -> None:
    assert set(LEGAL_MOVES) == set(OutcomeKind)


def test_only_what_the_trader_may_rely_on_is_settled() -> None:
    assert {kind for kind in OutcomeKind if kind.settled} == {NOT_SENT, REJECTED, ACCEPTED}


def test_nothing_settled_is_recorded_again_but_by_the_penalty_ticket() -> None:
    back = {(old, RECORDED) for old in OutcomeKind if old.settled and may_move(old, RECORDED)}
    assert back == {RESEND}


def test_nothing_becomes_unknown_again() -> None:
    assert [old for old in OutcomeKind if may_move(old, UNKNOWN)] == [RECORDED]


def paths(
    start: OutcomeKind, so_far: tuple[OutcomeKind, ...] = ()
) -> list[tuple[OutcomeKind, ...]]:
    """Every path from `start` that no click prolongs."""
    way = (*so_far, start)
    assert start not in so_far, f"{way} goes round"
    nexts = [new for new in LEGAL_MOVES[start] if (start, new) != RESEND]
    return [way] if not nexts else [path for new in nexts for path in paths(new, way)]


def test_every_path_ends_with_what_the_broker_holds() -> None:
    for kind in OutcomeKind:
        assert {path[-1] for path in paths(kind)} == {ACCEPTED}


def test_from_anywhere_unsettled_every_settled_outcome_can_be_reached() -> None:
    for kind in (RECORDED, UNKNOWN):
        assert {NOT_SENT, REJECTED, ACCEPTED} <= LEGAL_MOVES[kind]
