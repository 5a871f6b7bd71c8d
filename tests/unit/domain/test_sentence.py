import re
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from tests.unit.domain.samples import MES, NIY, RUNNER, UNTOLD, ZN, orders

from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.prices import format_money, format_points, format_price, from_ticks
from bracketdesk.domain.risk import loss_at_stops
from bracketdesk.domain.sentence import headline, sentence
from bracketdesk.domain.ticket import (
    AutoTrail,
    Entry,
    EntryType,
    Level,
    Side,
    Ticket,
    TimeInForce,
)


def said(*levels: Level, side: Side = Side.BUY, entry: Entry | None = None) -> str:
    quantity = sum(level.quantity for level in levels)
    return sentence(Ticket("MESZ6", side, quantity, entry or Entry(), levels), MES)


def test_the_sentence_of_the_product() -> None:
    assert sentence(RUNNER, MES) == (
        "Buy 3 MESZ6 at market; 1 out at +4.00, 1 at +8.00, 1 trails 3.00 behind after +6.00; "
        "stop 4.00 under; about $60 lost at the stops."
    )


def test_the_same_sold() -> None:
    assert sentence(replace(RUNNER, side=Side.SELL), MES) == (
        "Sell 3 MESZ6 at market; 1 out at −4.00, 1 at −8.00, 1 trails 3.00 behind after −6.00; "
        "stop 4.00 over; about $60 lost at the stops."
    )


def test_equal_levels_are_said_once() -> None:
    levels = (Level(1, 16, 16), Level(2, 32, 16), Level(1, 16, 16))
    assert said(*levels) == (
        "Buy 4 MESZ6 at market; 2 out at +4.00, 2 at +8.00; stop 4.00 under; "
        "about $80 lost at the stops."
    )


def test_different_stops_are_said_with_their_contracts() -> None:
    assert said(Level(2, 16, 16), Level(1, 16, 24)) == (
        "Buy 3 MESZ6 at market; 3 out at +4.00; stop 4.00 under for 2, 6.00 under for 1; "
        "about $70 lost at the stops."
    )


def test_a_level_without_a_stop_is_said_and_its_loss_is_open() -> None:
    assert said(Level(2, 16, 16), Level(1, 32)) == (
        "Buy 3 MESZ6 at market; 2 out at +4.00, 1 at +8.00; stop 4.00 under for 2, 1 has no stop; "
        "about $40 lost at the stops, the loss of 1 is open."
    )
    assert "3 have no stop" in said(Level(2, 16, 16), Level(3, 32))


def test_no_stop_at_all() -> None:
    assert said(Level(2, 16)) == "Buy 2 MESZ6 at market; 2 out at +4.00; no stop; the loss is open."


def test_a_runner_without_a_trail_runs() -> None:
    assert said(Level(1, 16, 16), Level(1, None, 16)) == (
        "Buy 2 MESZ6 at market; 1 out at +4.00, 1 runs; stop 4.00 under; "
        "about $40 lost at the stops."
    )


def test_several_runners_run_and_trail() -> None:
    levels = (Level(2, None, 16), Level(3, None, 16, auto_trail=AutoTrail(24, 12, 1)))
    assert "; 2 run, 3 trail 3.00 behind after +6.00; " in said(*levels)


def test_trailing_at_once_and_trails_with_targets_and_steps() -> None:
    levels = (
        Level(1, None, 12, trailing=True),
        Level(1, 16, 12, trailing=True),
        Level(1, 32, 12, auto_trail=AutoTrail(24, 8, 4)),
    )
    assert said(*levels) == (
        "Buy 3 MESZ6 at market; 1 trails 3.00 behind at once, 1 out at +4.00 trailing 3.00 behind "
        "at once, 1 at +8.00 trailing 2.00 behind after +6.00 in steps of 1.00; stop 3.00 under; "
        "about $45 lost at the stops."
    )


