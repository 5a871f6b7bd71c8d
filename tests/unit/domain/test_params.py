import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.domain.samples import MES, RUNNER, orders, refusal

from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.params import (
    levels_that_fit,
    read_params,
    stop_points,
    target_points,
    write_params,
    write_time,
)
from bracketdesk.domain.ticket import (
    AutoTrail,
    Entry,
    EntryType,
    Level,
    Side,
    Ticket,
    TimeInForce,
)

QUARTER = Decimal("0.25")


def ticket(side: Side, *levels: Level, entry: Entry | None = None) -> Ticket:
    quantity = sum(level.quantity for level in levels)
    return Ticket("MESM1", side, quantity, entry or Entry(), levels)


def test_the_brokers_own_example_to_the_byte() -> None:
    sold = ticket(Side.SELL, Level(1, target_ticks=120, stop_ticks=60))
    assert write_params(sold, QUARTER) == (
        '{"entryVersion":{"orderQty":1,"orderType":"Market","timeInForce":"Day"},'
        '"brackets":[{"qty":1,"profitTarget":-30,"stopLoss":15,"trailingStop":false}]}'
    )


# protocol.md 6.2: Buy with 75 / -33, Buy with 25 / -12.
@pytest.mark.parametrize(
    ("target", "stop", "pair"),
    [
        (300, 132, '"profitTarget":75,"stopLoss":-33'),
        (100, 48, '"profitTarget":25,"stopLoss":-12'),
    ],
)
def test_the_official_pairs_of_a_buy(target: int, stop: int, pair: str) -> None:
    assert pair in write_params(ticket(Side.BUY, Level(1, target, stop)), QUARTER)


def test_the_runner_of_the_ticket_file_example() -> None:
    entry = Entry(EntryType.LIMIT, limit_price=Decimal("6012.25"))
    levels = (Level(1, 16, 16), Level(2, None, 16, auto_trail=AutoTrail(24, 12, 1)))
    assert write_params(ticket(Side.SELL, *levels, entry=entry), QUARTER) == (
        '{"entryVersion":{"orderQty":3,"orderType":"Limit","price":6012.25,"timeInForce":"Day"},'
        '"brackets":[{"qty":1,"profitTarget":-4,"stopLoss":4,"trailingStop":false},'
        '{"qty":2,"stopLoss":4,"trailingStop":false,'
        '"autoTrail":{"stopLoss":3,"trigger":6,"freq":0.25}}]}'
    )


def test_every_key_of_the_entry_in_its_place() -> None:
    expires = datetime(2026, 12, 1, 9, 0, tzinfo=timezone(timedelta(hours=-6)))
    entry = Entry(
        EntryType.STOP_LIMIT, Decimal("6013.50"), Decimal("6013.00"), TimeInForce.GTD, expires
    )
    text = write_params(ticket(Side.BUY, Level(1, 4, 4, trailing=True), entry=entry), QUARTER)
    assert text == (
        '{"entryVersion":{"orderQty":1,"orderType":"StopLimit","price":6013.5,"stopPrice":6013,'
        '"timeInForce":"GTD","expireTime":"2026-12-01T15:00:00Z"},'
        '"brackets":[{"qty":1,"profitTarget":1,"stopLoss":-1,"trailingStop":true}]}'
    )


def test_small_ticks_are_written_without_an_exponent() -> None:
    text = write_params(ticket(Side.BUY, Level(1, 1, 3)), Decimal("0.0000005"))
    assert '"profitTarget":0.0000005,"stopLoss":-0.0000015,' in text


@given(orders)
def test_what_is_written_reads_back(order: tuple[Instrument, Ticket]) -> None:
    instrument, valid = order
    text = write_params(valid, instrument.tick_size)
    plan = read_params(text, valid.side, instrument.tick_size)
    assert (plan.quantity, plan.entry, plan.levels) == (valid.quantity, valid.entry, valid.levels)
    assert text == text.strip()
    assert " " not in text
    assert "null" not in text
    assert "e-" not in text.lower()


@given(orders)
def test_signs_mirror_between_buy_and_sell(order: tuple[Instrument, Ticket]) -> None:
    instrument, valid = order
    bought, sold = (
        json.loads(write_params(replace(valid, side=side), instrument.tick_size))["brackets"]
        for side in (Side.BUY, Side.SELL)
    )
    for buy, sell in zip(bought, sold, strict=True):
        assert buy.get("profitTarget", 1) > 0 > buy.get("stopLoss", -1)
        for key in ("profitTarget", "stopLoss"):
            assert buy.get(key) == (None if key not in sell else -sell[key])
        assert buy.get("autoTrail") == sell.get("autoTrail")


