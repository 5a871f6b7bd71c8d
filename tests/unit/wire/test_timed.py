"""Whatever time comes: kept in UTC, and told in any zone of the world."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bracketdesk.wire import codec
from bracketdesk.wire.entities import ENTITY_TYPES, Order, OrderVersion
from bracketdesk.wire.messages import AccessTokenResponse, Quote
from bracketdesk.wire.timed import EARLIEST, LATEST, Timed, in_utc, sane

ORDER = b'{"id":1,"accountId":2,"timestamp":"%s","action":"Buy","ordStatus":"Working"}'
SECONDS = st.integers(-86_399, 86_399)
ZONES = st.none() | SECONDS.map(lambda seconds: timezone(timedelta(seconds=seconds)))


def any_time() -> st.SearchStrategy[datetime]:
    return st.datetimes(timezones=ZONES)


@given(any_time(), SECONDS)
def test_any_time_is_utc_and_can_be_told_everywhere(time: datetime, offset: int) -> None:
    kept = sane(time)
    assert kept.tzinfo is UTC
    assert kept.astimezone(timezone(timedelta(seconds=offset))) == kept
    if EARLIEST <= in_utc(time) <= LATEST:
        assert kept == in_utc(time)


@given(st.lists(any_time()))
def test_times_keep_their_order(times: list[datetime]) -> None:
    by_moment = sorted(times, key=in_utc)
    assert [sane(time) for time in by_moment] == sorted(sane(time) for time in times)


KINDS = [*ENTITY_TYPES.values(), AccessTokenResponse, Quote]


@given(time=any_time(), kind=st.sampled_from(KINDS))
def test_the_times_of_every_kind_are_sane(time: datetime, kind: type[Timed]) -> None:
    fields = msgspec.structs.fields(kind)
    timed = {f.name for f in fields if "datetime" in str(f.type)}
    made = kind(**{f.name: time if f.name in timed else None for f in fields})
    for name in timed - {"expire_time"}:
        assert getattr(made, name) == sane(time)
        assert getattr(made, name).tzinfo is UTC


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (b"2026-11-22T15:00:00", datetime(2026, 11, 22, 15, tzinfo=UTC)),
        (b"2026-11-22T15:00:00.5-05:00", datetime(2026, 11, 22, 20, 0, 0, 500_000, tzinfo=UTC)),
        (b"0001-01-01T00:00:00Z", EARLIEST),
        (b"0001-01-01T00:00:00+05:00", EARLIEST),
        (b"9999-12-31T23:59:59.999Z", LATEST),
        (b"9999-12-31T23:59:59-05:00", LATEST),
    ],
)
def test_a_time_from_the_wire(text: bytes, kept: datetime) -> None:
    for order in (codec.decode(ORDER % text, Order), msgspec.json.decode(ORDER % text, type=Order)):
        assert order.timestamp == kept
        assert order.timestamp.tzinfo is UTC
        assert order.timestamp.astimezone(ZoneInfo("Asia/Tokyo")) == kept


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999000Z"])
def test_when_an_order_expires_goes_back_as_it_came(text: str) -> None:
    version = b'{"id":1,"orderId":2,"orderQty":1,"orderType":"Stop","expireTime":"%s"}'
    read = codec.decode(version % text.encode(), OrderVersion)
    assert f'"{text}"' in codec.encode(read).decode()
