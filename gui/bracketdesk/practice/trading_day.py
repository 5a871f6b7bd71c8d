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


REOPENING = time(23, 0, tzinfo=UTC)
FRIDAY, SATURDAY, SUNDAY = 4, 5, 6


def in_session(now: datetime) -> bool:
    """Whether the exchanges trade at this time of the week.

    GUESS: session hours carry no documented time zone or holidays (protocol.md 4.6); these are the
    exchanges' usual ones in winter: from Sunday 23:00 to Friday 22:00 UTC, with an hour's pause
    from 22:00 each day.
    """
    day, moment = now.weekday(), now.timetz()
    if day == SATURDAY or (day == FRIDAY and moment >= SESSION_END):
        return False
    if day == SUNDAY:
        return moment >= REOPENING
    return not SESSION_END <= moment < REOPENING
