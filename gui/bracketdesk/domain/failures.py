"""The broker's failure reasons explained (protocol.md 8): what it means, why, and what to do.

No official page explains any of them. Each says how sure we are, and the broker's own text is
always shown next to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from bracketdesk.domain.texts import quoted


class Meaning(StrEnum):
    """What a reason says about the order."""

    SUCCESS = "success"  # not a failure
    REJECTED = "rejected"
    UNKNOWN = "unknown"  # the order may or may not exist


@dataclass(frozen=True, slots=True)
class Explanation:
    """A reason in sentences: `sure` says how far to trust `cause`."""

    reason: str
    headline: str
    cause: str
    advice: str
    sure: str
    meaning: Meaning = Meaning.REJECTED


REPORTED = "Fairly sure: traders report this together with the broker's texts."
FIELD = "Likely: a field of the broker's fits, but the broker explains no reason."
NAME = "A reading of its name: the broker explains no reason."
CONFLICTING = "Unsure: sources contradict each other."
NOTHING = "Not known: this version has never heard of it."

_NO_CODE = "The broker refused it and gave no reason code."

_ALL = (
    Explanation(
        "AccountClosed",
        "The account is closed",
        "The broker has closed this account.",
        "Choose another account, or ask the broker's support.",
        FIELD,
    ),
    Explanation(
        "AdvancedTrailingStopUnsupported",
        "This kind of trailing stop is not available",
        "The contract or its route does not take the trailing stop asked for.",
        "Use a plain stop, or the trail that starts at once instead of auto-trail.",
        NAME,
    ),
    Explanation(
        "AnotherCommandPending",
        "An earlier command is still being worked on",
        "The order has a command that is not finished yet.",
        "Wait until it is reported, look at the order, then try once more.",
        NAME,
    ),
    Explanation(
        "BackMonthProhibited",
        "This month is too far out for the account",
        "The account's risk settings allow only nearer contract months.",
        "Trade a nearer month, or ask the broker to allow this one.",
        FIELD,
    ),
    Explanation(
        "ExecutionProviderNotConfigured",
        "No route to the exchange is set up",
        "The account has no execution provider for this product.",
        "Ask the broker's support to set it up; sending again will not help.",
        NAME,
    ),
    Explanation(
        "ExecutionProviderUnavailable",
        "The route to the exchange is down",
        "The broker's execution provider or its exchange link does not answer.",
        "Wait; if you hold a position, check it by another way, such as the broker's desk.",
        NAME,
    ),
    Explanation(
        "InvalidContract",
        "The contract cannot be traded",
        "The symbol is unknown, has expired or is not open for trading.",
        "Choose the contract again; roll to the next month if it has expired.",
        NAME,
    ),
    Explanation(
        "InvalidPrice",
        "A price was refused",
        "A price is off the tick, on the wrong side of the market or outside the price band.",
        "Check limit, stop and distances against the quote, then send again.",
        REPORTED,
    ),
    Explanation(
        "KeyInformationDocumentRequired",
        "A key information document must be accepted first",
        "The broker wants a document on the product's risks read and accepted.",
        "Accept it in the broker's web application, then send again.",
        FIELD,
    ),
    Explanation(
        "LiquidationOnly",
        "The account may only close positions",
        "The account is set to liquidation only: a loss limit or margin rule was hit, or the firm "
        "set it.",
        "Only close positions now; look at the risk settings or ask the broker or prop firm.",
        REPORTED,
    ),
    Explanation(
        "LiquidationOnlyBeforeExpiration",
        "Too close to expiry: this contract may only be closed",
        "The account's risk settings stop new positions some days before expiry.",
        "Roll to the next month for new positions; only close in this one.",
        FIELD,
    ),
    Explanation(
        "MaxOrderQtyIsNotSpecified",
        "No maximum order size is set for the account",
        "The broker's risk settings lack the order size limit for this product.",
        "Ask the broker or firm to set it; sending again will not help.",
        NAME,
    ),
    Explanation(
        "MaxOrderQtyLimitReached",
        "The order is larger than the account allows",
        "The quantity is over the account's maximum for one order.",
        "Reduce the quantity, or ask the broker to raise the limit.",
        REPORTED,
    ),
    Explanation(
        "MaxPosLimitMisconfigured",
        "The account's position limit is set up wrongly",
        "The broker's position limits for this account contradict each other.",
        "Ask the broker or firm to correct them; sending again will not help.",
        NAME,
    ),
    Explanation(
        "MaxPosLimitReached",
        "The position would exceed its limit",
        "Position and working orders together would pass the limit for this contract or product.",
        "Reduce the quantity or the position; working orders count too.",
        FIELD,
    ),
    Explanation(
        "MaxTotalPosLimitReached",
        "All positions together would exceed their limit",
        "The account's limit over all contracts, or over their group, would be passed.",
        "Reduce positions or working orders elsewhere, or the quantity here.",
        FIELD,
    ),
    Explanation(
        "MultipleAccountPlanRequired",
        "The plan does not cover several accounts",
        "The user's plan with the broker allows trading in one account only.",
        "Use the main account, or change the plan.",
        FIELD,
    ),
    Explanation(
        "NoQuote",
        "There is no quote",
        "The market is closed or gives no prices, so market and trailing orders cannot be priced.",
        "Wait for the session to open and for a live quote.",
        REPORTED,
    ),
    Explanation(
        "NotEnoughLiquidity",
        "The book is too thin",
        "There was not enough on offer to fill the order.",
        "Reduce the quantity, or enter with a limit.",
        NAME,
    ),
    Explanation(
        "OtherExecutionRelated",
        "The exchange or its route refused it",
        "A refusal from further down the line; the reason stands only in the broker's text.",
        "Read the broker's text and act on it.",
        NAME,
    ),
    Explanation(
        "ParentRejected",
        "The entry was refused, and its exits with it",
        "An exit belongs to an order that was itself refused.",
        "Look at the entry's own reason.",
        NAME,
    ),
    Explanation(
        "RiskCheckTimeout",
        "Unknown: the risk check did not answer in time",
        "The broker's check before the trade timed out; the order may or may not exist.",
        "Do not send again. Look at orders and position first.",
        NAME,
        Meaning.UNKNOWN,
    ),
    Explanation(
        "SSFNFAComplianceRequired",
        "A compliance step is missing",
        "The broker wants a step for single-stock futures completed for this account.",
        "Complete it in the broker's web application, or ask its support.",
        NAME,
    ),
    Explanation(
        "SSFNFAComplianceRequiredJointOnly",
        "A compliance step is missing for the joint account",
        "The broker wants a step for single-stock futures completed by the account's holders.",
        "Complete it in the broker's web application, or ask its support.",
        NAME,
    ),
    Explanation(
        "SSFRiskDisclosureAcknowledgmentRequired",
        "A risk disclosure must be signed first",
        "The disclosure for single-stock futures has not been acknowledged for this account.",
        "Sign it in the broker's web application, then send again.",
        FIELD,
    ),
    Explanation(
        "SessionClosed",
        "The trading session is closed",
        "The product does not trade at this time.",
        "Wait for the session to open.",
        NAME,
    ),
    Explanation(
        "Success",
        "Done",
        "The broker reports success.",
        "Nothing to do.",
        "Sure: its name says so.",
        Meaning.SUCCESS,
    ),
    Explanation(
        "TooLate",
        "Too late",
        "The order was already filled or cancelled when the command arrived.",
        "Look at orders and position as they are now.",
        NAME,
    ),
    Explanation(
        "TradingLocked",
        "Trading is locked for the account",
        "The broker or firm has locked trading, by hand or by a rule.",
        "Contact the broker or firm, and check what is still open.",
        FIELD,
    ),
    Explanation(
        "TrailingStopNonOrderQtyModify",
        "The trailing stop cannot be changed this way",
        "A trailing stop takes only certain changes: perhaps the quantity alone, perhaps "
        "everything but the quantity.",
        "Cancel the order and place it anew; it does not protect in between.",
        CONFLICTING,
    ),
    Explanation(
        "Unauthorized",
        "Not allowed",
        "The user, API key or device lacks the right to trade this account.",
        "Check the account, the key's permissions and whether this device is approved.",
        NAME,
    ),
    Explanation(
        "UnknownReason",
        "Refused without a reason",
        "The broker names none; seen with “Access is denied” for a wrong account or host.",
        "Check account, environment and permissions, and read the broker's text.",
        REPORTED,
    ),
    Explanation(
        "Unsupported",
        "Not supported",
        "This order type or action is not available for the contract.",
        "Choose another entry type or time in force.",
        NAME,
    ),
)

REASONS: Mapping[str, Explanation] = MappingProxyType({each.reason: each for each in _ALL})
"""The 33 reasons known (31 of the 2026 schema, two of the /eval page), Success among them."""


def explain(reason: str) -> Explanation:
    """Explain a reason as the broker spells it; one never seen before is shown as it came."""
    known = REASONS.get(reason)
    if known is not None:
        return known
    said = f"The broker gave {quoted(reason, 64)}, which is unknown to this version."
    return Explanation(
        reason,
        "Refused" if not reason else f"Refused: {quoted(reason, 64)}, unknown to this version",
        said if reason else _NO_CODE,
        "Read the broker's text; check orders and position before sending again.",
        NOTHING if reason else "Sure that it was refused, not why.",
    )
