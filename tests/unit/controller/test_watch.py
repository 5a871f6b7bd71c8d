"""A look each second, and what counts as a jump of the clock."""

import pytest
from tests.support.clock import ManualClock, settle
from tests.unit.controller.stage import Stage

from bracketdesk.controller.watch import Watch


async def test_it_looks_each_second_from_its_start_on(stage: Stage) -> None:
    looks: list[bool] = []
    watch = Watch(looks.append, stage.desk._tools)
    await stage.clock.advance(3)
    assert looks == []
    watch.start()
    watch.start()
    await stage.clock.advance(3)
    assert looks == [False, False, False]


@pytest.mark.parametrize(("seconds", "jumped"), [(4, False), (6, True), (-4, False), (-6, True)])
async def test_clocks_that_disagree_are_a_jump(stage: Stage, seconds: float, jumped: bool) -> None:
    looks: list[bool] = []
    Watch(looks.append, stage.desk._tools).start()
    await stage.clock.advance(1)
    stage.clock.jump(seconds)
    await stage.clock.advance(2)
    assert looks == [False, jumped, False]


class CountingSleep(ManualClock):
    """A machine whose monotonic clock goes on while it sleeps."""

    asleep = 0.0

    def monotonic(self) -> float:
        return super().monotonic() + self.asleep


async def test_a_second_that_took_far_longer_is_a_jump() -> None:
    stage = Stage()
    clock = CountingSleep()
    tools = stage.desk._tools.__class__(
        clock, stage.desk._tools.zone, stage.desk._tasks, stage.desk._tools.board
    )
    looks: list[bool] = []
    Watch(looks.append, tools).start()
    await clock.advance(1)
    clock.asleep = 600
    clock.jump(600)
    await clock.advance(2)
    assert looks == [False, True, False]
    await stage.desk.close()
    await settle()
