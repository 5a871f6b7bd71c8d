import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.trading import BRACKET, MARKET, Stage, params, refusal

from bracketdesk.practice.errors import Rejected
from bracketdesk.practice.order_requests import Version
from bracketdesk.practice.plan import AutoTrail, Bracket, Entry, Plan, read_plan
from bracketdesk.wire import codec
from bracketdesk.wire.enums import OrderType, TimeInForce


def entry(text: str) -> Entry:
    bracket = '{"qty":1,"profitTarget":1,"stopLoss":-1}'
    return read_plan(f'{{"entryVersion":{text},"brackets":[{bracket}]}}').entry


def test_the_broker_s_own_example() -> None:
    text = (
        '{"entryVersion":{"orderQty":1,"orderType":"Market","timeInForce":"Day"},'
        '"brackets":[{"qty":1,"profitTarget":-30,"stopLoss":15,"trailingStop":false}]}'
    )
    assert read_plan(text) == Plan(
        Entry(1, Version(order_type=OrderType.MARKET, time_in_force=TimeInForce.DAY)),
        (Bracket(1, Decimal(-30), Decimal(15), trailing_stop=False, auto_trail=None),),
    )


def test_fractions_are_read_to_the_digit() -> None:
    text = (
        '{"entryVersion":{"orderQty":2,"orderType":"StopLimit","price":110.515625,'
        '"stopPrice":110.5},"brackets":[{"qty":2,"stopLoss":-0.015625,'
        '"autoTrail":{"stopLoss":0.1,"trigger":12.5,"freq":0.015625}}]}'
    )
    plan = read_plan(text)
    assert plan.entry.version.price == Decimal("110.515625")
    assert plan.entry.version.stop_price == Decimal("110.5")
    assert plan.brackets[0].stop_loss == Decimal("-0.015625")
    assert plan.brackets[0].auto_trail == AutoTrail(
        Decimal("0.1"), Decimal("12.5"), Decimal("0.015625")
    )


def test_without_a_time_in_force_it_is_day() -> None:
    assert entry('{"orderQty":1,"orderType":"Market"}').version.time_in_force is TimeInForce.DAY


@pytest.mark.parametrize("time", ["2026-11-18T16:30:00Z", "2026-11-18T16:30:00.000+00:00"])
def test_a_gtd_time_is_aware(time: str) -> None:
    text = f'{{"orderQty":1,"orderType":"Market","timeInForce":"GTD","expireTime":"{time}"}}'
    assert entry(text).version.expire_time == datetime(2026, 11, 18, 16, 30, tzinfo=UTC)


def test_prices_that_do_not_apply_are_ignored() -> None:
    found = entry(
        '{"orderQty":1,"orderType":"Limit","price":5,"stopPrice":"x","expireTime":7}'
    ).version
    assert (found.price, found.stop_price, found.expire_time) == (Decimal(5), None, None)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.decimals() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["entryVersion", "brackets", "qty", "orderQty", "orderType", "autoTrail"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.text() | json_values.map(codec.encode).map(bytes.decode))
def test_nothing_but_a_plan_or_a_refusal_comes_of_any_text(text: str) -> None:
    try:
        plan = read_plan(text)
    except Rejected:
        return
    assert plan.entry.quantity == sum(bracket.quantity for bracket in plan.brackets)


BAD_PARAMS = [
    None,
    {"entryVersion": MARKET, "brackets": [BRACKET]},
    "",
    "not json",
    "[]",
    "[" * 8000,
    "{}",
    json.dumps({"entryVersion": MARKET}),
    json.dumps({"brackets": [BRACKET]}),
    json.dumps({"entryVersion": MARKET, "brackets": []}),
    json.dumps({"entryVersion": MARKET, "brackets": [7]}),
    params({"orderQty": 0}),
    params({"orderQty": -1}),
    params({"orderQty": 1.5}),
    params({"orderQty": True}),
    params({"orderQty": "1"}),
    params({"orderType": "Hopeful"}),
    params({"orderType": 3}),
    params({"timeInForce": "Forever"}),
    params({"timeInForce": "GTD"}),
    params({"timeInForce": "GTD", "expireTime": "tomorrow"}),
    params({"timeInForce": "GTD", "expireTime": "2026-11-18T15:00:00Z"}),  # just over
    params({"orderType": "Limit"}),
    params({"orderType": "Limit", "price": "6012"}),
    params({"orderType": "Limit", "price": float("nan")}),
    params({"orderType": "Stop", "price": 6020}),
    params({"orderType": "StopLimit", "price": 6020}),
    params({"orderType": "TrailingStop", "price": 6020}),
    params({"orderType": "TrailingStopLimit", "stopPrice": 6020}),
    params({}, BRACKET | {"qty": 0}),
    params({}, BRACKET | {"qty": -1}),
    params({}, BRACKET | {"qty": 2}),  # the sum differs
    params({"orderQty": 3}, BRACKET, BRACKET),
    params({}, {"qty": 1}),
    params({}, {"qty": 1, "profitTarget": 4, "trailingStop": True}),
    params({}, BRACKET | {"trailingStop": "yes"}),
    params({}, BRACKET | {"profitTarget": "4"}),
    params({}, BRACKET | {"autoTrail": {"stopLoss": 3, "trigger": 6}}),
    params({}, BRACKET | {"autoTrail": {"stopLoss": 3, "trigger": 6, "freq": 0}}),
    params({}, BRACKET | {"autoTrail": {"stopLoss": -3, "trigger": 6, "freq": 1}}),
    params(
        {}, BRACKET | {"trailingStop": True, "autoTrail": {"stopLoss": 3, "trigger": 6, "freq": 1}}
    ),
    params({}, BRACKET | {"colour": "x" * 8192}),
]


@pytest.mark.parametrize("text", BAD_PARAMS)
def test_bad_params(text: object) -> None:
    stage = Stage()
    answer = stage.send(stage.body(params=text))
    assert refusal(answer) == ("", "Invalid or missed parameters")
    assert stage.events == []


@pytest.mark.parametrize("key", ["breakEven", "breakeven", "breakevenPlus"])
def test_break_even_has_words_of_its_own(key: str) -> None:
    stage = Stage()
    answer = stage.send(stage.body(params=params({}, BRACKET | {key: 4})))
    assert refusal(answer) == ("", "Stop and Stop/Limit breakeven supported only")


def test_an_order_type_the_exchange_lacks() -> None:
    stage = Stage()
    text = params({"orderType": "LimitIfTouched", "price": 6000, "limitIfTouchedPrice": 6000})
    assert refusal(stage.send(stage.body(params=text)))[0] == "Unsupported"
