"""A fake desk's check by the domain's own rules, so that the form shows what it would show."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from tests.support.fake_desk import FakeDesk

from bracketdesk.controller.views import Check, LevelFigures
from bracketdesk.domain.draft import TicketDraft
from bracketdesk.domain.drafting import read_draft
from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.params import write_params
from bracketdesk.domain.problems import Severity
from bracketdesk.domain.risk import exit_prices, level_money, loss_at_stops
from bracketdesk.domain.sentence import sentence
from bracketdesk.domain.ticket import Level, Side
from bracketdesk.domain.validation import Limits, validate

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)


def domain_check(desk: FakeDesk, draft: TicketDraft) -> Check:
    """Check a draft as the desk does, but for account, line and lock."""
    instrument = desk.instrument.value
    assigned, quantity = _counts(draft)
    if instrument is None:
        return Check(None, (), "", "", assigned, quantity, (), "Choose a contract")
    account = desk.session.value.account
    reading = read_draft(draft, instrument.symbol, account, instrument, UTC)
    sided = read_draft(replace(draft, side=draft.side or Side.BUY), "X", "", instrument, UTC)
    ticket, problems = reading.ticket, reading.problems
    if ticket is not None:
        problems += validate(ticket, instrument, Limits(), NOW)
    hard = [p for p in problems if p.severity is not Severity.WARNING]
    return Check(
        ticket=ticket,
        problems=problems,
        sentence=sentence(ticket, instrument) if ticket else "",
        params=write_params(ticket, instrument.tick_size) if ticket and not hard else "",
        assigned=assigned,
        quantity=quantity,
        figures=_figures(desk, sided.levels, draft.side, instrument),
        blocked=hard[0].text if hard else "",
        loss=loss_at_stops(ticket, instrument) if ticket else None,
    )


def _counts(draft: TicketDraft) -> tuple[int, int]:
    numbers = [int(level.quantity) for level in draft.levels if level.quantity.isdecimal()]
    return sum(numbers), int(draft.quantity) if draft.quantity.isdecimal() else 0


def _figures(
    desk: FakeDesk,
    levels: tuple[Level | None, ...],
    side: Side | None,
    instrument: Instrument,
) -> tuple[LevelFigures, ...]:
    quote = desk.quote.value
    price = None
    if quote is not None and side is not None:
        price = quote.ask if side is Side.BUY else quote.bid
    return tuple(
        _figure(level, side, price, instrument) if level else LevelFigures() for level in levels
    )


def _figure(
    level: Level, side: Side | None, price: Decimal | None, instrument: Instrument
) -> LevelFigures:
    target, stop = exit_prices(level, side or Side.BUY, price, instrument)
    money = level_money(level, instrument)
    return LevelFigures(target, stop, money.win, money.loss, money.r)
