"""What every part that acts works with."""

from dataclasses import dataclass

from bracketdesk.controller.activity import Activity
from bracketdesk.controller.after.commander import Commander
from bracketdesk.controller.after.errands import Errands
from bracketdesk.controller.after.holdings import Holdings
from bracketdesk.controller.after.procedures import Procedures
from bracketdesk.controller.session import Session
from bracketdesk.controller.tools import Tools
from bracketdesk.controller.views import ActivityRow


@dataclass(frozen=True, slots=True)
class Kit:
    """Looking, sending and telling."""

    session: Session
    holdings: Holdings
    errands: Errands
    commander: Commander
    procedures: Procedures
    activity: Activity
    tools: Tools

    def not_sent(self, what: str, why: str) -> None:
        """Say that a click sent nothing, and why."""
        self.tools.board.notice.set(f"{what}: {why}.")
        row = ActivityRow(self.tools.clock.now(), what, "not sent", why, "not sent")
        self.activity.add(row)

    def say(self, text: str) -> None:
        """Say one sentence."""
        self.tools.board.notice.set(text)
