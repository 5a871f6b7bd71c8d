"""Wait for a condition, never for a time."""

import asyncio
from collections.abc import Callable


async def until(
    condition: Callable[[], object], timeout: float = 30, *, pause: float = 0.005
) -> None:
    """Return once `condition()` is true; a TimeoutError after `timeout` seconds fails the test.

    It is asked every `pause` seconds.
    """
    async with asyncio.timeout(timeout):
        while not condition():
            await asyncio.sleep(pause)
