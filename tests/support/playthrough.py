"""Plays a script of calls against an exchange, on the markets' own clock and in no real time.

    play(SyntheticMarket(), [At(10, start("MESZ6", BRACKET)), At(90, liquidate("MESZ6"))],
         seconds=600, seed=7).events

The clock leaps from what is due to what is due next, as if nothing took any time. The events are
everything the store told, as bytes: the same markets, seed and script give the same bytes.

python -m tests.support.playthrough SEED    # plays `SCRIPT` and prints what came of it as a hash
"""

import hashlib
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple, cast

from tests.support.clock import ManualClock
from tests.support.trading import BRACKET, TRADER, WEDNESDAY

from bracketdesk.practice.delays import SeededDelays
from bracketdesk.practice.exchange import Exchange
from bracketdesk.practice.market import MarketSource
from bracketdesk.practice.order_requests import CancelOrder, LiquidatePosition
from bracketdesk.practice.synthetic import SyntheticMarket
from bracketdesk.wire import codec
from bracketdesk.wire.entities import Order
from bracketdesk.wire.enums import OrdStatus
from bracketdesk.wire.messages import OrderStrategyStatusResponse

Act = Callable[[Exchange], object]


class At(NamedTuple):
    """A line of the script: so many seconds of the markets' after the beginning, do this."""

    time: float
    act: Act


@dataclass(frozen=True)
class Played:
    """What came of it: the exchange as it is at the end, and the store's events in their order.

    `answers` are what the acts returned.
    """

    exchange: Exchange
    events: tuple[bytes, ...]
    answers: tuple[object, ...]

    @property
    def hash(self) -> str:
        """One text for all events."""
        return hashlib.sha256(b"\n".join(self.events)).hexdigest()


def play(
    markets: MarketSource,
    script: Iterable[At],
    *,
    seconds: float,
    seed: int = 1,
    speed: float = 1.0,
    leaps: bool = True,
) -> Played:
    """Play so many of the markets' seconds, whatever their speed; the acts in their order.

    Commands take their small delays, seeded as the markets are.
    Without `leaps` nobody looks at the exchange between two acts: it has all to catch up then.
    """
    clock = ManualClock(WEDNESDAY)
    delays = SeededDelays(seed)
    exchange = Exchange(clock, markets, today=WEDNESDAY.date(), seed=seed, delays=delays)
    exchange.markets.run_at(speed)
    events: list[bytes] = []
    exchange.store.listen(
        lambda kind, event, entity: events.append(
            codec.encode({"entityType": kind, "eventType": event, "entity": entity})
        )
    )
    answers = []
    began = clock.monotonic()
    for time, act in (*script, At(seconds, Exchange.catch_up)):
        _let_pass(exchange, clock, began + time / speed, leaps=leaps)
        answers.append(act(exchange))
    return Played(exchange, tuple(events), tuple(answers[:-1]))


def start(
    symbol: str, *brackets: dict[str, Any], side: str = "Buy", **entry: object
) -> Callable[[Exchange], OrderStrategyStatusResponse]:
    """Start a strategy; `brackets` as on the wire, in points, `entry` as `orderType="Limit"`."""
    version = {"orderQty": sum(b["qty"] for b in brackets), "orderType": "Market"} | entry
    params = codec.encode({"entryVersion": version, "brackets": brackets}).decode()

    def act(exchange: Exchange) -> OrderStrategyStatusResponse:
        return exchange.orders.start(
            {
                "accountId": exchange.account.id,
                "accountSpec": exchange.account.name,
                "symbol": symbol,
                "action": side,
                "orderStrategyTypeId": 2,
                "params": params,
            },
            TRADER,
        )

    return act


def watch(symbol: str) -> Act:
    """Wake a contract's market."""
    return lambda exchange: exchange.watch(_contract_id(exchange, symbol))


def cancel_oldest(exchange: Exchange) -> object:
    """Cancel the order that has worked longest, if any works."""
    orders = cast(list[Order], exchange.store.all("order"))
    working = [order.id for order in orders if order.ord_status is OrdStatus.WORKING]
    return exchange.orders.cancel(CancelOrder(order_id=working[0]), TRADER) if working else None


def liquidate(symbol: str) -> Act:
    """Liquidate the account's position in a contract."""
    return lambda exchange: exchange.orders.liquidate(
        LiquidatePosition(
            account_id=exchange.account.id,
            contract_id=_contract_id(exchange, symbol),
            admin=False,
        ),
        TRADER,
    )


def bid_under(symbol: str, points: str, *brackets: dict[str, Any]) -> Act:
    """Start a strategy with a limit so many points under the bid."""

    def act(exchange: Exchange) -> OrderStrategyStatusResponse:
        exchange.catch_up()
        quote = exchange.quote(_contract_id(exchange, symbol))
        price = quote.entries["Bid"].price if quote else None
        assert price is not None, symbol
        limit = price - Decimal(points)
        return start(symbol, *brackets, orderType="Limit", price=limit)(exchange)

    return act


def _let_pass(exchange: Exchange, clock: ManualClock, until: float, *, leaps: bool) -> None:
    while leaps and (wait := exchange.wait()) < until - clock.monotonic():
        clock.oversleep(wait)
        exchange.catch_up()
    clock.oversleep(max(until - clock.monotonic(), 0.0))


def _contract_id(exchange: Exchange, symbol: str) -> int:
    contract = exchange.find_contract(symbol)
    assert contract is not None, symbol
    return contract.id


TRAILED = {
    "qty": 2,
    "stopLoss": -3,
    "autoTrail": {"stopLoss": 2, "trigger": 1, "freq": 0.25},
}
QUICK = {"qty": 1, "profitTarget": 0.5, "stopLoss": -0.5}
SHORT = {"qty": 1, "profitTarget": -20, "stopLoss": 20, "trailingStop": True}

SCRIPT = (
    At(0.5, watch("ESZ6")),
    At(10.1, start("MESZ6", BRACKET, TRAILED)),
    At(20.3, start("MESZ6", QUICK, QUICK)),
    At(60.2, start("NQZ6", SHORT, SHORT, side="Sell")),
    At(95.3, bid_under("MESZ6", "1.5", BRACKET | {"qty": 5})),
    At(240.4, cancel_oldest),
    At(300.5, start("MESZ6", BRACKET | {"trailingStop": True})),
    At(500.6, liquidate("NQZ6")),
    At(700.7, start("ESZ6", TRAILED, orderType="Stop", stopPrice=6015)),
    At(880.8, liquidate("MESZ6")),
)
"""A quarter of an hour with a bit of everything."""


if __name__ == "__main__":
    print(play(SyntheticMarket(), SCRIPT, seconds=900, seed=int(sys.argv[1])).hash)
