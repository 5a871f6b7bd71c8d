"""Exits for an open position, whoever opened it: a stop and a target for each level, as an OCO.

The quantities add up to what no working stop covers yet. Levels go one after the other; the first
that fails ends it, and what is covered by then is said from the state.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from bracketdesk.controller.after.acting import Kit
from bracketdesk.controller.after.cover import cover_of
from bracketdesk.controller.after.errand import Deed
from bracketdesk.controller.after.holdings import Holdings, closing, side_of
from bracketdesk.controller.after.procedures import Procedure
from bracketdesk.controller.after.views import Cover, CoverView, ExitLine, ExitsCheck
from bracketdesk.controller.commands import Answer
from bracketdesk.domain import aims
from bracketdesk.domain.aims import Aim, ExitKind, Standing, Top
from bracketdesk.domain.draft import LevelDraft, TicketDraft
from bracketdesk.domain.drafting import read_draft
from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.outcomes import OutcomeKind
from bracketdesk.domain.prices import format_price
from bracketdesk.domain.problems import Problem, Severity
from bracketdesk.domain.settings import Units
from bracketdesk.domain.ticket import EntryType, Level, Side, TimeInForce
from bracketdesk.domain.validation import Limits, validate
from bracketdesk.wire import enums
from bracketdesk.wire.entities import Account

NO_TRAIL = "Exits for an open position do not trail: the broker's OCO has no such thing."
NO_STOP = "Without a stop this level protects nothing."
DAY_ONLY = "They end with the session, and the position does not."
NO_MARKET = "The market is not known: which side of it the prices lie on is not checked."
BUSY = "Exits are being placed already"


@dataclass(frozen=True, slots=True)
class Rung:
    """One level as it will be placed; prices in points, None for no such exit."""

    quantity: int
    target: Decimal | None
    stop: Decimal | None
    text: str


class Protecting:
    """Checks and places them, by a click."""

    def __init__(self, kit: Kit, limits: Limits) -> None:
        self._kit = kit
        self._limits = limits
        self._busy: set[tuple[int, int]] = set()

    def check(
        self,
        contract_id: int,
        levels: Sequence[LevelDraft],
        units: Units,
        time_in_force: TimeInForce,
    ) -> ExitsCheck:
        """Check what was typed against the position as it is now."""
        holdings = self._kit.holdings
        cover = cover_of(holdings, contract_id)
        position, instrument = holdings.position(contract_id), holdings.instrument(contract_id)
        average = position.net_price if position and position.net_pos else None
        blocked = self._away(cover, average, instrument)
        rungs: tuple[Rung, ...] = ()
        problems: tuple[Problem, ...] = ()
        if instrument is not None and average is not None and cover.net:
            draft = _draft(cover, levels, units, time_in_force)
            rungs, problems = self._read(draft, cover, instrument, average)
        errors = [p.text for p in problems if p.severity is Severity.ERROR]
        return ExitsCheck(
            contract_id=contract_id,
            symbol=cover.symbol,
            net=cover.net,
            uncovered=cover.uncovered,
            average=average,
            lines=tuple(ExitLine(r.quantity, r.target, r.stop, r.text) for r in rungs),
            problems=problems,
            sentence=_sentence(cover, rungs, time_in_force),
            blocked=blocked or (errors[0] if errors else ""),
        )

    def protect(
        self,
        contract_id: int,
        levels: Sequence[LevelDraft],
        units: Units,
        time_in_force: TimeInForce,
    ) -> bool:
        """Place them; False, with the reason in the notice, where the check blocks it."""
        check = self.check(contract_id, levels, units, time_in_force)
        what = f"Exits for {check.uncovered} {check.symbol}"
        account = self._kit.holdings.account
        instrument = self._kit.holdings.instrument(contract_id)
        if check.blocked or account is None or instrument is None:
            self._kit.not_sent(what, f"{check.blocked.rstrip('.')}; nothing was sent")
            return False
        self._busy.add((account.id, contract_id))
        rungs = [Rung(line.quantity, line.target, line.stop, line.text) for line in check.lines]
        tif = enums.TimeInForce(time_in_force.value)
        self._kit.tools.tasks.spawn(
            self._place(account, instrument, check.net, rungs, tif, what), "place exits"
        )
        return True

    # Reading
    def _away(
        self, cover: CoverView, average: Decimal | None, instrument: Instrument | None
    ) -> str:
        """What stands in the way whatever is typed."""
        account = self._kit.holdings.account
        if not self._kit.session.up:
            return "Not connected"
        if account is None:
            return "Choose an account"
        if (account.id, cover.contract_id) in self._busy:
            return BUSY
        if not cover.net:
            return "There is no position"
        if cover.cover is not Cover.UNCOVERED:
            return f"Stops work for all of it: {cover.text}"
        if instrument is None or average is None:
            return "Its average price is not known yet"
        return ""

    def _read(
        self, draft: TicketDraft, cover: CoverView, instrument: Instrument, average: Decimal
    ) -> tuple[tuple[Rung, ...], tuple[Problem, ...]]:
        tools = self._kit.tools
        reading = read_draft(draft, instrument.symbol, "", instrument, tools.zone)
        if reading.ticket is None:
            return (), reading.problems
        ticket = reading.ticket
        found = validate(ticket, instrument, self._limits, tools.clock.now())
        problems = [*reading.problems, *(_eased(p) for p in found if _about_levels(p))]
        problems += _trails(ticket.levels)
        if ticket.entry.time_in_force is TimeInForce.DAY:
            problems.append(Problem("timeInForce", DAY_ONLY, Severity.WARNING))
        exit_side = side_of(closing(cover.net))
        rungs = tuple(_rung(level, exit_side, average, instrument) for level in ticket.levels)
        top = self._kit.holdings.top(cover.contract_id)
        problems += _misplaced(rungs, exit_side, average, top, instrument)
        return rungs, tuple(problems)

    # Placing
    async def _place(
        self,
        account: Account,
        instrument: Instrument,
        net: int,
        rungs: Sequence[Rung],
        time_in_force: enums.TimeInForce,
        what: str,
    ) -> None:
        procedure = self._kit.procedures.begin(what)
        holdings = self._kit.holdings.of(account)
        contract_id, tone = instrument.contract_id, "accepted"
        try:
            for rung in rungs:
                procedure.begin(rung.text)
                if why := _changed(holdings, contract_id, net, rung):
                    procedure.did(rung.text, _withheld(why))
                    tone = "rejected"
                    break
                deed = await self._kit.commander.carry_out(
                    self._kit.errands.protect(
                        account,
                        instrument,
                        closing(net),
                        rung.quantity,
                        rung.target,
                        rung.stop,
                        time_in_force,
                        f"{instrument.symbol}: {rung.text}",
                    )
                )
                procedure.did(rung.text, deed)
                if not deed.done:
                    tone = "unknown" if deed.open else "rejected"
                    break
        finally:
            self._busy.discard((account.id, contract_id))
        self._end(procedure, holdings, contract_id, tone)

    def _end(self, procedure: Procedure, holdings: Holdings, contract_id: int, tone: str) -> None:
        if not holdings.sees:
            procedure.end("the line is down: what is covered cannot be seen", "unknown")
            return
        procedure.end(cover_of(holdings, contract_id).text, tone)


def _draft(
    cover: CoverView, levels: Sequence[LevelDraft], units: Units, time_in_force: TimeInForce
) -> TicketDraft:
    """Return what was typed as a ticket that would open what is not covered."""
    return TicketDraft(
        side=Side.BUY if cover.net > 0 else Side.SELL,
        quantity=str(cover.uncovered or abs(cover.net)),
        entry_type=EntryType.MARKET,
        time_in_force=time_in_force,
        units=units,
        levels=tuple(levels),
        acknowledge_no_stop=True,
    )


def _about_levels(problem: Problem) -> bool:
    return problem.field.startswith("levels")


def _eased(problem: Problem) -> Problem:
    """A level with a target alone is no danger here, but no protection either."""
    if problem.severity is Severity.ACKNOWLEDGE:
        return replace(problem, text=NO_STOP, severity=Severity.WARNING)
    return problem


def _trails(levels: Sequence[Level]) -> list[Problem]:
    return [
        Problem(f"levels[{index}].trailing", NO_TRAIL)
        for index, level in enumerate(levels)
        if level.trailing or level.auto_trail is not None
    ]


def _rung(level: Level, exit_side: Side, average: Decimal, instrument: Instrument) -> Rung:
    """Return a level's prices, on the tick, counted from the position's average."""

    def price(kind: ExitKind, ticks: int | None) -> Decimal | None:
        if ticks is None:
            return None
        standing = Standing(kind, exit_side, average, average)
        return aims.goal(Aim(distance=ticks), standing, instrument)

    target = price(ExitKind.TARGET, level.target_ticks)
    stop = price(ExitKind.STOP, level.stop_ticks)
    said = [f"stop {format_price(stop, instrument)}"] if stop is not None else []
    said += [f"target {format_price(target, instrument)}"] if target is not None else []
    return Rung(level.quantity, target, stop, f"{exit_side} {level.quantity}: {', '.join(said)}")


def _misplaced(
    rungs: Sequence[Rung], side: Side, average: Decimal, top: Top, instrument: Instrument
) -> list[Problem]:
    """Refuse exits on the wrong side of the market; where it is not known, say so."""
    if top.against(side) is None:
        return [Problem("levels", NO_MARKET, Severity.WARNING)]
    found = []
    for index, rung in enumerate(rungs):
        for kind, price in ((ExitKind.TARGET, rung.target), (ExitKind.STOP, rung.stop)):
            if price is None:
                continue
            standing = Standing(kind, side, average, average)
            if why := aims.misplaced(standing, price, top, instrument):
                found.append(Problem(f"levels[{index}].{kind}Ticks", why))
    return found


def _changed(holdings: Holdings, contract_id: int, net: int, rung: Rung) -> str:
    """Return why a level must not go any more: the position is another than was asked about."""
    cover = cover_of(holdings, contract_id)
    if (cover.net > 0) != (net > 0) or not cover.net:
        return f"not sent, the position has changed: {cover.text}"
    if rung.stop is not None and cover.uncovered < rung.quantity:
        return f"not sent, it would exceed the position: {cover.text}"
    return ""


def _withheld(why: str) -> Deed:
    return Deed(OutcomeKind.NOT_SENT, why, Answer(why, refused=True, left=False))


def _sentence(cover: CoverView, rungs: Sequence[Rung], time_in_force: TimeInForce) -> str:
    if not rungs or any(rung.stop is None and rung.target is None for rung in rungs):
        return ""
    levels = "; ".join(rung.text for rung in rungs)
    return f"Protect {cover.uncovered} of {cover.symbol}, {time_in_force}: {levels}."
