"""The snapshot: both published forms of the request, and what can come instead of it."""

import asyncio
import json
from collections.abc import AsyncIterator

import aiohttp
import pytest
from tests.support.clock import ManualClock
from tests.support.scripted import ScriptedServer
from tests.support.scripted_steps import (
    Answer,
    HangUp,
    Held,
    InTurn,
    Penalty,
    Raw,
    Silence,
    Text,
)
from tests.support.scripted_world import ACCOUNT, ACCOUNT_ID, CONTRACT, CONTRACT_ID, USER_ID
from tests.support.until import until

from bracketdesk.broker.loss import Lost
from bracketdesk.broker.state import KINDS, LiveState
from bracketdesk.broker.stream import Stream, open_stream
from bracketdesk.broker.sync import synchronise
from bracketdesk.domain.problems import Frozen, MustWait, TokenRefused, UserFacingError
from bracketdesk.domain.session import Difference, LossCause
from bracketdesk.wire import codec
from bracketdesk.wire.entities import ENTITY_TYPES, Account
from bracketdesk.wire.frames import Event

SYNC = "user/syncrequest"
ACCOUNTS = {ACCOUNT_ID: codec.decode(json.dumps(ACCOUNT).encode(), Account)}
OLDER = {"users": [USER_ID]}


@pytest.fixture
def state() -> LiveState:
    return LiveState()


@pytest.fixture
async def stream(
    server: ScriptedServer, session: aiohttp.ClientSession, clock: ManualClock, state: LiveState
) -> AsyncIterator[Stream]:
    def apply(event: Event) -> None:
        state.apply(event.data)

    stream = await open_stream(session, server.hosts.socket, server.issue(), clock, apply)
    yield stream
    await stream.close()


async def test_asks_in_the_newer_form(
    server: ScriptedServer, stream: Stream, state: LiveState, clock: ManualClock
) -> None:
    await synchronise(stream, state, ACCOUNTS, USER_ID, "h", clock)
    (request,) = server.requests(SYNC)
    assert request.json == {
        "splitResponses": False,
        "accounts": [ACCOUNT_ID],
        "entityTypes": sorted(KINDS),
    }
    assert state.synchronised
    assert list(state.contracts) == [CONTRACT_ID]


def test_every_kind_that_is_kept_is_one_of_the_brokers() -> None:
    assert KINDS.items() <= ENTITY_TYPES.items()


@pytest.mark.parametrize(
    "step",
    [
        Answer({}),
        Answer({"users": [], "contractGroups": [], "contracts": [CONTRACT]}),
        Answer([1]),
        Answer("garbage"),
        Raw(b'a[{"s":200,"i":1}]'),
        Text("Bad request", 400),
        Text("Not found", 404),
    ],
)
async def test_falls_back_to_the_older_form(
    server: ScriptedServer,
    stream: Stream,
    state: LiveState,
    clock: ManualClock,
    step: Answer | Text | Raw,
) -> None:
    server.on(SYNC, step, Answer(server.world.snapshot()))
    await synchronise(stream, state, ACCOUNTS, USER_ID, "h", clock)
    assert [r.json for r in server.requests(SYNC)][1:] == [OLDER]
    assert list(state.contracts) == [CONTRACT_ID]


async def test_nothing_at_all_is_said_so(
    server: ScriptedServer, stream: Stream, state: LiveState, clock: ManualClock
) -> None:
    server.on(SYNC, Answer({"accounts": []}))
    with pytest.raises(UserFacingError, match="h answered the request for the account's state"):
        await synchronise(stream, state, ACCOUNTS, USER_ID, "h", clock)
    assert len(server.requests(SYNC)) == 2
    assert not state.synchronised


async def test_without_a_user_there_is_one_form(
    server: ScriptedServer, stream: Stream, state: LiveState, clock: ManualClock
) -> None:
    server.on(SYNC, Answer({}))
    with pytest.raises(UserFacingError, match="with nothing"):
        await synchronise(stream, state, ACCOUNTS, 0, "h", clock)
    assert len(server.requests(SYNC)) == 1


@pytest.mark.parametrize(
    ("step", "telling"),
    [
        (Text("No such thing", 402), "No such thing"),
        (Answer({"errorText": "Not today"}), "Not today"),
        (Text("", 429), "one hour"),
        (Text("", 503), "trouble of its own"),
    ],
)
async def test_every_failure_has_its_sentence(
    server: ScriptedServer,
    stream: Stream,
    state: LiveState,
    clock: ManualClock,
    step: Answer | Text,
    telling: str,
) -> None:
    server.on(SYNC, step)
    with pytest.raises(UserFacingError, match=telling):
        await synchronise(stream, state, ACCOUNTS, USER_ID, "h", clock)
    assert not state.synchronised
    assert len(server.requests(SYNC)) == 1


