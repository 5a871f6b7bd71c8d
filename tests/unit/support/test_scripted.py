"""The scripted server, asked by a plain aiohttp client that shares no code with ours."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from tests.support.scripted import ScriptedServer
from tests.support.scripted_steps import (
    MARKET_DATA,
    USER,
    Answer,
    Half,
    HangUp,
    Held,
    InTurn,
    Penalty,
    Raw,
    Silence,
    Text,
)
from tests.support.scripted_world import ACCOUNT_ID, CONTRACT_ID
from tests.support.until import until

START = "orderStrategy/startorderstrategy"
BODY = {
    "accountId": ACCOUNT_ID,
    "symbol": "MESZ6",
    "action": "Buy",
    "orderStrategyTypeId": 2,
    "params": "{}",
    "uuid": "u-1",
}


@pytest.fixture
async def server() -> AsyncIterator[ScriptedServer]:
    async with ScriptedServer() as server:
        yield server


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


class Peer:
    """A client of one socket, by hand."""

    def __init__(self, ws: aiohttp.ClientWebSocketResponse) -> None:
        self.ws = ws

    async def ask(self, endpoint: str, body: str = "", number: int = 1) -> Any:  # noqa: ANN401
        await self.ws.send_str(f"{endpoint}\n{number}\n\n{body}")
        return await self.messages()

    async def messages(self) -> Any:  # noqa: ANN401
        text = await self.ws.receive_str(timeout=5)
        assert text.startswith("a")
        return json.loads(text[1:])


async def join(
    server: ScriptedServer, session: aiohttp.ClientSession, url: str | None = None
) -> Peer:
    ws = await session.ws_connect(url or server.hosts.socket)
    assert await ws.receive_str(timeout=5) == "o"
    peer = Peer(ws)
    assert await peer.ask("authorize", server.issue(), 0) == [{"s": 200, "i": 0}]
    return peer


async def get(
    server: ScriptedServer, session: aiohttp.ClientSession, path: str, token: str | None = None
) -> tuple[int, bytes]:
    headers = {"Authorization": f"Bearer {token or server.issue()}"}
    async with session.get(f"{server.hosts.rest}/{path}", headers=headers) as response:
        return response.status, await response.read()


async def test_signs_in_with_the_right_password_only(
    server: ScriptedServer, session: aiohttp.ClientSession
) -> None:
    url = f"{server.hosts.rest}/auth/accesstokenrequest"
    right = {"name": server.credentials.name, "password": server.credentials.password}
    async with session.post(url, json=right) as response:
        answer = await response.json()
    assert server.knows(answer["accessToken"])
    assert answer["accessToken"] != answer["mdAccessToken"]
    async with session.post(url, json={**right, "password": "wrong"}) as response:
        assert response.status == 200
        assert set(await response.json()) == {"errorText"}


async def test_knows_its_one_contract(
    server: ScriptedServer, session: aiohttp.ClientSession
) -> None:
    status, body = await get(server, session, "contract/find?name=MESZ6")
    assert status == 200
    contract = json.loads(body)
    assert contract["id"] == CONTRACT_ID
    maturity = contract["contractMaturityId"]
    _, body = await get(server, session, f"contractMaturity/item?id={maturity}")
    assert json.loads(body)["expirationDate"].startswith("2026-12-18")
    _, body = await get(server, session, f"product/item?id={json.loads(body)['productId']}")
    assert (json.loads(body)["tickSize"], json.loads(body)["valuePerPoint"]) == (0.25, 5)
    assert (await get(server, session, "contract/find?name=XX"))[0] == 404
    assert (await get(server, session, "contract/item?id=nonsense"))[0] == 404


async def test_wants_a_good_token(server: ScriptedServer, session: aiohttp.ClientSession) -> None:
    token = server.issue()
    assert (await get(server, session, "account/list", token))[0] == 200
    server.revoke()
    assert await get(server, session, "account/list", token) == (401, b"Access is denied")


async def test_records_what_arrived_and_when(
    server: ScriptedServer, session: aiohttp.ClientSession
) -> None:
    before = time.perf_counter_ns()
    token = server.issue()
    odd = b'{ "accountId":1,\n"x": 0.10 }'
    url = f"{server.hosts.rest}/orderStrategy/startOrderStrategy?a=b"
    server.on(START, Answer({}))
    async with session.post(url, data=odd, headers={"Authorization": f"Bearer {token}"}):
        pass
    peer = await join(server, session)
    await peer.ask(START, "{}", 7)
    over_rest, over_socket = server.requests(START)
    assert (over_rest.body, over_rest.query, over_rest.token) == (odd, "a=b", token)
    assert over_rest.endpoint == "orderStrategy/startOrderStrategy"
    assert (over_socket.body, over_socket.transport, over_socket.id) == (b"{}", USER, 7)
    assert before < over_rest.arrived < over_socket.arrived < time.perf_counter_ns()


async def test_scripted_steps_come_in_order_and_the_last_one_stays(
    server: ScriptedServer, session: aiohttp.ClientSession
) -> None:
    server.on("contract/find", Text("busy", 503), Answer({"id": 1}))
    answers = [await get(server, session, "contract/find?name=A") for _ in range(3)]
    assert answers == [(503, b"busy"), (200, b'{"id":1}'), (200, b'{"id":1}')]


async def test_a_socket_carries_errors_as_strings(
    server: ScriptedServer, session: aiohttp.ClientSession
) -> None:
    server.on(START, Text("Access is denied", 401))
    peer = await join(server, session)
    assert await peer.ask(START, "{}", 3) == [{"s": 401, "i": 3, "d": "Access is denied"}]


async def test_an_unauthorised_socket_gets_nothing(
    server: ScriptedServer, session: aiohttp.ClientSession
) -> None:
    ws = await session.ws_connect(server.hosts.socket)
    assert await ws.receive_str() == "o"
    peer = Peer(ws)
    assert (await peer.ask("authorize", "no token", 0))[0]["s"] == 401
    assert (await peer.ask("account/list"))[0]["s"] == 401
    assert server.sockets() == 0


async def test_penalty_and_raw_bytes(
    server: ScriptedServer, session: aiohttp.ClientSession
) -> None:
    peer = await join(server, session)
    server.on(START, Penalty("t-1", 30), Raw(b'a[{"i":'))
    assert (await peer.ask(START))[0]["d"] == {"p-ticket": "t-1", "p-time": 30, "p-captcha": False}
    await peer.ws.send_str(f"{START}\n2\n\n")
    assert await peer.ws.receive_str() == 'a[{"i":'
    assert await get(server, session, START) == (200, b'a[{"i":')


async def test_holds_an_answer_until_told(
    server: ScriptedServer, session: aiohttp.ClientSession
) -> None:
    held = Held(Answer({"late": True}))
    server.on(START, held)
    peer = await join(server, session)
    asking = asyncio.create_task(peer.ask(START))
    await until(lambda: server.requests(START))
    assert not asking.done()
    held.release()
    assert (await asking)[0]["d"] == {"late": True}


async def test_silence_ends_with_the_server(
    server: ScriptedServer, session: aiohttp.ClientSession
) -> None:
    server.on("contract/find", Silence())
    asking = asyncio.create_task(get(server, session, "contract/find?name=A"))
    await until(lambda: server.requests("contract/find"))
    assert not asking.done()
    await server.stop()
    with pytest.raises(aiohttp.ClientError):
        await asking


@pytest.mark.parametrize("step", [HangUp(), HangUp(before_reading=True), Half(b'{"id"')])
async def test_breaks_off(
    server: ScriptedServer, session: aiohttp.ClientSession, step: HangUp | Half
) -> None:
    server.on(START, step)
    headers = {"Authorization": f"Bearer {server.issue()}"}
    with pytest.raises(aiohttp.ClientError):
        async with session.post(
            f"{server.hosts.rest}/{START}", data=b"x" * 100_000, headers=headers
        ) as response:
            await response.read()
    assert len(server.requests(START)) == (0 if step == HangUp(before_reading=True) else 1)


@pytest.mark.parametrize("step", [HangUp(), Half(b"a[{")])
async def test_breaks_off_a_socket(
    server: ScriptedServer, session: aiohttp.ClientSession, step: HangUp | Half
) -> None:
    server.on(START, step)
    peer = await join(server, session)
    await peer.ws.send_str(f"{START}\n2\n\n")
    message = await peer.ws.receive(timeout=5)
    assert message.type in (aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR)
    await until(lambda: server.sockets() == 0)


async def test_starts_a_strategy_and_tells_of_it(
    server: ScriptedServer, session: aiohttp.ClientSession
) -> None:
    peer = await join(server, session)
    answer = (await peer.ask(START, json.dumps(BODY)))[0]
    (event,) = await peer.messages()
    assert event["e"] == "props"
    assert event["d"]["entity"] == answer["d"]["orderStrategy"]
    assert answer["d"]["orderStrategy"]["uuid"] == "u-1"
    _, listed = await get(server, session, "orderStrategy/list")
    assert json.loads(listed) == [answer["d"]["orderStrategy"]]


async def test_interrupts_a_strategy(
    server: ScriptedServer, session: aiohttp.ClientSession
) -> None:
    started = server.world.strategy(BODY)
    peer = await join(server, session)
    body = json.dumps({"orderStrategyId": started["id"]})
    answer = (await peer.ask("orderStrategy/interruptorderstrategy", body))[0]
    assert answer["d"]["orderStrategy"]["status"] == "StoppedByUser"
    assert (await peer.messages())[0]["d"]["eventType"] == "Updated"


async def test_snapshot_holds_what_was_asked_for(
    server: ScriptedServer, session: aiohttp.ClientSession
) -> None:
    peer = await join(server, session)
    asked = {"splitResponses": False, "accounts": [ACCOUNT_ID], "entityTypes": ["account"]}
    answer = (await peer.ask("user/syncrequest", json.dumps(asked)))[0]["d"]
    assert [account["id"] for account in answer["accounts"]] == [ACCOUNT_ID]
    assert "contracts" not in answer
    everything = (await peer.ask("user/syncrequest", '{"users":[77]}'))[0]["d"]
    assert everything["contracts"][0]["id"] == CONTRACT_ID


async def test_pushes_props_and_quotes_to_their_sockets(
    server: ScriptedServer, session: aiohttp.ClientSession
) -> None:
    user = await join(server, session)
    market = await join(server, session, server.hosts.market_data)
    await server.push_props("position", {"id": 5, "netPos": 1}, {"id": 6, "netPos": 2})
    await server.push_props("position", {"id": 5}, event="Deleted")
    await server.push_quote(Bid=("6012.25", 14), Trade=("6012.50", None))
    assert [e["id"] for e in (await user.messages())[0]["d"]["entity"]] == [5, 6]
    assert (await user.messages())[0]["d"]["entity"] == {"id": 5}
    assert [p["id"] for p in server.world.all("position")] == [6]
    (quote,) = (await market.messages())[0]["d"]["quotes"]
    assert quote["contractId"] == CONTRACT_ID
    assert quote["entries"] == {"Bid": {"price": 6012.25, "size": 14}, "Trade": {"price": 6012.5}}


async def test_counts_heartbeats_and_answers_pings(
    server: ScriptedServer, session: aiohttp.ClientSession
) -> None:
    peer = await join(server, session)
    await peer.ws.send_str("[]")
    await until(lambda: server.heartbeats == 1)
    deaf = await session.ws_connect(server.hosts.socket, autoping=False)
    assert await deaf.receive_str() == "o"
    await deaf.ping(b"1")
    assert (await deaf.receive(timeout=5)).type is aiohttp.WSMsgType.PONG
    server.answer_pings = False
    await deaf.ping(b"2")
    await deaf.send_str("account/list\n1\n\n")
    assert (await deaf.receive(timeout=5)).type is aiohttp.WSMsgType.TEXT


async def test_says_goodbye(server: ScriptedServer, session: aiohttp.ClientSession) -> None:
    peer = await join(server, session)
    await server.announce_shutdown("Maintenance", "soon")
    assert (await peer.messages())[0]["d"] == {"reasonCode": "Maintenance", "reason": "soon"}
    await server.close_sockets(1001, "bye")
    message = await peer.ws.receive(timeout=5)
    assert (message.type, message.data, message.extra) == (aiohttp.WSMsgType.CLOSE, 1001, "bye")


async def test_drops_one_kind_of_socket(
    server: ScriptedServer, session: aiohttp.ClientSession
) -> None:
    user = await join(server, session)
    market = await join(server, session, server.hosts.market_data)
    await server.drop_sockets(MARKET_DATA)
    await until(lambda: server.sockets(MARKET_DATA) == 0)
    assert server.sockets(USER) == 1
    assert (await market.ws.receive(timeout=5)).type is aiohttp.WSMsgType.CLOSED
    assert not user.ws.closed


async def test_greets_as_told(server: ScriptedServer, session: aiohttp.ClientSession) -> None:
    server.greeting = "h"
    ws = await session.ws_connect(server.hosts.socket)
    assert await ws.receive_str(timeout=5) == "h"
    assert server.upgrades[USER] == 1


async def test_refuses_sockets(server: ScriptedServer, session: aiohttp.ClientSession) -> None:
    server.refuse_sockets = 429
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await session.ws_connect(server.hosts.socket)
    assert refused.value.status == 429


async def test_comes_back_on_the_same_port(
    server: ScriptedServer, session: aiohttp.ClientSession
) -> None:
    hosts = server.hosts
    await server.stop()
    with pytest.raises(aiohttp.ClientConnectorError):
        await session.get(hosts.rest)
    await server.start()
    assert server.hosts == hosts
    assert (await get(server, session, "account/list"))[0] == 200


async def test_several_frames_for_one_request(
    server: ScriptedServer, session: aiohttp.ClientSession
) -> None:
    server.on(START, InTurn(Raw(b"h"), Answer({"n": 1}), Answer({"n": 2})))
    peer = await join(server, session)
    await peer.ws.send_str(f"{START}\n4\n\n")
    assert await peer.ws.receive_str() == "h"
    assert [(await peer.messages())[0]["d"]["n"] for _ in range(2)] == [1, 2]


@pytest.mark.expects_errors
async def test_a_step_that_fails_shows_in_the_log(
    server: ScriptedServer, session: aiohttp.ClientSession, caplog: pytest.LogCaptureFixture
) -> None:
    server.on(START, Answer(object()))
    peer = await join(server, session)
    await peer.ws.send_str(f"{START}\n4\n\n")
    await until(lambda: "A scripted step failed" in caplog.text)
