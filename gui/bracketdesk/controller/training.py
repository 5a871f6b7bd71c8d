"""The Practice menu: drills and their debriefs, the markets' pace, an account that begins anew."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bracketdesk.controller.observe import Observable
from bracketdesk.controller.session import Session
from bracketdesk.controller.tools import Tools
from bracketdesk.controller.trainer import Trainer
from bracketdesk.controller.views import SessionView
from bracketdesk.domain.problems import UserFacingError
from bracketdesk.domain.session import Environment

if TYPE_CHECKING:
    from bracketdesk.domain.drills import DrillRun, DrillSheet, Pace, Parameters

LOOK_EVERY = 1.0
"""Seconds between two looks at a drill."""

RESET_DONE = "The practice account has begun anew: opening balance, no orders, no history."


Work = Callable[[Trainer], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class TrainingView:
    """What is known of practice; empty anywhere else. `text` is why the last wish came to nothing.

    `run` is the drill that was staged last, `pace` None before it is known.
    """

    drills: tuple[DrillSheet, ...] = ()
    run: DrillRun | None = None
    pace: Pace | None = None
    text: str = ""

    @property
    def running(self) -> bool:
        """Whether a drill is armed or going."""
        return self.run is not None and self.run.state != "over"


NOTHING = TrainingView()


class Training:
    """Asks the practice exchange, one wish after the other; `view` shows what came of it."""

    def __init__(self, session: Session, tools: Tools) -> None:
        self.view: Observable[TrainingView] = Observable(NOTHING)
        self._session = session
        self._tools = tools
        self._turn = asyncio.Lock()
        self._unseen = False  # whether the text is why a mere look failed
        self._watchers = 0
        self._watching: asyncio.Task[None] | None = None
        tools.board.session.listen(self._session_changed)

    # Looking
    def look(self) -> None:
        """Look once, at drills and markets."""
        self._wish(self._look, "look at the drills")

    def watch(self) -> Callable[[], None]:
        """Look again and again; returns what ends it. A drill that runs is looked at anyway."""
        self._watchers += 1
        self._keep_looking()
        return self._unwatch

    # Wishes
    def stage(self, key: str, parameters: Parameters) -> None:
        """Stage a drill."""

        async def stage(trainer: Trainer) -> None:
            self._show(run=await trainer.stage(key, parameters))
            self._keep_looking()

        self._wish(stage, "stage a drill")

    def end(self) -> None:
        """End the drill that runs."""

        async def end(trainer: Trainer) -> None:
            self._show(run=await trainer.end())

        self._wish(end, "end a drill")

    def pause(self, *, paused: bool) -> None:
        """Let the markets stand still, or go on."""
        self._set_pace(lambda trainer: trainer.pause(paused=paused))

    def run_at(self, speed: float) -> None:
        """Let the markets run so many times as fast as real, 0.1 to 1000."""
        self._set_pace(lambda trainer: trainer.run_at(speed))

    def jump(self, position: float) -> None:
        """Go to so many seconds from the tape's beginning."""
        self._set_pace(lambda trainer: trainer.jump(position))

    def reset(self) -> None:
        """Let the practice account begin anew; the notice says when it has."""

        async def reset(trainer: Trainer) -> None:
            await trainer.reset()
            self._tools.board.notice.set(RESET_DONE)
            await self._look(trainer)

        self._wish(reset, "reset the practice account", loud=True)

    # The work
    def _set_pace(self, ask: Callable[[Trainer], Awaitable[Pace]]) -> None:
        async def work(trainer: Trainer) -> None:
            self._show(pace=await ask(trainer))

        self._wish(work, "set the markets' pace", loud=True)

    def _wish(self, work: Work, name: str, *, loud: bool = False) -> None:
        """Do it in its turn; where nothing else shows trouble, it is `loud`: in the notice."""
        self._tools.tasks.spawn(self._in_turn(work, loud=loud), name)

    async def _in_turn(self, work: Work, *, loud: bool = False) -> None:
        async with self._turn:
            line = self._session.line
            if line is None or not self._practising:
                return
            try:
                await work(line.trainer)
            except UserFacingError as error:
                if loud:
                    self._tools.board.notice.set(str(error))
                elif self._session.line is line:
                    self._show(text=str(error))
                    self._unseen = work == self._look

    async def _look(self, trainer: Trainer) -> None:
        drills, run = await trainer.drills()
        known = "" if self._unseen else self.view.value.text  # why a wish came to nothing stays
        self._show(drills=drills, run=run, pace=await trainer.pace(), text=known)

    def _show(self, *, text: str = "", **changes: object) -> None:
        """Show what is new."""
        self._unseen = False
        if self._practising:
            self.view.set(replace(self.view.value, text=text, **changes))  # type: ignore[arg-type]

    @property
    def _practising(self) -> bool:
        return self._session.environment is Environment.PRACTICE

    # Again and again
    def _unwatch(self) -> None:
        self._watchers -= 1

    def _keep_looking(self) -> None:
        if self._watching is None or self._watching.done():
            self._watching = self._tools.tasks.spawn(self._watch(), "watch a drill")

    async def _watch(self) -> None:
        while self._watchers or self.view.value.running:
            await self._in_turn(self._look)
            await self._tools.clock.sleep(LOOK_EVERY)

    def _session_changed(self, session: SessionView) -> None:
        if session.environment is not Environment.PRACTICE:
            self.view.set(NOTHING)
