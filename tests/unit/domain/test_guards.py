"""The guards: what of an order is more than the trader allows."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bracketdesk.domain.guards import Guards, careful_guards, excesses
from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.problems import Severity
from bracketdesk.domain.session import Environment
from bracketdesk.domain.ticket import Entry, EntryType, Level, Side, Ticket

MES = Instrument("MESZ6", Decimal("0.25"), Decimal(5), 1)
MARKET = Decimal("6012.50")
TICKET = Ticket("MESZ6", Side.BUY, 3, Entry(), (Level(3, 16, 16),), "DEMO1")  # $60
OFF = Guards()


def limit(price: str) -> Ticket:
    return replace(TICKET, entry=Entry(EntryType.LIMIT, Decimal(price)))


def test_they_are_on_at_the_start_and_stricter_where_money_may_be_real() -> None:
    guards = careful_guards()
    assert (
        guards[Environment.PRACTICE] == guards[Environment.DEMO] == Guards(10, Decimal(2000), 400)
    )
    assert guards[Environment.LIVE] == guards[Environment.CUSTOM] == Guards(3, Decimal(500), 200)


@pytest.mark.parametrize("guards", [OFF, *careful_guards().values()])
def test_an_ordinary_order_passes(guards: Guards) -> None:
    assert excesses(TICKET, MES, guards, MARKET) == ()
    assert excesses(limit("6010"), MES, guards, MARKET) == ()


def test_contracts() -> None:
    assert excesses(TICKET, MES, Guards(contracts=3), MARKET) == ()
    (over,) = excesses(TICKET, MES, Guards(contracts=2), MARKET)
    assert (over.field, over.severity) == ("quantity", Severity.OVER)
    assert over.text == "3 contracts: you allow 2 an order."


def test_dollars_at_the_stops_to_the_cent() -> None:
    assert excesses(TICKET, MES, Guards(dollars=Decimal(60)), MARKET) == ()
    (over,) = excesses(TICKET, MES, Guards(dollars=Decimal("59.99")), MARKET)
    assert (over.field, over.severity) == ("levels", Severity.OVER)
    assert over.text == "About $60 at the stops: you allow $59.99 an order."


def test_a_level_without_a_stop_is_over_any_amount() -> None:
    bare = replace(TICKET, levels=(Level(2, 16, 1), Level(1, 16)), acknowledge_no_stop=True)
    (over,) = excesses(bare, MES, Guards(dollars=Decimal(10**9)), MARKET)
    assert over.text == (
        "A level has no stop, so its loss is open: you allow $1,000,000,000 an order."
    )
    assert over.severity is Severity.OVER
    assert excesses(bare, MES, Guards(contracts=5, ticks=1), MARKET) == ()


@pytest.mark.parametrize(
    ("price", "where"),
    [("6112.75", "over"), ("5912.25", "under"), ("6112.50", ""), ("5912.50", "")],
)
def test_the_limit_is_looked_at_on_both_sides_of_the_market(price: str, where: str) -> None:
    found = excesses(limit(price), MES, Guards(ticks=400), MARKET)
    said = [(p.field, p.severity, p.text) for p in found]
    text = f"The limit price is more than 400 ticks {where} the market: further than you allow."
    assert said == ([("entry.limitPrice", Severity.OVER, text)] if where else [])


def test_each_price_of_a_stop_limit_is_looked_at() -> None:
    entry = Entry(EntryType.STOP_LIMIT, Decimal(7000), Decimal("6013"))
    found = excesses(replace(TICKET, entry=entry), MES, Guards(ticks=10), MARKET)
    assert [p.field for p in found] == ["entry.limitPrice"]
    entry = Entry(EntryType.STOP_LIMIT, Decimal(7000), Decimal(7000))
    found = excesses(replace(TICKET, entry=entry), MES, Guards(ticks=10), MARKET)
    assert [p.field for p in found] == ["entry.limitPrice", "entry.stopPrice"]


@pytest.mark.parametrize("market", [None, Decimal("NaN"), Decimal("Infinity")])
def test_without_a_quote_it_says_that_it_could_not_look(market: Decimal | None) -> None:
    (unseen,) = excesses(limit("6010"), MES, Guards(ticks=400), market)
    assert (unseen.field, unseen.severity) == ("entry.limitPrice", Severity.WARNING)
    assert "no fresh quote" in unseen.text
    assert excesses(TICKET, MES, Guards(ticks=400), market) == ()
    assert excesses(limit("6010"), MES, OFF, market) == ()


@given(
    ticks=some.integers(-2000, 2000),
    drift=some.integers(-2000, 2000),
    most=some.integers(1, 1000),
    side=some.sampled_from(Side),
)
def test_what_was_confirmed_reads_the_same_while_the_quote_moves(
    ticks: int, drift: int, most: int, side: Side
) -> None:
    ticket = replace(limit(str(MARKET + ticks * MES.tick_size)), side=side)
    now, later = (
        excesses(ticket, MES, Guards(ticks=most), MARKET + moved * MES.tick_size)
        for moved in (0, drift)
    )
    assert bool(now) is (abs(ticks) > most)
    if now and later and (ticks > 0) is (ticks - drift > 0):
        assert now == later


@pytest.mark.parametrize(
    ("currency", "why"),
    [
        ("JPY", "MESZ6 is in JPY, not in dollars"),
        ("", "the broker does not tell the currency of MESZ6"),
    ],
)
def test_dollars_are_compared_with_dollars_only(currency: str, why: str) -> None:
    other = replace(MES, currency=currency)
    (problem,) = excesses(TICKET, other, Guards(dollars=Decimal(1)), MARKET)
    said = f"The loss at the stops could not be compared with what you allow: {why}."
    assert (problem.text, problem.severity) == (said, Severity.WARNING)
    (problem,) = excesses(
        replace(TICKET, levels=(Level(3, 16),)), other, Guards(dollars=Decimal(1)), MARKET
    )
    assert problem.severity is Severity.OVER
    assert excesses(TICKET, other, Guards(contracts=3), MARKET) == ()


@given(
    quantity=some.integers(1, 1000),
    stop=some.integers(1, 10_000),
    contracts=some.integers(1, 1000),
    dollars=some.decimals("0.01", "100000", places=2),
)
def test_they_hold_exactly_at_their_number(
    quantity: int, stop: int, contracts: int, dollars: Decimal
) -> None:
    ticket = replace(TICKET, quantity=quantity, levels=(Level(quantity, None, stop),))
    found = {p.field for p in excesses(ticket, MES, Guards(contracts, dollars), MARKET)}
    assert ("quantity" in found) is (quantity > contracts)
    assert ("levels" in found) is (quantity * stop * Decimal("1.25") > dollars)
