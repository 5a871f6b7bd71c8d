"""kill -9 in ten named moments around a click: the restart tells the truth and sends nothing twice.

A real process is killed exactly there, and another one started on the same home folder.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.support.headless import Options
from tests.support.headless_hand import Life, Lives
from tests.support.journal_reader import last_moves
from tests.support.scripted import ScriptedServer
from tests.support.scripted_steps import Answer, Call, Penalty, Silence
from tests.support.truth import LIST, START, Truth
from tests.support.until import until

from bracketdesk.domain.outcomes import OutcomeKind

ACCEPTED, UNKNOWN = str(OutcomeKind.ACCEPTED), str(OutcomeKind.UNKNOWN)
APART = 30.0
"""Seconds between two lives."""


@dataclass
class Story:
    """A broker, a home folder, and the lives of the app that come one after the other."""

    server: ScriptedServer
    truth: Truth
    home: Path
    lives: Lives
    later: float = 0.0

    async def start(self, stop: str = "") -> Life:
        """Start the app anew, to stand still at `stop`."""
        hosts = self.server.hosts
        who = self.server.credentials
        places = (hosts.rest, hosts.socket, hosts.market_data)
        options = Options(str(self.home), places, who.name, who.password, self.later, stop)
        self.later += APART
        return self.lives.program(options)

    async def ready(self, stop: str = "") -> Life:
        """Start it and wait until an order could be clicked."""
        life = await self.start(stop)
        await life.connected()
        return life

    async def click_into(self, life: Life) -> None:
        """Click and wait until the app stands still."""
        life.tell("click", "Buy", None, "socket")
        await stopped(life)

    def standing(self) -> list[str]:
        """Where the intents of the journal stand on disk."""
        return [move.kind for move in last_moves(self.home).values()]


@pytest.fixture
async def story(tmp_path: Path) -> AsyncIterator[Story]:
    async with ScriptedServer() as server:
        with Lives() as lives:
            yield Story(server, Truth(server), tmp_path, lives)


async def stopped(life: Life) -> None:
    await life.until(lambda shown: shown.get("stopped"))


async def settles(life: Life, story: Story, *kinds: str) -> None:
    """The journal comes to hold these, and the lock is gone."""
    await life.run_until(lambda _: story.standing() == list(kinds))
    await life.until(lambda shown: shown["lock"] is None)


async def test_before_the_record(story: Story) -> None:
    """Nothing was written, nothing left: the next life knows nothing and may send."""
    life = await story.ready("before journal.record")
    await story.click_into(life)
    life.kill()
    assert story.standing() == []
    again = await story.ready()
    assert again.shown["lock"] is None
    assert story.truth.sent == []
    assert await again.click()
    await again.until(lambda shown: shown["result"] == ACCEPTED)
    assert len(story.truth.sent) == 1


async def test_after_the_record_and_before_the_write(story: Story) -> None:
    """It never left, but nobody can know that: locked until the trader types the word."""
    life = await story.ready("before line.start_strategy")
    await story.click_into(life)
    life.kill()
    assert story.standing() == ["recorded"]
    again = await story.ready()
    assert again.shown["lock"]
    assert not await again.click()
    await again.run(60)
    assert again.shown["lock"]
    assert await again.confirm("not sent")
    assert again.shown["lock"] is None
    assert story.truth.sent == []


@pytest.mark.parametrize("runs", [True, False])
async def test_after_the_write_and_before_the_answer(story: Story, runs: bool) -> None:
    """The bytes arrived; the broker started it, or it got lost there."""
    arrived = withhold(story, runs=runs)
    life = await story.ready("after line.start_strategy")
    await story.click_into(life)
    await until(arrived.is_set)
    life.kill()
    assert story.standing() == ["recorded"]
    again = await story.ready()
    if runs:
        await settles(again, story, ACCEPTED)
    else:
        await again.run(60)
        assert again.shown["lock"]
        assert not await again.click()
    assert len(story.truth.sent) == 1


async def test_after_the_answer_and_before_its_outcome_is_journalled(story: Story) -> None:
    life = await story.ready("before journal.settle")
    await story.click_into(life)
    assert life.shown["result"] == ACCEPTED  # painted already: the trader saw it
    life.kill()
    assert story.standing() == ["recorded"]
    await settles(await story.ready(), story, ACCEPTED)
    assert len(story.truth.sent) == 1


async def test_after_the_outcome_is_journalled(story: Story) -> None:
    life = await story.ready("after journal.settle")
    await story.click_into(life)
    life.kill()
    assert story.standing() == [ACCEPTED]
    again = await story.ready()
    assert again.shown["lock"] is None
    assert all(told.get("lock") is None for told in again.told)
    assert len(story.truth.sent) == 1


async def test_during_the_read_back(story: Story) -> None:
    """Accepted, and its orders have not come: the next life shows the strategy as its own."""
    life = await story.ready()
    assert await life.click()
    await life.run_until(lambda shown: shown["strategies"])
    await until(lambda: story.standing() == [ACCEPTED])
    life.kill()
    again = await story.ready()
    await again.run_until(lambda shown: shown["strategies"])
    (strategy,) = story.server.world.all("orderStrategy")
    assert again.shown["strategies"] == [[strategy["id"], True, 1]]
    assert len(story.truth.sent) == 1


async def test_during_the_reconciliation_of_an_unknown(story: Story) -> None:
    """Killed with the question on its way; the answer that names the order comes to the next."""
    withhold(story, runs=True)
    story.server.on(LIST, Silence())
    life = await story.ready()
    assert await life.click()
    await life.run_until(lambda shown: shown["result"] == UNKNOWN)
    await life.run_until(lambda _: story.server.requests(LIST))
    assert life.shown["lock"]
    await until(lambda: story.standing() == [UNKNOWN])
    life.kill()
    story.server.on(LIST, Answer(story.server.world.all("orderStrategy")))
    await settles(await story.ready(), story, ACCEPTED)
    assert len(story.truth.sent) == 1


@pytest.mark.parametrize(
    ("stop", "stands"),
    [("before journal.settle", UNKNOWN), ("after journal.settle", str(OutcomeKind.NOT_SENT))],
)
async def test_during_the_confirmation_by_hand(story: Story, stop: str, stands: str) -> None:
    """The word counts from when it is on disk: before, the lock is there again."""
    withhold(story, runs=False)
    life = await story.ready()
    assert await life.click()
    await life.run_until(lambda _: story.standing() == [UNKNOWN])
    life.kill()
    again = await story.ready(stop)
    assert again.shown["lock"]
    again.tell("confirm", "NOT SENT")
    await stopped(again)
    again.kill()
    assert story.standing() == [stands]
    third = await story.ready()
    assert bool(third.shown["lock"]) == (stands == UNKNOWN)
    assert len(story.truth.sent) == 1


@pytest.mark.parametrize("stop", ["before journal.unsettled", "before journal.settle"])
async def test_during_the_recovery_at_the_start(story: Story, stop: str) -> None:
    """A life that dies while it reads what the former left changes nothing."""
    withhold(story, runs=True)
    life = await story.ready("after line.start_strategy")
    await story.click_into(life)
    await until(lambda: story.truth.sent)
    life.kill()
    again = await story.start(stop)
    await stopped(again)
    again.kill()
    assert story.standing() == ["recorded"]
    await settles(await story.ready(), story, ACCEPTED)
    assert len(story.truth.sent) == 1


async def test_during_a_penalty_wait(story: Story) -> None:
    """Not handled, so not sent; the old order is never fired later by the app."""
    story.server.on(START, Penalty("ticket-1", 5))
    life = await story.ready()
    assert await life.click()
    await life.until(lambda shown: shown["result"])
    await life.run(2)
    await until(lambda: story.standing() == [str(OutcomeKind.NOT_SENT)])
    life.kill()
    again = await story.ready()
    assert again.shown["lock"] is None
    await again.run(60)
    assert len(story.truth.sent) == 1
    assert story.standing() == [str(OutcomeKind.NOT_SENT)]


def withhold(story: Story, *, runs: bool) -> asyncio.Event:
    """Never answer a start, whether it runs or not; returns what is set once it arrived."""
    arrived = asyncio.Event()

    async def step(call: Call) -> None:
        if runs:
            story.truth.start(call)
        arrived.set()

    story.server.on(START, step)
    return arrived
