"""The client against the real practice exchange, in this process, on a market that stands still."""

from collections.abc import AsyncIterator
from datetime import date
from decimal import Decimal

import pytest
from tests.support.acts import cancel, interrupt, liquidate
from tests.support.practice import QuietMarket
from tests.support.scripted_listener import RecordingListener
from tests.support.until import until

from bracketdesk.broker.gateway import BrokerGateway
from bracketdesk.broker.line import BrokerLine
from bracketdesk.domain.instrument import PriceFormat
from bracketdesk.domain.problems import TokenRefused, UserFacingError
from bracketdesk.domain.session import Credentials, Hosts, Transport
from bracketdesk.practice.announcement import Announcement
from bracketdesk.practice.exchange import Exchange
from bracketdesk.practice.server import PracticeServer
from bracketdesk.wire import codec
from bracketdesk.wire.clock import SystemClock
from bracketdesk.wire.enums import Action, OrdStatus, StrategyStatus
from bracketdesk.wire.messages import (
    OrderStrategyStatusResponse,
    StartOrderStrategy,
)

TODAY = date(2026, 11, 23)
SYMBOL = "MESZ6"
PARAMS = (
    '{"entryVersion":{"orderQty":2,"orderType":"Market","timeInForce":"Day"},'
    '"brackets":[{"qty":1,"profitTarget":30,"stopLoss":-15,"trailingStop":false},'
    '{"qty":1,"stopLoss":-15,"trailingStop":false}]}'
)
RESTING = (
    '{"entryVersion":{"orderQty":1,"orderType":"Limit","price":%s,"timeInForce":"Day"},'
    '"brackets":[{"qty":1,"stopLoss":-15,"trailingStop":false}]}'
)


@pytest.fixture
async def server() -> AsyncIterator[PracticeServer]:
    clock = SystemClock()
    server = PracticeServer(Exchange(clock, QuietMarket(), today=TODAY, seed=1), clock)
    yield server
    await server.stop()


@pytest.fixture
async def announced(server: PracticeServer) -> Announcement:
    return await server.start()


@pytest.fixture
def hosts(announced: Announcement) -> Hosts:
    return Hosts(announced.rest, announced.socket, announced.market_data)


@pytest.fixture
async def gateway() -> AsyncIterator[BrokerGateway]:
    gateway = BrokerGateway(SystemClock(), "device-1", "0.1.0")
    yield gateway
    await gateway.close()


@pytest.fixture
async def line(
    gateway: BrokerGateway, hosts: Hosts, announced: Announcement, listener: RecordingListener
) -> BrokerLine:
    tokens = await gateway.sign_in(hosts, Credentials(announced.name, announced.password))
    return await gateway.connect(hosts, tokens, listener)


def start(line: BrokerLine, params: str = PARAMS, uuid: str = "u-1") -> bytes:
    (account,) = line.state.accounts.values()
    return codec.encode(
        StartOrderStrategy(
            account_id=account.id,
            account_spec=account.name,
            symbol=SYMBOL,
            action=Action.BUY,
            params=params,
            uuid=uuid,
        )
    )


async def test_a_wrong_password_is_refused_with_its_words(
    gateway: BrokerGateway, hosts: Hosts, announced: Announcement
) -> None:
    with pytest.raises(UserFacingError, match="refused the sign-in"):
        await gateway.sign_in(hosts, Credentials(announced.name, "guess"))


async def test_a_token_it_did_not_give_is_refused(
    gateway: BrokerGateway,
    hosts: Hosts,
    announced: Announcement,
    listener: RecordingListener,
) -> None:
    tokens = await gateway.sign_in(hosts, Credentials(announced.name, announced.password))
    forged = type(tokens)("forged", "forged", tokens.expires)
    with pytest.raises(TokenRefused):
        await gateway.connect(hosts, forged, listener)


async def test_the_line_is_up_and_synchronised(
    line: BrokerLine, listener: RecordingListener
) -> None:
    await until(lambda: listener.ups)
    assert line.state.synchronised
    assert len(line.state.accounts) == 1
    assert line.latency is not None


async def test_instruments(line: BrokerLine) -> None:
    instrument = await line.instrument(SYMBOL)
    assert (instrument.tick_size, instrument.value_per_point) == (Decimal("0.25"), Decimal(5))
    assert instrument.expires == date(2026, 12, 18)
    assert (await line.contract(instrument.contract_id)).name == SYMBOL
    assert SYMBOL in await line.suggest("MES")
    bond = await line.instrument((await line.suggest("ZN"))[0])
    assert bond.price_format is PriceFormat.FRACTIONAL
    with pytest.raises(UserFacingError, match="knows no contract named XYZ"):
        await line.instrument("XYZ")


