"""A desk in front of a faulty server, and what its screen showed of one click."""

import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.faulty_server import FaultyServer
from tests.support.hours import Timeline
from tests.support.pair import WEDNESDAY
from tests.support.seat import Seat, open_seat

from bracketdesk.controller.views import ActivityRow
from bracketdesk.domain.outcomes import OutcomeKind
from bracketdesk.domain.ticket import Side

LETTERS = {
    OutcomeKind.NOT_SENT: "N",
    OutcomeKind.REJECTED: "J",
    OutcomeKind.ACCEPTED: "A",
    OutcomeKind.UNKNOWN: "U",
}
STEP = 0.5
MEMORY = Path("/dev/shm")  # noqa: S108 - a folder in it is made by tempfile
"""Where there is one: hundreds of journals are written to the disk else, each with its room."""


@dataclass
class Watch:
    """What the screen showed of the one click: the outcomes in turn, as in `fault_table.py`.

    `ignored` counts the starts before it.
    """

    letters: str = ""
    ignored: int = 0

    def hear(self, rows: tuple[ActivityRow, ...]) -> None:
        starts = [row for row in rows if row.outcome in {*OutcomeKind}]
        if len(starts) <= self.ignored:
            return
        letter = LETTERS.get(OutcomeKind(starts[0].outcome), "")
        if letter and not self.letters.endswith(letter):
            self.letters += letter


@asynccontextmanager
async def facing_faults() -> AsyncIterator[tuple[Seat, FaultyServer]]:
    """A desk and its server; nothing is connected yet."""
    time = Timeline(WEDNESDAY)
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as home:
        async with (
            FaultyServer(time.exchange) as server,
            open_seat(Path(home), server.hosts, server.credentials, time) as seat,
        ):
            yield seat, server


async def ready(seat: Seat, server: FaultyServer, *, echoed: bool) -> Watch:
    """Connected; `echoed` where the app has seen by a start before that uuids come back."""
    await seat.connect()
    watch = Watch()
    if echoed:
        await seat.start(seat.ticket(side=Side.SELL))
        await seat.run(1)
        server.arrived.clear()
        server.started.clear()
        watch.ignored = 1
    seat.desk.activity.listen(watch.hear)
    return watch


async def pass_until(seat: Seat, seconds: float, condition: Callable[[], object]) -> None:
    """Let time pass, at most so much, until it is so."""
    while seconds > 0 and not condition():
        await seat.time.run(STEP)
        seconds -= STEP
    await seat.settled()
