from collections.abc import Callable
from datetime import date

import pytest

from bracketdesk.practice import expiry


@pytest.mark.parametrize(
    ("rule", "month", "last_day"),
    [
        (expiry.third_friday, (2026, 12), date(2026, 12, 18)),
        (expiry.third_friday, (2024, 3), date(2024, 3, 15)),
        (expiry.third_friday, (2026, 5), date(2026, 5, 15)),  # the month begins on a Friday
        (expiry.third_last_business_day, (2024, 4), date(2024, 4, 26)),
        (expiry.third_last_business_day, (2025, 8), date(2025, 8, 27)),
        (expiry.eighth_last_business_day, (2024, 9), date(2024, 9, 19)),
        (expiry.eighth_last_business_day, (2025, 3), date(2025, 3, 20)),
        (expiry.two_days_before_third_wednesday, (2024, 9), date(2024, 9, 16)),
        (expiry.crude_oil, (2024, 10), date(2024, 9, 20)),
        (expiry.crude_oil, (2025, 6), date(2025, 5, 20)),  # the 25th was a Sunday
        (expiry.crude_oil, (2027, 1), date(2026, 12, 22)),  # over the turn of the year
        (expiry.micro_crude_oil, (2024, 10), date(2024, 9, 19)),
    ],
)
def test_the_exchanges_published_last_days(
    rule: Callable[[int, int], date], month: tuple[int, int], last_day: date
) -> None:
    assert rule(*month) == last_day


def test_weekends_are_no_business_days() -> None:
    assert expiry.business_days_before(date(2026, 11, 23), 1) == date(2026, 11, 20)
    assert not expiry.is_business_day(date(2026, 11, 22))
