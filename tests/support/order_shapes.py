"""The bodies of order calls on a world's markets: prices by their distance in ticks."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from tests.support.books import sign
from tests.support.exchange_world import MARKETS, World
from tests.support.order_laws import STOPS, TRAILING, Entity

from bracketdesk.wire import codec

Level = dict[str, Any]

PRICES = ("price", "stopPrice", "limitIfTouchedPrice")

Price = Callable[[int], Decimal]


def whole(world: World, market: str, quantity: int) -> Entity:
    """What a call says of all its orders."""
    return {"accountId": world.account, "symbol": market, "orderQty": quantity}


def order(
    world: World, market: str, side: str, kind: str, offset: int, life: str = "Day"
) -> Entity:
    """What a call says of one order; an offset of 10 puts it on the wrong side."""
    way, wide = sign(side), abs(offset)

    def price(ticks: int) -> Decimal:
        return world.price(market, ticks)

    ahead = -1 if offset == 10 else wide + 1
    stop = price(3 + ahead) if way > 0 else price(-ahead)
    touch = price(-way * wide)
    tick = world.tick(market)
    prices: dict[str, dict[str, Decimal]] = {
        "Market": {},
        "Limit": {"price": price(offset)},
        "Stop": {"stopPrice": stop},
        "StopLimit": {"stopPrice": stop, "price": stop + way * (offset % 4) * tick},
        "MIT": {"price": touch},
        "LimitIfTouched": {"limitIfTouchedPrice": touch, "price": touch - way * (wide % 3) * tick},
        "TrailingStop": {"pegDifference": (wide + 1) * tick},
        "TrailingStopLimit": {"pegDifference": (wide + 1) * tick, "price": stop + way * tick},
    }
    more = {"expireTime": after(world, 600)} if life == "GTD" else {}
    return {"action": side, "orderType": kind, "timeInForce": life} | prices[kind] | more


def strategy(world: World, market: str, side: str, entry: Entity, levels: list[Level]) -> Entity:
    """The body of a start: an entry as `order` gives it, for as many as its levels have."""
    version = {name: value for name, value in entry.items() if name != "action"}
    version["orderQty"] = sum(level["quantity"] for level in levels)
    brackets = [_bracket(level, sign(side), world.tick(market)) for level in levels]
    params = codec.encode({"entryVersion": version, "brackets": brackets}).decode()
    return {
        "accountId": world.account,
        "symbol": market,
        "action": side,
        "orderStrategyTypeId": 2,
        "params": params,
    }


def moved(world: World, number: int, ticks: int) -> Entity:
    """The body of a modify: an order as it is, its prices so many ticks higher."""
    laws = world.laws
    version, tick = laws.versions[number], world.tick(name_of(world, laws.orders[number]))
    kept = ("orderType", "orderQty", "timeInForce", "expireTime")
    body: Entity = {name: version[name] for name in kept if name in version}
    if version["orderType"] not in TRAILING:
        body |= {name: version[name] + ticks * tick for name in PRICES if name in version}
    return body | {"orderId": number}


def way_to(world: World, number: int) -> tuple[str, int]:
    """Return an order's market, and the ticks from its bid until the quote is at the order's price.

    The bid is it for who sells, for who buys it is the offer, one tick above.
    """
    order, version = world.laws.orders[number], world.laws.versions[number]
    market = name_of(world, order)
    price = version.get("stopPrice", version.get("price"))
    if price is None:
        return market, 0
    bid = int(price / world.tick(market)) - (order["action"] == "Buy")
    return market, bid - world.middles[market]


def spoiled(world: World, body: Entity, fault: str) -> Entity:
    """The same, with something wrong about it."""
    order = world.laws.orders[body["orderId"]]
    market = name_of(world, order)
    if fault == "type":
        other = "Limit" if body["orderType"] != "Limit" else "MIT"
        return body | {"orderType": other, "price": world.price(market, 0)}
    if fault == "life":
        return body | {"timeInForce": "Day" if body["timeInForce"] != "Day" else "GTC"}
    if fault == "tick":
        name = next((name for name in PRICES if name in body), "price")
        return body | {name: world.price(market, 0) + world.tick(market) / 2}
    if fault == "market" and body["orderType"] in STOPS:
        return body | {"stopPrice": world.price(market, -40 * sign(order["action"]))}
    return body | {"orderQty": body["orderQty"] + 200 * (fault == "size")}


def after(world: World, seconds: float) -> str:
    """A time to come."""
    return (world.clock.now() + timedelta(seconds=seconds)).isoformat()


def name_of(world: World, order: Entity) -> str:
    """The name of an order's contract."""
    return next(name for name in MARKETS if world.contracts[name] == order["contractId"])


def _bracket(level: Level, way: int, tick: Decimal) -> dict[str, object]:
    exits: dict[str, object] = {"qty": level["quantity"]}
    if level["target"]:
        exits["profitTarget"] = way * level["target"] * tick
    if level["stop"] or not level["target"]:
        exits["stopLoss"] = -way * (level["stop"] or 4) * tick
        exits["trailingStop"] = level["trail"] == "trailing"
        if level["trail"] == "auto":
            distance = level["distance"] * tick
            exits["autoTrail"] = {"stopLoss": distance, "trigger": 2 * tick, "freq": tick}
    return exits
