"""What acts after the fill, each part by clicks alone."""

from bracketdesk.controller.after.acting import Kit
from bracketdesk.controller.after.cancelling import Cancelling
from bracketdesk.controller.after.closing import Closing
from bracketdesk.controller.after.errands import Errands
from bracketdesk.controller.after.looking import Looking
from bracketdesk.controller.after.moving import Moving
from bracketdesk.controller.after.parts import Parts
from bracketdesk.controller.after.procedures import Procedures
from bracketdesk.controller.after.protecting import Protecting
from bracketdesk.controller.after.shown import AfterShown


class Hands:
    """Cancels, moves, closes, protects."""

    def __init__(self, parts: Parts, looking: Looking, shown: AfterShown) -> None:
        self.procedures = Procedures(parts.tools, shown.procedures)
        kit = Kit(
            parts.session,
            looking.holdings,
            Errands(looking.holdings),
            looking.commander,
            self.procedures,
            parts.activity,
            parts.tools,
        )
        self.cancelling = Cancelling(kit)
        self.moving = Moving(kit)
        self.closing = Closing(kit, looking.loose.is_foreign, shown.prefill)
        self.protecting = Protecting(kit, parts.limits)
