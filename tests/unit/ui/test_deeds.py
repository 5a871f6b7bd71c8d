from dataclasses import replace

import pytest
from tests.support.sample_views import finished, loose, running, waiting

from bracketdesk.ui.chosen import Chosen, chosen_at
from bracketdesk.ui.deeds import NOTHING_CHOSEN, Deed, offers


def refused(chosen: Chosen, breakeven: str = "") -> dict[Deed, str]:
    """Why each deed cannot be done, of those that cannot."""
    found = offers(chosen, lambda ident, level: breakeven)
    return {deed: offered.why for deed, offered in found.items() if offered.why}


def at(*path: object) -> Chosen:
    return chosen_at(path, (running(), waiting(), finished()), (loose(),), net=3)


def test_with_nothing_chosen_nothing_can_be_done_and_each_says_so() -> None:
    why = refused(Chosen())
    assert set(why) == set(Deed)
    assert why[Deed.FLATTEN] == NOTHING_CHOSEN
    assert why[Deed.CANCEL_ORDER] == "Choose an order first"


def test_of_a_filled_strategy_all_but_its_entry_can_be_dealt_with() -> None:
    assert refused(at(9912)) == {
        Deed.CANCEL_ENTRY: "The entry is filled already",
        Deed.CANCEL_LEVEL: "Choose a level, or one of its exits, first",
        Deed.CANCEL_ORDER: "Choose an order first",
    }


def test_of_a_waiting_strategy_the_entry_can_be_cancelled() -> None:
    assert Deed.CANCEL_ENTRY not in refused(at(9913))


def test_of_a_level_the_exits_can_be_cancelled_where_they_work() -> None:
    assert Deed.CANCEL_LEVEL not in refused(at(9912, ("level", 1)))
    why = refused(at(9913, ("level", 2)))
    assert why[Deed.CANCEL_LEVEL] == "No exit of level 2 works"


def test_of_an_order_it_can_be_cancelled_where_it_works() -> None:
    assert Deed.CANCEL_ORDER not in refused(at(9912, ("level", 1), ("order", 12)))
    entry = refused(at(9912, ("order", 1)))
    assert entry[Deed.CANCEL_ORDER] == "The order is filled already"


def test_a_loose_order_can_be_cancelled_moved_and_flattened() -> None:
    why = refused(at(("loose", 77)))
    assert set(why) == {Deed.CANCEL_ENTRY, Deed.STOP_STRATEGY, Deed.BREAKEVEN, Deed.CANCEL_LEVEL}
    assert why[Deed.STOP_STRATEGY] == "This order belongs to no strategy"


def test_history_has_nothing_left_to_do_but_for_a_position_it_left() -> None:
    gone = chosen_at((9900,), (finished(),), (), net=0)
    assert refused(gone)[Deed.FLATTEN] == "It is flat and nothing of it works"
    assert refused(gone)[Deed.REVERSE] == "There is no position to turn"
    assert refused(gone)[Deed.STOP_STRATEGY] == "It runs no more"
    left = chosen_at((9900,), (finished(),), (), net=-1)
    assert Deed.FLATTEN not in refused(left)
    assert Deed.REVERSE not in refused(left)


def test_breakeven_says_what_the_desk_says_of_the_chosen_level() -> None:
    asked: list[tuple[int, int | None]] = []

    def refusal(ident: int, level: int | None) -> str:
        asked.append((ident, level))
        return "It is behind the market."

    for chosen in (at(9912), at(9912, ("level", 2), ("order", 22))):
        assert offers(chosen, refusal)[Deed.BREAKEVEN].why == "It is behind the market."
    assert asked == [(9912, None), (9912, 2)]


def test_a_stop_that_cannot_be_moved_says_why() -> None:
    first = running().levels[0]
    trailing = replace(first.legs[1], fixed="It trails.")
    view = replace(running(), levels=(replace(first, legs=(first.legs[0], trailing)),))
    chosen = chosen_at((9912, ("level", 1), ("order", 12)), (view,), ())
    assert refused(chosen)[Deed.MOVE] == "It trails."
    level = chosen_at((9912, ("level", 1)), (view,), ())
    assert Deed.MOVE not in refused(level)  # its target can be moved


@pytest.mark.parametrize("path", [(9913, ("level", 2)), (9900, ("order", 1))])
def test_the_words_of_a_button_never_change_but_for_the_contract(path: tuple[object, ...]) -> None:
    texts = {deed: o.text for deed, o in offers(at(*path), lambda *_: "").items()}
    bare = {deed: o.text for deed, o in offers(Chosen(), lambda *_: "").items()}
    assert {deed for deed in Deed if texts[deed] != bare[deed]} == {Deed.FLATTEN}
