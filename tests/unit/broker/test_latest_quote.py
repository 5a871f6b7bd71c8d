"""Thousands of quotes merged, the newest told at a steady pace."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.clock import ManualClock, settle

from bracketdesk.broker.latest_quote import PACE, LatestQuote
from bracketdesk.wire import codec
from bracketdesk.wire.messages import Quote, QuoteEntry

MES = 4001
NOON = "2026-11-22T12:00:00.250Z"


class Told:
    """A LatestQuote of MES that runs, and what it told."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.quotes: list[Quote] = []
        self.latest = LatestQuote(self.clock, self.quotes.append)
        self.latest.follow((MES,))
        self.running = asyncio.create_task(self.latest.run())

    def hear(self, entries: object, contract_id: int = MES, timestamp: str = NOON) -> None:
        quote = {"timestamp": timestamp, "contractId": contract_id, "entries": entries}
        self.latest.take(codec.encode({"quotes": [quote]}))

    async def entries(self, entries: object) -> dict[str, QuoteEntry]:
        """What is told after these entries came, once its time has come."""
        self.hear(entries)
        await self.clock.advance(PACE)
        return self.quotes[-1].entries

    async def end(self) -> None:
        self.running.cancel()
        await asyncio.wait((self.running,))


@pytest.fixture
async def told() -> AsyncIterator[Told]:
    told = Told()
    yield told
    await told.end()


def entry(price: str | None = None, size: str | None = None) -> QuoteEntry:
    return QuoteEntry(
        price=None if price is None else Decimal(price),
        size=None if size is None else Decimal(size),
    )


async def test_the_first_after_a_rest_is_told_at_once(told: Told) -> None:
    told.hear({"Bid": {"price": 6012.25, "size": 14}})
    await settle()
    assert told.quotes == [
        Quote(
            timestamp=datetime(2026, 11, 22, 12, 0, 0, 250_000, tzinfo=UTC),
            contract_id=MES,
            entries={"Bid": entry("6012.25", "14")},
        )
    ]
    await told.clock.advance(10 * PACE)
    told.hear({"Bid": {"price": 6012.5}})
    await settle()
    assert len(told.quotes) == 2


async def test_five_thousand_in_a_second_are_told_as_a_few_the_last_one_among_them(
    told: Told,
) -> None:
    for number in range(5000):
        told.hear({"Trade": {"price": number, "size": 1}})
        if number % 50 == 49:  # fifty every hundredth of a second
            await told.clock.advance(0.01)
    assert 20 <= len(told.quotes) <= 30
    await told.clock.advance(PACE)
    assert told.quotes[-1].entries == {"Trade": entry("4999", "1")}
    count = len(told.quotes)
    await told.clock.advance(100)
    assert len(told.quotes) == count
    assert told.clock.sleepers == 0


@given(
    st.lists(
        st.tuples(st.sampled_from(["Bid", "Offer", "Trade"]), st.integers(0, 99), st.booleans())
    )
)
def test_whatever_the_pace_the_newest_of_each_entry_is_told_last(
    heard: list[tuple[str, int, bool]],
) -> None:
    async def story() -> None:
        told, newest = Told(), {}
        for name, price, rest in heard:
            newest[name] = entry(str(price))
            told.hear({name: {"price": price}})
            if rest:
                await told.clock.advance(PACE / 2)
        await told.clock.advance(PACE)
        assert (told.quotes[-1].entries if told.quotes else {}) == newest
        await told.end()

    asyncio.run(story())


async def test_what_an_event_leaves_out_still_holds(told: Told) -> None:
    await told.entries({"Bid": {"price": 1, "size": 2}, "Offer": {"price": 3, "size": 4}})
    assert await told.entries({"Bid": {"size": 5}}) == {
        "Bid": entry(size="5"),
        "Offer": entry("3", "4"),
    }


@pytest.mark.parametrize("emptied", [{}, True, None, {"price": 0, "size": 0}])
async def test_an_empty_book_leaves_neither_bid_nor_ask(told: Told, emptied: object) -> None:
    await told.entries({"Bid": {"price": 1}, "Offer": {"price": 2}, "Trade": {"price": 3}})
    entries = await told.entries({"EmptyBook": emptied})
    assert "Bid" not in entries
    assert "Offer" not in entries
    assert entries["Trade"] == entry("3")
    assert (await told.entries({"Bid": {"price": 4}}))["Bid"] == entry("4")


