"""The desk where drills are staged: one at a time, and the last ones' debriefs kept."""

from collections import deque
from collections.abc import Mapping

from bracketdesk.practice.drills.account import MarginCall, SessionClosed
from bracketdesk.practice.drills.answers import LateAnswer, LostAnswer
from bracketdesk.practice.drills.drill import Drill, RunView, Scene
from bracketdesk.practice.drills.entry import PartialEntry
from bracketdesk.practice.drills.gap import Gap
from bracketdesk.practice.drills.line import Disconnect, Penalty, TokenRevoked
from bracketdesk.practice.drills.rejection import Rejection
from bracketdesk.practice.drills.sheet import Sheet
from bracketdesk.practice.drills.stuck import StuckChange
from bracketdesk.practice.drills.vanish import ExitsVanish
from bracketdesk.practice.errors import Refused

DRILLS: Mapping[str, type[Drill]] = {
    drill.sheet.key: drill
    for drill in (
        Rejection,
        LostAnswer,
        LateAnswer,
        PartialEntry,
        Gap,
        ExitsVanish,
        Disconnect,
        Penalty,
        SessionClosed,
        TokenRevoked,
        MarginCall,
        StuckChange,
    )
}

KEPT = 20
"""Drills that are over and can still be asked for."""


class DrillDesk:
    """Stages drills; `running` is the one there is, None for none."""

    def __init__(self, scene: Scene) -> None:
        self.running: Drill | None = None
        self._scene = scene
        self._runs: deque[Drill] = deque(maxlen=KEPT)
        self._count = 0

    @property
    def sheets(self) -> list[Sheet]:
        """Every drill in words."""
        return [drill.sheet for drill in DRILLS.values()]

    def stage(self, key: str, given: Mapping[str, object]) -> RunView:
        """Stage a drill; raises Refused 404 and 409, Violated for bad parameters."""
        self._scene.levers.agenda.catch_up()
        kind = DRILLS.get(key)
        if kind is None:
            raise Refused(404, "There is no such drill")
        if self.running is not None:
            raise Refused(409, f"{self.running.sheet.title} is running: end it first")
        chosen = kind.sheet.read(given, self._scene.levers.listing)
        self._count += 1
        drill = self.running = kind(self._count, self._scene, chosen, self._over)
        self._runs.append(drill)
        drill.start()
        return drill.view()

    def end(self, why: str = "you ended the drill") -> RunView:
        """End the one that runs; raises Refused 409 where none does."""
        self._scene.levers.agenda.catch_up()
        drill = self.running
        if drill is None:
            raise Refused(409, "No drill is running")
        drill.finish(why)
        return drill.view()

    def run(self, number: int | None = None) -> RunView | None:
        """Return a drill by its number, or the last one; None where there is none.

        Raises Refused 404 for one that is not known any more.
        """
        self._scene.levers.agenda.catch_up()
        if number is None:
            return self._runs[-1].view() if self._runs else None
        found = next((drill for drill in self._runs if drill.run_number == number), None)
        if found is None:
            raise Refused(404, "There was no such drill, or it is long over")
        return found.view()

    def _over(self, drill: Drill) -> None:
        self.running = None
