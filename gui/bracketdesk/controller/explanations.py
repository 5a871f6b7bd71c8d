"""What to say about an outcome that came without a reason code: by its cause, or by its text."""

from dataclasses import dataclass

from bracketdesk.controller import verdict


@dataclass(frozen=True, slots=True)
class Words:
    """A headline's rest, the likely cause where there is more to say, and what to do."""

    headline: str
    cause: str = ""
    advice: str = ""


BY_CAUSE: dict[str, Words] = {
    verdict.NOT_HANDLED[401]: Words(
        "no permission",
        advice="Check the account, the API key's permissions and whether this device is approved "
        "(Live refuses unknown ones); then sign in again.",
    ),
    verdict.NOT_HANDLED[403]: Words(
        "out of reach",
        advice="Check the environment: a session of Demo is refused by Live and the other way "
        "round. Then sign in again.",
    ),
    verdict.NOT_HANDLED[423]: Words(
        "close to a lock-out",
        advice="Stop for an hour, signing in included: more requests would lock the login.",
    ),
    verdict.NOT_HANDLED[429]: Words(
        "too many requests",
        advice="Stop for an hour: the broker's limit cannot be resolved by an app.",
    ),
    verdict.CAPTCHA: Words(
        "the broker wants proof of a person",
        advice="Wait about an hour, or use the broker's own platform meanwhile.",
    ),
    verdict.REFUSED[400]: Words(
        "the request was malformed",
        "The broker could not read the request; an expired session is answered like this too.",
        "Read the broker's words. If the session has expired, sign in again.",
    ),
    verdict.VIOLATED: Words(
        "fields break the broker's rules",
        advice="Read the broker's words: they name the field. Correct it and click again.",
    ),
    verdict.REFUSED[404]: Words(
        "unknown there",
        "The account, the contract or the address is unknown to this host.",
        "Check the environment, then choose account and symbol again.",
    ),
}

# protocol.md 6.4 and 8: texts that third parties report, first match wins.
BY_TEXT: tuple[tuple[str, Words], ...] = (
    (
        "invalid or missed parameters",
        Words(
            "the parameters could not be read",
            "The broker could not make sense of the order's parameters.",
            "Look at the params below. If they read well, this is a mistake of the app: report it.",
        ),
    ),
    (
        "invalid price increment",
        Words(
            "a price is off the tick",
            "A price or a distance is no whole number of the contract's ticks.",
            "Choose the symbol again, so that its tick is read anew, and check the distances.",
        ),
    ),
    (
        "price outside limits",
        Words(
            "a price is outside the exchange's band",
            "The exchange accepts prices only within a band around the market.",
            "Bring the entry, the stops and the targets nearer to the market.",
        ),
    ),
    (
        "no quote",
        Words(
            "there is no quote",
            "The market is closed or gives no prices, so market and trailing orders fail.",
            "Wait for the session to open and for a live quote.",
        ),
    ),
    (
        "insufficient margin",
        Words(
            "not enough margin",
            "The account's money does not cover the margin of this order.",
            "Reduce the quantity, or close something else first. Working orders count too.",
        ),
    ),
    (
        "maximum order quantity",
        Words(
            "the order is larger than the account allows",
            "The quantity is over the account's maximum for one order.",
            "Reduce the quantity, or ask the broker to raise the limit.",
        ),
    ),
    (
        "liquidation only",
        Words(
            "the account may only close positions",
            "The account is set to liquidation only: a loss limit or margin rule was hit, or the "
            "firm set it.",
            "Only close positions now; ask the broker or prop firm.",
        ),
    ),
    (
        "access is denied",
        Words(
            "access is denied",
            "The account is not the session's own, or the key lacks the permission to trade it.",
            "Check account and environment, then the API key's permissions.",
        ),
    ),
)

REPORTED = "Fairly sure: traders report this text with this cause."


def by_text(text: str) -> Words | None:
    """Return what is known of the broker's text, None where nothing is."""
    low = text.lower()
    return next((words for part, words in BY_TEXT if part in low), None)
