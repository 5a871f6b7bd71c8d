from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.domain.samples import (
    CL,
    E6,
    GC,
    MES,
    YM,
    ZB,
    ZC,
    ZF,
    ZN,
    ZT,
    instruments,
    price_ticks,
    refusal,
    tick_sizes,
)

from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.prices import (
    format_money,
    format_points,
    format_price,
    from_ticks,
    neighbours,
    on_tick,
    parse_price,
    price_decimals,
    to_ticks,
)

any_decimal = st.decimals(-(10**6), 10**6, allow_nan=False, allow_infinity=False, places=9)


@given(price_ticks, tick_sizes)
def test_ticks_to_price_and_back(ticks: int, tick_size: Decimal) -> None:
    price = from_ticks(ticks, tick_size)
    assert to_ticks(price, tick_size) == ticks
    assert on_tick(price, tick_size)
    assert neighbours(price, tick_size) == (price, price)


@given(any_decimal, tick_sizes)
def test_neighbours_enclose_a_price_within_one_tick(price: Decimal, tick_size: Decimal) -> None:
    below, above = neighbours(price, tick_size)
    assert below <= price <= above
    assert above - below == (0 if on_tick(price, tick_size) else tick_size)
    assert on_tick(below, tick_size)
    assert on_tick(above, tick_size)


@given(price_ticks, tick_sizes)
def test_half_a_tick_is_off_tick(ticks: int, tick_size: Decimal) -> None:
    price = from_ticks(ticks, tick_size) + tick_size / 2
    assert not on_tick(price, tick_size)
    with pytest.raises(ValueError, match="no multiple of the tick"):
        to_ticks(price, tick_size)


@pytest.mark.parametrize("price", ["NaN", "sNaN", "Infinity", "1E999999", "1E-999999"])
def test_absurd_prices_are_refused(price: str) -> None:
    with pytest.raises(ValueError, match="ordinary numbers"):
        to_ticks(Decimal(price), MES.tick_size)
    assert not on_tick(Decimal(price), MES.tick_size)


@pytest.mark.parametrize("tick_size", ["0", "-0.25", "NaN", "1E-50"])
def test_an_absurd_tick_is_refused(tick_size: str) -> None:
    with pytest.raises(ValueError, match="tick above zero"):
        neighbours(Decimal(1), Decimal(tick_size))


def test_more_digits_than_the_default_context_stay_exact() -> None:
    price = Decimal("123456789012.123456789012")
    assert (
        from_ticks(to_ticks(price, Decimal("0.000000000001")), Decimal("0.000000000001")) == price
    )


@given(instruments(), price_ticks)
def test_every_price_reads_back_as_it_was_written(instrument: Instrument, ticks: int) -> None:
    price = from_ticks(ticks, instrument.tick_size)
    assert parse_price(format_price(price, instrument), instrument) == price


@given(instruments(), price_ticks)
def test_a_distance_is_a_price_without_its_sign(instrument: Instrument, ticks: int) -> None:
    points = from_ticks(ticks, instrument.tick_size)
    assert format_points(points, instrument) == format_price(abs(points), instrument)
    assert format_points(-points, instrument) == format_points(points, instrument)


@pytest.mark.parametrize(
    ("instrument", "price", "text"),
    [
        (MES, "6012.5", "6012.50"),
        (YM, "42150", "42150"),
        (GC, "2650.1", "2650.1"),
        (CL, "-37.63", "-37.63"),
        (E6, "1.08505", "1.08505"),
        (ZB, "118.5", "118'16"),
        (ZB, "118.03125", "118'01"),
        (ZB, "118", "118'00"),
        (ZN, "110.515625", "110'165"),
        (ZN, "110.5", "110'160"),
        (ZN, "110.015625", "110'005"),
        (ZN, "-0.515625", "-0'165"),
        (ZF, "110.5078125", "110'162"),
        (ZF, "110.515625", "110'165"),
        (ZF, "110.5234375", "110'167"),
        (ZF, "110.5", "110'160"),
        (ZT, "103.00390625", "103'001"),
        (ZT, "103.01171875", "103'003"),
        (ZT, "103.01953125", "103'006"),
        (ZT, "103.02734375", "103'008"),
        (ZC, "450.25", "450'2"),
        (ZC, "450.75", "450'6"),
    ],
)
def test_prices_are_written_as_the_field_writes_them(
    instrument: Instrument, price: str, text: str
) -> None:
    assert format_price(Decimal(price), instrument) == text
    assert parse_price(text, instrument) == Decimal(price)


@pytest.mark.parametrize(
    ("instrument", "price", "text"),
    [
        (MES, "6012.3333333333333333333333333", "6012.3333"),
        (MES, "6012.3", "6012.30"),
        (MES, "6012.125", "6012.125"),
        (ZN, "110.52", "110'16.64"),
        (ZN, "110.9999999", "111'00"),
        (ZN, "110.0333333333333333333333333", "110'01.07"),
        (ZB, "118.515625", "118'16.5"),
    ],
)
def test_an_average_between_ticks_gets_a_little_more(
    instrument: Instrument, price: str, text: str
) -> None:
    assert format_price(Decimal(price), instrument) == text


@pytest.mark.parametrize("price", ["NaN", "Infinity", "1E+400", "1E-400"])
def test_nonsense_of_the_broker_can_be_shown(price: str) -> None:
    assert format_price(Decimal(price), MES)
    assert format_price(Decimal(price), ZN)


