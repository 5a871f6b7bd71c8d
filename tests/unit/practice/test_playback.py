import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress

import pytest
from tests.support.clock import ManualClock
from tests.support.trading import TRADER, WEDNESDAY

from bracketdesk.practice.exchange import Exchange
from bracketdesk.practice.listing import Listed
from bracketdesk.practice.market import QuoteTick, Step, TradeTick
from bracketdesk.wire.messages import Quote


class Script:
    """A market of given steps."""

    def __init__(self, *steps: Step) -> None:
        self._steps = steps
        self.asked: list[tuple[str, int, float]] = []

    def feed(self, listed: Listed, seed: int, since: float) -> Iterator[Step]:
        self.asked.append((listed.name, seed, since))
        return iter(self._steps)


def quote(bid: int) -> QuoteTick:
    return QuoteTick(bid, 1, bid + 1, 1)


@asynccontextmanager
async def running(exchange: Exchange) -> AsyncIterator[None]:
    task = asyncio.create_task(exchange.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


class LateClock(ManualClock):
    """Wakes everyone five milliseconds late."""

    async def sleep(self, seconds: float) -> None:
        await super().sleep(seconds + 0.005)


def watched(
    market: Script, clock: ManualClock | None = None
) -> tuple[ManualClock, Exchange, int, list[Quote]]:
    clock = clock or ManualClock(WEDNESDAY)
    exchange = Exchange(clock, market, today=WEDNESDAY.date(), seed=5)
    contract = exchange.find_contract("ESZ6")
    assert contract is not None
    heard: list[Quote] = []
    exchange.listen_quotes(heard.append)
    exchange.watch(contract.id)
    return clock, exchange, contract.id, heard


def bid(exchange: Exchange, contract_id: int) -> str:
    found = exchange.quote(contract_id)
    assert found is not None
    return str(found.entries["Bid"].price)


def test_a_market_sleeps_until_it_is_asked_for_and_opens_at_once() -> None:
    market = Script(Step(0, quote(100)), Step(1, quote(104)))
    _, exchange, contract_id, _ = watched(market)
    assert market.asked == [("ESZ6", 5, 0.0)]
    assert bid(exchange, contract_id) == "25.00"
    exchange.watch(contract_id)
    assert len(market.asked) == 1


def test_an_order_wakes_it_too() -> None:
    market = Script(Step(0, quote(100)))
    exchange = Exchange(ManualClock(WEDNESDAY), market, today=WEDNESDAY.date(), seed=5)
    assert market.asked == []
    exchange.orders.start({"symbol": "NQZ6", "action": "Buy", "orderStrategyTypeId": 2}, TRADER)
    assert market.asked == [("NQZ6", 5, 0.0)]


async def test_who_wakes_later_is_told_how_much_later() -> None:
    market = Script(Step(0, quote(100)))
    clock, exchange, *_ = watched(market)
    async with running(exchange):
        exchange.markets.run_at(10)
        await clock.advance(6)
        exchange.markets.pause()
        await clock.advance(60)
        exchange.orders.start({"symbol": "NQZ6", "action": "Buy", "orderStrategyTypeId": 2}, TRADER)
    assert market.asked == [("ESZ6", 5, 0.0), ("NQZ6", 5, 60.0)]


async def test_steps_happen_at_their_times() -> None:
    market = Script(Step(0, quote(100)), Step(1.5, quote(104)), Step(2, quote(108)))
    clock, exchange, contract_id, heard = watched(market)
    async with running(exchange):
        await clock.advance(1.4)
        assert bid(exchange, contract_id) == "25.00"
        await clock.advance(0.2)
        assert bid(exchange, contract_id) == "26.00"
        await clock.advance(1.8)
        assert bid(exchange, contract_id) == "26.00"
        await clock.advance(0.2)
        assert bid(exchange, contract_id) == "27.00"
    assert str(heard[-1].entries["Bid"].price) == "27.00"


async def test_a_market_that_opens_late_says_nothing_before() -> None:
    clock, exchange, contract_id, heard = watched(Script(Step(1, quote(100))))
    async with running(exchange):
        await clock.advance(0.5)
        assert exchange.quote(contract_id) is None
        assert heard == []
        await clock.advance(0.5)
    assert len(heard) == 1


async def test_an_ended_market_keeps_its_last_quote_and_says_so(
    caplog: pytest.LogCaptureFixture,
) -> None:
    market = Script(Step(0, quote(100)), Step(1, TradeTick(101, 2)), Step(0, quote(104)))
    clock, exchange, contract_id, heard = watched(market)
    async with running(exchange):
        await clock.advance(1)
        assert "the market of ESZ6 has ended; its last quote stays" in caplog.messages
        await clock.advance(3600)
        assert bid(exchange, contract_id) == "26.00"
    assert str(heard[-1].entries["Trade"].price) == "25.25"


async def test_a_timer_that_fires_late_does_not_slow_the_market() -> None:
    market = Script(Step(0, quote(100)), *(Step(0.01, quote(100 + n)) for n in range(1, 101)))
    clock, exchange, contract_id, _ = watched(market, LateClock(WEDNESDAY))
    async with running(exchange):
        await clock.advance(1.006)
    assert bid(exchange, contract_id) == "50.00"


async def test_what_comes_at_one_moment_is_heard_before_anything_else() -> None:
    market = Script(Step(0, quote(100)), Step(1, TradeTick(101, 2)), Step(0, quote(104)))
    clock, exchange, *_ = watched(market)
    bids: list[str] = []
    exchange.listen_quotes(lambda told: bids.append(str(told.entries["Bid"].price)))
    async with running(exchange):
        await clock.advance(1)
    assert bids == ["26.00"]


class Stalling(Iterator[Step]):
    """Steps every hundredth of a second; each takes its hearer `costs` seconds."""

    def __init__(self, clock: ManualClock, costs: float) -> None:
        self._clock = clock
        self._costs = costs
        self.heard = -1

    def __next__(self) -> Step:
        self.heard += 1
        self._clock.oversleep(self._costs if self.heard else 0)
        return Step(0.01 if self.heard else 0, quote(100 + self.heard))


class StallingMarket:
    def __init__(self, steps: Stalling) -> None:
        self._steps = steps

    def feed(self, listed: Listed, seed: int, since: float) -> Iterator[Step]:
        return self._steps


@pytest.mark.parametrize(("costs", "shortest", "longest"), [(0.002, 0.0, 0.1), (0.05, 10.0, 14.0)])
async def test_a_market_too_quick_for_the_machine_runs_late_but_never_far(
    costs: float, shortest: float, longest: float
) -> None:
    """What it cannot pay stands still: the exchange's time is never far behind the clock's."""
    clock = ManualClock(WEDNESDAY)
    steps = Stalling(clock, costs)
    exchange = Exchange(clock, StallingMarket(steps), today=WEDNESDAY.date(), seed=5)
    contract = exchange.find_contract("ESZ6")
    assert contract is not None
    began = clock.monotonic()
    exchange.watch(contract.id)
    async with running(exchange):
        while steps.heard < 300:
            await clock.advance(0.01)
    ran = exchange.markets.time
    late = clock.monotonic() - began - ran
    assert shortest <= late <= longest
