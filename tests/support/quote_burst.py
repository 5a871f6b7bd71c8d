"""Quotes as a broker sends them in a burst: every message a new price, the volume its number."""

from tests.support.scripted_world import CONTRACT_ID

FIRST, STEP = 5000.0, 0.25
"""The first message's bid, and how much higher each one is."""
ROUND = 8000
"""After so many messages the prices begin again."""


def bid(number: int) -> float:
    """The bid of a message, which tells it from its neighbours."""
    return FIRST + number % ROUND * STEP


def message(number: int) -> str:
    """Top of the book, last trade and volume, as protocol.md 5 has them."""
    low, size = bid(number), number % 37 + 1
    return (
        '{"e":"md","d":{"quotes":[{"timestamp":"2026-11-22T15:00:00.000Z",'
        f'"contractId":{CONTRACT_ID},"entries":{{"Bid":{{"price":{low},"size":{size}}},'
        f'"Offer":{{"price":{low + STEP},"size":{size + 3}}},'
        f'"Trade":{{"price":{low},"size":1}},"TotalTradeVolume":{{"size":{number}}}}}}}]}}}}'
    )


def frame(numbers: range) -> str:
    """One frame with all these messages."""
    return f"a[{','.join(map(message, numbers))}]"
