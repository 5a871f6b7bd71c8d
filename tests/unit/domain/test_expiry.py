from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.domain.samples import refusal

from bracketdesk.domain.expiry import format_expiry, read_expiry, say_expiry

CHICAGO = ZoneInfo("America/Chicago")
ZONES = [UTC, CHICAGO, ZoneInfo("Europe/Berlin"), ZoneInfo("Australia/Lord_Howe")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-12-01 15:00", "2026-12-01T21:00:00"),
        (" 2026-12-01T15:00 ", "2026-12-01T21:00:00"),
        ("2026-12-01 15:00:30", "2026-12-01T21:00:30"),
        ("2026-07-01 15:00", "2026-07-01T20:00:00"),
        ("2026-12-01 15:00 UTC", "2026-12-01T15:00:00"),
    ],
)
def test_a_typed_time_is_in_the_zone(text: str, expected: str) -> None:
    read, remark = read_expiry(text, CHICAGO)
    assert read == datetime.fromisoformat(expected).replace(tzinfo=UTC)
    assert read.tzinfo is UTC
    assert not remark


def test_an_hour_that_comes_twice_is_taken_as_the_first_and_said() -> None:
    read, remark = read_expiry("2026-11-01 01:30", CHICAGO)
    assert read == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    assert remark == (
        "2026-11-01 01:30 comes twice, as the clocks go back: taken as the first, 06:30 UTC."
    )


def test_an_hour_the_clocks_jump_over_is_refused() -> None:
    with pytest.raises(ValueError, match="does not exist: the clocks go forward over it"):
        read_expiry("2027-03-14 02:30", CHICAGO)


@pytest.mark.parametrize(
    "text",
    [
        *("", "UTC", "tomorrow", "2026-12-01", "15:00", "2026-13-01 15:00", "2026-02-30 15:00"),
        *("2026-12-01 25:00", "2026-12-01 15:00Z", "2026-12-01 15:00+01:00", "01.12.2026 15:00"),
        *("9999-12-31 23:59", "2" * 10_000, "😀", "\ud800", "2026-12-01 15:00 EST"),
    ],
)
def test_what_is_no_time_is_refused_in_a_sentence(text: str) -> None:
    said = refusal(lambda typed: read_expiry(typed, CHICAGO), text)
    assert said.endswith("is no date and time; write it as 2026-12-01 15:00.")


minutes = st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1)).map(  # noqa: DTZ001 - made aware
    lambda each: each.replace(second=0, microsecond=0, tzinfo=UTC)
)


@given(minutes, st.sampled_from(ZONES))
def test_a_time_reads_back_whatever_the_clocks_do(
    time: datetime, zone: ZoneInfo | timezone
) -> None:
    assert read_expiry(format_expiry(time, zone), zone)[0] == time
    assert read_expiry(format_expiry(time), zone)[0] == time


def test_times_are_shown_in_the_zone_unless_that_is_not_enough() -> None:
    first = datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    assert format_expiry(first, CHICAGO) == "2026-11-01 01:30"
    assert format_expiry(first + timedelta(hours=1), CHICAGO) == "2026-11-01 07:30 UTC"
    assert format_expiry(first) == "2026-11-01 06:30 UTC"
    assert format_expiry(first.replace(second=5)) == "2026-11-01 06:30:05 UTC"


def test_a_time_is_said_with_the_name_of_its_zone() -> None:
    first = datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    assert say_expiry(first, UTC) == "2026-11-01 06:30 UTC"
    assert say_expiry(first, CHICAGO) == "2026-11-01 01:30 CDT"
    assert say_expiry(first + timedelta(hours=1), CHICAGO) == "2026-11-01 01:30 CST"
    assert say_expiry(first.replace(tzinfo=None), CHICAGO) == "2026-11-01 06:30"
    last = datetime.max.replace(tzinfo=UTC)
    assert say_expiry(last, ZONES[2]) == "9999-12-31 23:59 UTC"
