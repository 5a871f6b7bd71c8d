"""A desk without a broker: real Observables, every call recorded, answers set by the test."""

from collections.abc import Callable

from bracketdesk.controller.desk import Desk
from bracketdesk.controller.observe import Observable
from bracketdesk.controller.views import (
    ActivityRow,
    Check,
    Connection,
    Lock,
    PositionView,
    QuoteView,
    ResultView,
    SessionView,
    StrategyView,
)
from bracketdesk.domain.draft import TicketDraft
from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.session import Credentials, Environment, Hosts
from bracketdesk.domain.settings import Settings
from bracketdesk.domain.ticket import Ticket

Checker = Callable[["FakeDesk", TicketDraft], Check]


def no_check(desk: "FakeDesk", draft: TicketDraft) -> Check:
    """A check that knows nothing but why nothing can be sent."""
    return Check(None, (), "", "", 0, 0, (), "Choose Buy or Sell")


class FakeDesk(Desk):
    """Stands where the controller stands; `calls` holds what the window asked for, in order."""

    def __init__(self, settings: Settings | None = None, checker: Checker = no_check) -> None:
        session = SessionView(Environment.PRACTICE, Connection.SIGNED_OUT)
        self.session = Observable(session)
        self.instrument: Observable[Instrument | None] = Observable(None)
        self.symbol_text = Observable("")
        self.quote: Observable[QuoteView | None] = Observable(None)
        self.result: Observable[ResultView | None] = Observable(None)
        self.strategies: Observable[tuple[StrategyView, ...]] = Observable(())
        self.positions: Observable[tuple[PositionView, ...]] = Observable(())
        self.activity: Observable[tuple[ActivityRow, ...]] = Observable(())
        self.lock: Observable[Lock | None] = Observable(None)
        self.notice = Observable("")
        self.settings = Observable(settings or Settings())
        self.checker = checker
        self.calls: list[tuple[object, ...]] = []
        self.age: float | None = None
        self.suggestions: tuple[str, ...] = ()
        self.takes = True  # what submit answers
        self.on_submit: Callable[[Ticket], None] = lambda ticket: None
        self.checks = 0
        self.closed = False

    def called(self, name: str) -> list[tuple[object, ...]]:
        """The arguments of each call of a method, in order."""
        return [call[1:] for call in self.calls if call[0] == name]

    def open_environment(self, environment: Environment) -> None:
        self.calls.append(("open_environment", environment))

    def sign_in(self, environment: Environment, hosts: Hosts | None, who: Credentials) -> None:
        self.calls.append(("sign_in", environment, hosts, who))

    def sign_out(self) -> None:
        self.calls.append(("sign_out",))

    def choose_account(self, name: str) -> None:
        self.calls.append(("choose_account", name))

    def quote_age(self) -> float | None:
        return self.age

    def suggest(self, text: str, then: Callable[[tuple[str, ...]], None]) -> None:
        self.calls.append(("suggest", text))
        then(tuple(s for s in self.suggestions if s.startswith(text)))

    def choose_symbol(self, symbol: str) -> None:
        self.calls.append(("choose_symbol", symbol))

    def check(self, draft: TicketDraft) -> Check:
        self.checks += 1
        return self.checker(self, draft)

    def submit(self, ticket: Ticket) -> bool:
        self.calls.append(("submit", ticket))
        self.on_submit(ticket)
        return self.takes

    def cancel_entry(self, strategy_id: int) -> None:
        self.calls.append(("cancel_entry", strategy_id))

    def flatten(self, contract_id: int) -> None:
        self.calls.append(("flatten", contract_id))

    def confirm_not_sent(self, word: str) -> bool:
        self.calls.append(("confirm_not_sent", word))
        lock = self.lock.value
        return lock is not None and word == lock.word

    def change_settings(self, settings: Settings) -> None:
        self.calls.append(("change_settings", settings))
        self.settings.set(settings)

    async def close(self) -> None:
        self.closed = True
