"""Whatever happens, in whatever order: the laws of `check_invariants` hold after each act."""

import asyncio
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, cast

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.exchange_laws import check_invariants
from tests.support.trading import Stage

from bracketdesk.practice.market import QuoteTick, TradeTick
from bracketdesk.practice.tape import read_tape
from bracketdesk.wire.entities import Order
from bracketdesk.wire.enums import OrdStatus

OPENING = 4 * 6012

sides = st.sampled_from(["Buy", "Sell"])
ticks = st.integers(1, 12)


@dataclass
class Level:
    quantity: int
    target: int | None
    stop: int | None
    trail: tuple[int, int, int] | None
    trailing: bool

    def bracket(self, sign: int) -> dict[str, Any]:
        points: dict[str, Any] = {"qty": self.quantity}
        if self.target:
            points["profitTarget"] = sign * self.target / 4
        if self.stop or not self.target:
            points["stopLoss"] = -sign * (self.stop or 4) / 4
            points["trailingStop"] = self.trailing
            if self.trail and not self.trailing:
                names = ("stopLoss", "trigger", "freq")
                points["autoTrail"] = dict(
                    zip(names, (part / 4 for part in self.trail), strict=True)
                )
        return points


levels = st.builds(
    Level,
    st.integers(1, 8),
    st.none() | ticks,
    st.none() | ticks,
    st.none() | st.tuples(ticks, ticks, ticks),
    st.booleans(),
)
quotes = st.tuples(st.integers(-8, 8), st.integers(1, 4), st.integers(0, 9), st.integers(0, 9))
entries = st.one_of(
    st.just({"type": "Market"}),
    st.builds(
        lambda t, p, f: {"type": t, "price": p, "timeInForce": f},
        st.sampled_from(["Limit", "MIT"]),
        st.integers(-6, 6),
        st.sampled_from(["Day", "GTC", "IOC", "FOK"]),
    ),
    st.builds(
        lambda t, p, d: {"type": t, "stopPrice": p, "price": p + d, "pegDifference": 1 + abs(p)},
        st.sampled_from(["Stop", "StopLimit", "TrailingStop"]),
        st.integers(-8, 8),
        st.integers(-3, 3),
    ),
)
acts = st.one_of(
    st.tuples(st.just("quote"), quotes),
    st.tuples(st.just("quote"), quotes),
    st.tuples(st.just("trade"), st.tuples(st.integers(-8, 8), st.integers(1, 9))),
    st.tuples(
        st.just("start"), st.tuples(sides, entries, st.lists(levels, min_size=1, max_size=3))
    ),
    st.tuples(st.just("cancel"), st.integers(0, 50)),
    st.tuples(st.just("interrupt"), st.integers(0, 5)),
    st.tuples(st.just("liquidate"), st.none()),
    st.tuples(st.just("wait"), st.integers(1, 40_000)),
)


class Player:
    """Acts on a stage; the stage checks the laws after each act, each fill against its quote."""

    def __init__(self) -> None:
        self.stage = Stage()
        self.middle = OPENING

    def play(self, name: str, what: object) -> None:
        getattr(self, name)(what)
        self.stage.check()

    def quote(self, what: tuple[int, int, int, int]) -> None:
        move, spread, bid_size, ask_size = what
        self.middle += move
        self.stage.tick(
            QuoteTick(
                self.middle if bid_size else None,
                bid_size,
                self.middle + spread if ask_size else None,
                ask_size,
            )
        )

    def trade(self, what: tuple[int, int]) -> None:
        self.stage.tick(TradeTick(self.middle + what[0], what[1]))

    def start(self, what: tuple[str, dict[str, Any], list[Level]]) -> None:
        side, entry, chosen = what
        sign = 1 if side == "Buy" else -1
        shape = {"orderQty": sum(level.quantity for level in chosen), "orderType": entry["type"]}
        for name in ("price", "stopPrice"):
            if name in entry:
                shape[name] = (self.middle + entry[name]) / 4
        for name in ("pegDifference", "timeInForce"):
            if name in entry:
                shape[name] = entry[name]
        body = self.stage.request(shape, [level.bracket(sign) for level in chosen])
        self.stage.send(body | {"action": side})

    def cancel(self, which: int) -> None:
        orders = self.stage.all("order", Order)
        if orders:
            self.stage.cancel(orders[which % len(orders)].id)

    def interrupt(self, which: int) -> None:
        strategies = self.stage.exchange.store.all("orderStrategy")
        if strategies:
            self.stage.interrupt(strategies[which % len(strategies)].id)

    def liquidate(self, _: None) -> None:
        before = self.working()
        self.stage.liquidate()
        assert len(self.working()) <= 1, before

    def wait(self, seconds: int) -> None:
        asyncio.run(self.stage.clock.advance(seconds))

    def working(self) -> list[Order]:
        return [o for o in self.stage.all("order", Order) if o.ord_status is OrdStatus.WORKING]


@given(st.lists(acts, max_size=25))
@settings(deadline=None)
def test_the_laws_hold_whatever_happens(play: list[tuple[str, Any]]) -> None:
    player = Player()
    for name, what in play:
        player.play(name, what)


@given(st.lists(levels, min_size=1, max_size=4), sides, st.lists(quotes, max_size=20))
@settings(deadline=None)
def test_a_strategy_comes_to_its_end_and_flat(
    chosen: list[Level], side: str, moves: list[tuple[int, int, int, int]]
) -> None:
    """Once the price has gone far enough either way and come back, every exit is done."""
    player = Player()
    player.start((side, {"type": "Market"}, chosen))
    for move in moves:
        player.quote(move)
    for far in (OPENING - 2000, OPENING + 2000, OPENING - 2000):
        for size in (50, 60, 70):
            player.stage.tick(QuoteTick(far, size, far + 1, size))
    assert player.stage.net == 0
    assert player.working() == []


def test_the_laws_hold_through_the_real_hour(broker_data: Path) -> None:
    """A strategy every few hundred rows of the tape, on both sides, by market and by limit."""
    stage = Stage("ESZ6", opening=None)
    tape = read_tape(broker_data / "ESH4-2023-12-25.csv.gz")
    fresh = count()
    quote = QuoteTick(None, 0, None, 0)
    for row, (_, tick) in enumerate(tape.steps):
        stage.exchange.hear(stage.listed, tick)
        quote = tick if isinstance(tick, QuoteTick) else quote
        if row % 700 == 10:
            _start_one(stage, quote, next(fresh))
            check_invariants(stage.exchange)
    stage.check()
    statuses = {str(s.status) for s in cast(list[Any], stage.exchange.store.all("orderStrategy"))}
    assert "ExecutionFinished" in statuses
    assert {str(o.ord_status) for o in stage.all("order", Order)} >= {"Filled", "Canceled"}


def _start_one(stage: Stage, quote: QuoteTick, number: int) -> None:
    sign, side = (1, "Buy") if number % 2 == 0 else (-1, "Sell")
    near = quote.bid if sign > 0 else quote.ask
    brackets: list[dict[str, Any]] = [
        {"qty": 1, "profitTarget": sign * 1, "stopLoss": -sign * 2},
        {"qty": 1, "profitTarget": sign * 2, "stopLoss": -sign * 1, "trailingStop": True},
        {"qty": 1, "stopLoss": -sign * 2, "autoTrail": {"stopLoss": 1, "trigger": 1, "freq": 0.5}},
    ]
    entry: dict[str, Any] = {"type": "Market"}
    if number % 3 == 0:
        entry = {"type": "Limit", "price": (near or 0) / 4}
    stage.start(*brackets, side=side, **entry)
