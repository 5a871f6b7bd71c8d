"""What to know before an order goes: the same one already sent, the position there, the guards.

Asked at the click itself, for positions, strategies and the clock move on without the form.
"""

from datetime import timedelta

from bracketdesk.controller import words
from bracketdesk.controller.checking import Checker, same_order
from bracketdesk.controller.ledger import Ledger, Place, Standing
from bracketdesk.controller.session import Session
from bracketdesk.controller.strategies import may_run
from bracketdesk.controller.tools import Tools
from bracketdesk.controller.views import Caution, StrategyView
from bracketdesk.domain.exposure import exposure
from bracketdesk.domain.outcomes import OutcomeKind
from bracketdesk.domain.ticket import Ticket
from bracketdesk.domain.venue import venue
from bracketdesk.wire.entities import OrderStrategy

SOON = timedelta(seconds=60)
"""How long after an order the same one is asked about, whatever became of the first."""

SHOWN = 4
"""How many running strategies are named."""


class BeforeSending:
    """Looks at the ledger, the account as the broker holds it, and the guards."""

    def __init__(self, session: Session, ledger: Ledger, checker: Checker, tools: Tools) -> None:
        self._session = session
        self._ledger = ledger
        self._checker = checker
        self._clock = tools.clock
        self._board = tools.board

    def caution(self, ticket: Ticket) -> Caution:
        """Return what to know before `ticket` goes."""
        net, running = self._net(), self._running_here()
        return Caution(
            repeats=self._repeats(ticket, running),
            guards=self._checker.guarded(ticket),
            net=net,
            position=exposure(net, ticket.side, ticket.quantity, ticket.symbol),
            running=_named(running),
        )

    def _repeats(self, ticket: Ticket, running: list[StrategyView]) -> str:
        where = self._checker.where()
        if where is None:
            return ""
        found = self._alike(where, ticket, {strategy.id for strategy in running})
        return self._said(ticket, found) if found else ""

    def _alike(self, where: Place, ticket: Ticket, running: set[int]) -> Standing | None:
        """Return the newest accepted one of the same quantities that is recent or still works."""
        recent = True  # until an older one has come
        for standing in self._ledger.alike(where, ticket):
            recent = recent and self._age(standing) < SOON
            accepted = standing.kind is OutcomeKind.ACCEPTED
            if accepted and (recent or self._runs(standing, running)):
                return standing
            if not recent and not running:
                return None
        return None

    def _runs(self, standing: Standing, running: set[int]) -> bool:
        """Whether its strategy is among these; a look at the broker's own is for those alone."""
        outcome = standing.outcome
        if outcome is None or outcome.strategy_id not in running:
            return False
        strategy = self._strategy_of(standing)
        return strategy is not None and may_run(strategy)

    def _said(self, ticket: Ticket, standing: Standing) -> str:
        """Say when it went, how alike it was, and how it stands."""
        strategy = self._strategy_of(standing)
        since = words.ago(self._age(standing).total_seconds())
        same = same_order(ticket, standing.intent.ticket)
        what = "exactly this" if same else "the same quantity with other prices or exits"
        if strategy is None:
            became = "the broker took it"
        elif may_run(strategy):
            became = "it is working"
        else:
            became = f"it is over ({words.strategy_status(str(strategy.status))})"
        return f"You sent {what} {since} ago; {became}."

    def _age(self, standing: Standing) -> timedelta:
        """How long ago it went; a clock set back makes it new, never older."""
        return self._clock.now() - standing.intent.at

    def _strategy_of(self, standing: Standing) -> OrderStrategy | None:
        """Return what the broker holds of it; ids begin anew with every practice exchange."""
        outcome, line, intent = standing.outcome, self._session.line, standing.intent
        if outcome is None or outcome.strategy_id is None or line is None:
            return None
        held = line.state.strategies.get(outcome.strategy_id)
        if held is None or held.uuid == intent.uuid:
            return held
        here = venue(intent.host) == venue(self._session.host)
        return held if here and not held.uuid else None

    def _net(self) -> int:
        """Return the position in the chosen contract, in contracts."""
        line, account = self._session.line, self._session.account
        instrument = self._board.instrument.value
        if line is None or account is None or instrument is None:
            return 0
        here = (account.id, instrument.contract_id)
        held = line.state.positions.values()
        return sum([p.net_pos for p in held if (p.account_id, p.contract_id) == here])

    def _running_here(self) -> list[StrategyView]:
        """Return what runs in the chosen contract, as the window shows it."""
        instrument = self._board.instrument.value
        return [
            strategy
            for strategy in self._board.strategies.value
            if instrument and strategy.running and strategy.contract_id == instrument.contract_id
        ]


def _named(here: list[StrategyView]) -> str:
    """Say which strategies run in the chosen contract."""
    if not here:
        return ""
    named = ", ".join(f"{strategy.side} {strategy.quantity}" for strategy in here[:SHOWN])
    rest = ", …" if len(here) > SHOWN else ""
    count = "1 strategy runs" if len(here) == 1 else f"{len(here):,} strategies run"
    return f"{count} in {here[0].symbol}: {named}{rest}."
