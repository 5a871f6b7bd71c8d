"""The broker's conformance list, stage 2: the WebSocket (protocol.md 7).

Each test is named after its line; rate limit handling has a file of its own. The real desk and
gateway face the practice exchange, or the scripted server where frames are looked at one by one.
Lines that hold for REST too are tried on both transports.
"""

import pytest
from tests.support.pair import (
    AUTHORIZE,
    HANDSHAKE,
    SIGN_IN,
    SUBSCRIBE,
    SYNC,
    Broker,
    assert_same_state,
)
from tests.support.scripted import ScriptedServer
from tests.support.scripted_listener import RecordingListener
from tests.support.scripted_steps import MARKET_DATA, USER, Answer, Text
from tests.support.scripted_world import ACCOUNT_ID, NOW, USER_ID
from tests.support.seat import HOUR, MINUTE, SECOND, Seat
from tests.support.until import until

from bracketdesk.broker.http import open_session
from bracketdesk.broker.stream import open_stream
from bracketdesk.controller.views import Connection
from bracketdesk.domain.problems import TokenRefused
from bracketdesk.domain.session import Tokens, Transport
from bracketdesk.wire import codec

pytestmark = pytest.mark.asyncio(loop_factories=["idle"])

ORDER = {
    "id": 1,
    "accountId": ACCOUNT_ID,
    "timestamp": NOW,
    "action": "Buy",
    "ordStatus": "Working",
}


async def come_in(seat: Seat, tokens: Tokens, transport: Transport) -> None:
    """Use tokens for the first time; a line begins with a read by REST, so the socket is tried
    alone.
    """
    if transport is Transport.REST:
        await seat.gateway.connect(seat.hosts, tokens, RecordingListener())
        return
    async with open_session("0.1.0") as session:
        await open_stream(session, seat.hosts.socket, tokens.access, seat.time.machine, _ignored)


def _ignored(event: object) -> None:
    """Nobody listens."""


# Login
@pytest.mark.parametrize("kind", [USER, MARKET_DATA])
async def test_stage_2_login_connect_authorize_200_seen(
    scripted: ScriptedServer, scripted_seat: Seat, kind: str
) -> None:
    """After `o` comes authorize, number 0, the token as it is; nothing else before its 200."""
    await scripted_seat.connect()
    first = next(r for r in scripted.requests(AUTHORIZE) if r.transport == kind)
    assert (first.id, first.query) == (0, "")
    assert scripted.knows(first.body.decode())
    (second,) = scripted.requests(SYNC if kind == USER else SUBSCRIBE)
    assert second.id == 1
    assert second.token == first.body.decode()


@pytest.mark.parametrize("transport", list(Transport))
async def test_stage_2_login_invalid_token_gives_a_handled_401(
    seat: Seat, broker: Broker, transport: Transport
) -> None:
    forged = Tokens("forged", "forged", seat.time.machine.now().replace(year=2027))
    with pytest.raises(TokenRefused):
        await come_in(seat, forged, transport)
    await seat.run(HOUR)
    assert broker.calls.total() == (1 if transport is Transport.REST else 2)


@pytest.mark.parametrize("transport", list(Transport))
async def test_stage_2_login_expired_token_gives_a_handled_401(
    seat: Seat, broker: Broker, transport: Transport
) -> None:
    tokens = await seat.gateway.sign_in(seat.hosts, seat.who)
    await seat.run(91 * MINUTE)
    with pytest.raises(TokenRefused):
        await come_in(seat, tokens, transport)


@pytest.mark.parametrize("status", [401, 403, 408])
async def test_stage_2_login_a_refused_kept_token_is_dropped_and_a_sign_in_asked_for(
    scripted: ScriptedServer, scripted_seat: Seat, status: int
) -> None:
    """What a person sees of it: the token goes, one sentence stays, and nothing is sent by code."""
    await scripted_seat.connect()
    scripted.on(AUTHORIZE, Text("Invalid access token", status))
    await scripted.drop_sockets()
    await scripted_seat.run(2 * SECOND)
    view = scripted_seat.view
    assert (view.connection, view.sign_in_again) == (Connection.TAKEN_OVER, True)
    assert "Sign in again" in view.text
    assert not scripted_seat.secrets.tokens
    asked = len(scripted.requests(AUTHORIZE))
    await scripted_seat.run(HOUR)
    assert len(scripted.requests(AUTHORIZE)) == asked
    assert len(scripted.requests(SIGN_IN)) == 1


