"""Who may sign in, and what risk management holds for the account."""

from tests.support.trading import TRADER

from bracketdesk.practice.auth import Login
from bracketdesk.practice.enrolment import enrol
from bracketdesk.practice.exchange import Exchange
from bracketdesk.wire.accounts import (
    User,
    UserAccountAutoLiq,
    UserAccountPositionLimit,
    UserAccountRiskParameter,
)


def login_of(exchange: Exchange) -> Login:
    return Login(exchange.user_id, "somebody", "secret")


def test_the_user_owns_the_account(exchange: Exchange) -> None:
    enrol(exchange, login_of(exchange))
    user = exchange.store.get("user", exchange.account.user_id)
    assert isinstance(user, User)
    assert (user.name, user.email) == ("somebody", "somebody@practice.invalid")


def test_the_limits_are_those_that_orders_are_held_to(exchange: Exchange) -> None:
    enrol(exchange, login_of(exchange))
    (limit,) = exchange.store.all("userAccountPositionLimit")
    (parameter,) = exchange.store.all("userAccountRiskParameter")
    assert isinstance(limit, UserAccountPositionLimit)
    assert isinstance(parameter, UserAccountRiskParameter)
    assert parameter.user_account_position_limit_id == limit.id
    answer = exchange.orders.start(
        request(exchange, (parameter.max_opening_order_qty or 0) + 1), TRADER
    )
    assert answer.failure_reason == "MaxOrderQtyLimitReached"
    for quantity in (100, (limit.long_limit or 0) - 100):
        assert exchange.orders.start(request(exchange, quantity), TRADER).order_strategy
    answer = exchange.orders.start(request(exchange, 1), TRADER)
    assert answer.failure_reason == "MaxPosLimitReached"


def test_what_the_exchange_put_itself_stays(exchange: Exchange) -> None:
    own = UserAccountAutoLiq(id=exchange.account.id, do_not_unlock=True)
    exchange.store.put("userAccountAutoLiq", own)
    for _ in range(2):
        enrol(exchange, login_of(exchange))
    assert exchange.store.all("userAccountAutoLiq") == [own]
    assert len(exchange.store.all("user")) == 1
    assert len(exchange.store.all("userAccountPositionLimit")) == 1


def request(exchange: Exchange, quantity: int) -> dict[str, object]:
    """Return a resting start of so many contracts."""
    return {
        "accountId": exchange.account.id,
        "symbol": "MESZ6",
        "action": "Buy",
        "orderStrategyTypeId": 2,
        "params": f'{{"entryVersion":{{"orderQty":{quantity},"orderType":"Limit","price":6000}},'
        f'"brackets":[{{"qty":{quantity},"profitTarget":4,"stopLoss":-4,"trailingStop":false}}]}}',
    }
