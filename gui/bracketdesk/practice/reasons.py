"""Every failure reason of the broker's, and when it happens here (protocol.md 8).

No official page explains any of them. What is KNOWN is told by texts that others have seen, what
is GUESSED follows from a name or a field; the rest happens by a drill alone.
"""

from collections.abc import Mapping
from enum import StrEnum

from bracketdesk.wire.enums import FailureReason as Reason


class Ground(StrEnum):
    """How sure it is that the broker gives the reason for this."""

    KNOWN = "known"
    GUESSED = "guessed"
    DRILL = "by a drill alone"
    NONE = "no failure"


WHEN: Mapping[Reason, tuple[Ground, str]] = {
    Reason.ACCOUNT_CLOSED: (Ground.DRILL, ""),
    Reason.ADVANCED_TRAILING_STOP_UNSUPPORTED: (Ground.DRILL, ""),
    Reason.ANOTHER_COMMAND_PENDING: (Ground.GUESSED, "a command while one is under way"),
    Reason.BACK_MONTH_PROHIBITED: (Ground.GUESSED, "an entry too many months out"),
    Reason.EXECUTION_PROVIDER_NOT_CONFIGURED: (Ground.DRILL, ""),
    Reason.EXECUTION_PROVIDER_UNAVAILABLE: (Ground.DRILL, ""),
    Reason.INVALID_CONTRACT: (Ground.GUESSED, "an unknown or expired contract"),
    Reason.INVALID_PRICE: (
        Ground.KNOWN,
        "a price off the tick or outside the band; guessed: on the wrong side, or missing",
    ),
    Reason.KEY_INFORMATION_DOCUMENT_REQUIRED: (Ground.DRILL, ""),
    Reason.LIQUIDATION_ONLY: (Ground.KNOWN, "an entry after the day's loss limit"),
    Reason.LIQUIDATION_ONLY_BEFORE_EXPIRATION: (Ground.GUESSED, "an entry on the last day"),
    Reason.MAX_ORDER_QTY_IS_NOT_SPECIFIED: (Ground.DRILL, ""),
    Reason.MAX_ORDER_QTY_LIMIT_REACHED: (Ground.KNOWN, "more contracts than one order may have"),
    Reason.MAX_POS_LIMIT_MISCONFIGURED: (Ground.DRILL, ""),
    Reason.MAX_POS_LIMIT_REACHED: (Ground.GUESSED, "held and ordered in a contract: too many"),
    Reason.MAX_TOTAL_POS_LIMIT_REACHED: (Ground.GUESSED, "held and ordered in all: too many"),
    Reason.MULTIPLE_ACCOUNT_PLAN_REQUIRED: (Ground.DRILL, ""),
    Reason.NO_QUOTE: (Ground.KNOWN, "a market or trailing order without a price"),
    Reason.NOT_ENOUGH_LIQUIDITY: (
        Ground.GUESSED,
        "as a strategy's status, where an immediate entry finds nothing; else by a drill",
    ),
    Reason.OTHER_EXECUTION_RELATED: (Ground.GUESSED, "GTD without a time that is to come"),
    Reason.PARENT_REJECTED: (Ground.GUESSED, "what waits for an entry that is refused"),
    Reason.RISK_CHECK_TIMEOUT: (Ground.DRILL, ""),
    Reason.SSF_NFA_COMPLIANCE_REQUIRED: (Ground.DRILL, ""),
    Reason.SSF_NFA_COMPLIANCE_REQUIRED_JOINT_ONLY: (Ground.DRILL, ""),
    Reason.SSF_RISK_DISCLOSURE_REQUIRED: (Ground.DRILL, ""),
    Reason.SESSION_CLOSED: (Ground.GUESSED, "an order outside the session"),
    Reason.SUCCESS: (Ground.NONE, ""),
    Reason.TOO_LATE: (Ground.GUESSED, "a command for an order that is done"),
    Reason.TRADING_LOCKED: (Ground.GUESSED, "an entry while the account is locked"),
    Reason.TRAILING_STOP_NON_ORDER_QTY_MODIFY: (
        Ground.GUESSED,
        "another price for a trailing stop (the name read literally)",
    ),
    Reason.UNAUTHORIZED: (Ground.DRILL, ""),
    Reason.UNKNOWN_REASON: (Ground.KNOWN, "another account; guessed: too little margin"),
    Reason.UNSUPPORTED: (Ground.GUESSED, "a type or a change that is not offered"),
}
