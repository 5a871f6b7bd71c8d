"""What a look has shown, in words."""

from dataclasses import replace

from bracketdesk.controller.book import Traces
from bracketdesk.controller.evidence import Look, standing

EMPTY = Traces(0, frozenset(), 0, ())
MOVED = Traces(2, frozenset({(1, "Working")}), 3, ((9, -1, 0, 1),))
LOOK = Look(held=4, listed=5, before=EMPTY, now=EMPTY)


def test_what_a_contract_holds_is_counted() -> None:
    assert standing(EMPTY) == "0 orders, 0 open, 0 fills, flat"
    assert standing(MOVED) == "2 orders, 1 open, 3 fills, 1 short"


def test_a_look_that_found_nothing() -> None:
    assert LOOK.unmoved
    assert LOOK.text("MESZ6") == (
        "not among the 4 strategies heard of, not in the broker's list of 5; MESZ6: its orders, "
        "fills and position are as before the click"
    )


def test_a_look_without_the_list_says_why() -> None:
    text = replace(LOOK, listed=None, trouble="busy").text("MESZ6")
    assert "heard of, the list could not be had (busy); MESZ6" in text


def test_what_moved_and_what_is_not_known() -> None:
    moved = replace(LOOK, now=MOVED)
    assert not moved.unmoved
    assert "before the click 0 orders, 0 open, 0 fills, flat, now 2 orders" in moved.text("MESZ6")
    blind = replace(LOOK, before=None)
    assert not blind.unmoved
    assert "what there was before the click is not known; now 0 orders" in blind.text("MESZ6")
