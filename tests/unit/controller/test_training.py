"""Drills, the markets' pace and the reset, asked for by the window."""

from collections.abc import AsyncIterator

import pytest
from tests.support.clock import settle
from tests.support.fake_trainer import ARMED, GAP, GOING, OVER, PENALTY, RUNNING, FakeTrainer
from tests.unit.controller.stage import Stage

from bracketdesk.controller.training import NOTHING, RESET_DONE, Training
from bracketdesk.domain.drills import Pace
from bracketdesk.domain.session import Environment


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    stage = Stage()
    await stage.open()
    yield stage
    await stage.desk.close()


@pytest.fixture
def training(stage: Stage) -> Training:
    return stage.desk.training


@pytest.fixture
def trainer(stage: Stage) -> FakeTrainer:
    return stage.line.trainer


async def test_one_look_shows_drills_and_pace(training: Training, trainer: FakeTrainer) -> None:
    assert training.view.value == NOTHING
    training.look()
    await settle()
    view = training.view.value
    assert (view.drills, view.run, view.pace) == ((GAP, PENALTY), None, RUNNING)
    assert trainer.looks == 1


async def test_whoever_watches_sees_it_each_second_until_they_look_away(
    stage: Stage, training: Training, trainer: FakeTrainer
) -> None:
    leave = training.watch()
    await settle()
    await stage.clock.advance(3)
    assert trainer.looks == 4
    leave()
    await stage.clock.advance(1)
    await stage.clock.advance(5)
    assert trainer.looks == 4


async def test_a_drill_that_runs_is_looked_at_until_it_is_over(
    stage: Stage, training: Training, trainer: FakeTrainer
) -> None:
    training.stage("gap", {"ticks": 7})
    await settle()
    assert trainer.wishes == [("stage", "gap", {"ticks": 7})]
    assert training.view.value.run == ARMED
    trainer.run = GOING
    await stage.clock.advance(1)
    assert training.view.value.run == GOING
    trainer.run = OVER
    await stage.clock.advance(1)
    looks = trainer.looks
    await stage.clock.advance(5)
    assert (training.view.value.run, trainer.looks) == (OVER, looks)


async def test_a_drill_is_ended(training: Training) -> None:
    training.stage("gap", {})
    training.end()
    await settle()
    assert training.view.value.run == OVER
    assert not training.view.value.running


async def test_the_markets_pace(training: Training, trainer: FakeTrainer) -> None:
    training.pause(paused=True)
    training.run_at(60)
    training.jump(90)
    await settle()
    assert trainer.wishes == [("pause", True), ("run_at", 60), ("jump", 90)]
    assert training.view.value.pace == Pace(paused=True, speed=60)


async def test_a_reset_says_when_it_is_done(
    stage: Stage, training: Training, trainer: FakeTrainer
) -> None:
    training.reset()
    await settle()
    assert trainer.wishes == [("reset",)]
    assert stage.desk.notice.value == RESET_DONE


async def test_trouble_is_said_until_the_next_wish_is_done(
    stage: Stage, training: Training, trainer: FakeTrainer
) -> None:
    trainer.trouble = "Penalty is running: end it first."
    training.stage("gap", {})
    await settle()
    assert training.view.value.text == "Penalty is running: end it first."
    trainer.trouble = ""
    training.look()
    await settle()
    assert training.view.value.text
    training.end()
    await settle()
    assert training.view.value.text == ""


async def test_a_look_that_succeeds_forgets_one_that_failed(
    training: Training, trainer: FakeTrainer
) -> None:
    trainer.trouble = "Sign in again."
    training.look()
    await settle()
    assert training.view.value.text == "Sign in again."
    trainer.trouble = ""
    training.look()
    await settle()
    assert training.view.value.text == ""


async def test_trouble_that_nothing_else_shows_is_the_notice(
    stage: Stage, training: Training, trainer: FakeTrainer
) -> None:
    trainer.trouble = "The practice exchange is gone."
    training.pause(paused=True)
    await settle()
    assert stage.desk.notice.value == "The practice exchange is gone."
    assert training.view.value == NOTHING


async def test_elsewhere_nothing_is_asked_and_nothing_shown(
    stage: Stage, training: Training, trainer: FakeTrainer
) -> None:
    training.look()
    await settle()
    stage.desk.open_environment(Environment.DEMO)
    await settle(40)
    assert training.view.value == NOTHING
    training.stage("gap", {})
    training.reset()
    await settle()
    assert trainer.wishes == []
    assert training.view.value == NOTHING
