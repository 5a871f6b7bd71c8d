from datetime import UTC, date, datetime, timedelta

import pytest
from tests.support.sample_views import AT
from tests.support.zones import system_zone

from bracketdesk.ui.times import (
    age_text,
    in_full,
    span,
    to_the_day,
    to_the_millisecond,
    to_the_minute,
    to_the_second,
    with_the_day,
)


def test_times_stand_in_the_systems_zone() -> None:
    with system_zone("America/Chicago"):
        assert to_the_millisecond(AT) == "04:02:11.412"
        assert to_the_minute(AT) == "04:02"
        assert to_the_second(AT) == "04:02:11"
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


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-1, "0 s"),
        (0, "0 s"),
        (0.2, "1 s"),
        (59, "59 s"),
        (59.1, "1:00"),
        (245, "4:05"),
        (3599.5, "1:00:00"),
        (3725, "1:02:05"),
    ],
)
def test_a_countdown_is_never_shorter_than_the_wait(seconds: float, text: str) -> None:
    assert span(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-5, "0 s"),
        (59.9, "59 s"),
        (60, "1:00"),
        (3599, "59:59"),
        (3600, "1 h 00"),
        (47 * 3600 + 300, "47 h 05"),
        (48 * 3600, "2 d"),
    ],
)
def test_an_age_is_short_and_never_negative(seconds: float, text: str) -> None:
    assert age_text(AT, AT + timedelta(seconds=seconds)) == text


def test_a_day_alone() -> None:
    assert to_the_day(date(2026, 12, 8)) == "8 Dec 2026"