LIMIT = Entry(EntryType.LIMIT, limit_price=Decimal("6012.25"))


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        (LIMIT, "limit 6012.25;"),
        (Entry(EntryType.STOP, stop_price=Decimal(6020)), "stop 6020.00;"),
        (
            Entry(EntryType.STOP_LIMIT, Decimal("6020.5"), Decimal(6020)),
            "stop 6020.00 limit 6020.50;",
        ),
        (Entry(EntryType.LIMIT), "limit ?;"),
        (replace(LIMIT, time_in_force=TimeInForce.GTC), "limit 6012.25, good till cancelled;"),
        (Entry(time_in_force=TimeInForce.IOC), "at market, immediate or cancel;"),
        (Entry(time_in_force=TimeInForce.FOK), "at market, fill or kill;"),
        (
            Entry(
                time_in_force=TimeInForce.GTD,
                expire_time=datetime(2026, 12, 1, 21, 0, tzinfo=UTC),
            ),
            "at market, good till 2026-12-01 21:00 UTC;",
        ),
        (Entry(time_in_force=TimeInForce.GTD), "at market, good till a date;"),
    ],
)
def test_the_entry(entry: Entry, text: str) -> None:
    assert said(Level(1, 4, 4), entry=entry).startswith(f"Buy 1 MESZ6 {text}")


def test_an_expiry_is_said_in_the_zone_it_was_typed_in() -> None:
    expires = datetime(2026, 12, 1, 21, 0, tzinfo=UTC)
    entry = Entry(time_in_force=TimeInForce.GTD, expire_time=expires)
    ticket = Ticket("MESZ6", Side.BUY, 1, entry, (Level(1, 4, 4),))
    told = sentence(ticket, MES, ZoneInfo("America/Chicago"))
    assert "at market, good till 2026-12-01 15:00 CST;" in told


def test_32nds_are_said_as_the_boards_print_them() -> None:
    ticket = Ticket("ZNZ6", Side.SELL, 1, Entry(), (Level(1, 33, 8),))
    assert sentence(ticket, ZN) == (
        "Sell 1 ZNZ6 at market; 1 out at −0'165; stop 0'040 over; about $125 lost at the stops."
    )


def test_a_ticket_without_levels_has_a_sentence() -> None:
    assert said() == "Buy 0 MESZ6 at market; no exits."


def test_headline() -> None:
    assert headline(RUNNER) == "Buy 3 MESZ6"


def numbers(text: str) -> set[str]:
    return set(re.findall(r"[0-9][0-9.,']*[0-9]|[0-9]", text))


@given(orders)
def test_everything_of_the_order_is_in_its_sentence(order: tuple[Instrument, Ticket]) -> None:
    instrument, ticket = order
    text = sentence(ticket, instrument)
    assert text.startswith(f"{headline(ticket)} ")
    assert text.endswith(".")
    found = numbers(text)
    assert str(ticket.quantity) in found
    for price in (ticket.entry.limit_price, ticket.entry.stop_price):
        assert price is None or format_price(price, instrument) in text
    for level in ticket.levels:
        equal = [
            each.quantity
            for each in ticket.levels
            if (each.target_ticks, each.auto_trail, each.trailing and each.stop_ticks)
            == (level.target_ticks, level.auto_trail, level.trailing and level.stop_ticks)
        ]
        assert str(sum(equal)) in found
        for ticks in (level.target_ticks, level.stop_ticks):
            points = from_ticks(ticks or 0, instrument.tick_size)
            assert ticks is None or format_points(points, instrument) in found
    loss = loss_at_stops(ticket, instrument)
    if loss is None:
        assert "no stop" in text
        assert "open" in text
    else:
        assert f"about {format_money(loss)} lost" in text


def test_money_that_is_not_dollars_has_the_name_of_its_currency() -> None:
    ticket = Ticket("NIYZ6", Side.BUY, 2, Entry(), (Level(1, 4, 4), Level(1, 4)))
    assert sentence(ticket, NIY).endswith(
        "about 10,000 JPY lost at the stops, the loss of 1 is open."
    )
    assert sentence(ticket, UNTOLD).endswith(
        "the loss at the stops in a currency that is not known, the loss of 1 is open."
    )
    bare = replace(ticket, levels=(Level(2, 4),))
    assert sentence(bare, NIY).endswith("; the loss is open.")
