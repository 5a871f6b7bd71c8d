"""Wait for a condition, never for a time."""

import asyncio
from collections.abc import Callable


async def until(condition: Callable[[], object], timeout: float = 30) -> None:
    """Return once `condition()` is true; a TimeoutError after `timeout` seconds fails the test."""
    async with asyncio.timeout(timeout):
        while not condition():
            await asyncio.sleep(0.005)
