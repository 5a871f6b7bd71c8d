"""What the trader chose and the app remembers. No secret is among it."""

from dataclasses import dataclass, field
from enum import StrEnum

from bracketdesk.domain.session import Environment, Hosts, Transport


class Colours(StrEnum):
    """The colours of buy and sell."""

    BLUE_RED = "blue/red"
    GREEN_RED = "green/red"
    RED_GREEN = "red/green"  # the East-Asian order


class Theme(StrEnum):
    """Light, dark, or as the system has it."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Units(StrEnum):
    """What distances are typed and shown in."""

    TICKS = "ticks"
    POINTS = "points"
    DOLLARS = "dollars"  # per contract


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the settings dialog changes, and the window's own state.

    Rule 9: the question before sending is always on for Live and Custom; `ask` holds Practice and
    Demo only. `environment` is where the next start begins and is never Live.
    """

    environment: Environment = Environment.PRACTICE
    transport: Transport = Transport.SOCKET
    ask_practice: bool = True
    ask_demo: bool = True
    colours: Colours = Colours.BLUE_RED
    theme: Theme = Theme.SYSTEM
    units: Units = Units.TICKS
    symbol: str = ""
    account: str = ""
    custom_hosts: Hosts | None = None
    window_state: dict[str, str] = field(default_factory=dict)

    def asks(self, environment: Environment) -> bool:
        """Whether the question comes before every send."""
        if environment is Environment.PRACTICE:
            return self.ask_practice
        if environment is Environment.DEMO:
            return self.ask_demo
        return True
