"""The parts of an exchange that a drill may take hold of."""

from collections.abc import Callable
from dataclasses import dataclass

from bracketdesk.practice.agenda import Agenda
from bracketdesk.practice.commands import Commands
from bracketdesk.practice.floor import Floor
from bracketdesk.practice.listing import Listing
from bracketdesk.practice.playback import Playback
from bracketdesk.practice.positions import Positions
from bracketdesk.practice.risk import Risk
from bracketdesk.practice.roster import Roster
from bracketdesk.practice.snags import Snags
from bracketdesk.practice.store import EntityStore
from bracketdesk.wire.enums import AdminAction


@dataclass(frozen=True, slots=True)
class Levers:
    """All of one exchange; `restrict` and `liquidate` are risk management's own acts."""

    agenda: Agenda
    store: EntityStore
    listing: Listing
    playback: Playback
    roster: Roster
    positions: Positions
    floor: Floor
    commands: Commands
    snags: Snags
    risk: Risk
    restrict: Callable[[AdminAction], None]
    liquidate: Callable[[], None]
