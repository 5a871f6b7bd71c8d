from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.domain.samples import MES, RUNNER, ZN, orders

from bracketdesk.domain.draft import LevelDraft, Reading, TicketDraft
from bracketdesk.domain.drafting import draft_of, read_draft, split_evenly
from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.problems import Severity
from bracketdesk.domain.settings import Units
from bracketdesk.domain.ticket import EntryType, Level, Side, Ticket, TimeInForce

CHICAGO = ZoneInfo("America/Chicago")
DRAFT = TicketDraft(side=Side.BUY, levels=(LevelDraft(target="16", stop="16"),))


def read(draft: TicketDraft, instrument: Instrument = MES) -> Reading:
    return read_draft(draft, instrument.symbol, "DEMO1", instrument, CHICAGO)


def problems(draft: TicketDraft) -> list[tuple[str, str]]:
    return [(problem.field, problem.text) for problem in read(draft).problems]


@given(orders, st.sampled_from(list(Units)), st.sampled_from([None, UTC, CHICAGO]))
def test_a_ticket_comes_back_from_its_draft(
    order: tuple[Instrument, Ticket], units: Units, zone: ZoneInfo | None
) -> None:
    instrument, ticket = order
    draft = draft_of(ticket, units, instrument, zone)
    reading = read_draft(draft, ticket.symbol, "", instrument, zone or CHICAGO)
    assert reading.ticket == ticket
    assert draft.units is units


def test_the_runner_as_typed() -> None:
    draft = draft_of(RUNNER, Units.POINTS, MES)
    assert draft.levels == (
        LevelDraft("1", "4.00", "4.00"),
        LevelDraft("1", "8.00", "4.00"),
        LevelDraft("1", "", "4.00", False, "6.00", "3.00", "0.25"),
    )
    assert read(draft).ticket == replace(RUNNER, account="DEMO1")


def test_an_empty_form_only_lacks_its_side() -> None:
    reading = read(TicketDraft())
    assert reading.ticket is None
    assert [problem.field for problem in reading.problems] == ["side"]


def test_nothing_typed_is_no_distance() -> None:
    ticket = read(replace(DRAFT, levels=(LevelDraft(" 2 ", " ", "8"),))).ticket
    assert ticket is not None
    assert ticket.levels == (Level(2, None, 8),)


def test_every_text_that_cannot_be_read_is_named() -> None:
    draft = TicketDraft(
        side=Side.SELL,
        quantity="three",
        entry_type=EntryType.STOP_LIMIT,
        limit_price="6012..",
        stop_price="x",
        time_in_force=TimeInForce.GTD,
        expire_time="soon",
        levels=(
            LevelDraft("1.5", "a", "b"),
            LevelDraft("1", "", "16", trigger="1.5", distance="-2"),
        ),
    )
    reading = read(draft)
    assert reading.ticket is None
    assert [problem.field for problem in reading.problems] == [
        "quantity",
        "entry.limitPrice",
        "entry.stopPrice",
        "entry.expireTime",
        "levels[0].quantity",
        "levels[0].targetTicks",
        "levels[0].stopTicks",
        "levels[1].autoTrail.triggerTicks",
        "levels[1].autoTrail.distanceTicks",
        "levels[1].autoTrail.stepTicks",
    ]


def test_dollars_between_ticks_name_both_neighbours() -> None:
    draft = replace(DRAFT, units=Units.DOLLARS, levels=(LevelDraft("1", "13", "20"),))
    assert problems(draft) == [
        (
            "levels[0].targetTicks",
            "$13 is no whole number of ticks: $12.50 is 10 ticks, $13.75 is 11.",
        )
    ]


def test_points_between_ticks_name_both_neighbours() -> None:
    draft = replace(DRAFT, units=Units.POINTS, levels=(LevelDraft("1", "4", "4.10"),))
    assert problems(draft) == [
        ("levels[0].stopTicks", "4.1 is no whole number of ticks: 4.00 is 16 ticks, 4.25 is 17.")
    ]


def test_what_the_entry_does_not_use_is_passed_over() -> None:
    draft = replace(DRAFT, limit_price="junk", stop_price="junk", expire_time="junk")
    ticket = read(draft).ticket
    assert ticket is not None
    assert ticket.entry.limit_price is None
    assert ticket.entry.stop_price is None
    assert ticket.entry.expire_time is None


