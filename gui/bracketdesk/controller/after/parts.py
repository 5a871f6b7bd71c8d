"""What of the desk life after the fill stands on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # nothing of it is needed before the window is painted
    from collections.abc import Callable

    from bracketdesk.controller.activity import Activity
    from bracketdesk.controller.alarms import Alarms
    from bracketdesk.controller.contracts import Contracts
    from bracketdesk.controller.freeze import Freeze
    from bracketdesk.controller.ledger import Ledger
    from bracketdesk.controller.market import Market
    from bracketdesk.controller.mirror import Mirror
    from bracketdesk.controller.ports import Journal
    from bracketdesk.controller.session import Session
    from bracketdesk.controller.tools import Tools
    from bracketdesk.domain.validation import Limits


@dataclass(frozen=True, slots=True)
class Parts:
    """What is given; `ask` has `look` called soon."""

    session: Session
    journal: Journal
    ledger: Ledger
    freeze: Freeze
    market: Market
    mirror: Mirror
    contracts: Contracts
    alarms: Alarms
    activity: Activity
    limits: Limits
    tools: Tools
    ask: Callable[[], None]
