"""Quotes in bursts: what 5,000 messages a second do to the window, the processor, and memory.

python -m tests.benchmarks.bursts [MINUTES]     # with minutes: the memory over so many of them
"""

import asyncio
import os
import resource
import sys
import tempfile
import time
from dataclasses import dataclass, replace

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before any Qt import

from PySide6.QtWidgets import QLabel
from tests.benchmarks.broker import OtherProcess
from tests.benchmarks.figures import line, median, p99, plain
from tests.benchmarks.frames import Screen
from tests.support.hand import Hand
from tests.support.quote_burst import FIRST, ROUND, STEP, bid
from tests.support.until import until

from bracketdesk.app import Assembly, assemble, build_application
from bracketdesk.cli import AppOptions
from bracketdesk.ui.event_loop import EventLoop
from bracketdesk.wire.clock import SystemClock

RATE = 5000
SECONDS = 10.0
QUIET = 3.0
"""Seconds without a quote, for comparison."""
FRAME_BUDGET = 16.0
BEAT_BUDGET = 5.0
MARKS = (1, 2, 5, 10, 20, 30, 60)
"""Minutes after which the memory is noted."""
GROWTH_BUDGET = 2.0
"""MiB from the first minute to the last: the allocator's own ups and downs."""


@dataclass(frozen=True, slots=True)
class Watched:
    """What a stretch of time cost. `frames` and `work` in milliseconds, `processor` in cores."""

    frames: list[float]
    work: list[float]
    processor: float
    shown: int
    behind: int = 0
    caught_up: float = 0.0
    rate: float = 0.0
    gap: float = 0.0


class Bench:
    """The real window on the other process, with a ticket whose figures follow the quote."""

    def __init__(self, app: Assembly, broker: OtherProcess) -> None:
        self.app = app
        self._broker = broker
        self._screen = Screen(app.window)
        self._quotes = 0
        app.desk.quote.listen(self._heard)

    async def get_ready(self) -> None:
        """Connect, choose a side, and wait for the first quote."""
        self.app.window.show()
        self.app.desk.open_environment(self.app.start)
        await until(lambda: self.app.desk.instrument.value)
        Hand(self.app.window).click("buyButton")
        while self.app.desk.quote.value is None:
            await self.burst(1, 0.5)
        await asyncio.sleep(1)

    async def quiet(self, seconds: float) -> Watched:
        """Nothing comes."""
        began, used, before = self._begin()
        await asyncio.sleep(seconds)
        return self._end(began, used, before)

    async def burst(self, per_frame: int, seconds: float) -> Watched:
        """As many messages as there may be, the last of which must be seen."""
        began, used, before = self._begin()
        told = await self._broker.ask(do="burst", rate=RATE, seconds=seconds, per_frame=per_frame)
        behind = self._behind(int(told["sent"]) - 1)
        ended = time.perf_counter()
        watched = self._end(began, used, before)
        await until(lambda: not self._behind(int(told["sent"]) - 1))
        return replace(
            watched,
            behind=behind,
            caught_up=time.perf_counter() - ended,
            rate=told["sent"] / told["seconds"],
            gap=told["gap"],
        )

    def _begin(self) -> tuple[float, float, int]:
        self._screen.begin()
        return time.perf_counter(), time.process_time(), self._quotes

    def _end(self, began: float, used: float, before: int) -> Watched:
        self._screen.end()
        processor = (time.process_time() - used) / (time.perf_counter() - began)
        screen = self._screen
        return Watched(screen.times, screen.work, processor, self._quotes - before)

    def _heard(self, _: object) -> None:
        self._quotes += 1

    def _behind(self, last: int) -> int:
        """How many messages the label on the screen is older than the last one sent."""
        label = self.app.window.findChild(QLabel, "bidLabel")
        assert label is not None
        try:
            shown = float(label.text())
        except ValueError:  # no quote yet
            return ROUND
        return round((bid(last) - FIRST) / STEP - (shown - FIRST) / STEP) % ROUND


def report(name: str, watched: Watched, quiet: Watched) -> str:
    frames = watched.frames
    return "\n".join(
        (
            f"{watched.rate:,.0f} quote messages a second, {name}, {SECONDS:.0f} s",
            line("frame time, median", median(frames), FRAME_BUDGET, "ms"),
            line("frame time, p99", p99(frames), FRAME_BUDGET, "ms"),
            plain("frame time, longest", max(frames), "ms"),
            plain("  without quotes: frame time, p99", p99(quiet.frames), "ms"),
            line("processor time in a frame, p99", p99(watched.work), FRAME_BUDGET, "ms"),
            plain("processor time in a frame, most", max(watched.work), "ms"),
            plain("processor, of one core", watched.processor * 100, "%"),
            plain("  without quotes", quiet.processor * 100, "%"),
            plain("quotes shown a second", watched.shown / SECONDS, ""),
            plain("messages behind when the last was sent", watched.behind, ""),
            line("seconds until the last one was shown", watched.caught_up, 0.1, "s"),
            line("longest gap between heartbeats", watched.gap, BEAT_BUDGET, "s"),
        )
    )


def resident() -> float:
    """MiB the process holds."""
    with open("/proc/self/statm") as told:  # noqa: PTH123 - the kernel's, not a file of ours
        return int(told.read().split()[1]) * resource.getpagesize() / 2**20


async def frame_times(bench: Bench) -> str:
    quiet = await bench.quiet(QUIET)
    told = []
    for name, per_frame in (("each in a frame of its own", 1), ("20 in a frame", 20)):
        told.append(report(name, await bench.burst(per_frame, SECONDS), quiet))
    return "\n".join(told)


async def memory(bench: Bench, minutes: int) -> str:
    told, held = [], []
    for minute in range(1, minutes + 1):
        watched = await bench.burst(1, 60)
        if minute in MARKS or minute == minutes:
            held.append(resident())
            told.append(plain(f"resident after {minute} min of bursts", held[-1], "MiB"))
            told.append(plain("  frame time in that minute, p99", p99(watched.frames), "ms"))
    told.append(line("growth after the first minute", held[-1] - held[0], GROWTH_BUDGET, "MiB"))
    return "\n".join(told)


async def measure(minutes: int) -> str:
    broker = OtherProcess()
    with tempfile.TemporaryDirectory() as home:
        app = await assemble(AppOptions(home=home), SystemClock(), practice=broker)
        bench = Bench(app, broker)
        await bench.get_ready()
        told = await (memory(bench, minutes) if minutes else frame_times(bench))
        broker.notes()
        app.window.close()
        await app.close()
    return told


def run(minutes: int = 0) -> str:
    application = build_application()
    with asyncio.Runner(loop_factory=lambda: EventLoop(application)) as runner:
        return runner.run(measure(minutes))


if __name__ == "__main__":
    print(run(int(sys.argv[1]) if len(sys.argv) > 1 else 0))
