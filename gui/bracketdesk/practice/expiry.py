"""When contracts stop trading: the exchanges' rules, as far as weekdays carry them.

Holidays are left out on purpose: a practice contract may stop a day off its model's.
"""

import calendar
from datetime import date, timedelta

FRIDAY = 4
WEDNESDAY = 2


def third_friday(year: int, month: int) -> date:
    """Equity indexes: the third Friday of the contract month."""
    return _nth_weekday(year, month, FRIDAY, 3)


def third_last_business_day(year: int, month: int) -> date:
    """Gold: the third last business day of the contract month."""
    return business_days_before(_month_end(year, month) + timedelta(1), 3)


def eighth_last_business_day(year: int, month: int) -> date:
    """Notes and bonds: the seventh business day before the month's last one."""
    return business_days_before(_month_end(year, month) + timedelta(1), 8)


def two_days_before_third_wednesday(year: int, month: int) -> date:
    """Currencies: the second business day before the third Wednesday of the contract month."""
    return business_days_before(_nth_weekday(year, month, WEDNESDAY, 3), 2)


def crude_oil(year: int, month: int) -> date:
    """Crude oil: the third business day before the 25th of the month before the contract's.

    Counted from the last business day before it where the 25th is none.
    """
    before = date(year, month, 1) - timedelta(1)
    return business_days_before(_this_or_previous_business_day(before.replace(day=25)), 3)


def micro_crude_oil(year: int, month: int) -> date:
    """Micro crude oil: one business day before the full-sized contract."""
    return business_days_before(crude_oil(year, month), 1)


def business_days_before(day: date, count: int) -> date:
    """Return the `count`-th weekday before `day`."""
    while count:
        day -= timedelta(1)
        count -= is_business_day(day)
    return day


def is_business_day(day: date) -> bool:
    """Whether `day` is no Saturday and no Sunday."""
    return day.weekday() <= FRIDAY


def _this_or_previous_business_day(day: date) -> date:
    return day if is_business_day(day) else business_days_before(day, 1)


def _nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta((weekday - first.weekday()) % 7 + 7 * (nth - 1))


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])