# Heartbeats
async def test_stage_2_heartbeats(scripted: ScriptedServer, scripted_seat: Seat) -> None:
    """`[]` every 2.5 s on each socket, from a server that sends no `h` and one that streams."""
    await scripted_seat.connect()
    for streams in (False, True):
        before = {kind: len(scripted.beats[kind]) for kind in (USER, MARKET_DATA)}
        for _ in range(60):
            if streams:
                await scripted.push_props("order", ORDER)
                await scripted.push_quote(Bid=("6012.25", 1))
            await scripted_seat.time.run(SECOND)
        for kind in (USER, MARKET_DATA):
            assert len(scripted.beats[kind]) - before[kind] == 24
    assert scripted_seat.view.connection is Connection.CONNECTED
    assert scripted_seat.gateway.line.figures.longest_beat == pytest.approx(2.5)


async def test_stage_2_heartbeats_keep_the_session_open(seat: Seat, broker: Broker) -> None:
    """The exchange closes who is silent for fifteen seconds."""
    await seat.connect()
    await seat.run(HOUR)
    assert broker.drills.open_sockets == broker.calls[HANDSHAKE] == 2
    assert seat.view.connection is Connection.CONNECTED


async def test_stage_2_heartbeats_a_silent_server_is_noticed(
    scripted: ScriptedServer, scripted_seat: Seat
) -> None:
    """Neither `h` nor an answer to the client's pings: the line is given up and opened anew."""
    await scripted_seat.connect()
    scripted.answer_pings = False
    seconds = 0
    while "fell silent" not in scripted_seat.view.text and seconds < 18:
        await scripted_seat.run(SECOND)
        seconds += 1
    assert 10 < seconds < 18  # an answer has its time
    scripted.answer_pings = True
    await scripted_seat.run(5 * SECOND)
    assert scripted_seat.view.connection is Connection.CONNECTED
    assert scripted.sockets(USER) == 1


# Event handling and idempotency
async def test_stage_2_event_handling_and_idempotency(
    scripted: ScriptedServer, scripted_seat: Seat
) -> None:
    """Created twice, updated before created, deleted unknown, an array, strings, unknown kinds."""
    await scripted_seat.connect()
    state = scripted_seat.gateway.line.state
    for event, status in (("Created", "Working"), ("Created", "Working"), ("Updated", "Filled")):
        await scripted.push_props("order", {**ORDER, "ordStatus": status}, event=event)
    await scripted.push_props("order", ORDER)  # late: what is filled does not work again
    await scripted.push_props("order", {**ORDER, "id": 2}, {**ORDER, "id": 3}, event="Updated")
    await scripted.push_props("order", {**ORDER, "id": 99}, event="Deleted")
    await scripted.push_props("order", {**ORDER, "id": 3}, event="Deleted")
    await scripted.push_props("order", {**ORDER, "id": 4, "ordStatus": "Levitating", "new": 1})
    await scripted.push_props("telepathy", {"id": 1})
    text = '{"e":"props","d":{"entityType":"order","eventType":"Created","entity":%s}}'
    order = codec.encode({**ORDER, "id": 5}).decode()
    await scripted.push_frame("a" + codec.encode([text % order]).decode())
    await scripted_seat.run(SECOND)
    assert {number: str(order.ord_status) for number, order in state.orders.items()} == {
        1: "Filled",
        2: "Working",
        4: "Levitating",
        5: "Working",
    }
    assert scripted_seat.view.connection is Connection.CONNECTED
    assert len(scripted.requests(SYNC)) == 1


@pytest.mark.parametrize("transport", list(Transport))
async def test_stage_2_event_handling_follows_the_exchange(
    seat: Seat, broker: Broker, transport: Transport
) -> None:
    """Entry, brackets, a target that fills, an entry that is cancelled: all by the event."""
    await seat.connect()
    seat.by(transport)
    await seat.start()
    resting = await seat.start(seat.ticket(limit=broker.point(-40)))
    assert_same_state(seat, broker)
    broker.move(+17)
    assert resting.strategy_id is not None
    seat.desk.after.cancel_entry(resting.strategy_id)
    await seat.run(SECOND)
    assert_same_state(seat, broker)
    shown = {strategy.raw_status for strategy in seat.desk.strategies.value}
    assert "ExecutionFinished" in shown
    assert "ActiveStrategy" not in shown
    assert broker.calls[SYNC] == 1


# Syncrequest
async def test_stage_2_syncrequest(scripted: ScriptedServer, scripted_seat: Seat) -> None:
    """The current form first: accounts and entityTypes, neither users nor split responses."""
    scripted.world.put("order", ORDER)
    await scripted_seat.connect()
    (asked,) = scripted.requests(SYNC)
    assert asked.transport == USER
    assert asked.json["splitResponses"] is False
    assert asked.json["accounts"] == [ACCOUNT_ID]
    assert {"order", "orderStrategy", "position", "fill"} <= set(asked.json["entityTypes"])
    assert asked.json.get("users") is None
    assert list(scripted_seat.gateway.line.state.orders) == [1]


