"""The broker's conformance list, stage 5: market data (protocol.md 7, 5).

A ticket needs the quote of one contract. Depth of market, charts and tick charts are not its job
(product.md, "Not our job"): no test is named after those lines.
"""

import pytest
from tests.support.pair import AUTHORIZE, HANDSHAKE, SUBSCRIBE, SYNC, UNSUBSCRIBE, Broker
from tests.support.scripted import ScriptedServer
from tests.support.scripted_steps import MARKET_DATA
from tests.support.scripted_world import CONTRACT_ID
from tests.support.seat import HOUR, MINUTE, SECOND, SYMBOL, Seat

from bracketdesk.controller.views import Connection, QuoteView
from bracketdesk.domain.outcomes import OutcomeKind

pytestmark = pytest.mark.asyncio(loop_factories=["idle"])

BID = ("6012.25", 1)


def quote(seat: Seat) -> QuoteView:
    shown = seat.desk.quote.value
    assert shown is not None
    return shown


# The socket
async def test_stage_5_md_socket_connects_and_authorizes(
    scripted: ScriptedServer, scripted_seat: Seat
) -> None:
    """With the market-data token, as number 0, before anything else."""
    await scripted_seat.connect()
    (asked,) = (r for r in scripted.requests(AUTHORIZE) if r.transport == MARKET_DATA)
    tokens = scripted_seat.secrets.tokens["demo", scripted_seat.view.host]
    assert (asked.id, asked.body.decode()) == (0, tokens.market_data)


async def test_stage_5_md_socket_stays_stable(seat: Seat, broker: Broker) -> None:
    """An hour of a market that moves once a second: one socket, the newest quote on the screen."""
    await seat.connect()
    sockets = broker.calls[HANDSHAKE]
    for second in range(600):
        broker.move(second)
        await seat.time.run(SECOND)
    await seat.run(50 * MINUTE)
    assert broker.calls[HANDSHAKE] == sockets
    assert broker.calls[SUBSCRIBE] == 1
    assert str(quote(seat).bid) == broker.point(599)
    assert seat.desk.quote_text.value == ""


async def test_stage_5_md_socket_rejects_bad_tokens(
    scripted: ScriptedServer, scripted_seat: Seat
) -> None:
    """Refused with either token: said, not tried again, and the ticket works without quotes."""
    await scripted_seat.connect()
    scripted.revoke()
    await scripted.drop_sockets(MARKET_DATA)
    await scripted_seat.run(3 * SECOND)
    assert "no longer takes the sign-in" in scripted_seat.desk.quote_text.value
    assert scripted.upgrades[MARKET_DATA] == 1 + 2
    await scripted_seat.run(HOUR)
    assert scripted.upgrades[MARKET_DATA] == 1 + 2
    assert scripted_seat.view.connection is Connection.CONNECTED
    assert (await scripted_seat.start()).kind is OutcomeKind.ACCEPTED


async def test_stage_5_md_socket_can_be_re_established(seat: Seat, broker: Broker) -> None:
    """By itself, and what is watched is subscribed again."""
    await seat.connect()
    broker.drills.drop_sockets()
    await seat.run(3 * SECOND)
    broker.move(+3)
    await seat.run(SECOND)
    assert str(quote(seat).bid) == broker.point(3)
    assert broker.calls[SUBSCRIBE] == 2
    assert broker.crowd == 1


async def test_stage_5_md_socket_alone_can_be_re_established(
    scripted: ScriptedServer, scripted_seat: Seat
) -> None:
    """The user socket knows nothing of it."""
    await scripted_seat.connect()
    await scripted.drop_sockets(MARKET_DATA)
    await scripted_seat.settled()
    assert scripted_seat.desk.quote_text.value.startswith("No quotes: ")
    await scripted_seat.run(3 * SECOND)
    assert scripted_seat.desk.quote_text.value == ""
    assert scripted_seat.view.connection is Connection.CONNECTED
    assert len(scripted.requests(SYNC)) == 1
    assert len(scripted.requests(SUBSCRIBE)) == 2


# Quotes
async def test_stage_5_subscribe_and_receive_quotes(seat: Seat, broker: Broker) -> None:
    await seat.connect()
    first = quote(seat)
    assert (str(first.bid), str(first.ask)) == (broker.point(0), broker.point(1))
    assert (first.bid_size, first.ask_size) == (50, 50)
    broker.move(+8)
    await seat.run(SECOND)
    assert (str(quote(seat).bid), str(quote(seat).ask)) == (broker.point(8), broker.point(9))
    await seat.run(20 * SECOND)
    age = seat.desk.quote_age()
    assert age is not None
    assert age > 15  # stale: the window marks it


