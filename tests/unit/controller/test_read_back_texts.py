"""A read-back in words."""

from dataclasses import replace

from tests.support.sample_views import leg, running

from bracketdesk.controller.read_back_texts import held_text, planned_text, read_back_text
from bracketdesk.controller.views import LegRole, LevelView


def test_the_result_says_what_can_be_said() -> None:
    assert read_back_text(running()) == ""
    same = replace(running(), compared=True)
    assert read_back_text(same) == "Planned = held."
    assert read_back_text(same, "15:04:05") == "Planned = held at 15:04:05."
    assert read_back_text(replace(same, note="ends today")) == "Planned = held. Ends today."
    differs = replace(same, difference="level 1: stop works for 0 of 1", note="ends today")
    assert read_back_text(differs) == "Not as planned: level 1: stop works for 0 of 1. Ends today."


def test_of_a_part_it_is_not_said_that_all_is_held() -> None:
    part = replace(
        running(),
        entry=leg(LegRole.ENTRY, "cancelled", "6012.50", quantity=3, filled=2),
        levels=(LevelView(1, 1, ()), LevelView(2, 2, ())),
        compared=True,
    )
    said = "2 of 3 filled, the rest is over; the exits are as planned for 2."
    assert read_back_text(part) == said
    whole = leg(LegRole.ENTRY, "filled", "6012.50", quantity=3, filled=3)
    assert read_back_text(replace(part, entry=whole)) == "Planned = held."


def test_the_journal_gets_every_leg() -> None:
    view = replace(
        running(),
        levels=(
            LevelView(1, 3, (leg(LegRole.STOP, "working", "6008.5", quantity=3),), "stop 4.00"),
        ),
        others=(leg(LegRole.OTHER, "working"),),
    )
    assert planned_text(view) == "Buy 3 MESZ6; level 1, 3: stop 4.00"
    assert held_text(view) == (
        "entry 6012.50 for 3 filled; level 1: stop 6008.50 for 3 working; other orders: other for "
        "1 working"
    )
    bare = replace(view, entry=None, levels=(LevelView(1, 3, ()),), others=(), instrument=None)
    assert held_text(bare) == "level 1: nothing"
