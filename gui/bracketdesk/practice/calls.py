"""The one table of operations, served alike on REST and on the user socket (protocol.md 2, 3.2)."""

from collections.abc import Callable, Mapping

from bracketdesk.practice.arguments import Arguments, Cancel, Liquidate, SignIn
from bracketdesk.practice.auth import DENIED, Gate, Grant
from bracketdesk.practice.errors import Refused
from bracketdesk.practice.exchange import Exchange
from bracketdesk.practice.lookups import Lookups
from bracketdesk.wire.messages import (
    AccessTokenResponse,
    CommandResult,
    InterruptOrderStrategy,
    Message,
    OrderStrategyStatusResponse,
)

SIGN_IN = "auth/accesstokenrequest"
"""The one call without a token (protocol.md 1.1)."""

Call = Callable[[Arguments, Grant], object]


class Me(Message, frozen=True, kw_only=True):
    """Reply to auth/me."""

    user_id: int
    name: str
    full_name: str
    email: str
    email_verified: bool
    is_trial: bool


class Calls:
    """Finds an operation, in whatever case it is spelled, and answers it."""

    def __init__(self, exchange: Exchange, gate: Gate) -> None:
        self._exchange = exchange
        self._gate = gate
        table = _for_anyone_admitted(Lookups(exchange).table()) | self._commands()
        self._table = {name.lower(): call for name, call in table.items()}

    def answer(self, name: str, given: Arguments, admit: Callable[[], Grant]) -> object:
        """Return the reply of `name`, as `order/item`; raises Refused.

        `admit` returns the caller's grant or raises; it is asked before anything but sign-in.
        """
        if name.lower() == SIGN_IN:
            return self._sign_in(given)
        grant = admit()
        call = self._table.get(name.lower())
        if call is None:
            raise unknown_endpoint(name)
        return call(given, grant)

    def _commands(self) -> dict[str, Call]:
        return {
            "auth/renewaccesstoken": lambda given, grant: self._gate.renew(grant),
            "auth/me": lambda given, grant: self._me(),
            "orderStrategy/startorderstrategy": lambda given, grant: self._start(given),
            "orderStrategy/interruptorderstrategy": lambda given, grant: self._interrupt(given),
            "order/cancelorder": lambda given, grant: self._cancel(given),
            "order/liquidateposition": lambda given, grant: self._liquidate(given),
        }

    def _sign_in(self, given: Arguments) -> AccessTokenResponse:
        request = given.read(SignIn)
        return self._gate.sign_in(request.name, request.password)

    def _me(self) -> Me:
        login = self._gate.login
        return Me(
            user_id=login.id,
            name=login.name,
            full_name="Practice Trader",
            email=login.email,
            email_verified=True,
            is_trial=True,
        )

    def _start(self, given: Arguments) -> OrderStrategyStatusResponse:
        return self._exchange.start_strategy(given.read(dict[str, object]))

    def _interrupt(self, given: Arguments) -> OrderStrategyStatusResponse:
        return self._exchange.interrupt_strategy(
            given.read(InterruptOrderStrategy).order_strategy_id
        )

    def _cancel(self, given: Arguments) -> CommandResult:
        return self._exchange.cancel_order(given.read(Cancel).order_id)

    def _liquidate(self, given: Arguments) -> CommandResult:
        request = given.read(Liquidate)
        if request.admin:  # not for traders: the call fails (protocol.md 4.4)
            raise Refused(401, DENIED)
        return self._exchange.liquidate_position(request.account_id, request.contract_id)


def unknown_endpoint(name: str) -> Refused:
    """Return the refusal of a call there is none of; its wording is as others saw it."""
    return Refused(404, f"Not found: {name[:64]}")


def _for_anyone_admitted(lookups: Mapping[str, Callable[[Arguments], object]]) -> dict[str, Call]:
    def of(lookup: Callable[[Arguments], object]) -> Call:
        return lambda given, grant: lookup(given)

    return {name: of(lookup) for name, lookup in lookups.items()}
