"""A difference counts once it has lasted: exits arrive tens of milliseconds after their fill."""

from collections.abc import Callable
from dataclasses import replace

from bracketdesk.controller.tools import Tools
from bracketdesk.controller.views import StrategyView

LASTING = 2.0
"""Seconds: strategy status lags by tens to hundreds of milliseconds (protocol.md 6.6)."""


class Patience:
    """Holds back differences until they have lasted; then they are an alarm, said once."""

    def __init__(self, tools: Tools, look_again: Callable[[], None]) -> None:
        self._clock = tools.clock
        self._tasks = tools.tasks
        self._board = tools.board
        self._look_again = look_again
        self._due: dict[int, float] = {}  # when a difference begins to count, monotonic
        self._told: dict[int, str] = {}

    def judge(self, view: StrategyView) -> StrategyView:
        """Return the view, without a difference that is still young."""
        if not view.difference:
            self._due.pop(view.id, None)
            self._told.pop(view.id, None)
            return view
        if view.id not in self._due:
            due = self._due[view.id] = self._clock.monotonic() + LASTING
            self._tasks.spawn(self._wake(due), "look at a difference again")
        if self._clock.monotonic() < self._due[view.id]:
            return replace(view, difference="")
        self._tell(view)
        return view

    def clear(self) -> None:
        """Forget everything."""
        self._due.clear()
        self._told.clear()

    def _tell(self, view: StrategyView) -> None:
        if view.ours and self._told.get(view.id) != view.difference:
            self._told[view.id] = view.difference
            self._board.notice.set(
                f"Strategy {view.id} of {view.symbol} is not as planned: {view.difference}."
            )

    async def _wake(self, due: float) -> None:
        while (wait := due - self._clock.monotonic()) > 0:
            await self._clock.sleep(wait)
        self._look_again()
