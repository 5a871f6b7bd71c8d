"""The client of `/practice/v1`, against the practice exchange itself."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession
from tests.support.clock import ManualClock
from tests.support.pair import WEDNESDAY, StillMarket

from bracketdesk.broker.http import open_session
from bracketdesk.broker.rest import Rest
from bracketdesk.broker.signin import sign_in
from bracketdesk.broker.training import PracticeTrainer
from bracketdesk.domain.drills import DrillFieldKind, DrillState
from bracketdesk.domain.problems import UserFacingError
from bracketdesk.domain.session import Credentials
from bracketdesk.practice.exchange import Exchange
from bracketdesk.practice.server import PracticeServer


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with open_session("1") as session:
        yield session


@pytest.fixture
async def trainer(session: ClientSession) -> AsyncIterator[PracticeTrainer]:
    clock = ManualClock(WEDNESDAY)
    exchange = Exchange(clock, StillMarket(), today=WEDNESDAY.date(), seed=1)
    server = PracticeServer(exchange, clock)
    told = await server.start()
    who = Credentials(told.name, told.password)
    tokens = await sign_in(Rest(session, told.rest, clock), who, "device", "1", clock)
    yield PracticeTrainer(session, told.rest, clock, tokens.access)
    await server.stop()


async def test_drills_are_read_whole(trainer: PracticeTrainer) -> None:
    drills, run = await trainer.drills()
    assert run is None
    assert len(drills) == 12
    kinds = {field.kind for drill in drills for field in drill.fields}
    assert kinds == set(DrillFieldKind)
    gap = next(drill for drill in drills if drill.key == "gap")
    ticks = gap.fields[0]
    assert (ticks.label, ticks.default, ticks.least, ticks.most, ticks.unit) == (
        "Beyond the stop",
        20,
        1,
        400,
        "ticks",
    )


async def test_a_drill_is_staged_and_ended(trainer: PracticeTrainer) -> None:
    staged = await trainer.stage("session_closed", {"delay": 3})
    assert (staged.number, staged.state) == (1, DrillState.ARMED)
    assert staged.staged == WEDNESDAY
    over = await trainer.end()
    assert (over.state, over.ending, over.debrief) == (
        DrillState.OVER,
        "you ended the drill",
        None,
    )
    assert (await trainer.drills())[1] == over


async def test_what_does_not_go_is_said_in_the_exchanges_words(trainer: PracticeTrainer) -> None:
    await trainer.stage("gap", {})
    with pytest.raises(UserFacingError, match=r"^Gap through the stop is running: end it first\.$"):
        await trainer.stage("penalty", {})
    await trainer.end()
    with pytest.raises(UserFacingError, match="ticks: it is a whole number from 1 to 400"):
        await trainer.stage("gap", {"ticks": 0})
    with pytest.raises(UserFacingError, match="a speed is a number from"):
        await trainer.run_at(0.01)
    with pytest.raises(UserFacingError, match="No tape is playing"):
        await trainer.jump(1)


async def test_the_pace(trainer: PracticeTrainer) -> None:
    assert (await trainer.pace()).paused is False
    assert (await trainer.pause(paused=True)).paused is True
    assert (await trainer.pause(paused=False)).paused is False
    assert (await trainer.run_at(2.5)).speed == 2.5
    await trainer.reset()


async def test_without_a_good_token_nothing_goes(trainer: PracticeTrainer) -> None:
    trainer.use("made-up")
    with pytest.raises(UserFacingError, match="401"):
        await trainer.drills()
