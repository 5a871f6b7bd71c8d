"""The meter in words: each state by mark, word and tone, and one sentence for the ear."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.sample_cover import alarming, cover
from tests.support.sample_views import AT
from tests.support.zones import system_zone

from bracketdesk.controller.after.views import Cover
from bracketdesk.ui.cover_texts import (
    HOLLOW,
    MARKS,
    in_sight,
    mark,
    meter_text,
    spoken,
    state_tone,
    state_word,
)


@pytest.mark.parametrize(
    ("net", "stops", "word", "tone", "alarm"),
    [
        (4, 4, "covered", "gain", "gain"),
        (-4, 1, "3 unprotected", "warning", "loss"),
        (4, 6, "stops for 2 too many", "warning", "loss"),
        (0, 2, "stops for 2 too many", "warning", "loss"),
        (0, 0, "flat", "secondary", "secondary"),
    ],
)
def test_states_are_told_by_word_and_tone(
    net: int, stops: int, word: str, tone: str, alarm: str
) -> None:
    view = cover(net, stops)
    assert (state_word(view), state_tone(view)) == (word, tone)
    assert state_tone(alarming(view)) == alarm


def test_no_two_states_share_a_mark_and_none_is_as_full_when_it_is_not_sure() -> None:
    assert len(set(MARKS.values())) == len(set(HOLLOW.values())) == len(Cover)
    for net, stops in ((4, 4), (4, 2), (1, 3)):
        view = cover(net, stops)
        assert len({mark(view), mark(replace(view, as_of=AT)), mark(replace(view, doubt="x"))}) == 2


def test_what_was_heard_is_dated_and_never_green() -> None:
    with system_zone("UTC"):
        view = replace(cover(4, 4), as_of=AT)
        assert (state_word(view), state_tone(view)) == ("covered as of 10:02:11", "warning")
        said = "MESZ6: position 4 long, stops working for 4; covered as of 10:02:11."
        assert spoken(view) == said
        assert state_tone(replace(alarming(cover(4, 2)), as_of=AT)) == "loss"


def test_what_may_be_more_is_said() -> None:
    view = replace(cover(4, 4), doubt="an order to sell 3 may exist")
    assert state_tone(view) == "warning"
    text = "position 4 long · stops working for 4 · an order to sell 3 may exist"
    assert meter_text(view) == text


def test_the_whole_meter_is_a_sentence() -> None:
    assert spoken(cover(4, 4)) == "MESZ6: position 4 long, stops working for 4; covered."
    alarm = spoken(alarming(cover(4, 2)))
    assert alarm == "Alarm: MESZ6: position 4 long, stops working for 2; 2 unprotected."


@given(net=st.integers(-9, 9), stops=st.integers(0, 9), targets=st.integers(0, 9))
def test_it_is_gone_only_where_it_is_flat_and_nothing_works(
    net: int, stops: int, targets: int
) -> None:
    view = replace(cover(net, stops), targets=targets)
    assert in_sight(view) == bool(net or stops or targets)
