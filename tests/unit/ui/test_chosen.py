from dataclasses import replace

from tests.support.sample_views import leg, loose, running, waiting

from bracketdesk.controller.views import LegRole, LevelView
from bracketdesk.ui.chosen import Chosen, Movable, chosen_at, legs_of, movables

ALL_STOPS = Movable("all stops (3)", (12, 22, 32))
ALL_TARGETS = Movable("all targets (3)", (11, 21, 31))


def at(*path: object) -> Chosen:
    return chosen_at(path, (running(), waiting()), (loose(),), net=3)


def test_nothing_is_chosen_by_an_empty_path_or_one_that_is_gone() -> None:
    assert at() == Chosen()
    assert at(1) == Chosen()
    assert (at().symbol, at().contract_id, at().running, at().order) == ("", None, False, None)


def test_a_strategy_a_level_a_leg_and_a_loose_order_are_found_by_their_keys() -> None:
    assert at(9912).strategy == running()
    level = at(9912, ("level", 2)).level
    assert level is not None
    assert level.number == 2
    stop = at(9912, ("level", 2), ("order", 22))
    assert stop.order is not None
    assert (stop.order.order_id, stop.level) == (22, level)
    entry = at(9913, ("order", 1))
    assert entry.order == waiting().entry
    assert entry.level is None
    order = at(("loose", 77))
    assert (order.loose, order.order, order.symbol, order.contract_id) == (
        loose(),
        loose().leg,
        "MESZ6",
        1,
    )


def test_a_row_of_words_stands_for_its_strategy() -> None:
    assert at(9912, ("note", "failed")) == at(9912)


def test_every_order_of_a_strategy_is_one_of_its_legs() -> None:
    assert [order.order_id for order in legs_of(running())] == [1, 11, 12, 21, 22, 31, 32]


def test_of_a_strategy_all_stops_or_all_targets_move() -> None:
    assert movables(at(9912)) == (ALL_STOPS, ALL_TARGETS)


def test_of_a_level_its_stop_or_its_target_moves_the_stop_first() -> None:
    assert movables(at(9912, ("level", 1))) == (
        Movable("stop of level 1", (12,)),
        Movable("target of level 1", (11,)),
        ALL_STOPS,
        ALL_TARGETS,
    )


def test_of_a_leg_it_alone_moves_or_all() -> None:
    found = movables(at(9912, ("level", 1), ("order", 11)))
    assert found == (Movable("target of level 1", (11,)), ALL_STOPS, ALL_TARGETS)
    assert movables(at(("loose", 77))) == (Movable("stop", (77,)),)


def test_a_stop_that_cannot_move_is_left_out_of_all_and_says_why_by_itself() -> None:
    first, second = running().levels[:2]
    trailing = replace(first.legs[1], fixed="It trails.")
    levels = (replace(first, legs=(first.legs[0], trailing)), second)
    view = replace(running(), levels=levels)
    chosen = chosen_at((9912, ("level", 1)), (view,), ())
    found = {one.text: one for one in movables(chosen)}
    assert found["stop of level 1"].fixed == "It trails."
    assert found["all stops (1)"] == Movable("all stops (1)", (22,))
    only = replace(view, levels=levels[:1])
    (stops, _) = movables(chosen_at((9912,), (only,), ()))
    assert stops == Movable("all stops (1)", (12,), "It trails.")


def test_what_does_not_work_and_the_entry_cannot_be_moved() -> None:
    dead = LevelView(1, 1, (leg(LegRole.STOP, "filled", "6008.50", filled=1, order_id=5),))
    view = replace(running(), levels=(dead,))
    assert movables(chosen_at((9912,), (view,), ())) == ()
    assert movables(chosen_at((9912, ("order", 1)), (view,), ())) == ()