@pytest.mark.parametrize("first", [Answer({}), Text("Malformed request", 400)])
async def test_stage_2_syncrequest_falls_back_to_the_older_form(
    scripted: ScriptedServer, scripted_seat: Seat, first: Answer | Text
) -> None:
    scripted.on(SYNC, first, Answer(scripted.world.snapshot()))
    await scripted_seat.connect()
    _, older = scripted.requests(SYNC)
    assert older.json["users"] == [USER_ID]
    assert older.json.get("entityTypes") is None
    assert scripted_seat.view.connection is Connection.CONNECTED


async def test_stage_2_syncrequest_events_before_the_snapshot_are_applied_after_it(
    scripted: ScriptedServer, scripted_seat: Seat
) -> None:
    async def late(call: object) -> None:
        snapshot = scripted.world.snapshot()
        await scripted.push_props("order", ORDER)
        await Answer(snapshot)(call)  # type: ignore[arg-type]

    scripted.on(SYNC, late)
    await scripted_seat.connect()
    assert list(scripted_seat.gateway.line.state.orders) == [1]


# Log-off
async def test_stage_2_log_off(seat: Seat, broker: Broker) -> None:
    """Both sockets closed, the sign-in gone from the keyring, and not a word after that."""
    await seat.connect()
    seat.desk.sign_out()
    await seat.settled()
    assert seat.view.connection is Connection.OFFLINE
    assert "removed from the keyring" in seat.view.text
    assert broker.drills.open_sockets == 0
    assert not seat.secrets.tokens
    assert not seat.secrets.sign_ins
    arrived = broker.calls.total()
    await seat.run(2 * HOUR)
    assert broker.calls.total() == arrived


# Reconnection logic
async def test_stage_2_reconnection_logic(seat: Seat, broker: Broker) -> None:
    """By itself after a second or so: authorised, synchronised and subscribed again."""
    await seat.connect()
    before = broker.calls.copy()
    broker.drills.drop_sockets()
    await seat.shows(Connection.RECONNECTING)
    left = seat.desk.countdown()
    assert left is not None
    assert 1 <= left <= 1.5
    assert seat.view.as_of is not None
    assert not seat.desk.submit(seat.ticket())
    await seat.run(2 * SECOND)
    assert seat.view.connection is Connection.CONNECTED
    assert seat.view.as_of is None
    again = broker.calls - before
    assert again == {HANDSHAKE: 2, AUTHORIZE: 2, SYNC: 1, SUBSCRIBE: 1}
    assert broker.crowd == 1
    assert_same_state(seat, broker)


async def test_stage_2_reconnection_logic_tells_what_happened_meanwhile(
    seat: Seat, broker: Broker
) -> None:
    """No event of a gap is repeated: the snapshot's differences are told."""
    await seat.connect()
    await seat.start()
    broker.drills.drop_sockets()
    await until(lambda: not seat.gateway.line.state.synchronised)
    broker.move(+17)
    await seat.run(3 * SECOND)
    assert seat.desk.notice.value.startswith("While the line was down: 1 order filled")
    assert "position MESZ6 now 0" in seat.desk.notice.value
    assert_same_state(seat, broker)


async def test_stage_2_reconnection_logic_backs_off(
    scripted: ScriptedServer, scripted_seat: Seat
) -> None:
    """From a second to a minute, and no further."""
    await scripted_seat.connect()
    scripted.refuse_sockets = 503
    await scripted.drop_sockets()
    tries = scripted.upgrades[USER]
    await scripted_seat.run(10 * MINUTE)
    tries = scripted.upgrades[USER] - tries
    assert 10 <= tries <= 5 + 10 * MINUTE / 40 + 1
    scripted.refuse_sockets = None
    await scripted_seat.run(MINUTE)
    assert scripted_seat.view.connection is Connection.CONNECTED


async def test_stage_2_reconnection_logic_after_maintenance(seat: Seat, broker: Broker) -> None:
    await seat.connect()
    broker.drills.close_for_maintenance("Back at six")
    await seat.shows(Connection.RECONNECTING)
    assert "closes for maintenance" in seat.view.text
    assert "Back at six" in seat.view.text
    broker.drills.reopen()
    await seat.run(MINUTE)
    assert seat.view.connection is Connection.CONNECTED
    assert broker.calls[SIGN_IN] == 1