@pytest.mark.parametrize(
    "typed",
    [
        *("110'165", "110-165", "110’165", "110′165", "110`165", "110'16.5", "110.515625"),
        *(" 110'165 ", "110 ' 165", "+110'165", "110'16+", "110-16+", "110 ’ 16 +"),
    ],
)
def test_a_fractional_price_is_read_in_either_form(typed: str) -> None:
    assert parse_price(typed, ZN) == Decimal("110.515625")


@pytest.mark.parametrize("typed", ["-0'165", "−0'165", "-0-165", "-0.515625"])
def test_a_negative_fractional_price_is_negative_as_a_whole(typed: str) -> None:
    assert parse_price(typed, ZN) == Decimal("-0.515625")


def test_two_digits_are_whole_32nds() -> None:
    assert parse_price("110'16", ZN) == Decimal("110.5")


def test_quarters_are_read_on_any_32nds_product() -> None:
    assert parse_price("110'162", ZN) == Decimal("110.5078125")  # off its tick, refused later


@pytest.mark.parametrize("instrument", [ZN, ZF, ZT])
def test_a_plus_is_half_a_32nd_and_on_the_tick_where_that_allows_it(instrument: Instrument) -> None:
    assert parse_price("-0'00+", instrument) == Decimal("-0.015625")
    assert on_tick(parse_price("110'31+", instrument), instrument.tick_size)


def test_a_plus_lies_between_two_ticks_of_whole_32nds() -> None:
    assert not on_tick(parse_price("118'16+", ZB), ZB.tick_size)  # refused later, with neighbours


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("110'165+", "third digit"),
        ("110'16++", "110'165 or 110.515625"),
        ("110'16.5+", "110'165 or 110.515625"),
        ("110+", "no number"),
        ("110'32+", "00 to 31"),
        ("110'32", "00 to 31"),
        ("110'5", "two digits"),
        ("110'1655", "at most one more"),
        ("110'164", "third digit"),
        ("110'169", "third digit"),
        ("110'165.5", "third digit"),
        ("110'", "110'165 or 110.515625"),
        ("'165", "110'165 or 110.515625"),
        ("110'16'5", "110'165 or 110.515625"),
        ("110-16-5", "110'165 or 110.515625"),
        ("110'16,5", "110'165 or 110.515625"),
        ("110,165", "110'165 or 110.515625"),
        ("110 165", "110'165 or 110.515625"),
        ("999999999999999'16", "more digits"),
        ("110'16.000000000000001", "more digits"),
    ],
)
def test_a_wrong_fraction_is_refused_in_a_sentence(typed: str, said: str) -> None:
    with pytest.raises(ValueError, match=r"\.$") as refused:
        parse_price(typed, ZN)
    assert said in str(refused.value)


@pytest.mark.parametrize("typed", ["450'8", "450'25", "450'"])
def test_grains_are_quoted_in_eighths(typed: str) -> None:
    with pytest.raises(ValueError, match=r"eighths, 0 to 7|110'165"):
        parse_price(typed, ZC)


@pytest.mark.parametrize("typed", ["6012'16", "6012-25", "6'012.25"])
def test_a_decimal_product_has_no_fractions(typed: str) -> None:
    with pytest.raises(ValueError, match=r"is no decimal price; write it as 6012\.25"):
        parse_price(typed, MES)


@pytest.mark.parametrize("typed", ["6,012.25", "6012.25", "6012,25", "6 012.25"])
def test_a_decimal_price_is_read_as_people_type_it(typed: str) -> None:
    assert parse_price(typed, MES) == Decimal("6012.25")


def test_thousands_on_a_fractional_product_need_their_point() -> None:
    assert parse_price("1,110.5", ZN) == Decimal("1110.5")


@pytest.mark.parametrize("instrument", [MES, ZN, ZC])
@given(typed=st.text(max_size=60) | st.from_regex(r"-?[0-9]{0,5}['\-.,0-9 ]{0,6}", fullmatch=True))
def test_any_text_is_a_price_or_refused(instrument: Instrument, typed: str) -> None:
    said = refusal(lambda text: parse_price(text, instrument), typed)
    assert not said or said.endswith(".")


@pytest.mark.parametrize("typed", ["9" * 10_000, "1'" + "0" * 10_000, "-" * 10_000, "😀" * 10_000])
def test_endless_texts_are_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="too long"):
        parse_price(typed, ZN)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("1210", "$1,210"),
        ("12.5", "$12.50"),
        ("0", "$0"),
        ("-60", "−$60"),
        ("-1210.5", "−$1,210.50"),
        ("15.625", "$15.63"),
        ("-0.001", "$0"),
        ("59.999", "$60"),
        ("123456789012345678901234567890.1", "$123,456,789,012,345,678,901,234,567,890.10"),
    ],
)
def test_money(amount: str, text: str) -> None:
    assert format_money(Decimal(amount)) == text


def test_money_of_another_currency_has_its_name() -> None:
    assert format_money(Decimal(-2000), "JPY") == "−2,000 JPY"
    assert format_money(Decimal("12.5"), "EUR") == "12.50 EUR"


def test_decimals_follow_the_tick() -> None:
    sizes = ("1", "5", "0.10", "0.25", "0.005", "0.015625")
    assert [price_decimals(Decimal(size)) for size in sizes] == [0, 0, 1, 2, 3, 6]
