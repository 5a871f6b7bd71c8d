"""A trainer without an exchange: plain answers, and every wish remembered."""

import asyncio
from datetime import UTC, datetime

from bracketdesk.domain.drills import (
    DrillChoice,
    DrillDebrief,
    DrillField,
    DrillFieldKind,
    DrillLine,
    DrillPoint,
    DrillRun,
    DrillSheet,
    DrillState,
    Pace,
    Parameters,
)
from bracketdesk.domain.problems import UserFacingError

AT = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)

GAP = DrillSheet(
    "gap",
    "Gap through the stop",
    "The market leaps beyond your stop.",
    "Hold a position with a working stop.",
    (
        DrillField("ticks", "Beyond the stop", DrillFieldKind.NUMBER, 20, 1, 400, "ticks"),
        DrillField("contract", "Contract", DrillFieldKind.CONTRACT, ""),
    ),
)
PENALTY = DrillSheet(
    "penalty",
    "Penalty",
    "Your next call gets a penalty ticket.",
    "Wait until its time is over.",
    (
        DrillField(
            "captcha",
            "Captcha",
            DrillFieldKind.CHOICE,
            "no",
            choices=(DrillChoice("no", "no"), DrillChoice("yes", "yes, for an hour")),
        ),
    ),
)
ARMED = DrillRun(1, "gap", "Gap through the stop", DrillState.ARMED, "waits for a position", AT, ())
GOING = DrillRun(
    1,
    "gap",
    "Gap through the stop",
    DrillState.GOING,
    "the market has leapt",
    AT,
    (DrillLine(AT, "drill", "MESZ6 leaps"), DrillLine(AT, "exchange", "stop 1 filled 1")),
    began=AT,
)
DEBRIEF = DrillDebrief(
    ("stop 1 stood at 6000 and filled at 5995: 20 ticks below.",),
    (DrillLine(AT, "you", "you started Buy 1 MESZ6"),),
    ("No contract was without a stop for as long as a second.",),
    (
        DrillPoint("Does not enter again within 10 s.", False, "1 order came, after 3 s"),
        DrillPoint("Leaves no contract without a stop.", True),
    ),
)
OVER = DrillRun(
    1,
    "gap",
    "Gap through the stop",
    DrillState.OVER,
    "",
    AT,
    GOING.timeline,
    began=AT,
    over=AT,
    ending="you ended the drill",
    debrief=DEBRIEF,
)
RUNNING = Pace(paused=False, speed=1.0)


class FakeTrainer:
    """The Trainer port; `trouble` makes every call fail with this sentence."""

    def __init__(self) -> None:
        self.run: DrillRun | None = None
        self.now = RUNNING
        self.trouble = ""
        self.wishes: list[tuple[object, ...]] = []
        self.looks = 0

    async def drills(self) -> tuple[tuple[DrillSheet, ...], DrillRun | None]:
        self.looks += 1
        await self._fail()
        return (GAP, PENALTY), self.run

    async def stage(self, key: str, parameters: Parameters) -> DrillRun:
        self.wishes.append(("stage", key, dict(parameters)))
        await self._fail()
        self.run = ARMED
        return ARMED

    async def end(self) -> DrillRun:
        self.wishes.append(("end",))
        await self._fail()
        self.run = OVER
        return OVER

    async def pace(self) -> Pace:
        await self._fail()
        return self.now

    async def pause(self, *, paused: bool) -> Pace:
        self.wishes.append(("pause", paused))
        await self._fail()
        self.now = Pace(paused, self.now.speed)
        return self.now

    async def run_at(self, speed: float) -> Pace:
        self.wishes.append(("run_at", speed))
        await self._fail()
        self.now = Pace(self.now.paused, speed)
        return self.now

    async def jump(self, position: float) -> Pace:
        self.wishes.append(("jump", position))
        await self._fail()
        return self.now

    async def reset(self) -> None:
        self.wishes.append(("reset",))
        await self._fail()

    async def _fail(self) -> None:
        await asyncio.sleep(0)
        if self.trouble:
            raise UserFacingError(self.trouble)
