from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.domain.samples import E6, MES, NIY, ZF, ZN, distances, instruments, refusal

from bracketdesk.domain.distances import (
    convert_distance,
    format_distance,
    parse_distance,
    step_distance,
)
from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.settings import Units

all_units = st.sampled_from(list(Units))


@given(instruments(), distances, all_units)
def test_a_distance_reads_back(instrument: Instrument, ticks: int, units: Units) -> None:
    text = format_distance(ticks, units, instrument)
    assert parse_distance(text, units, instrument) == ticks


def test_dollars_are_no_unit_where_the_money_is_another() -> None:
    said = refusal(lambda typed: parse_distance(typed, Units.DOLLARS, NIY), "2500")
    assert said == "Choose ticks or points: NIYZ6 is in JPY, not in dollars."
    assert parse_distance("5", Units.POINTS, NIY) == 1
    for between in (Units.POINTS, Units.DOLLARS):  # what was typed comes back whole
        there = convert_distance("16", Units.TICKS, between, NIY)
        assert convert_distance(there, between, Units.TICKS, NIY) == "16"


@pytest.mark.parametrize(
    ("instrument", "units", "text"),
    [
        (MES, Units.TICKS, "10"),
        (MES, Units.POINTS, "2.50"),
        (MES, Units.DOLLARS, "12.50"),
        (ZN, Units.POINTS, "0'050"),
        (ZN, Units.DOLLARS, "156.25"),
        (ZF, Units.DOLLARS, "78.125"),
        (E6, Units.POINTS, "0.00050"),
        (E6, Units.DOLLARS, "62.50"),
    ],
)
def test_ten_ticks_in_every_unit(instrument: Instrument, units: Units, text: str) -> None:
    assert format_distance(10, units, instrument) == text
    assert parse_distance(text, units, instrument) == 10


@pytest.mark.parametrize(
    ("text", "units", "instrument"),
    [
        ("$12.50", Units.DOLLARS, MES),
        ("$ 12.5", Units.DOLLARS, MES),
        ("2,5", Units.POINTS, MES),
        ("0.15625", Units.POINTS, ZN),
        ("0-050", Units.POINTS, ZN),
        (" 10 ", Units.TICKS, MES),
        ("10.0", Units.TICKS, MES),
    ],
)
def test_ten_ticks_as_people_type_them(text: str, units: Units, instrument: Instrument) -> None:
    assert parse_distance(text, units, instrument) == 10


@pytest.mark.parametrize(
    ("text", "units", "instrument", "said"),
    [
        (
            "13",
            Units.DOLLARS,
            MES,
            "$13 is no whole number of ticks: $12.50 is 10 ticks, $13.75 is 11.",
        ),
        ("2", Units.DOLLARS, MES, "$2 is no whole number of ticks: $1.25 is 1 tick, $2.50 is 2."),
        ("0.50", Units.DOLLARS, MES, "$0.50 is less than one tick: $1.25 is 1 tick."),
        ("1300", Units.DOLLARS, MES, None),
        (
            "16",
            Units.DOLLARS,
            ZF,
            "$16 is no whole number of ticks: $15.625 is 2 ticks, $23.4375 is 3.",
        ),
        (
            "4.10",
            Units.POINTS,
            MES,
            "4.1 is no whole number of ticks: 4.00 is 16 ticks, 4.25 is 17.",
        ),
        (
            "0.1",
            Units.POINTS,
            ZN,
            "0.1 is no whole number of ticks: 0'030 is 6 ticks, 0'035 is 7.",
        ),
        ("1.5", Units.TICKS, MES, "1.5 is no whole number of ticks."),
        (
            "-4",
            Units.TICKS,
            MES,
            "Distances are typed as positive numbers; the app computes the signs.",
        ),
        ("abc", Units.TICKS, MES, "“abc” is no number."),
        ("$4", Units.TICKS, MES, "“$4” is no number."),
    ],
)
def test_what_is_no_distance_names_its_neighbours(
    text: str, units: Units, instrument: Instrument, said: str | None
) -> None:
    assert refusal(lambda typed: parse_distance(typed, units, instrument), text) == (said or "")


@given(instruments(), distances, all_units, all_units)
def test_a_change_of_units_keeps_the_distance(
    instrument: Instrument, ticks: int, old: Units, new: Units
) -> None:
    text = format_distance(ticks, old, instrument)
    changed = convert_distance(text, old, new, instrument)
    assert changed == format_distance(ticks, new, instrument)
    assert convert_distance(changed, new, old, instrument) == text


typed_numbers = st.decimals(-5000, 5000, allow_nan=False, allow_infinity=False, places=4).map(str)


@given(instruments(), typed_numbers, all_units, all_units)
def test_a_change_of_units_never_makes_a_distance_of_what_was_none(
    instrument: Instrument, text: str, old: Units, new: Units
) -> None:
    if refusal(lambda typed: parse_distance(typed, old, instrument), text):
        changed = convert_distance(text, old, new, instrument)
        assert refusal(lambda typed: parse_distance(typed, new, instrument), changed)


def test_a_number_between_ticks_stays_between_them() -> None:
    assert convert_distance("13", Units.DOLLARS, Units.TICKS, MES) == "10.4"
    assert convert_distance("1.5", Units.TICKS, Units.POINTS, MES) == "0.375"
    assert convert_distance("-4", Units.TICKS, Units.POINTS, MES) == "-1.00"
    sliver = "4.000000000001"  # would round to a tick
    assert convert_distance(sliver, Units.DOLLARS, Units.TICKS, MES) == "3.200000000001"
    assert convert_distance(sliver, Units.POINTS, Units.TICKS, E6) == "80000.00000002"


@pytest.mark.parametrize("text", ["", " ", "abc", "1e5", "6,012", "1.2.3", "9" * 10_000])
def test_a_text_that_is_no_number_stays_as_it_is(text: str) -> None:
    assert convert_distance(text, Units.TICKS, Units.DOLLARS, MES) == text
    assert step_distance(text, -1, Units.TICKS, MES) == text


@given(instruments(), distances, st.integers(-50, 50), all_units)
def test_steps_are_whole_ticks_and_stop_at_one(
    instrument: Instrument, ticks: int, steps: int, units: Units
) -> None:
    text = format_distance(ticks, units, instrument)
    stepped = step_distance(text, steps, units, instrument)
    assert parse_distance(stepped, units, instrument) == max(1, ticks + steps)


@pytest.mark.parametrize(
    ("text", "steps", "stepped"),
    [
        ("4.10", 1, "4.25"),
        ("4.10", -1, "4.00"),
        ("4.10", 2, "4.50"),
        ("4.10", -2, "3.75"),
        ("0.10", -1, "0.25"),
        ("", 1, "0.25"),
        ("", 10, "2.50"),
        ("-3", 1, "0.25"),
    ],
)
def test_the_first_step_goes_to_the_neighbour(text: str, steps: int, stepped: str) -> None:
    assert step_distance(text, steps, Units.POINTS, MES) == stepped


@given(st.text(max_size=60), all_units, all_units)
def test_any_text_is_survived(text: str, old: Units, new: Units) -> None:
    convert_distance(text, old, new, ZN)
    step_distance(text, 1, old, ZN)
    said = refusal(lambda typed: parse_distance(typed, old, ZN), text)
    assert not said or said.endswith(".")


def test_dollars_are_per_contract() -> None:
    assert MES.tick_value == Decimal("1.25")
    assert format_distance(16, Units.DOLLARS, MES) == "20"
