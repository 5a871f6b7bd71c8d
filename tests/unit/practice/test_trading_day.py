from datetime import UTC, datetime

import pytest

from bracketdesk.practice.trading_day import session_end, trade_date


@pytest.mark.parametrize(
    ("now", "end"),
    [
        ("2026-11-18T15:00", "2026-11-18"),  # a Wednesday
        ("2026-11-18T21:59", "2026-11-18"),
        ("2026-11-18T22:00", "2026-11-19"),
        ("2026-11-20T22:00", "2026-11-23"),  # Friday evening is Monday's
        ("2026-11-21T12:00", "2026-11-23"),
        ("2026-11-22T23:00", "2026-11-23"),
    ],
)
def test_a_session_ends_at_22_utc_of_its_business_day(now: str, end: str) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    finish = session_end(moment)
    assert finish == datetime.fromisoformat(f"{end}T22:00").replace(tzinfo=UTC)
    assert finish > moment
    day = trade_date(moment)
    assert f"{day.year}-{day.month:02}-{day.day:02}" == end
