"""A draft checked: what the form shows, and what stands in the way of sending it."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from bracketdesk.controller import words
from bracketdesk.controller.ledger import Ledger, Place, place
from bracketdesk.controller.quotes import STALE, entry_quote
from bracketdesk.controller.session import Session
from bracketdesk.controller.tools import Tools
from bracketdesk.controller.views import Check, Connection, LevelFigures
from bracketdesk.domain.draft import Reading, TicketDraft
from bracketdesk.domain.drafting import contracts_typed, read_draft
from bracketdesk.domain.guards import Guards, excesses
from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.meeting import entry_price, meets_market
from bracketdesk.domain.params import write_params
from bracketdesk.domain.problems import Problem, Severity
from bracketdesk.domain.risk import exit_prices, level_money, loss_at_stops
from bracketdesk.domain.sentence import sentence
from bracketdesk.domain.ticket import Entry, EntryType, Level, Side, Ticket
from bracketdesk.domain.validation import Limits, validate
from bracketdesk.domain.zero import exit_problems

LOCKED = "Locked: whether the last order exists is unknown"
LEFT_OVER = "Finding out first what became of an order of the last run"
NO_JOURNAL = "The journal could not be read, so nothing can be recorded or sent"
NO_ACCOUNT = "Choose an account"
NO_INSTRUMENT = "Choose a symbol"
CONNECTIONS = {
    Connection.OFFLINE: "Not connected",
    Connection.SIGNING_IN: "Signing in …",
    Connection.CONNECTING: "Connecting …",
    Connection.SYNCHRONISING: "Synchronising …",
    Connection.RECONNECTING: "The line is down: reconnecting",
    Connection.TAKEN_OVER: "Another session took over this line",
}
FRESH_QUOTE = 60.0
"""Seconds; what an older quote says of the market is nothing to measure an order by."""

STOPPING = (Severity.ERROR, Severity.ACKNOWLEDGE)
FROZEN = "Frozen: the broker wants silence until {}"


class Checker:
    """Reads drafts and judges tickets against account, instrument, lock and line."""

    def __init__(self, session: Session, ledger: Ledger, limits: Limits, tools: Tools) -> None:
        self._session = session
        self._ledger = ledger
        self._clock = tools.clock
        self._zone = tools.zone
        self._limits = limits
        self._board = tools.board
        self._last: Check | None = None
        self._asked: tuple[Ticket, Instrument, Guards, Decimal | None] | None = None
        self._excesses: tuple[Problem, ...] = ()  # of what was asked last: a click asks once more

    def check(self, draft: TicketDraft, waits: Callable[[Ticket | None], str]) -> Check:
        """Check a draft; `waits` tells what the submission has against a ticket."""
        instrument = self._board.instrument.value
        reading = self._read(draft, instrument)
        ticket = reading.ticket
        problems = reading.problems
        if ticket is not None and instrument is not None:
            problems += validate(ticket, instrument, self._limits, self._clock.now())
            entry = self._entry_price(ticket.entry, ticket.side)
            problems += tuple(exit_problems(ticket, instrument, entry))
            problems += self._guarded(ticket, instrument, problems)
            if _exact(problems):
                problems += tuple(meets_market(ticket, self._fresh(ticket.side)))
        blocked = self._away() or _first(problems) or waits(ticket)
        if instrument is None:
            return _unread(draft, problems, (LevelFigures(),) * len(draft.levels), blocked)
        figures = self._figures(reading, draft.side, instrument)
        if ticket is None:
            return _unread(draft, problems, figures, blocked)
        self._last = Check(
            ticket=ticket,
            problems=problems,
            sentence=sentence(ticket, instrument, self._zone),
            params=write_params(ticket, instrument.tick_size) if _exact(problems) else "",
            assigned=sum(level.quantity for level in ticket.levels),
            quantity=ticket.quantity,
            figures=figures,
            blocked=blocked,
            loss=loss_at_stops(ticket, instrument),
        )
        return self._last

    def guarded(self, ticket: Ticket) -> tuple[Problem, ...]:
        """Return what of a ticket is over a guard now, and what could not be looked at."""
        instrument = self._board.instrument.value
        return () if instrument is None else self._guarded(ticket, instrument)

    def over(self, ticket: Ticket) -> tuple[Problem, ...]:
        """Return what of a ticket is over a guard now."""
        return tuple(p for p in self.guarded(ticket) if p.severity is Severity.OVER)

    def words(self, ticket: Ticket, instrument: Instrument) -> tuple[str, str]:
        """Return sentence and params of a ticket that may be sent; the last check has them."""
        last = self._last
        if last is not None and last.ticket is ticket and last.params:
            return last.sentence, last.params
        return sentence(ticket, instrument, self._zone), write_params(ticket, instrument.tick_size)

    def refusal(self, ticket: Ticket) -> str:
        """Return why this ticket cannot be sent now, empty where it can (but see submission)."""
        instrument = self._board.instrument.value
        if (away := self._away()) or instrument is None:
            return away
        if ticket.account != self._session.view.account:
            return f"The ticket is for another account than {self._session.view.account}"
        last, here = self._last, ticket.symbol == instrument.symbol
        if here and last is not None and last.ticket is ticket and not ticket.entry.expire_time:
            return _first(last.problems)  # nothing but a passing expiry can have changed them
        return _first(validate(ticket, instrument, self._limits, self._clock.now()))

    def where(self) -> Place | None:
        """Return the place of the chosen account and instrument."""
        account, instrument = self._session.view.account, self._board.instrument.value
        if not account or instrument is None:
            return None
        session = self._session
        return place(session.environment, session.host, account, instrument.symbol)

    def _away(self) -> str:
        """What stands in the way whatever the ticket says, the gravest first."""
        where = self.where()
        if where is not None and self._ledger.unknown_in(where):
            return LOCKED
        if not self._session.connected:
            return self._standing()
        if not self._ledger.ready:
            return NO_JOURNAL
        if self._ledger.left_over(self._session.environment, self._session.host):
            return LEFT_OVER
        if self._session.account is None:
            return NO_ACCOUNT
        return NO_INSTRUMENT if self._board.instrument.value is None else ""

    def _standing(self) -> str:
        """Why a line that is not connected takes no order."""
        view = self._session.view
        if view.connection is Connection.FROZEN and view.until:
            return FROZEN.format(words.moment(view.until, self._zone, self._clock.now()))
        return CONNECTIONS.get(view.connection, "")

    def _read(self, draft: TicketDraft, instrument: Instrument | None) -> Reading:
        if instrument is None:
            return Reading(None, ())
        account = self._session.view.account
        return read_draft(draft, instrument.symbol, account, instrument, self._zone)

    def _figures(
        self, reading: Reading, side: Side | None, instrument: Instrument
    ) -> tuple[LevelFigures, ...]:
        """Say of each level what can be said: nothing of one that cannot be read."""
        entry = None
        if side is not None and reading.entry is not None:
            entry = self._entry_price(reading.entry, side)
        return tuple(
            _figures_of(level, side or Side.BUY, entry, instrument) if level else LevelFigures()
            for level in reading.levels
        )

    def _guarded(
        self, ticket: Ticket, instrument: Instrument, problems: tuple[Problem, ...] = ()
    ) -> tuple[Problem, ...]:
        """Look at the guards of a ticket nothing else is wrong with."""
        if not _exact(problems):
            return ()
        guards = self._board.settings.value.guards_of(self._session.environment)
        asked = (ticket, instrument, guards, self._market(ticket.side, instrument))
        if asked != self._asked:
            self._asked, self._excesses = asked, excesses(*asked)
        return self._excesses

    def _market(self, side: Side, instrument: Instrument) -> Decimal | None:
        """What a market entry would meet, the last price where that side is empty."""
        quote = self._board.quote.value
        if quote is None or quote.contract_id != instrument.contract_id:
            return None
        if self._board.quote_text.value or self._clock.monotonic() - quote.heard > FRESH_QUOTE:
            return None
        near = entry_quote(quote, side)
        return quote.last if near is None else near

    def _entry_price(self, entry: Entry, side: Side) -> Decimal | None:
        """Where the entry would fill at best guess; see `domain.meeting.entry_price`."""
        return entry_price(entry, side, self._near(entry, side))

    def _near(self, entry: Entry, side: Side) -> Decimal | None:
        """What the entry would meet; one with a price of its own is held to a fresh quote only."""
        if entry.type is EntryType.MARKET:
            return entry_quote(self._board.quote.value, side)
        return self._fresh(side)

    def _fresh(self, side: Side) -> Decimal | None:
        """What a market entry would meet, None where the quote is old or in trouble."""
        quote = self._board.quote.value
        if quote is None or self._board.quote_text.value:
            return None
        return entry_quote(quote, side) if self._clock.monotonic() - quote.heard < STALE else None


def same_order(one: Ticket, other: Ticket) -> bool:
    """Whether two tickets would send the same."""
    if one.amounts != other.amounts:
        return False
    return replace(one, acknowledge_no_stop=True) == replace(other, acknowledge_no_stop=True)


def _exact(problems: tuple[Problem, ...]) -> bool:
    """Whether what they speak of can be written as it is."""
    return not any(problem.severity is Severity.ERROR for problem in problems)


def _first(problems: tuple[Problem, ...]) -> str:
    """The first problem that stops it, without its full stop: it stands on the button."""
    stopping = (problem for problem in problems if problem.severity in STOPPING)
    return next((problem.text.rstrip(".") for problem in stopping), "")


def _figures_of(
    level: Level, side: Side, entry: Decimal | None, instrument: Instrument
) -> LevelFigures:
    target, stop = exit_prices(level, side, entry, instrument)
    money = level_money(level, instrument)
    return LevelFigures(target, stop, money.win, money.loss, money.r)


def _unread(
    draft: TicketDraft,
    problems: tuple[Problem, ...],
    figures: tuple[LevelFigures, ...],
    blocked: str,
) -> Check:
    """What can be said of a draft that is no ticket yet."""
    quantities = [contracts_typed(level.quantity) or 0 for level in draft.levels]
    return Check(
        ticket=None,
        problems=problems,
        sentence="",
        params="",
        assigned=sum(quantities),
        quantity=contracts_typed(draft.quantity) or 0,
        figures=figures,
        blocked=blocked or "The ticket cannot be read",
    )
