"""The promise: one click is one order, whatever answers, breaks, ends or comes too late."""

import asyncio
import json
import logging

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from tests.support.clock import settle
from tests.support.fake_line import FakeLine
from tests.unit.controller import steps
from tests.unit.controller.builders import answer, penalty, strategy, ticket
from tests.unit.controller.stage import Stage

from bracketdesk.domain.delivery import Delivery
from bracketdesk.domain.outcomes import OutcomeKind
from bracketdesk.domain.session import Environment
from bracketdesk.domain.ticket import Side

ANSWERS = {
    "accepted": answer(strategy(77)),
    "failed at once": answer(strategy(78)),
    "rejected": answer(errorText="No"),
    "reason": answer(failureReason="NoQuote"),
    "timed out": answer(failureReason="RiskCheckTimeout"),
    "penalty": penalty(seconds=2),
    "both": answer(strategy(79), errorText="No"),
    "nothing": Delivery(True, detail="No answer."),
    "never left": Delivery(False, detail="The line is down."),
    "401": Delivery(True, 401),
    "404": Delivery(True, 404),
    "408": Delivery(True, 408),
    "500": Delivery(True, 500),
    "garbled": Delivery(True, 200, b"{"),
}
ACTIONS = ("click", "other side", "hold", "release", "appear", "down", "up", "wait", "long wait",
           "confirm", "quit", "kill", "leave", "return")  # fmt: skip
step = some.tuples(some.just("answer"), some.sampled_from(sorted(ANSWERS))) | some.tuples(
    some.sampled_from(ACTIONS), some.just("")
)


class Story:
    """Plays steps on a stage and watches every write."""

    def __init__(self) -> None:
        self.stage = Stage()
        self.clicks = 0
        self.next = ANSWERS["accepted"]
        self.held: asyncio.Future[None] | None = None
        self.answered: dict[str, list[Delivery]] = {}
        self.wrong: list[str] = []

    async def play(self, steps: list[tuple[str, str]]) -> None:
        await self.open()
        for what, which in steps:
            if what == "answer":
                self.next = ANSWERS[which]
            else:
                await getattr(self, what.replace(" ", "_"))()
            await settle(20)
        await self.release()
        await self.stage.clock.advance(1)
        await self.stage.desk.close()

    async def open(self) -> None:
        self.stage.desk.open_environment(Environment.PRACTICE)
        await settle(40)
        for line in self.stage.ports.gateway.lines:
            line.on_start = self.start

    async def start(self, body: bytes) -> Delivery:
        """The broker's end: look at what arrives, then answer as the story says."""
        sent = json.loads(body)
        uuid = sent["uuid"]
        if self.stage.ports.journal.kind(uuid) is not OutcomeKind.RECORDED:
            self.wrong.append(f"{uuid} was written before it was recorded")
        before = self.answered.setdefault(uuid, [])
        if before and (before[-1] != ANSWERS["penalty"] or sent.get("p-ticket") != "abc"):
            self.wrong.append(f"{uuid} was written again")
        unknown = [
            entry.intent.uuid
            for entry in self.stage.ports.journal.entries.values()
            if entry.outcome and entry.outcome.kind is OutcomeKind.UNKNOWN
        ]
        if unknown:
            self.wrong.append(f"{uuid} was written although {unknown} are unknown")
        given = self.next
        before.append(given)
        if self.held is not None:
            await self.held
        return given

    async def click(self, side: Side = Side.BUY) -> None:
        self.clicks += self.stage.desk.submit(ticket(side=side))

    async def other_side(self) -> None:
        await self.click(Side.SELL)

    async def hold(self) -> None:
        self.held = self.held or asyncio.get_running_loop().create_future()

    async def release(self) -> None:
        if self.held is not None and not self.held.done():
            self.held.set_result(None)
        self.held = None

    async def appear(self) -> None:
        """The newest start turns out to exist."""
        if self.answered and self.stage.ports.gateway.lines:
            uuid = list(self.answered)[-1]
            self.line.change(strategy(900 + len(self.answered), uuid=uuid))

    async def down(self) -> None:
        self.line.go_down()

    async def up(self) -> None:
        self.line.come_up()

    async def wait(self) -> None:
        await self.stage.clock.advance(1)

    async def long_wait(self) -> None:
        await self.stage.clock.advance(12)

    async def confirm(self) -> None:
        steps.confirm(self.stage)

    async def quit(self) -> None:
        await self.stage.restart()
        await self.open()

    async def kill(self) -> None:
        """Everything stops where it stands; only what is on the disk is left."""
        await self.stage.desk._tasks.close()
        await self.quit()

    async def leave(self) -> None:
        self.stage.desk.sign_out()

    async def return_(self) -> None:
        await self.open()

    @property
    def line(self) -> FakeLine:
        return self.stage.line


setattr(Story, "return", Story.return_)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow,
          HealthCheck.function_scoped_fixture])  # fmt: skip
@given(steps=some.lists(step, max_size=25))
async def test_a_click_is_at_most_one_start(
    steps: list[tuple[str, str]], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.clear()
    story = Story()
    await story.play(steps)
    assert story.wrong == []
    writes = sum(len(answers) for answers in story.answered.values())
    assert writes <= story.clicks
    executed = [
        uuid
        for uuid, answers in story.answered.items()
        if sum(given != ANSWERS["penalty"] for given in answers) > 1
    ]
    assert executed == []
    # The journal of the fakes refuses an illegal move, which would have been logged as an error.
    assert [r.getMessage() for r in caplog.records if r.levelno >= logging.ERROR] == []
    for uuid, moves in moves_of(story).items():
        assert moves[0] is OutcomeKind.RECORDED, uuid
        assert moves.count(OutcomeKind.ACCEPTED) <= 1


def moves_of(story: Story) -> dict[str, list[OutcomeKind]]:
    found: dict[str, list[OutcomeKind]] = {}
    for uuid, kind in story.stage.ports.journal.moves:
        found.setdefault(uuid, []).append(kind)
    return found
