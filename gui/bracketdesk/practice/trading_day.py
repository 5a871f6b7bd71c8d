"""The practice exchange's business days.

A session ends at 22:00 UTC, 17:00 in New York in winter; daylight saving and holidays are left
out. Saturday and Sunday belong to Monday's session.
"""

from datetime import UTC, date, datetime, time, timedelta

from bracketdesk.practice.expiry import is_business_day
from bracketdesk.wire.entities import TradeDate

SESSION_END = time(22, 0, tzinfo=UTC)


def session_end(now: datetime) -> datetime:
    """Return when the session that `now` belongs to ends."""
    day = now.date() if now.timetz() < SESSION_END else now.date() + timedelta(1)
    while not is_business_day(day):
        day += timedelta(1)
    return datetime.combine(day, SESSION_END)


def trade_date(now: datetime) -> TradeDate:
    """Return the business day that `now` belongs to."""
    return _trade_date(session_end(now).date())


def _trade_date(day: date) -> TradeDate:
    return TradeDate(year=day.year, month=day.month, day=day.day)
