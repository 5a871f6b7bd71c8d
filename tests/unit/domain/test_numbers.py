from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.domain.samples import refusal

from bracketdesk.domain.numbers import (
    bounded,
    decimals_of,
    parse_number,
    parse_whole,
    plain,
    rounded,
)

ordinary = st.decimals(-(10**9), 10**9, allow_nan=False, allow_infinity=False, places=8)


@given(ordinary)
def test_plain_digits_read_back_as_the_same_number(value: Decimal) -> None:
    text = plain(value)
    assert parse_number(text) == value
    assert set(text) <= set("-.0123456789")
    assert not text.endswith(".")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("12.500", "12.5"),
        ("4.00", "4"),
        ("-0.0", "0"),
        ("1E+3", "1000"),
        ("5E-7", "0.0000005"),
        ("0.015625", "0.015625"),
        ("12345678901.123456789012", "12345678901.123456789012"),
    ],
)
def test_plain_has_no_artefacts(value: str, text: str) -> None:
    assert plain(Decimal(value)) == text


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("6012.25", "6012.25"),
        (" 6012.25 ", "6012.25"),
        ("+4", "4"),
        ("-4", "-4"),
        ("− 4", "-4"),
        ("–4", "-4"),
        (".5", "0.5"),
        ("5.", "5"),
        ("6,012.25", "6012.25"),
        ("1,006,012", "1006012"),
        ("6 012.25", "6012.25"),
        ("6\u202f012.25", "6012.25"),
        ("6012,25", "6012.25"),
        ("0,125", "0.125"),
        ("12,5", "12.5"),
        ("-0", "0"),
    ],
)
def test_a_number_is_read_as_people_type_it(typed: str, value: str) -> None:
    assert parse_number(typed) == Decimal(value)


@pytest.mark.parametrize(
    "typed",
    [
        *("", " ", "-", "+-4", "--4", "4-", "1.2.3", "6.012,25", "60,12.25", ",", "1e5", "0x10"),
        *("NaN", "Infinity", "-inf", "1_000", "½", "६", "4 2", "1e999999", "😀", "\x00", "\ud800"),
    ],
)
def test_what_is_no_number_is_refused_in_a_sentence(typed: str) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        parse_number(typed)


def test_an_ambiguous_comma_is_refused_with_both_readings() -> None:
    with pytest.raises(ValueError, match=r"could mean 6012 or 6\.012: write it without the comma"):
        parse_number("6,012")


@pytest.mark.parametrize("typed", ["1" * 13, "0.1234567890123", "9" * 10_000, "1" + "0" * 39])
def test_too_many_digits_are_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"digits|too long"):
        parse_number(typed)


@given(st.text(max_size=60))
def test_any_text_is_a_number_or_refused(typed: str) -> None:
    said = refusal(parse_number, typed)
    assert said.endswith(".") if said else bounded(parse_number(typed))


@given(st.integers(-999_999_999, 999_999_999))
def test_a_whole_number_reads_back(value: int) -> None:
    assert parse_whole(str(value)) == value


@pytest.mark.parametrize("typed", ["1.5", "1000000000", "two", "", "True"])
def test_what_is_not_whole_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        parse_whole(typed)


def test_whole_with_a_point_is_whole() -> None:
    assert parse_whole("3.0") == 3


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("0.000000000001", True),
        ("999999999999", True),
        ("1E12", False),
        ("0.0000000000001", False),
        ("NaN", False),
        ("sNaN", False),
        ("Infinity", False),
        ("1E999999", False),
        ("0E999999", False),
    ],
)
def test_bounded(value: str, expected: bool) -> None:
    assert bounded(Decimal(value)) is expected


def test_decimals_needed() -> None:
    assert [decimals_of(Decimal(t)) for t in ("5", "10", "0.10", "0.25", "0.015625")] == [
        0,
        0,
        1,
        2,
        6,
    ]


def test_rounding_is_half_up_and_never_fails_on_many_digits() -> None:
    assert rounded(Decimal("12.125"), 2) == Decimal("12.13")
    assert rounded(Decimal("1" * 40 + ".005"), 2) == Decimal("1" * 40 + ".01")
