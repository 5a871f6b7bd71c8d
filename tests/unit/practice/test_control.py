"""The markets in a trainer's hand: pace and pauses for all, and the tape's place."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from decimal import Decimal

import pytest
from tests.support.clock import ManualClock
from tests.support.trading import TRADER, WEDNESDAY

from bracketdesk.practice.control import TapeControl
from bracketdesk.practice.exchange import Exchange
from bracketdesk.practice.listing import Listed
from bracketdesk.practice.market import MarketSource, QuoteTick, Step, TradeTick
from bracketdesk.practice.reel import SEAM, Reel, TapeMarket
from bracketdesk.practice.tape import Tape
from bracketdesk.wire.messages import Quote


def quote(bid: int) -> QuoteTick:
    return QuoteTick(bid, 1, bid + 1, 1)


class Counting:
    """A market that rises a tick a second."""

    def feed(self, listed: Listed, seed: int, since: float) -> Iterator[Step]:
        yield Step(0.0, quote(1000))
        for bid in range(1001, 10_000):
            yield Step(1.0, quote(bid))


TAPE = Tape("ES", tuple(Step(1.0 if bid else 0.0, quote(100 + bid)) for bid in range(11)))
"""It rises a tick a second too, from 100 to 110."""


class Hall:
    """An exchange, and a screen with the bids in ticks of what is watched there."""

    def __init__(self, markets: MarketSource) -> None:
        self.clock = ManualClock(WEDNESDAY)
        self.exchange = Exchange(self.clock, markets, today=WEDNESDAY.date(), seed=1)
        self.told: list[Quote] = []
        self.exchange.listen_quotes(self.told.append)

    @property
    def tape(self) -> TapeControl:
        assert self.exchange.tape is not None
        return self.exchange.tape

    def watch(self, name: str) -> None:
        self.exchange.watch(self.id_of(name))

    def bid(self, name: str) -> int:
        quote = self.exchange.quote(self.id_of(name))
        assert quote is not None
        price = quote.entries["Bid"].price
        assert price is not None
        return int(price / Decimal("0.25"))

    def id_of(self, name: str) -> int:
        contract = self.exchange.find_contract(name)
        assert contract is not None
        return contract.id

    async def let_pass(self, seconds: float) -> None:
        await self.clock.advance(seconds)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self.exchange.run())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


@pytest.fixture
async def hall() -> AsyncIterator[Hall]:
    """Without a tape."""
    hall = Hall(Counting())
    hall.watch("ESZ6")
    async with hall.open():
        yield hall


@pytest.fixture
async def cinema() -> AsyncIterator[Hall]:
    """With one that is watched."""
    hall = Hall(TapeMarket(Reel(TAPE), Counting()))
    hall.watch("ESZ6")
    async with hall.open():
        yield hall


class TestPace:
    async def test_the_exchange_tells_how_long_nothing_happens(self) -> None:
        hall = Hall(Counting())
        assert hall.exchange.wait() == float("inf")
        hall.watch("ESZ6")
        assert hall.exchange.wait() == 1
        hall.exchange.markets.run_at(10)
        assert hall.exchange.wait() == pytest.approx(0.1)
        hall.exchange.markets.pause()
        hall.exchange.catch_up()
        assert not hall.exchange.markets.time

    async def test_it_is_as_fast_as_real_and_runs(self, hall: Hall) -> None:
        markets = hall.exchange.markets
        assert (markets.time, markets.speed, markets.paused) == (0, 1, False)
        assert hall.exchange.tape is None
        await hall.let_pass(3)
        assert (hall.bid("ESZ6"), markets.time) == (1003, 3)

    async def test_a_speed_may_be_changed_in_the_middle_of_a_wait(self, hall: Hall) -> None:
        await hall.let_pass(0.5)
        hall.exchange.markets.run_at(10)
        assert hall.exchange.markets.speed == 10
        await hall.let_pass(0.04)
        assert hall.bid("ESZ6") == 1000
        await hall.let_pass(0.02)
        assert hall.bid("ESZ6") == 1001
        hall.exchange.markets.run_at(0.1)
        await hall.let_pass(8)
        assert hall.bid("ESZ6") == 1001
        await hall.let_pass(2)
        assert hall.bid("ESZ6") == 1002

    async def test_what_was_due_before_is_done_at_the_speed_of_then(self, hall: Hall) -> None:
        hall.clock.oversleep(2.5)
        hall.exchange.markets.run_at(1000)
        assert hall.bid("ESZ6") == 1002
        assert hall.exchange.markets.time == 2.5

    @pytest.mark.parametrize("speed", [0, 0.09, 1001, float("nan")])
    async def test_there_are_limits(self, hall: Hall, speed: float) -> None:
        with pytest.raises(ValueError, match=r"a speed is a number from 0\.1 to 1000"):
            hall.exchange.markets.run_at(speed)
        assert hall.exchange.markets.speed == 1

    async def test_paused_markets_stand_and_go_on_where_they_stood(self, hall: Hall) -> None:
        await hall.let_pass(1.5)
        hall.exchange.markets.pause()
        assert hall.exchange.markets.paused
        await hall.let_pass(100)
        assert hall.bid("ESZ6") == 1001
        hall.exchange.markets.run_at(2)
        await hall.let_pass(100)
        hall.exchange.markets.go_on()
        await hall.let_pass(0.2)
        assert hall.bid("ESZ6") == 1001
        await hall.let_pass(0.1)
        assert hall.bid("ESZ6") == 1002
        assert not hall.exchange.markets.paused

    async def test_pausing_twice_is_pausing(self, hall: Hall) -> None:
        hall.exchange.markets.pause()
        hall.exchange.markets.pause()
        hall.exchange.markets.go_on()
        hall.exchange.markets.go_on()
        await hall.let_pass(2)
        assert hall.bid("ESZ6") == 1002

    async def test_a_market_that_wakes_in_a_pause_shows_its_quote_and_waits(
        self, hall: Hall
    ) -> None:
        hall.exchange.markets.pause()
        hall.watch("NQZ6")
        await hall.let_pass(10)
        assert hall.bid("NQZ6") == 1000
        hall.exchange.markets.go_on()
        await hall.let_pass(1)
        assert (hall.bid("NQZ6"), hall.bid("ESZ6")) == (1001, 1001)

    async def test_orders_trade_in_a_pause(self, hall: Hall) -> None:
        hall.exchange.markets.pause()
        answer = hall.exchange.orders.start(
            {
                "accountId": hall.exchange.account.id,
                "symbol": "ESZ6",
                "action": "Buy",
                "orderStrategyTypeId": 2,
                "params": '{"entryVersion":{"orderQty":1,"orderType":"Market"},'
                '"brackets":[{"qty":1,"profitTarget":1,"stopLoss":-1}]}',
            },
            TRADER,
        )
        assert answer.error_text is None
        await hall.let_pass(1)
        assert len(hall.exchange.store.all("fill")) == 1


class TestTape:
    async def test_what_stands_on_it(self, cinema: Hall) -> None:
        assert cinema.tape is cinema.exchange.markets
        await cinema.let_pass(3.25)
        tape = cinema.tape
        assert (tape.product, tape.position, tape.length) == ("ES", 3.25, 10)
        assert (tape.speed, tape.paused, tape.looped, tape.ended) == (1, False, False, False)

    async def test_its_position_goes_by_its_speed(self, cinema: Hall) -> None:
        cinema.tape.run_at(4)
        await cinema.let_pass(1.5)
        assert cinema.tape.position == 6
        cinema.tape.pause()
        await cinema.let_pass(1.5)
        assert cinema.tape.position == 6

    async def test_it_is_played_once_and_its_last_quote_stays(
        self, cinema: Hall, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.WARNING)
        await cinema.let_pass(100)
        assert (cinema.bid("ESZ6"), cinema.tape.position, cinema.tape.ended) == (110, 10, True)
        assert caplog.messages == ["the market of ESZ6 has ended; its last quote stays"]

    async def test_looped_it_begins_again_after_a_short_pause(self, cinema: Hall) -> None:
        cinema.tape.loop(looped=True)
        await cinema.let_pass(10 + SEAM / 2)
        assert (cinema.bid("ESZ6"), cinema.tape.position) == (110, 0)
        await cinema.let_pass(SEAM / 2)
        assert (cinema.bid("ESZ6"), cinema.tape.position) == (100, 0)
        await cinema.let_pass(3)
        assert (cinema.bid("ESZ6"), cinema.tape.position) == (103, 3)
        assert cinema.tape.looped
        assert not cinema.tape.ended

    async def test_an_ended_one_that_is_looped_begins_again(self, cinema: Hall) -> None:
        await cinema.let_pass(100)
        cinema.tape.loop(looped=True)
        await cinema.let_pass(SEAM + 2)
        assert cinema.bid("ESZ6") == 102
        cinema.tape.loop(looped=False)
        await cinema.let_pass(100)
        assert cinema.tape.ended

    @pytest.mark.parametrize(("position", "bid"), [(0, 100), (7.5, 107), (10, 110)])
    async def test_a_jump_shows_the_quote_that_stood_there_and_goes_on(
        self, cinema: Hall, position: float, bid: int
    ) -> None:
        await cinema.let_pass(3.5)
        heard = len(cinema.told)
        cinema.tape.jump(position)
        assert (cinema.bid("ESZ6"), cinema.tape.position) == (bid, position)
        assert len(cinema.told) == heard + 1  # nothing of what lies between
        await cinema.let_pass(0.5)
        assert cinema.bid("ESZ6") == min(110, 100 + int(position + 0.5))
        assert cinema.tape.position == min(10, position + 0.5)

    async def test_an_ended_one_jumps_back(self, cinema: Hall) -> None:
        await cinema.let_pass(100)
        cinema.tape.jump(2)
        await cinema.let_pass(1)
        assert cinema.bid("ESZ6") == 103

    async def test_a_jump_in_a_pause_waits_there(self, cinema: Hall) -> None:
        cinema.tape.pause()
        cinema.tape.jump(5)
        await cinema.let_pass(10)
        assert (cinema.bid("ESZ6"), cinema.tape.position) == (105, 5)
        assert cinema.told[-1].entries["Bid"].price == Decimal("26.25")
        cinema.tape.go_on()
        await cinema.let_pass(1)
        assert cinema.bid("ESZ6") == 106

    @pytest.mark.parametrize("position", [-0.1, 10.001, float("nan")])
    async def test_there_is_nothing_beyond_it(self, cinema: Hall, position: float) -> None:
        with pytest.raises(ValueError, match=r"a number from 0 to 10\.000"):
            cinema.tape.jump(position)
        assert cinema.tape.position == 0

    async def test_the_markets_beside_it_have_its_pace_but_not_its_place(
        self, cinema: Hall
    ) -> None:
        cinema.watch("MESZ6")
        cinema.tape.run_at(2)
        await cinema.let_pass(1)
        cinema.tape.jump(9)
        assert (cinema.bid("ESZ6"), cinema.bid("MESZ6")) == (109, 1002)
        await cinema.let_pass(2)
        assert (cinema.bid("ESZ6"), cinema.bid("MESZ6")) == (110, 1006)

    async def test_while_its_market_sleeps_nothing_of_it_is_missed(self) -> None:
        hall = Hall(TapeMarket(Reel(TAPE), Counting()))
        async with hall.open():
            await hall.let_pass(5)
            assert (hall.tape.position, hall.tape.ended) == (0, False)
            hall.tape.jump(4)
            hall.tape.loop(looped=True)
            await hall.let_pass(5)
            assert hall.tape.position == 4
            assert hall.exchange.quote(hall.id_of("ESZ6")) is None
            hall.watch("ESZ6")
            assert hall.bid("ESZ6") == 104
            await hall.let_pass(1)
            assert (hall.bid("ESZ6"), hall.tape.position) == (105, 5)

    @pytest.mark.parametrize("act", ["jump", "pause", "hurry"])
    async def test_within_what_it_says_it_is_done_right_after(self, act: str) -> None:
        """A listener to the store may take the markets in hand when an order fills."""
        hall = Hall(TapeMarket(Reel(TAPE), Counting()))
        hall.watch("ESZ6")
        tape, acts = hall.tape, {"pause": hall.tape.pause}
        acts |= {"jump": lambda: tape.jump(8), "hurry": lambda: tape.run_at(2)}
        hall.exchange.store.listen(lambda kind, *_: acts[act]() if kind == "fill" else None)
        hall.exchange.orders.start(
            {
                "accountId": hall.exchange.account.id,
                "symbol": "ESZ6",
                "action": "Buy",
                "orderStrategyTypeId": 2,
                "params": '{"entryVersion":{"orderQty":1,"orderType":"Stop","stopPrice":25.75},'
                '"brackets":[{"qty":1,"profitTarget":50,"stopLoss":-20}]}',
            },
            TRADER,
        )
        bids = []
        async with hall.open():
            for _ in range(6):
                await hall.let_pass(0.9999)
                bids.append(hall.bid("ESZ6"))
                await hall.let_pass(0.0001)
        assert (
            bids
            == {
                "jump": [100, 101, 108, 109, 110, 110],
                "pause": [100, 101, 102, 102, 102, 102],
                "hurry": [100, 101, 103, 105, 107, 109],
            }[act]
        )

    async def test_orders_meet_the_quote_of_a_jump(self) -> None:
        rising = Tape("ES", (Step(0, quote(100)), Step(5, TradeTick(90, 9)), Step(5, quote(140))))
        hall = Hall(TapeMarket(Reel(rising), Counting()))
        hall.watch("ESZ6")
        hall.exchange.orders.start(
            {
                "accountId": hall.exchange.account.id,
                "symbol": "ESZ6",
                "action": "Buy",
                "orderStrategyTypeId": 2,
                "params": '{"entryVersion":{"orderQty":1,"orderType":"Market"},'
                '"brackets":[{"qty":1,"profitTarget":5,"stopLoss":-1}]}',
            },
            TRADER,
        )
        hall.tape.jump(10)
        (position,) = hall.exchange.store.all("position")
        assert getattr(position, "net_pos") == 0  # noqa: B009 - the store holds any entity
