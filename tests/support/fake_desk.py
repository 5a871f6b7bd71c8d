"""A desk without a broker: real Observables, every call recorded, answers set by the test."""

from collections.abc import Callable, Collection
from pathlib import Path

from tests.support.fake_after import FakeAfter
from tests.support.fake_training import FakeTraining
from tests.support.sample_views import AT

from bracketdesk.controller.desk import Desk
from bracketdesk.controller.notices import Notices
from bracketdesk.controller.observe import Observable
from bracketdesk.controller.views import (
    ActivityRow,
    Alarm,
    Caution,
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
from bracketdesk.domain.problems import Problem
from bracketdesk.domain.session import (
    Credentials,
    Environment,
    Hosts,
    OAuthApp,
)
from bracketdesk.domain.settings import Settings
from bracketdesk.domain.ticket import Ticket

Checker = Callable[["FakeDesk", TicketDraft], Check]


def no_check(desk: "FakeDesk", draft: TicketDraft) -> Check:
    """A check that knows nothing but why nothing can be sent."""
    return Check(None, (), "", "", 0, 0, (), "Choose Buy or Sell")


class FakeDesk(Desk):
    """Stands where the controller stands; `calls` holds what the window asked for, in order."""

    def __init__(self, settings: Settings | None = None, checker: Checker = no_check) -> None:
        session = SessionView(Environment.PRACTICE, Connection.OFFLINE)
        self.session = Observable(session)
        self.instrument: Observable[Instrument | None] = Observable(None)
        self.symbol_text = Observable("")
        self.quote: Observable[QuoteView | None] = Observable(None)
        self.result: Observable[ResultView | None] = Observable(None)
        self.strategies: Observable[tuple[StrategyView, ...]] = Observable(())
        self.positions: Observable[tuple[PositionView, ...]] = Observable(())
        self.activity: Observable[tuple[ActivityRow, ...]] = Observable(())
        self.activity_cut = Observable(False)
        self.lock: Observable[Lock | None] = Observable(None)
        self.locked_elsewhere: Observable[Lock | None] = Observable(None)
        self.notice = Notices(lambda: AT)
        self.alarms: Observable[tuple[Alarm, ...]] = Observable(())
        self.quote_text = Observable("")
        self.settings = Observable(settings or Settings())
        self.training = FakeTraining()
        self.checker = checker
        self.calls: list[tuple[object, ...]] = []
        self.age: float | None = None
        self.seconds: float | None = None  # what countdown answers
        self.kept = Credentials("", "")  # what the keyring holds of the last sign-in
        self.goes_on = ""  # what leaving answers
        self.caution = ""  # what exit_warning answers
        self.figures: tuple[tuple[str, str], ...] = ()  # what diagnostics answers
        self.suggestions: tuple[str, ...] = ()
        self.takes = True  # what submit answers
        self.cautions: Callable[[Ticket], Caution] = lambda ticket: Caution()
        self.on_submit: Callable[[Ticket], None] = lambda ticket: None
        self.after: FakeAfter = FakeAfter()
        self.checks = 0
        self.closed = False

    def called(self, name: str) -> list[tuple[object, ...]]:
        """The arguments of each call of a method, in order."""
        return [call[1:] for call in self.calls if call[0] == name]

    def open_environment(self, environment: Environment) -> None:
        self.calls.append(("open_environment", environment))

    def sign_in(self, environment: Environment, hosts: Hosts | None, who: Credentials) -> None:
        self.calls.append(("sign_in", environment, hosts, who))

    def sign_in_by_browser(
        self, environment: Environment, hosts: Hosts | None, app: OAuthApp
    ) -> None:
        self.calls.append(("sign_in_by_browser", environment, hosts, app))

    def continue_sign_in(self) -> None:
        self.calls.append(("continue_sign_in",))

    def cancel_sign_in(self) -> None:
        self.calls.append(("cancel_sign_in",))

    def saved_sign_in(
        self, environment: Environment, hosts: Hosts | None, then: Callable[[Credentials], None]
    ) -> None:
        self.calls.append(("saved_sign_in", environment, hosts))
        then(self.kept)

    def sign_in_warning(self, environment: Environment, hosts: Hosts | None = None) -> str:
        return self.session.value.warning

    def countdown(self) -> float | None:
        return self.seconds

    def leaving(self) -> str:
        return self.goes_on

    def exit_warning(self) -> str:
        return self.caution

    def diagnostics(self) -> tuple[tuple[str, str], ...]:
        return self.figures

    def try_now(self) -> None:
        self.calls.append(("try_now",))

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

    def before_sending(self, ticket: Ticket) -> Caution:
        return self.cautions(ticket)

    def submit(self, ticket: Ticket, over: Collection[Problem] = ()) -> bool:
        self.calls.append(("submit", ticket, *([tuple(over)] if over else [])))
        self.on_submit(ticket)
        return self.takes

    def refuse(self, sentence: str, reason: str) -> None:
        self.calls.append(("refuse", sentence, reason))

    def cancel_entry(self, strategy_id: int) -> None:
        self.calls.append(("cancel_entry", strategy_id))

    def flatten(self, contract_id: int) -> None:
        self.calls.append(("flatten", contract_id))

    def confirm_not_sent(self, uuid: str, word: str) -> bool:
        self.calls.append(("confirm_not_sent", uuid, word))
        locks = (self.lock.value, self.locked_elsewhere.value)
        return any(lock and (uuid, word) == (lock.uuid, lock.word) for lock in locks)

    def acknowledge(self, number: int) -> None:
        self.calls.append(("acknowledge", number))
        self.alarms.set(tuple(alarm for alarm in self.alarms.value if alarm.number != number))

    def export_receipt(self, uuid: str, folder: Path) -> None:
        self.calls.append(("export_receipt", uuid, folder))

    def export_orders(self, path: Path) -> None:
        self.calls.append(("export_orders", path))

    def change_settings(self, settings: Settings) -> None:
        self.calls.append(("change_settings", settings))
        self.settings.set(settings)

    async def close(self) -> None:
        self.closed = True
