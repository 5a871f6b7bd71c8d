from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from bracketdesk.controller import words
from bracketdesk.wire.enums import OrdStatus, StrategyStatus


def test_every_status_has_a_word() -> None:
    assert set(words.ORDER_STATUS) == set(OrdStatus)
    assert set(words.STRATEGY_STATUS) == set(StrategyStatus)
    assert words.order_status(OrdStatus("Brandnew")) == "Brandnew"
    assert words.strategy_status("Brandnew") == "Brandnew"


@pytest.mark.parametrize(
    ("kind", "said"),
    [("Limit", "limit"), ("TrailingStopLimit", "trailing stop limit"), ("MIT", "MIT")],
)
def test_order_types_inside_a_sentence(kind: str, said: str) -> None:
    assert words.order_type(kind) == said


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.4, "0 s"), (59.9, "59 s"), (60, "1 min"), (7300, "2 h")]
)
def test_how_long_ago(seconds: float, said: str) -> None:
    assert words.ago(seconds) == said


@pytest.mark.parametrize(("net", "said"), [(3, "3 long"), (-2, "2 short"), (0, "flat")])
def test_positions(net: int, said: str) -> None:
    assert words.position(net) == said


def test_times_and_days() -> None:
    at = datetime(2026, 11, 22, 23, 30, 5, tzinfo=UTC)
    assert words.time_of_day(at, timezone(timedelta(hours=2))) == "01:30:05"
    assert words.day(date(2026, 12, 18)) == "Fri 18 Dec 2026"


def test_a_moment_tells_its_day_unless_that_is_today_in_the_traders_zone() -> None:
    at, zone = datetime(2026, 11, 22, 23, 30, 5, tzinfo=UTC), timezone(timedelta(hours=2))
    same_day = at + timedelta(hours=20)  # the next one in UTC
    assert words.moment(at, zone, same_day) == "01:30:05"
    assert words.moment(at, zone, at - timedelta(hours=2)) == "01:30:05 on Mon 23 Nov 2026"
    assert words.moment(at, UTC, same_day) == "23:30:05 on Sun 22 Nov 2026"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("A price was refused", "a price was refused"),
        ("The book is too thin", "the book is too thin"),
        ("KYC is missing", "KYC is missing"),
        ("NoQuote", "NoQuote"),
        ("", ""),
    ],
)
def test_the_rest_of_a_sentence(text: str, said: str) -> None:
    assert words.then_sentence(text) == said


def test_counting() -> None:
    assert (words.counted(1, "order"), words.counted(2, "order")) == ("1 order", "2 orders")
