"""The broker's side of a burst: so many quote messages a second, and the heartbeats meanwhile."""

import asyncio
import time
from itertools import pairwise

from tests.support.quote_burst import frame
from tests.support.scripted import ScriptedServer
from tests.support.scripted_steps import MARKET_DATA

PAUSE = 0.002
"""Seconds between two handfuls of messages: nothing sleeps shorter."""


async def send_burst(
    server: ScriptedServer, rate: int, seconds: float, per_frame: int
) -> dict[str, float]:
    """Send `rate` messages a second, `per_frame` of them in each frame.

    Returns how many were `sent`, the `seconds` that took, and the longest `gap` between two
    heartbeats that arrived meanwhile on one socket.
    """
    began, sent = time.perf_counter(), 0
    while (passed := time.perf_counter() - began) < seconds:
        due = int(passed * rate)
        while sent < due:
            await server.push_frame(frame(range(sent, sent + per_frame)), MARKET_DATA)
            sent += per_frame
        await asyncio.sleep(PAUSE)
    ended = time.perf_counter()
    return {"sent": sent, "seconds": ended - began, "gap": longest_gap(server, began, ended)}


def longest_gap(server: ScriptedServer, began: float, ended: float) -> float:
    """Seconds, over all kinds of sockets; silence to the very end counts."""
    gaps = [0.0]
    for times in server.beats.values():
        marks = [*(at for at in times if began <= at <= ended), ended]
        gaps += [later - earlier for earlier, later in pairwise(marks)]
    return max(gaps)
