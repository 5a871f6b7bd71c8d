from datetime import UTC, datetime

import pytest
from tests.support.sample_views import AT
from tests.support.zones import system_zone

from bracketdesk.ui.times import in_full, to_the_millisecond, to_the_minute, with_the_day


def test_times_stand_in_the_systems_zone() -> None:
    with system_zone("America/Chicago"):
        assert to_the_millisecond(AT) == "04:02:11.412"
        assert to_the_minute(AT) == "04:02"
        assert with_the_day(AT) == "22 Nov 04:02:11"


def test_the_day_is_the_zones_own() -> None:
    late = datetime(2026, 12, 1, 3, 5, tzinfo=UTC)
    with system_zone("America/Chicago"):
        assert with_the_day(late) == "30 Nov 21:05:00"


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        ("Europe/Berlin", "2026-11-22 11:02:11.412 CET (UTC+01:00)"),
        ("America/Chicago", "2026-11-22 04:02:11.412 CST (UTC-06:00)"),
        ("Asia/Kolkata", "2026-11-22 15:32:11.412 IST (UTC+05:30)"),
        ("America/St_Johns", "2026-11-22 06:32:11.412 NST (UTC-03:30)"),
    ],
)
def test_the_tooltip_names_the_zone(zone: str, text: str) -> None:
    with system_zone(zone):
        assert in_full(AT) == text


def test_whole_seconds_keep_their_milliseconds() -> None:
    with system_zone("UTC"):
        assert to_the_millisecond(AT.replace(microsecond=0)) == "10:02:11.000"
