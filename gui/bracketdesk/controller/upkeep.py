"""What keeps a session alive and within the broker's limits, in one hand."""

from collections.abc import Callable

from bracketdesk.controller.freeze import Freeze
from bracketdesk.controller.keeper import TokenKeeper
from bracketdesk.controller.kept_limits import KeptLimits
from bracketdesk.controller.ports import DeskPorts
from bracketdesk.controller.renewal import Renewal
from bracketdesk.controller.session import Session
from bracketdesk.controller.sign_in import SignIn
from bracketdesk.controller.tools import Tools
from bracketdesk.controller.watch import Watch


class Upkeep:
    """Builds the parts; `look` is the second's look at all of them. `thawed` ends a freeze."""

    def __init__(
        self, ports: DeskPorts, session: Session, tools: Tools, thawed: Callable[[], None]
    ) -> None:
        self._session = session
        self.limits = limits = KeptLimits(session, tools)
        self.keeper = keeper = TokenKeeper(ports.secrets, tools.clock)
        self.freeze = freeze = Freeze(ports.gateway, session, limits, tools, thawed)
        self.renewal = Renewal(session, keeper, freeze, tools)
        self.sign_in = SignIn(ports.gateway, ports.browse, keeper, limits, tools)
        self.watch = Watch(self.look, tools)

    def look(self, jumped: bool) -> None:
        """Do what a second's passing asks for; `jumped` is whether the clock did."""
        if jumped and self._session.line is not None:
            self.renewal.clock_jumped()
            self._session.line.probe()
        self.freeze.look()
        self._session.tick()
        self.renewal.look()
        self.show_sign_in()

    def show_sign_in(self) -> None:
        """Show what the broker's limits have against a sign-in to where the session is."""
        if place := self.freeze.place:
            self._session.sign_in_waits(self.sign_in.wait(*place))
            self._session.show(warning=self.sign_in.warning(*place))

    def left(self) -> None:
        """Let go of the environment that was left."""
        self.renewal.left()
        self.freeze.leave()
