"""The meter in words: each state by mark, word and tone, and one sentence for the ear."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.sample_cover import alarming, cover

from bracketdesk.controller.after.views import Cover
from bracketdesk.ui.cover_texts import MARKS, in_sight, spoken, state_tone, state_word


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


def test_no_two_states_share_a_mark() -> None:
    assert len(set(MARKS.values())) == len(Cover)


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
