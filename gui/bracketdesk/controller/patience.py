"""A read-back counts once it has lasted: exits arrive tens of milliseconds after their fill."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bracketdesk.controller.alarms import Alarms
from bracketdesk.controller.tools import Tools
from bracketdesk.controller.views import StrategyView

LASTING = 2.0
"""Seconds: strategy status lags by tens to hundreds of milliseconds (protocol.md 6.6)."""


class Patience:
    """Holds back differences until they have lasted; then they are an alarm, raised once.

    `write_down` hears each comparison of ours that says something else than the last one.
    """

    def __init__(
        self,
        tools: Tools,
        alarms: Alarms,
        write_down: Callable[[StrategyView], None],
        look_again: Callable[[], None],
    ) -> None:
        self._clock = tools.clock
        self._tasks = tools.tasks
        self._alarms = alarms
        self._write_down = write_down
        self._look_again = look_again
        self._due: dict[int, float] = {}  # when a difference begins to count, monotonic
        self._told: dict[int, str] = {}  # differences; empty where planned = held
        self._told_at: dict[int, datetime] = {}

    def judge(self, view: StrategyView) -> StrategyView:
        """Return the view, without a difference that is still young."""
        if not view.difference:
            self._due.pop(view.id, None)
            if view.compared:
                self._tell(view)
            return view
        if view.id not in self._due:
            due = self._due[view.id] = self._clock.monotonic() + LASTING
            self._tasks.spawn(self._wake(due), "look at a difference again")
        if self._clock.monotonic() < self._due[view.id]:
            return replace(view, difference="", compared=False)
        self._tell(view)
        return view

    def told_at(self, strategy_id: int) -> datetime | None:
        """Return when what is said of a strategy of ours was found, None where nothing is."""
        return self._told_at.get(strategy_id)

    def clear(self) -> None:
        """Forget everything."""
        self._due.clear()
        self._told.clear()
        self._told_at.clear()

    def _tell(self, view: StrategyView) -> None:
        if not view.ours or self._told.get(view.id) == view.difference:
            return
        self._told[view.id] = view.difference
        self._told_at[view.id] = self._clock.now()
        self._write_down(view)
        if view.difference:
            self._alarms.sound(
                f"strategy {view.id}",
                f"Strategy {view.id} of {view.symbol} is not as planned: {view.difference}.",
            )

    async def _wake(self, due: float) -> None:
        while (wait := due - self._clock.monotonic()) > 0:
            await self._clock.sleep(wait)
        self._look_again()