async def test_a_book_that_is_filled_again_in_the_same_event_holds(told: Told) -> None:
    await told.entries({"Bid": {"price": 1}, "Offer": {"price": 2}})
    entries = await told.entries({"EmptyBook": {}, "Bid": {"price": 3}})
    assert (entries.get("Bid"), entries.get("Offer")) == (entry("3"), None)


@pytest.mark.parametrize("odd", [None, 7, "x", [], {"price": "much"}, {"price": {}}, {"size": [1]}])
async def test_an_entry_that_cannot_be_read_spoils_no_other(told: Told, odd: object) -> None:
    data = {"Bid": {"price": 1}, "Odd": odd, "Offer": odd}
    assert await told.entries(data) == {"Bid": entry("1")}


@pytest.mark.parametrize("odd", ["NaN", "Infinity", "-Infinity", "1e999999"])
async def test_a_figure_beyond_all_markets_is_none(told: Told, odd: str) -> None:
    assert await told.entries({"Bid": {"price": odd, "size": 2}}) == {"Bid": entry(size="2")}


async def test_fractional_sizes_and_unknown_entries_are_kept(told: Told) -> None:
    data = {"Bid": {"price": 1.5, "size": 0.25, "new": 1}, "Mood": {"size": 3}}
    assert await told.entries(data) == {"Bid": entry("1.5", "0.25"), "Mood": entry(size="3")}


@pytest.mark.parametrize("timestamp", ["soon", ""])
async def test_a_time_that_cannot_be_read_is_ours(told: Told, timestamp: str) -> None:
    told.hear({"Bid": {"price": 1}}, timestamp=timestamp)
    await settle()
    assert told.quotes[0].timestamp == told.clock.now()


async def test_other_contracts_are_not_told(told: Told) -> None:
    told.hear({"Bid": {"price": 1}}, contract_id=4002)
    await settle()
    assert told.quotes == []


async def test_nothing_of_the_one_before_is_told_once_another_is_followed(told: Told) -> None:
    await told.entries({"Bid": {"price": 1}})
    told.hear({"Bid": {"price": 2}})
    told.latest.follow((4002,))
    await told.clock.advance(PACE)
    assert len(told.quotes) == 1
    told.hear({"Bid": {"price": 3}})
    told.hear({"Offer": {"price": 4}}, contract_id=4002)
    await told.clock.advance(PACE)
    assert [quote.contract_id for quote in told.quotes] == [MES, 4002]
    assert told.quotes[-1].entries == {"Offer": entry("4")}


async def test_of_several_each_is_told_by_itself(told: Told) -> None:
    told.latest.follow((MES, 4002))
    await told.entries({"Bid": {"price": 1}})
    told.hear({"Offer": {"price": 4}}, contract_id=4002)
    told.hear({"Bid": {"price": 5}}, contract_id=4002)
    await told.clock.advance(PACE)
    assert [quote.contract_id for quote in told.quotes] == [MES, 4002]
    assert told.quotes[1].entries == {"Offer": entry("4"), "Bid": entry("5")}


async def test_what_is_known_of_one_stays_when_others_come_and_go(told: Told) -> None:
    await told.entries({"Bid": {"price": 1}})
    told.latest.follow((4002, MES))
    told.latest.follow((MES,))
    assert await told.entries({"Offer": {"price": 2}}) == {"Bid": entry("1"), "Offer": entry("2")}


async def test_a_new_socket_begins_anew(told: Told) -> None:
    await told.entries({"Bid": {"price": 1}})
    told.hear({"Bid": {"price": 2}})
    told.latest.begin_anew()
    await told.clock.advance(PACE)
    assert len(told.quotes) == 1
    assert await told.entries({"Offer": {"price": 3}}) == {"Offer": entry("3")}


@pytest.mark.parametrize("data", [b"7", b"[]", b"{", b'{"quotes":null}', b'{"quotes":[{}]}'])
async def test_what_is_no_market_data_is_refused(told: Told, data: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        told.latest.take(data)