@given(orders)
def test_the_quantities_add_up_in_the_text(order: tuple[Instrument, Ticket]) -> None:
    instrument, valid = order
    sent = json.loads(write_params(valid, instrument.tick_size))
    assert sum(bracket["qty"] for bracket in sent["brackets"]) == sent["entryVersion"]["orderQty"]


def test_signed_points() -> None:
    assert target_points(4, Side.BUY, QUARTER) == 1
    assert target_points(4, Side.SELL, QUARTER) == -1
    assert stop_points(4, Side.BUY, QUARTER) == -1
    assert stop_points(4, Side.SELL, QUARTER) == 1


def test_a_text_of_the_other_side_is_refused() -> None:
    text = write_params(RUNNER, QUARTER)
    with pytest.raises(ValueError, match=r"brackets\[0\]\.profitTarget is on the wrong side"):
        read_params(text, Side.SELL, QUARTER)


@given(orders, st.data())
def test_levels_that_fit_are_exactly_those_that_fit(
    order: tuple[Instrument, Ticket], data: st.DataObject
) -> None:
    instrument, valid = order
    whole = len(write_params(valid, instrument.tick_size))
    limit = data.draw(st.integers(0, whole + 50))
    fit = levels_that_fit(valid, instrument.tick_size, limit)

    def length(count: int) -> int:
        return len(write_params(replace(valid, levels=valid.levels[:count]), instrument.tick_size))

    assert fit == 0 or length(fit) <= limit
    assert fit == len(valid.levels) or length(fit + 1) > limit


def test_what_other_apps_add_is_passed_over_and_null_is_absent() -> None:
    text = (
        '{"entryVersion":{"orderId":0,"orderQty":1,"orderType":"Market","symbol":"MESM1"},'
        '"brackets":[{"qty":1,"profitTarget":25,"stopLoss":null,"breakEven":5}],"more":[]}'
    )
    plan = read_params(text, Side.BUY, QUARTER)
    assert plan.entry == Entry()
    assert plan.levels == (Level(1, target_ticks=100),)


ENTRY = '"entryVersion":{"orderQty":1,"orderType":"Market"}'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no JSON"),
        ("[" * 100_000, "no JSON"),
        ("[]", "params is no object"),
        ("{}", "entryVersion is no object"),
        ("{" + ENTRY + "}", "brackets is no list"),
        ("{" + ENTRY + ',"brackets":[1]}', r"brackets\[0\] is no object"),
        ("{" + ENTRY + ',"brackets":[{}]}', r"brackets\[0\]\.qty is no number of contracts"),
        ("{" + ENTRY + ',"brackets":[{"qty":true}]}', "qty is no number of contracts"),
        ("{" + ENTRY + ',"brackets":[{"qty":1,"stopLoss":"4"}]}', "stopLoss is no number"),
        ("{" + ENTRY + ',"brackets":[{"qty":1,"stopLoss":-0.1}]}', "no multiple of the tick"),
        ("{" + ENTRY + ',"brackets":[{"qty":1,"stopLoss":0}]}', "wrong side"),
        ("{" + ENTRY + ',"brackets":[{"qty":1,"stopLoss":1e400}]}', "more digits"),
        ("{" + ENTRY + ',"brackets":[{"qty":1,"stopLoss":NaN}]}', "no JSON"),
        ("{" + ENTRY + ',"brackets":[{"qty":1,"trailingStop":1}]}', "neither true nor false"),
        ("{" + ENTRY + ',"brackets":[{"qty":1,"autoTrail":{}}]}', r"autoTrail\.trigger is no"),
        ('{"entryVersion":{"orderQty":1,"orderType":"MIT"},"brackets":[]}', "“MIT”, unknown"),
        ('{"entryVersion":{"orderQty":0,"orderType":"Market"},"brackets":[]}', "orderQty is no"),
        (
            '{"entryVersion":{"orderQty":1,"orderType":"Market","expireTime":5},"brackets":[]}',
            "expireTime is no time",
        ),
    ],
)
def test_what_cannot_be_read_is_a_sentence(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said) as refused:
        read_params(text, Side.BUY, QUARTER)
    assert str(refused.value).endswith(".")


KEYS = [
    *("entryVersion", "orderQty", "orderType", "price", "timeInForce", "expireTime", "brackets"),
    *("qty", "stopLoss", "profitTarget", "trailingStop", "autoTrail", "trigger", "freq"),
]
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(KEYS),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@given(st.text(max_size=50) | json_values.map(json.dumps))
def test_any_text_is_read_or_refused(text: str) -> None:
    said = refusal(lambda each: read_params(each, Side.BUY, QUARTER), text)
    assert not said or said.endswith(".")


def test_times_are_written_in_utc() -> None:
    assert write_time(datetime(2026, 12, 1, 15, tzinfo=UTC)) == "2026-12-01T15:00:00Z"
    assert MES.tick_value == Decimal("1.25")