@pytest.mark.parametrize("status", [401, 403, 408])
async def test_a_token_that_is_no_good_any_more(
    server: ScriptedServer, stream: Stream, state: LiveState, clock: ManualClock, status: int
) -> None:
    """408 is what a session gets that another one took over (protocol.md 1.8)."""
    server.on(SYNC, Text("Access is denied", status))
    with pytest.raises(TokenRefused, match="Access is denied"):
        await synchronise(stream, state, ACCOUNTS, USER_ID, "h", clock)
    assert len(server.requests(SYNC)) == 1


@pytest.mark.parametrize("status", [423, 429])
async def test_a_lockout_freezes(
    server: ScriptedServer, stream: Stream, state: LiveState, clock: ManualClock, status: int
) -> None:
    server.on(SYNC, Text("", status))
    with pytest.raises(Frozen):
        await synchronise(stream, state, ACCOUNTS, USER_ID, "h", clock)
    with pytest.raises(UserFacingError, match="silence"):
        await synchronise(stream, state, ACCOUNTS, USER_ID, "h", clock)
    assert len(server.requests(SYNC)) == 1


async def test_a_socket_that_goes_meanwhile_tells_why(
    server: ScriptedServer, stream: Stream, state: LiveState, clock: ManualClock
) -> None:
    quota = b'a[{"e":"shutdown","d":{"reasonCode":"ConnectionQuotaReached"}}]'
    server.on(SYNC, InTurn(Raw(quota), HangUp()))
    with pytest.raises(Lost, match="too many are open") as caught:
        await synchronise(stream, state, ACCOUNTS, USER_ID, "h", clock)
    assert caught.value.loss.cause is LossCause.QUOTA


async def test_no_answer_in_time(
    server: ScriptedServer, stream: Stream, state: LiveState, clock: ManualClock
) -> None:
    server.on(SYNC, Silence())
    syncing = asyncio.create_task(synchronise(stream, state, ACCOUNTS, USER_ID, "h", clock))
    await until(lambda: server.requests(SYNC))
    for _ in range(8):
        await clock.advance(2.5)
        await stream.request("account/list")
    with pytest.raises(UserFacingError, match="did not answer within 20 seconds"):
        await syncing


async def test_a_short_penalty_is_waited_out(
    server: ScriptedServer, stream: Stream, state: LiveState, clock: ManualClock
) -> None:
    server.on(SYNC, Penalty("t-1", 3), Answer(server.world.snapshot()))
    syncing = asyncio.create_task(synchronise(stream, state, ACCOUNTS, USER_ID, "h", clock))
    await until(lambda: clock.sleepers == 2)  # the heartbeat and the penalty
    assert len(server.requests(SYNC)) == 1
    await clock.advance(3)
    await syncing
    first, second = (r.json for r in server.requests(SYNC))
    assert second == {**first, "p-ticket": "t-1"}


@pytest.mark.parametrize("penalty", [Penalty("t-1", 61), Penalty("t-1", 3, captcha=True)])
async def test_a_long_penalty_is_not(
    server: ScriptedServer,
    stream: Stream,
    state: LiveState,
    clock: ManualClock,
    penalty: Penalty,
) -> None:
    server.on(SYNC, penalty)
    with pytest.raises(MustWait):
        await synchronise(stream, state, ACCOUNTS, USER_ID, "h", clock)
    assert len(server.requests(SYNC)) == 1


async def test_tells_what_is_otherwise_than_before(
    server: ScriptedServer, stream: Stream, state: LiveState, clock: ManualClock
) -> None:
    assert await synchronise(stream, state, ACCOUNTS, USER_ID, "h", clock) == ()
    server.world.put("contract", {"id": 5, "name": "MESH7", "contractMaturityId": 1})
    expected = (Difference("contract", 5, "new"),)
    assert await synchronise(stream, state, ACCOUNTS, USER_ID, "h", clock) == expected


async def test_events_that_overtake_the_snapshot_are_not_lost(
    server: ScriptedServer, stream: Stream, state: LiveState, clock: ManualClock
) -> None:
    old = server.world.snapshot()
    held = Held(Answer(old))
    server.on(SYNC, held)
    syncing = asyncio.create_task(synchronise(stream, state, ACCOUNTS, USER_ID, "h", clock))
    await until(lambda: server.requests(SYNC))
    await server.push_props("contract", {"id": 5, "name": "MESH7", "contractMaturityId": 1})
    assert list(state.contracts) == []
    held.release()
    await syncing
    assert set(state.contracts) == {CONTRACT_ID, 5}