def test_an_empty_price_is_left_to_the_rules() -> None:
    reading = read(replace(DRAFT, entry_type=EntryType.LIMIT))
    assert reading.problems == ()
    assert reading.ticket is not None
    assert reading.ticket.entry.limit_price is None


@pytest.mark.parametrize(
    ("typed", "instrument", "text"),
    [
        ("6012.30", MES, "6012.30 is between two ticks: 6012.25 and 6012.50."),
        ("110'167", ZN, "110'167 is between two ticks: 110'165 and 110'170."),
        ("110'16.75", ZN, "110'16.75 is between two ticks: 110'165 and 110'170."),
        ("-110'16", ZN, "-110'16 is no price of ZN: it is not above zero."),
    ],
)
def test_a_price_no_order_can_have_is_named_as_it_was_typed(
    typed: str, instrument: Instrument, text: str
) -> None:
    draft = replace(DRAFT, entry_type=EntryType.LIMIT, limit_price=typed)
    reading = read(draft, instrument)
    assert [(p.field, p.text) for p in reading.problems] == [("entry.limitPrice", text)]


def test_a_fractional_price_is_read() -> None:
    reading = read(replace(DRAFT, entry_type=EntryType.STOP, stop_price="110'165"), ZN)
    assert reading.ticket is not None
    assert reading.ticket.entry.stop_price == Decimal("110.515625")


GTD = replace(DRAFT, time_in_force=TimeInForce.GTD, expire_time="2026-12-01 15:00")


def test_an_expiry_is_read_in_the_zone() -> None:
    ticket = read(GTD).ticket
    assert ticket is not None
    assert ticket.entry.expire_time == datetime(2026, 12, 1, 21, 0, tzinfo=UTC)


def test_an_expiry_that_comes_twice_is_read_with_a_warning() -> None:
    reading = read(replace(GTD, expire_time="2026-11-01 01:30"))
    assert reading.ticket is not None
    [problem] = reading.problems
    assert (problem.field, problem.severity) == ("entry.expireTime", Severity.WARNING)


def test_an_expiry_that_does_not_exist_is_refused() -> None:
    reading = read(replace(GTD, expire_time="2027-03-14 02:30"))
    assert reading.ticket is None
    assert [problem.field for problem in reading.problems] == ["entry.expireTime"]


def test_an_empty_expiry_is_left_to_the_rules() -> None:
    reading = read(replace(GTD, expire_time=" "))
    assert reading.problems == ()
    assert reading.ticket is not None


@pytest.mark.parametrize("acknowledged", [True, False])
def test_the_acknowledgement_goes_through(acknowledged: bool) -> None:
    ticket = read(replace(DRAFT, acknowledge_no_stop=acknowledged)).ticket
    assert ticket is not None
    assert ticket.acknowledge_no_stop is acknowledged


texts = st.text(max_size=50) | st.sampled_from(["", "1", "-1", "1.5", "NaN", "1e9", "6,012"])
level_drafts = st.builds(LevelDraft, texts, texts, texts, st.booleans(), texts, texts, texts)
drafts = st.builds(
    TicketDraft,
    side=st.none() | st.sampled_from(list(Side)),
    quantity=texts,
    entry_type=st.sampled_from(list(EntryType)),
    limit_price=texts,
    stop_price=texts,
    time_in_force=st.sampled_from(list(TimeInForce)),
    expire_time=texts,
    units=st.sampled_from(list(Units)),
    levels=st.lists(level_drafts, max_size=3).map(tuple),
)


@given(drafts, st.sampled_from([MES, ZN]))
def test_any_form_is_a_ticket_or_has_problems(draft: TicketDraft, instrument: Instrument) -> None:
    reading = read(draft, instrument)
    errors = [each for each in reading.problems if each.severity is Severity.ERROR]
    assert (reading.ticket is None) == bool(errors)


@given(st.integers(0, 1000), st.integers(1, 60))
def test_an_even_split_adds_up_and_is_even(quantity: int, levels: int) -> None:
    shares = split_evenly(quantity, levels)
    assert sum(shares) == quantity
    assert len(shares) == levels
    assert max(shares) - min(shares) <= 1
    assert list(shares) == sorted(shares, reverse=True)


def test_no_levels_share_nothing() -> None:
    assert split_evenly(5, 0) == ()
    assert split_evenly(5, 3) == (2, 2, 1)