async def test_stage_5_subscribe_and_receive_quotes_in_parts(
    scripted: ScriptedServer, scripted_seat: Seat
) -> None:
    """Any entry, price or size may be missing: what was heard before stays."""
    await scripted_seat.connect()
    await scripted.push_quote(Bid=("6012.25", 14), Offer=("6012.5", 9), TotalTradeVolume=(None, 5))
    await scripted_seat.run(SECOND)
    await scripted.push_quote(Bid=("6012", None), Trade=("6012.5", 1))
    await scripted.push_quote(CONTRACT_ID + 1, Bid=("1", 1))  # somebody else's
    await scripted_seat.run(SECOND)
    shown = quote(scripted_seat)
    assert tuple(str(price) for price in (shown.bid, shown.ask, shown.last)) == (
        "6012",
        "6012.5",
        "6012.5",
    )
    assert shown.ask_size == 9


# Stream errors
@pytest.mark.parametrize("status", [200, 403])
async def test_stage_5_stream_errors_handled_no_entitlement(
    seat: Seat, broker: Broker, status: int
) -> None:
    """In the broker's words, whether it says so by status or inside; asked again by a choice."""
    broker.drills.refuse_quotes("Symbol is inaccessible", status)
    await seat.connect()
    assert "Symbol is inaccessible" in seat.desk.quote_text.value
    assert (await seat.start()).kind is OutcomeKind.ACCEPTED
    await seat.run(HOUR)
    assert broker.calls[SUBSCRIBE] == 1
    seat.desk.choose_symbol(SYMBOL)
    await seat.settled()
    assert broker.calls[SUBSCRIBE] == 2


@pytest.mark.parametrize(
    "garbage",
    [
        "x",
        'a[{"e":"md","d":{"quotes":7}}]',
        'a[{"e":"md","d":{"quotes":[{"contractId":4001,"entries":{"Bid":{"price":"many"}}}]}}]',
        'a[{"e":"chart","d":{"charts":[]}},{"i":99,"s":200}]',
    ],
)
async def test_stage_5_stream_errors_handled_garbage(
    scripted: ScriptedServer, scripted_seat: Seat, garbage: str
) -> None:
    """What cannot be read is left out; the next quote counts, on the same socket."""
    await scripted_seat.connect()
    await scripted.push_quote(Bid=BID)
    await scripted.push_frame(garbage, MARKET_DATA)
    await scripted.push_quote(Bid=("6013", 2))
    await scripted_seat.run(SECOND)
    assert str(quote(scripted_seat).bid) == "6013"
    assert scripted.upgrades[MARKET_DATA] == 1


async def test_stage_5_stream_errors_handled_half_a_frame(
    scripted: ScriptedServer, scripted_seat: Seat
) -> None:
    """A frame of messages that cannot be read is worth a new socket."""
    await scripted_seat.connect()
    await scripted.push_frame('a[{"e":"md","d":{"quo', MARKET_DATA)
    await scripted_seat.run(3 * SECOND)
    await scripted.push_quote(Bid=BID)
    await scripted_seat.run(SECOND)
    assert str(quote(scripted_seat).bid) == "6012.25"
    assert scripted.upgrades[MARKET_DATA] == 2
    assert scripted.sockets(MARKET_DATA) == 1


# Unsubscribe
async def test_stage_5_unsubscribe_properly(seat: Seat, broker: Broker) -> None:
    """Another symbol: the old one is given up before the new one is asked for."""
    await seat.connect()
    seat.desk.choose_symbol("MNQZ6")
    await seat.run(SECOND)
    assert (broker.calls[UNSUBSCRIBE], broker.calls[SUBSCRIBE]) == (1, 2)
    before = quote(seat)
    broker.move(+5)  # of the former one
    await seat.run(SECOND)
    assert quote(seat) == before


async def test_stage_5_unsubscribe_properly_with_no_symbol_left(
    scripted: ScriptedServer, scripted_seat: Seat
) -> None:
    await scripted_seat.connect()
    await scripted.push_quote(Bid=BID)
    scripted_seat.desk.choose_symbol("")
    await scripted_seat.settled()
    (asked,) = scripted.requests(UNSUBSCRIBE)
    assert (asked.transport, asked.json["symbol"]) == (MARKET_DATA, SYMBOL)
    await scripted.push_quote(Bid=BID)
    await scripted_seat.run(SECOND)
    assert scripted_seat.desk.quote.value is None
