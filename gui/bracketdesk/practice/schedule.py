"""The exchange's own work over time: tasks that begin while it runs, and all end with it."""

import asyncio
from collections.abc import Callable, Coroutine

Work = Callable[[], Coroutine[None, None, None]]


class Schedule:
    """Work handed in before `run` waits for it; work handed in later begins at once."""

    def __init__(self) -> None:
        self._waiting: list[Work] = []
        self._group: asyncio.TaskGroup | None = None

    def add(self, work: Work) -> None:
        """Have `work()` run beside the rest."""
        if self._group is None:
            self._waiting.append(work)
        else:
            self._group.create_task(work())

    async def run(self) -> None:
        """Run everything until cancelled; an error in one piece of work ends all."""
        async with asyncio.TaskGroup() as group:
            self._group = group
            for work in self._waiting:
                group.create_task(work())
            self._waiting.clear()
            try:
                await asyncio.Event().wait()
            finally:
                self._group = None
