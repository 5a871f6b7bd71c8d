"""Prices at and below zero: refused, but for energy, where they are warned of."""

from dataclasses import replace
from decimal import Decimal

import pytest
from tests.unit.domain.samples import CL, MES, NOW, RUNNER, ZN

from bracketdesk.domain.aims import ExitKind, Standing, Top, misplaced
from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.problems import Severity
from bracketdesk.domain.ticket import Entry, EntryType, Level, Side
from bracketdesk.domain.validation import Limits, validate
from bracketdesk.domain.zero import exit_problems

ERROR, WARNING = Severity.ERROR, Severity.WARNING


def said(price: str, instrument: Instrument) -> list[tuple[str, str, Severity]]:
    entry = Entry(EntryType.LIMIT, Decimal(price))
    ticket = replace(RUNNER, symbol=instrument.symbol, side=Side.SELL, entry=entry)
    found = validate(ticket, instrument, Limits(), NOW)
    return [(p.field, p.text, p.severity) for p in found]


@pytest.mark.parametrize(
    ("price", "instrument", "text"),
    [
        ("0", ZN, "0'000 is no price of ZN: it is not above zero."),
        ("-110.5", ZN, "-110'160 is no price of ZN: it is not above zero."),
        ("0", MES, "0.00 is no price of MES: it is not above zero."),
        ("-1", replace(CL, product="GC"), "-1.00 is no price of GC: it is not above zero."),
    ],
)
def test_a_price_that_is_not_above_zero_is_refused(
    price: str, instrument: Instrument, text: str
) -> None:
    assert said(price, instrument) == [("entry.limitPrice", text, ERROR)]


@pytest.mark.parametrize("price", ["0", "-37.63"])
@pytest.mark.parametrize("instrument", [CL, replace(CL, product="CL"), replace(CL, product="NG")])
def test_energy_may_go_there_and_is_warned_of(price: str, instrument: Instrument) -> None:
    ((field, text, severity),) = said(price, instrument)
    assert (field, severity) == ("entry.limitPrice", WARNING)
    assert "not above zero" in text


def test_the_smallest_price_is_one() -> None:
    assert said("0.015625", ZN) == []


def exits(
    side: Side, level: Level, entry: str | None, instrument: Instrument
) -> list[tuple[str, str, Severity]]:
    ticket = replace(RUNNER, side=side, levels=(Level(1, 4, 4), level))
    price = None if entry is None else Decimal(entry)
    found = exit_problems(ticket, instrument, price)
    return [(p.field, p.text, p.severity) for p in found]


def test_an_exit_beyond_zero_is_named() -> None:
    far = Level(1, 99_999, 99_999)
    target = "This target would lie at or below zero: ZN has no such prices."
    stop = "This stop would lie at or below zero: ZN has no such prices."
    assert exits(Side.SELL, far, "110.5", ZN) == [("levels[1].targetTicks", target, ERROR)]
    assert exits(Side.BUY, far, "110.5", ZN) == [("levels[1].stopTicks", stop, ERROR)]
    assert exits(Side.BUY, Level(1), "110.5", ZN) == []
    assert exits(Side.BUY, far, None, ZN) == []


def test_an_exit_at_zero_is_beyond_it_and_one_tick_over_it_is_not() -> None:
    assert exits(Side.BUY, Level(1, None, 400), "100", MES)
    assert not exits(Side.BUY, Level(1, None, 399), "100", MES)


def test_energys_exits_are_warned_of() -> None:
    ((field, _, severity),) = exits(Side.BUY, Level(1, None, 9_999), "70", CL)
    assert (field, severity) == ("levels[1].stopTicks", WARNING)


def test_an_exit_is_moved_no_further_either() -> None:
    stop = Standing(ExitKind.STOP, Side.SELL, Decimal(110), Decimal("110.5"))
    market = Top(Decimal("110.5"), Decimal("110.515625"))
    why = "-0'160 is no price of ZN: it is not above zero."
    assert misplaced(stop, Decimal("-0.5"), market, ZN) == why
    assert misplaced(stop, Decimal("0.5"), market, ZN) == ""
