"""What every part of the controller works with."""

from dataclasses import dataclass
from datetime import tzinfo

from bracketdesk.controller.board import Board
from bracketdesk.controller.tasks import Tasks
from bracketdesk.wire.clock import Clock


@dataclass(frozen=True, slots=True)
class Tools:
    """The clock, the trader's zone, the task spawner and the board to write on."""

    clock: Clock
    zone: tzinfo
    tasks: Tasks
    board: Board
