"""Where life after the fill is played at random: a desk, the exchange, and their clocks."""

import asyncio
import tempfile
from collections import Counter
from collections.abc import Callable, Coroutine, Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, TypeVar

from hypothesis.stateful import RuleBasedStateMachine
from tests.support.after_truth import truth
from tests.support.hours import IdleLoop, Timeline
from tests.support.pair import WEDNESDAY, Broker
from tests.support.practice import Trader, dump
from tests.support.seat import Seat, open_seat

from bracketdesk.controller.views import Connection, LegView, StrategyView
from bracketdesk.domain.ticket import Entry, Level, Side, Ticket
from bracketdesk.practice.delays import SeededDelays
from bracketdesk.practice.server import PUBLISHED

T = TypeVar("T")

SETTLES = 13.0
"""Seconds: every command has had its patience, and every meter its time."""

ERRANDS = 8
"""How many commands one click sets going at most, one after the other."""

STEPS: Counter[str] = Counter()
"""What all runs of this process did, for the summary."""


class AfterWorld(RuleBasedStateMachine):
    """One account, one contract, one trader; another program of the same user beside him."""

    def __init__(self) -> None:
        super().__init__()
        self._runner = asyncio.Runner(loop_factory=IdleLoop)
        self._folder = tempfile.TemporaryDirectory()
        self._stack = AsyncExitStack()
        self._net = 0
        self._seen: set[int] = set()
        self._run(self._open())

    def teardown(self) -> None:
        """Leave in order."""
        self._run(self._stack.aclose())
        self._runner.close()
        self._folder.cleanup()

    def _have_something(self) -> None:
        """Open a position with exits where nothing is open: most acts need one."""
        if self._legs(lambda _: True) or truth(self.broker.exchange).net:
            return
        rows = (Level(1, 12, 8), Level(2, None, 16))
        ticket = Ticket("MESZ6", Side.BUY, 3, Entry(), rows, self.seat.view.account)
        self._call(lambda: self.seat.desk.submit(ticket))
        STEPS["opened"] += 1
        self._run(self._settle())

    # How it is done
    @property
    def after(self) -> Any:  # noqa: ANN401 - the desk's own
        """What the window talks to."""
        return self.seat.desk.after

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(work)

    def _call(self, work: Callable[[], object]) -> None:
        """Do it on the loop, as a click or a quote does."""

        async def done() -> None:
            work()

        self._run(done())

    async def _open(self) -> None:
        self.time = Timeline(WEDNESDAY)
        self.broker = Broker(self.time, PUBLISHED, SeededDelays(1))
        self._foreign: Counter[str] = Counter()
        self.broker.announced = await self.broker.server.start()
        self._stack.push_async_callback(self.broker.close)
        await self._take_seat()
        self.other: Trader = self.broker.elsewhere()
        await self.other.sign_in()
        instrument = self.seat.desk.instrument.value
        assert instrument is not None
        self.contract = instrument.contract_id

    async def _take_seat(self) -> None:
        folder = Path(self._folder.name)
        self._seat = open_seat(folder, self.broker.hosts, self.broker.who, self.time)
        self.seat: Seat = await self._seat.__aenter__()
        self._stack.push_async_exit(self._seat)
        await self.seat.connect()

    async def _restart(self) -> None:
        await self._settle()
        await self.seat.desk.close()
        self._seen = set()
        await self._take_seat()

    async def _fall(self, turns: int) -> None:
        """Cancel everything the app does, in the middle of it, and begin anew on its disk."""
        for _ in range(turns):
            await asyncio.sleep(0)
        await self.seat.desk.close()
        self._seen = set()
        await self._take_seat()

    async def _settle(self) -> None:
        """Let every command come to its end, the line come back, and every meter have its time."""
        for _ in range(ERRANDS):  # the journal's thread knows nothing of the clocks
            await self.seat.settled()
            await self.seat.run(0.5)
        for _ in range(30):
            if self.seat.view.connection is Connection.CONNECTED:
                break
            await self.seat.run(5)
        await self.seat.run(SETTLES)

    async def _stage(self, key: str, parameters: Mapping[str, object]) -> None:
        await self._ask("drills/end", {})
        await self._ask("drills/stage", {"drill": key, "parameters": parameters})

    async def _ask(self, path: str, body: Mapping[str, object]) -> None:
        base = self.broker.announced.rest.removesuffix("/v1") + "/practice/v1/"
        (tokens,) = self.seat.secrets.tokens.values()  # the other's session may be pushed out
        headers = {"Authorization": f"Bearer {tokens.access}"}
        async with self.broker.http.post(base + path, headers=headers, data=dump(body)) as reply:
            STEPS[f"{path} {reply.status}"] += 1

    async def _elsewhere(self, path: str, body: Mapping[str, object]) -> None:
        self._foreign[path.strip("/")] += 1
        await self.other.post(path, body)

    def _account(self) -> int:
        return next(iter(self.seat.gateway.line.state.accounts))

    def _strategy(self, pick: int) -> StrategyView | None:
        views = self.seat.desk.strategies.value
        return views[pick % len(views)] if views else None

    def _legs(self, wanted: Callable[[LegView], bool]) -> list[LegView]:
        return [
            leg
            for view in self.seat.desk.strategies.value
            for level in view.levels
            for leg in level.legs
            if leg.cancellable and wanted(leg)
        ]

    def _limit(self, side: Side, below: int) -> Any:  # noqa: ANN401 - a Decimal
        quote = self.seat.desk.quote.value
        assert quote is not None
        assert quote.bid is not None
        tick = self.seat.desk.instrument.value.tick_size  # type: ignore[union-attr]
        return quote.bid - side.sign * below * tick
