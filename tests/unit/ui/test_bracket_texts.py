"""What the cells say."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.fake_market import MES, ZN

from bracketdesk.controller.views import LevelFigures
from bracketdesk.domain.distances import read_distance
from bracketdesk.domain.draft import LevelDraft
from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.prices import format_money
from bracketdesk.domain.settings import Units
from bracketdesk.ui.bracket_columns import Column
from bracketdesk.ui.bracket_texts import (
    auto_trail_text,
    auto_trail_tip,
    figure_text,
    figure_tone,
    shown_distance,
    split_auto_trail,
    typed_text,
)

RUNNER = LevelDraft("1", "", "16", False, "24", "12", "1")
FULL = LevelFigures(
    Decimal("6016.5"), Decimal("6008.5"), Decimal(1250), Decimal("20"), Decimal("1.04")
)


@pytest.mark.parametrize(
    ("text", "units", "shown"),
    [
        ("16", Units.TICKS, "16"),
        ("4", Units.POINTS, "4.00"),
        ("20", Units.DOLLARS, "$20.00"),
        ("12.5", Units.DOLLARS, "$12.50"),
        ("15.625", Units.DOLLARS, "$15.625"),
        ("1 250", Units.DOLLARS, "$1,250.00"),
        ("x", Units.POINTS, "x"),
        ("", Units.DOLLARS, ""),
        ("nan", Units.POINTS, "nan"),
        ("-4", Units.POINTS, "-4"),
        ("1,5", Units.POINTS, "1.50"),
        ("1,5", Units.DOLLARS, "$1.50"),
        ("$1,5", Units.DOLLARS, "$1.50"),
        ("1 250", Units.POINTS, "1250.00"),
        ("1,250", Units.POINTS, "1,250"),  # refused: it may mean 1.250
        ("1e1", Units.POINTS, "1e1"),
        ("1_0", Units.POINTS, "1_0"),
        ("4.33333", Units.POINTS, "4.33333"),  # more digits than are written
    ],
)
def test_a_distance_in_the_instruments_decimals(text: str, units: Units, shown: str) -> None:
    assert shown_distance(text, units, MES) == shown


def test_a_fractional_distance() -> None:
    assert shown_distance("0'165", Units.POINTS, ZN) == "0'165"
    assert shown_distance("0.515625", Units.POINTS, ZN) == "0'165"


NUMBERS = st.decimals(-20, 20_000, places=3).map(str) | st.decimals(0, 300, places=0).map(str)
TYPED = (
    st.tuples(NUMBERS, st.sampled_from(["", ",", " ", "'", "-", "$"])).map(
        lambda parts: parts[0].replace(".", parts[1] or ".")
    )
    | st.text("0123456789.,'-+$ e_", max_size=9)
    | st.text(max_size=6)
)


@given(TYPED, st.sampled_from([Units.POINTS, Units.DOLLARS]), st.sampled_from([MES, ZN]))
def test_what_is_shown_is_what_is_read(text: str, units: Units, instrument: Instrument) -> None:
    shown = shown_distance(text, units, instrument)
    try:
        value = read_distance(text, units, instrument)
    except ValueError:
        assert shown == text
    else:
        assert read_distance(shown, units, instrument) == value


def test_the_auto_trail_is_typed_as_three_numbers() -> None:
    assert typed_text(RUNNER, Column.AUTO_TRAIL) == "24/12/1"
    assert split_auto_trail(" 24 / 12/1 ") == ("24", "12", "1")
    assert split_auto_trail("24/12") == ("24", "12", "")
    assert split_auto_trail("24/12/1/5") == ("24", "12", "1/5")
    assert split_auto_trail("") == ("", "", "")
    assert typed_text(LevelDraft(), Column.AUTO_TRAIL) == ""
    assert typed_text(LevelDraft(trigger="24"), Column.AUTO_TRAIL) == "24"
    assert typed_text(LevelDraft(distance="12"), Column.AUTO_TRAIL) == "/12"


def test_the_auto_trail_in_words_and_in_short() -> None:
    assert auto_trail_text(RUNNER, Units.TICKS, MES, wide=True) == "after 24, 12 behind"
    comma = LevelDraft(trigger="1,5", distance="0,75", step="0.25")
    assert auto_trail_text(comma, Units.POINTS, MES, wide=True) == "after 1.50, 0.75 behind"
    assert auto_trail_text(RUNNER, Units.TICKS, MES, wide=False) == "24/12/1"
    assert auto_trail_text(LevelDraft(), Units.TICKS, MES, wide=True) == "–"
    assert auto_trail_text(LevelDraft(trigger="24"), Units.TICKS, MES, wide=False) == "24/?/?"
    assert auto_trail_tip(RUNNER) == "After 24 the stop trails 12 behind, in steps of 1"
    assert auto_trail_tip(LevelDraft()) == ""


def test_the_figures_carry_their_sign_and_the_instruments_decimals() -> None:
    level = LevelDraft("1", "16", "16")
    texts = [figure_text(level, FULL, column, MES) for column in list(Column)[6:]]
    assert texts == ["6016.50", "6008.50", "+$1,250.00", "−$20.00", "1.0"]


def test_money_is_rounded_as_in_the_sentence() -> None:
    """Five ticks of ZN are $78.125."""
    level, loss = LevelDraft("1", "", "5"), Decimal("78.125")
    shown = figure_text(level, LevelFigures(loss=loss), Column.LOSS, ZN)
    assert shown == "−$78.13"
    assert format_money(-loss) == shown


def test_what_is_open_or_unknown_is_a_word() -> None:
    bare = LevelDraft("1", "", "")
    nothing = LevelFigures()
    assert [figure_text(bare, nothing, c, MES) for c in list(Column)[6:]] == [
        "runs",
        "none",
        "open",
        "open",
        "–",
    ]
    full = LevelDraft("1", "16", "16")
    assert {figure_text(full, nothing, c, MES) for c in list(Column)[6:]} == {"–"}
    assert figure_text(full, FULL, Column.TARGET_AT, None) == "–"


def test_an_open_loss_warns() -> None:
    assert figure_tone(Column.LOSS, "open") == "warning"
    assert figure_tone(Column.WIN, "open") == "secondary"
    assert figure_tone(Column.WIN, "+$20.00") == "gain"
    assert figure_tone(Column.STOP_AT, "6008.50") == "loss"
    assert figure_tone(Column.R, "1.0") == "text"


def test_what_is_not_dollars_is_never_written_as_such() -> None:
    assert shown_distance("20", Units.DOLLARS, replace(MES, currency="JPY")) == "20"
