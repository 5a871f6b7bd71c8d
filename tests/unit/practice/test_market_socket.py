"""Quotes on the market-data socket (protocol.md 5)."""

from decimal import Decimal

import pytest
from tests.support.clock import ManualClock
from tests.support.practice import Answer, QuietMarket, SocketClient, Trader
from tests.unit.practice.conftest import WEDNESDAY

from bracketdesk.practice.errors import DENIED
from bracketdesk.practice.exchange import Exchange
from bracketdesk.practice.market import QuoteTick, Step, TradeTick
from bracketdesk.wire.messages import Quote

BID = 24048  # MES at 6012.00


@pytest.fixture
def exchange(clock: ManualClock) -> Exchange:
    """A market that moves a tick after a second, and twice at once after another."""
    market = QuietMarket(
        Step(1.0, QuoteTick(BID + 1, 50, BID + 2, 40)),
        Step(1.0, QuoteTick(BID + 2, 50, BID + 3, 30)),
        Step(0.0, TradeTick(BID + 3, 7)),
        Step(0.0, QuoteTick(BID + 3, 50, BID + 4, 20)),
    )
    return Exchange(clock, market, today=WEDNESDAY.date(), seed=1)


async def subscribed(trader: Trader, symbol: object = "MESZ6") -> SocketClient:
    socket = await trader.authorised_market_data()
    assert await socket.call("md/subscribeQuote", {"symbol": symbol}) == Answer(200, {})
    return socket


async def test_the_quote_comes_at_once(trader: Trader, exchange: Exchange) -> None:
    socket = await subscribed(trader)
    (quote,) = (await socket.event("md"))["quotes"]
    contract = exchange.find_contract("MESZ6")
    assert contract is not None
    assert quote["contractId"] == contract.id
    assert quote["entries"]["Bid"] == {"price": Decimal("6012.00"), "size": 50}
    assert quote["entries"]["Offer"] == {"price": Decimal("6012.25"), "size": 50}


async def test_a_contract_may_be_named_by_its_id(trader: Trader, exchange: Exchange) -> None:
    contract = exchange.find_contract("MESZ6")
    assert contract is not None
    socket = await subscribed(trader, contract.id)
    assert (await socket.event("md"))["quotes"][0]["contractId"] == contract.id


async def test_each_change_comes_and_what_happens_at_once_comes_together(
    trader: Trader, clock: ManualClock
) -> None:
    socket = await subscribed(trader)
    await socket.event("md")
    await clock.advance(1)
    (quote,) = (await socket.event("md"))["quotes"]
    assert quote["entries"]["Offer"] == {"price": Decimal("6012.50"), "size": 40}
    await clock.advance(1)
    (quote,) = (await socket.event("md"))["quotes"]
    assert quote["entries"]["Bid"]["price"] == Decimal("6012.75")
    assert quote["entries"]["Trade"] == {"price": Decimal("6012.75"), "size": 7}
    assert not socket.events


async def test_subscribing_twice_is_one_subscription(trader: Trader, clock: ManualClock) -> None:
    socket = await subscribed(trader)
    await socket.event("md")
    await socket.call("md/subscribequote", {"symbol": "MESZ6"})
    await socket.event("md")  # the quote once more
    await clock.advance(1)
    assert len((await socket.event("md"))["quotes"]) == 1
    await socket.call("md/unsubscribequote", {"symbol": "MESZ6"})
    await clock.advance(1)
    await socket.call("md/unsubscribequote", {"symbol": "MESZ6"})
    assert not socket.events


async def test_one_client_leaving_does_not_silence_another(
    trader: Trader, clock: ManualClock
) -> None:
    one, two = await subscribed(trader), await subscribed(trader)
    await one.event("md")
    await two.event("md")
    await one.ws.close()
    await clock.advance(1)
    assert (await two.event("md"))["quotes"]


async def test_nobody_watches_for_a_client_that_left(
    trader: Trader, exchange: Exchange, clock: ManualClock
) -> None:
    heard: list[Quote] = []
    exchange.listen_quotes(heard.append)
    socket = await subscribed(trader)
    await clock.advance(1)
    assert heard
    await socket.ws.close()
    heard.clear()
    await clock.advance(1)
    assert not heard


async def test_after_unsubscribing_nothing_is_on_its_way(trader: Trader) -> None:
    socket = await trader.authorised_market_data()
    for number, call in ((50, "md/subscribeQuote"), (51, "md/unsubscribeQuote")):
        await socket.ws.send_str(f'{call}\n{number}\n\n{{"symbol":"MESZ6"}}')
    assert (await socket.answer(51)).status == 200
    await socket.call("md/unsubscribeQuote", {"symbol": "ESZ6"})
    assert not socket.events


async def test_contracts_are_told_apart_by_their_ids(trader: Trader, clock: ManualClock) -> None:
    socket = await subscribed(trader, "MESZ6")
    await socket.call("md/subscribeQuote", {"symbol": "ESZ6"})
    first = [await socket.event("md") for _ in range(2)]
    await clock.advance(1)
    second = [await socket.event("md")]  # both at one moment
    for events in (first, second):
        ids = {quote["contractId"] for event in events for quote in event["quotes"]}
        assert len(ids) == 2


@pytest.mark.parametrize("symbol", ["XXX", "", 1, 2**70, "@ES", "x" * 1000])
async def test_an_unknown_symbol_is_404_with_a_text(trader: Trader, symbol: object) -> None:
    socket = await trader.authorised_market_data()
    answer = await socket.call("md/subscribeQuote", {"symbol": symbol})
    assert answer.status == 404
    assert isinstance(answer.body, str)
    assert len(answer.body) < 100


@pytest.mark.parametrize("body", ["", "5", "{"])
async def test_a_malformed_subscription_is_400(trader: Trader, body: str) -> None:
    socket = await trader.authorised_market_data()
    assert (await socket.call("md/subscribeQuote", body)).status == 400


@pytest.mark.parametrize("body", ["{}", '{"symbol": null}', '{"symbol": 1.5}'])
async def test_a_subscription_to_no_symbol_has_its_violation(trader: Trader, body: str) -> None:
    socket = await trader.authorised_market_data()
    answer = await socket.call("md/subscribeQuote", body)
    assert answer.status == 200
    (violation,) = answer.body["violations"]
    assert violation["constraint"] == "symbol"


async def test_market_data_needs_a_token(trader: Trader) -> None:
    socket = await trader.connect_market_data()
    answer = await socket.call("md/subscribeQuote", {"symbol": "MESZ6"})
    assert answer == Answer(401, DENIED)


async def test_the_socket_serves_market_data_alone(trader: Trader) -> None:
    socket = await trader.authorised_market_data()
    assert (await socket.call("order/list")).status == 404
    assert (await socket.call("md/subscribeDOM", {"symbol": "MESZ6"})).status == 404
    user = await trader.authorised()
    assert (await user.call("md/subscribeQuote", {"symbol": "MESZ6"})).status == 404
