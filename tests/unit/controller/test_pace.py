from datetime import UTC

from tests.support.clock import ManualClock
from tests.support.fakes import FakeSettings

from bracketdesk.controller.board import Board
from bracketdesk.controller.observe import Observable
from bracketdesk.controller.pace import Pace
from bracketdesk.controller.tasks import Tasks
from bracketdesk.controller.tools import Tools


def tools(clock: ManualClock) -> Tools:
    board = Board(Observable(FakeSettings().load()))
    return Tools(clock, UTC, Tasks(lambda *_: None), board)


async def test_the_first_is_done_at_once_and_the_rest_together_later() -> None:
    clock = ManualClock()
    done: list[float] = []
    pace = Pace(lambda: done.append(clock.monotonic()), 0.05, tools(clock), "look")
    for _ in range(100):
        pace.ask()
    assert len(done) == 1
    await clock.advance(0.05)
    assert len(done) == 2
    await clock.advance(1)
    assert len(done) == 2


async def test_hundreds_a_second_become_about_twenty() -> None:
    clock = ManualClock()
    done: list[float] = []
    pace = Pace(lambda: done.append(clock.monotonic()), 0.05, tools(clock), "look")
    for _ in range(400):
        pace.ask()
        await clock.advance(0.0025)
    assert 18 <= len(done) <= 22


async def test_work_may_ask_for_itself_again() -> None:
    clock = ManualClock()
    done: list[float] = []

    def work() -> None:
        done.append(clock.monotonic())
        if len(done) < 3:
            pace.ask()

    pace = Pace(work, 0.05, tools(clock), "look")
    pace.ask()
    await clock.advance(1)
    assert len(done) == 3
