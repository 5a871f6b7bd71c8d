"""The one table of operations, served alike on REST and on the user socket (protocol.md 2, 3.2)."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from bracketdesk.practice.arguments import (
    Arguments,
    ByAccount,
    ByProducts,
    Roll,
    RollSeveral,
    SignIn,
)
from bracketdesk.practice.auth import Gate
from bracketdesk.practice.cash import CashSnapshot
from bracketdesk.practice.dry_run import DryRun
from bracketdesk.practice.enrolment import enrol
from bracketdesk.practice.errors import Refused
from bracketdesk.practice.exchange import Exchange
from bracketdesk.practice.fees import fee_params
from bracketdesk.practice.guard import ME, RENEW, SIGN_IN, TOO_MANY
from bracketdesk.practice.lookups import Lookups
from bracketdesk.practice.oauth import OAuth
from bracketdesk.practice.order_requests import (
    CancelOrder,
    LiquidatePosition,
    LiquidatePositions,
    ModifyOrder,
    ModifyOrderStrategy,
    PlaceOco,
    PlaceOrder,
    PlaceOso,
)
from bracketdesk.practice.orders import Origin
from bracketdesk.practice.rolling import Rolls
from bracketdesk.practice.sessions import Grant
from bracketdesk.practice.unpublished import (
    TIMESTAMP,
    USER_INFO,
    Timestamp,
    roll_several,
    user_info,
)
from bracketdesk.wire.entities import Product
from bracketdesk.wire.messages import (
    AccessTokenResponse,
    InterruptOrderStrategy,
    Message,
    OrderStrategyStatusResponse,
    ProductFeeParamsResponse,
)

OAUTH_TOKEN = "auth/oauthtoken"  # noqa: S105 - an endpoint

Call = Callable[[Arguments, Grant], object]

R = TypeVar("R")


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

    def __init__(self, exchange: Exchange, gate: Gate, oauth: OAuth) -> None:
        self._exchange = exchange
        self._gate = gate
        self._rolls = Rolls(exchange.store)
        enrol(exchange, gate.login)
        self._without_token: dict[str, Callable[[Arguments], object]] = {
            SIGN_IN: self._sign_in,
            OAUTH_TOKEN: oauth.exchange,
            TIMESTAMP: lambda given: Timestamp(timestamp=gate.now()),
        }
        queries = _for_anyone_admitted({**Lookups(exchange).table(), **self._library()})
        table = queries | self._commands()
        self._table = {name.lower(): call for name, call in table.items()}

    @property
    def names(self) -> frozenset[str]:
        """Every operation there is, in lower case."""
        return frozenset(self._table | self._without_token)

    def answer(self, name: str, given: Arguments, admit: Callable[[], Grant]) -> object:
        """Return the reply of `name`, as `order/item`; raises Refused.

        `admit` returns the caller's grant or raises; it is asked before anything but sign-in.
        """
        if open_call := self._without_token.get(name.lower()):  # protocol.md 1.1, 1.6
            return open_call(given)
        self._exchange.catch_up()
        grant = self._admitted(name, admit)
        call = self._table.get(name.lower())
        if call is None:
            raise unknown_endpoint(name)
        return call(given, grant)

    def _library(self) -> dict[str, Callable[[Arguments], object]]:
        return {
            USER_INFO: lambda given: user_info(self._gate.login),
            "contract/rollcontract": lambda given: self._rolls.roll(given.read(Roll)),
            "contract/rollcontracts": lambda given: roll_several(
                self._rolls, given.read(RollSeveral).roll_contracts
            ),
            "contract/getproductfeeparams": self._fee_params,
        }

    def _commands(self) -> dict[str, Call]:
        orders = self._exchange.orders
        return {
            RENEW: lambda given, grant: self._gate.renew(grant),
            ME: lambda given, grant: self._me(),
            "cashBalance/getcashbalancesnapshot": lambda given, grant: self._cash_snapshot(given),
            "orderStrategy/startorderstrategy": self._trading(self._start),
            "orderStrategy/interruptorderstrategy": self._trading(self._interrupt),
            "orderStrategy/modifyorderstrategy": self._trading(self._modify_strategy),
            "order/placeorder": self._order_call(PlaceOrder, orders.place),
            "order/placeoco": self._order_call(PlaceOco, orders.place_oco),
            "order/placeoso": self._order_call(PlaceOso, orders.place_oso),
            "order/dryrun": self._order_call(DryRun, orders.dry_run),
            "order/modifyorder": self._order_call(ModifyOrder, orders.modify),
            "order/cancelorder": self._order_call(CancelOrder, orders.cancel),
            "order/liquidateposition": self._order_call(LiquidatePosition, orders.liquidate),
            "order/liquidatepositions": self._order_call(LiquidatePositions, orders.liquidate_all),
        }

    def _admitted(self, name: str, admit: Callable[[], Grant]) -> Grant:
        try:
            return admit()
        except Refused as refusal:
            if refusal.status != TOO_MANY:  # said before the call was tried
                self._gate.guard.failed(name)
            raise

    def _trading(self, command: Callable[[Arguments, Origin], object]) -> Call:
        def call(given: Arguments, grant: Grant) -> object:
            self._gate.permissions.check_trading()
            return command(given, Origin(self._gate.login.id, grant.session.id))

        return call

    def _order_call(self, kind: type[R], command: Callable[[R, Origin], object]) -> Call:
        return self._trading(lambda given, who: command(given.read(kind), who))

    def _sign_in(self, given: Arguments) -> AccessTokenResponse:
        request = given.read(SignIn)
        return self._gate.sign_in(request.name, request.password)

    def _me(self) -> Me:
        login = self._gate.login
        return Me(
            user_id=login.id,
            name=login.name,
            full_name=login.full_name,
            email=login.email,
            email_verified=True,
            is_trial=True,
        )

    def _fee_params(self, given: Arguments) -> ProductFeeParamsResponse:
        """Answer for the products there are."""
        asked = given.read(ByProducts).product_ids
        known = [self._exchange.store.get("product", one) for one in asked]
        return ProductFeeParamsResponse(
            params=[fee_params(one) for one in known if isinstance(one, Product)]
        )

    def _cash_snapshot(self, given: Arguments) -> CashSnapshot:
        return self._exchange.cash_snapshot(given.read(ByAccount).account_id)

    def _start(self, given: Arguments, who: Origin) -> OrderStrategyStatusResponse:
        return self._exchange.orders.start(given.read(dict[str, object]), who)

    def _interrupt(self, given: Arguments, who: Origin) -> OrderStrategyStatusResponse:
        number = given.read(InterruptOrderStrategy).order_strategy_id
        return self._exchange.orders.interrupt(number, who)

    def _modify_strategy(self, given: Arguments, who: Origin) -> OrderStrategyStatusResponse:
        number = given.read(ModifyOrderStrategy).order_strategy_id
        return self._exchange.orders.modify_strategy(number)


def unknown_endpoint(name: str) -> Refused:
    """Return the refusal of a call there is none of; its wording is as others saw it."""
    return Refused(404, f"Not found: {name[:64]}")


def _for_anyone_admitted(lookups: Mapping[str, Callable[[Arguments], object]]) -> dict[str, Call]:
    def of(lookup: Callable[[Arguments], object]) -> Call:
        return lambda given, grant: lookup(given)

    return {name: of(lookup) for name, lookup in lookups.items()}
