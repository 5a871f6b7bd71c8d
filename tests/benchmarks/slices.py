"""How long the controller keeps the loop to itself: a check of the form, a look at the account."""

import asyncio
import time
from collections.abc import Callable

from tests.benchmarks.figures import line, median
from tests.unit.controller.builders import draft, filled_strategy, quote, version
from tests.unit.controller.stage import Stage

from bracketdesk.wire.enums import OrderType

ROUNDS = 200
STRATEGIES = 200
CHECK_BUDGET, LOOK_BUDGET = 1.0, 50.0
"""Milliseconds. A key typed is checked at once; no slice may hold up a heartbeat
(architecture.md, "Async and Qt").
"""


async def measure() -> str:
    stage = Stage()
    broker_line = await stage.ready()
    broker_line.quote(quote())
    typed = draft()
    checks = [_milliseconds(lambda: stage.desk.check(typed)) for _ in range(ROUNDS)]
    for n in range(STRATEGIES):
        stage.state.put(*filled_strategy(None, 100 + n, base=100_000 + 100 * n))
    broker_line.change()
    await stage.clock.advance(1)
    looks = [_look(stage, number) for number in range(ROUNDS)]
    await stage.desk.close()
    return "\n".join(
        (
            line("one check of the form, median", median(checks), CHECK_BUDGET, "ms"),
            line(f"one look at {STRATEGIES} strategies, median", median(looks), LOOK_BUDGET, "ms"),
        )
    )


def _look(stage: Stage, number: int) -> float:
    """One stop moved, and the whole account looked at."""
    stage.state.put(version(10**7 + number, 100_011, OrderType.STOP, stop=str(6009 + number)))
    return _milliseconds(stage.desk._look)


def _milliseconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def run() -> str:
    return asyncio.run(measure())


if __name__ == "__main__":
    print(run())