async def test_quotes(line: BrokerLine, listener: RecordingListener) -> None:
    await line.watch_quote(await line.instrument(SYMBOL))
    await until(lambda: any({"Bid", "Offer"} <= set(q.entries) for q in listener.quotes))
    await line.watch_quote(await line.instrument("ESZ6"))
    (es,) = (await line.instrument("ESZ6"),)
    await until(lambda: listener.quotes[-1].contract_id == es.contract_id)


@pytest.mark.parametrize("transport", list(Transport))
async def test_a_start_is_held_as_it_was_sent_and_the_state_follows(
    line: BrokerLine, transport: Transport
) -> None:
    delivery = await line.start_strategy(start(line), transport)
    assert delivery.status == 200
    answer = codec.decode(delivery.body, OrderStrategyStatusResponse)
    assert answer.order_strategy is not None
    assert answer.order_strategy.params == PARAMS
    number = answer.order_strategy.id
    await until(lambda: number in line.state.strategies and len(line.state.links) == 4)
    state = line.state
    assert state.strategies[number].uuid == "u-1"
    assert {state.orders[link.order_id].ord_status for link in state.links.values()} == {
        OrdStatus.FILLED,
        OrdStatus.WORKING,
    }
    assert [position.net_pos for position in state.positions.values()] == [2]
    assert {version.order_id for version in state.versions.values()} == set(state.orders)
    assert sum(fill.qty for fill in state.fills.values()) == 2
    assert [s.uuid for s in await line.list_strategies()] == ["u-1"]


async def test_bad_params_are_refused_in_the_answer(line: BrokerLine) -> None:
    for transport in Transport:
        delivery = await line.start_strategy(start(line, "{}", f"u-{transport}"), transport)
        answer = codec.decode(delivery.body, OrderStrategyStatusResponse)
        assert answer.error_text == "Invalid or missed parameters"
        assert answer.order_strategy is None
    assert line.state.strategies == {}


async def test_exits(line: BrokerLine, listener: RecordingListener) -> None:
    instrument = await line.instrument(SYMBOL)
    await line.start_strategy(start(line), Transport.SOCKET)
    await until(lambda: line.state.positions)
    (account,) = line.state.accounts
    assert (await liquidate(line, account, instrument.contract_id)).status == 200
    await until(lambda: [p.net_pos for p in line.state.positions.values()] == [0])

    resting = RESTING % "5800.25"
    await line.start_strategy(start(line, resting, "u-2"), Transport.SOCKET)
    await until(lambda: working(line))
    (entry,) = working(line)
    assert (await cancel(line, entry)).status == 200
    await until(lambda: not working(line))

    await line.start_strategy(start(line, resting, "u-3"), Transport.SOCKET)
    await until(lambda: any(s.uuid == "u-3" for s in line.state.strategies.values()))
    (number,) = (s.id for s in line.state.strategies.values() if s.uuid == "u-3")
    assert (await interrupt(line, number)).status == 200
    await until(lambda: line.state.strategies[number].status is StrategyStatus.STOPPED_BY_USER)


def working(line: BrokerLine) -> list[int]:
    return [o.id for o in line.state.orders.values() if o.ord_status is OrdStatus.WORKING]


async def test_comes_back_to_what_happened_meanwhile(
    gateway: BrokerGateway,
    line: BrokerLine,
    hosts: Hosts,
    announced: Announcement,
    listener: RecordingListener,
) -> None:
    """A second line trades; a third one, opened later, finds it all in its snapshot."""
    await line.start_strategy(start(line), Transport.REST)
    tokens = await gateway.sign_in(hosts, Credentials(announced.name, announced.password))
    later = await gateway.connect(hosts, tokens, RecordingListener())
    assert [s.uuid for s in later.state.strategies.values()] == ["u-1"]
    assert [p.net_pos for p in later.state.positions.values()] == [2]
    await until(lambda: len(line.state.links) == len(later.state.links) == 4)


async def test_the_servers_end_is_told(
    line: BrokerLine, server: PracticeServer, listener: RecordingListener
) -> None:
    await server.stop()
    await until(lambda: listener.downs)
    assert "maintenance" in listener.downs[0]
    delivery = await line.start_strategy(start(line), Transport.SOCKET)
    assert not delivery.left
