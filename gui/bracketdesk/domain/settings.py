"""What the trader chose and the app remembers. No secret is among it."""

from dataclasses import dataclass, field
from enum import StrEnum

from bracketdesk.domain.guards import Guards, careful_guards
from bracketdesk.domain.session import Environment, HostLimits, Hosts, Transport


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
class Telling:
    """How one kind of event (a fill, an alarm) is told beside the window."""

    sound: bool = True
    notification: bool = True


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the settings dialog changes, and the window's own state.

    Rule 9: the question before sending is always on for Live and Custom; `ask_practice` and
    `ask_demo` are of Practice and Demo only. `environment` is where the next start begins and is
    never Live.
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
    limits: dict[str, HostLimits] = field(default_factory=dict)  # by environment:host
    guards: dict[Environment, Guards] = field(default_factory=careful_guards)
    tellings: dict[str, Telling] = field(default_factory=dict)  # by kind, where not the default
    tell_on_practice: bool = False

    def guards_of(self, environment: Environment) -> Guards:
        """Return the guards in force there."""
        return self.guards[environment]

    def asks(self, environment: Environment) -> bool:
        """Whether the question comes before every send."""
        if environment is Environment.PRACTICE:
            return self.ask_practice
        if environment is Environment.DEMO:
            return self.ask_demo
        return True

    def telling(self, kind: str, environment: Environment) -> Telling:
        """Return how an event of this kind is told there; Practice is quiet unless chosen."""
        if environment is Environment.PRACTICE and not self.tell_on_practice:
            return Telling(sound=False, notification=False)
        return self.tellings.get(kind, Telling())
