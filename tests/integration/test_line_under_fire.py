"""A line whose broker cuts, garbles, repeats and delays: in the end it stands, and it is right.

Hypothesis finds the order of the troubles. None of them is a refusal: those end a line on purpose
(see the conformance tests). An event may come late or twice, but as on a real connection only on
the socket it was first sent on: no event of a gap is ever repeated (protocol.md 3.8).
"""

import asyncio
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.acts import cancel
from tests.support.hours import IdleLoop, Timeline, idle
from tests.support.scripted import ScriptedServer
from tests.support.scripted_listener import RecordingListener
from tests.support.scripted_steps import (
    MARKET_DATA,
    USER,
    Answer,
    Call,
    Half,
    HangUp,
    Raw,
    Silence,
    Step,
    Text,
)
from tests.support.scripted_world import ACCOUNT_ID, CONTRACT_ID
from tests.support.seat import SYMBOL, KnownGateway

from bracketdesk.broker.line import BrokerLine
from bracketdesk.broker.state import KINDS
from bracketdesk.domain.delivery import Delivery
from bracketdesk.wire import codec, frames

BEGAN = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)
SYNC, CANCEL = "user/syncrequest", "order/cancelorder"
HEALING = 240.0
"""Seconds after the last trouble: a silence to be noticed, and the longest pauses there are."""

GARBAGE = (
    "",
    "x",
    "[]",
    "h",
    "o",
    "a",
    "a[",
    "a[]",
    "a[7]",
    'a[{"i":1}]',
    'a[{"i":99999,"s":200}]',
    'a[{"e":"props","d":7}]',
    'a[{"e":"props","d":{"entityType":"order","eventType":"Created","entity":{"id":"x"}}}]',
    'a[{"e":"props","d":{"entityType":"order","eventType":"Cre',
    'a[{"e":"shutdown"}]',
    'c[3000,"Go away"]',
    "c",
)
SYNC_TROUBLES: tuple[Step, ...] = (
    HangUp(),
    Silence(),
    Text("Broken", 500),
    Answer({}),
    Raw(b"a["),
    Half(b'a[{"i":'),
)

Act = tuple[Any, ...]
"""A method of Fire, and what it is given."""

kinds = st.sampled_from(("order", "position"))
socket_kinds = st.sampled_from((USER, MARKET_DATA))
changes = st.one_of(
    st.tuples(st.sampled_from(("change", "change", "delete")), kinds, st.integers(0, 1)),
    st.tuples(st.just("repeat"), st.integers(0, 9)),
)
troubles = st.one_of(
    st.tuples(st.just("garble"), kinds, st.integers(0, 1)),
    st.tuples(st.just("garbage"), st.sampled_from(GARBAGE), socket_kinds),
    st.tuples(st.just("bytes"), socket_kinds),
    st.tuples(st.just("cut"), socket_kinds),
    st.tuples(st.just("close"), st.sampled_from((1000, 1001, 1011, 3000)), socket_kinds),
    st.tuples(st.just("refuse"), st.sampled_from((None, 503, 500))),
    st.tuples(st.just("numb")),
    st.tuples(st.just("announce"), socket_kinds),
    st.tuples(st.just("spoil"), st.sampled_from(SYNC_TROUBLES)),
    st.tuples(st.just("overtake"), kinds, st.integers(0, 1)),
    st.tuples(st.just("ask")),
)
waits = st.tuples(st.just("wait"), st.sampled_from((0.5, 4.0, 30.0, 90.0)))
rounds = st.tuples(st.lists(changes, max_size=8), troubles, st.lists(changes, max_size=3), waits)


@dataclass
class Fire:
    """What the troubles are done to, one method each."""

    server: ScriptedServer
    time: Timeline
    line: BrokerLine
    spoilt: deque[Step] = field(default_factory=deque)
    sent: list[tuple[int, str]] = field(default_factory=list)  # by the socket's number
    asked: list[asyncio.Task[Delivery]] = field(default_factory=list)
    count: int = 0
    dead: int = 0  # the number of a socket whose other end is gone without a word
    ids: list[int] = field(default_factory=lambda: [1, 2])

    async def change(self, kind: str, which: int) -> None:
        """An entity is created, or goes on."""
        await self._tell(kind, self._entity(kind, self.ids[which]), "Updated")

    async def delete(self, kind: str, which: int) -> None:
        """It is gone for good: an id never comes again."""
        number = self.ids[which]
        if self.server.world.get(kind, number):
            self.ids[which] = max(self.ids) + 1
            await self._tell(kind, {"id": number}, "Deleted")

    async def garble(self, kind: str, which: int) -> None:
        """A change of which half a frame arrives."""
        entity = self._entity(kind, self.ids[which])
        self.server.world.apply(kind, entity, "Updated")
        text = _event(kind, entity, "Updated")
        await self._push(text[: len(text) // 2])

    async def repeat(self, which: int) -> None:
        """An event comes twice, or late."""
        now = [text for number, text in self.sent if number == self._socket]
        if now:
            await self._push(now[-1 - which % len(now)])

    async def garbage(self, text: str, socket: str) -> None:
        with suppress(ConnectionError):
            await self.server.push_frame(text, socket)

    async def bytes(self, socket: str) -> None:
        with suppress(ConnectionError):
            await self.server.push_bytes(b"\x00\xff", socket)

    async def cut(self, socket: str) -> None:
        await self.server.drop_sockets(socket)

    async def close(self, code: int, socket: str) -> None:
        closing = asyncio.create_task(self.server.close_sockets(code, "Bye", socket))
        await idle()
        closing.cancel()

    async def refuse(self, status: int | None) -> None:
        self.server.refuse_sockets = status

    async def numb(self) -> None:
        """Nothing comes through any more, and nobody says so: the client has to find out."""
        self.dead = self._socket
        self.server.answer_pings = False

    async def announce(self, socket: str) -> None:
        """It is going to close, and then does not."""
        await self.server.announce_shutdown("Maintenance", socket=socket)

    async def spoil(self, trouble: Step) -> None:
        """The next snapshot is answered so."""
        self.spoilt.append(trouble)

    async def overtake(self, kind: str, which: int) -> None:
        """The next snapshot is taken before a change, and arrives after it."""

        async def late(call: Call) -> None:
            snapshot = self.server.world.snapshot(call.received.json.get("entityTypes"))
            await self.change(kind, which)
            await Answer(snapshot)(call)

        self.spoilt.append(late)
        await self.cut(USER)

    async def ask(self) -> None:
        """Somebody waits for an answer meanwhile."""
        self.asked.append(asyncio.ensure_future(cancel(self.line, 1)))

    async def wait(self, seconds: float) -> None:
        await self.time.run(seconds)

    async def synchronise(self, call: Call) -> None:
        """Answer a request for the snapshot: another socket lives."""
        self.dead, self.server.answer_pings = 0, True
        kinds = call.received.json.get("entityTypes")
        answer = Answer(self.server.world.snapshot(kinds))
        await (self.spoilt.popleft() if self.spoilt else answer)(call)

    async def heal(self) -> None:
        """No more troubles, and time enough."""
        await self.refuse(None)
        self.spoilt.clear()
        await self.time.run(HEALING)

    async def check(self) -> None:
        """While the line says that it is synchronised, it is right."""
        await idle()
        state, world = self.line.state, self.server.world
        if not state.synchronised or self.dead:
            return
        for kind, shown in (("order", state.orders), ("position", state.positions)):
            there = (codec.decode(codec.encode(e), KINDS[kind]) for e in world.all(kind))
            assert dict(shown) == {entity.id: entity for entity in there}

    @property
    def _socket(self) -> int:
        return sum(r.transport == USER for r in self.server.requests("authorize"))

    async def _tell(self, kind: str, entity: dict[str, Any], event: str) -> None:
        self.server.world.apply(kind, entity, event)
        text = _event(kind, entity, event)
        if self.server.sockets(USER):
            self.sent.append((self._socket, text))
        await self._push(text)

    async def _push(self, text: str) -> None:
        if self.dead:
            return
        with suppress(ConnectionError):
            await self.server.push_frame(text)

    def _entity(self, kind: str, number: int) -> dict[str, Any]:
        self.count += 1
        at = (BEGAN + timedelta(seconds=self.count)).isoformat()
        common = {"id": number, "accountId": ACCOUNT_ID, "contractId": CONTRACT_ID, "timestamp": at}
        if kind == "order":
            return common | {"action": "Buy", "ordStatus": "Working"}
        day = {"year": 2026, "month": 11, "day": 18}
        held = {"netPos": self.count, "bought": self.count, "boughtValue": self.count}
        return common | held | {"tradeDate": day, "sold": 0, "soldValue": 0, "prevPos": 0}


def _event(kind: str, entity: dict[str, Any], event: str) -> str:
    data = {"entityType": kind, "eventType": event, "entity": entity}
    return frames.write_messages({"e": "props", "d": data})


@pytest.mark.timeout(400)  # a failure is shrunk, which takes its time
@given(st.lists(rounds, max_size=8))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_the_broker_does_the_line_stands_and_is_right_in_the_end(
    story: list[tuple[list[Act], Act, list[Act], Act]],
) -> None:
    with asyncio.Runner(loop_factory=IdleLoop) as runner:
        runner.run(_play([act for one in story for act in (*one[0], one[1], *one[2], one[3])]))


async def _play(story: list[Act]) -> None:
    time, listener = Timeline(BEGAN), RecordingListener()
    async with ScriptedServer() as server:
        gateway = KnownGateway(time)
        line = await gateway.connect(server.hosts, server.grant(), listener)
        fire = Fire(server, time, line)
        server.on(SYNC, fire.synchronise)
        try:
            await line.watch_quote(await line.instrument(SYMBOL))
            for name, *given in story:
                await getattr(fire, name)(*given)
                await fire.check()
            await fire.heal()
            await _check(fire, listener)
        finally:
            await gateway.close()


async def _check(fire: Fire, listener: RecordingListener) -> None:
    """One socket of each kind stands, and serves; everybody who asked has been answered."""
    server = fire.server
    assert fire.line.state.synchronised
    assert not fire.dead
    await fire.check()
    assert (server.sockets(USER), server.sockets(MARKET_DATA)) == (1, 1)
    assert server.crowd == {USER: 1, MARKET_DATA: 1}
    assert all(task.done() and not task.exception() for task in fire.asked)
    assert len(server.requests(CANCEL)) <= len(fire.asked)
    assert (await cancel(fire.line, 1)).status == 200
    assert server.requests(CANCEL)[-1].transport == USER
    opened = [r.arrived for r in server.requests("authorize") if r.transport == MARKET_DATA]
    assert server.requests("md/subscribequote")[-1].arrived > opened[-1]
    await server.push_quote(Bid=("6012.25", 1))
    await fire.time.run(1.0)
    assert listener.quotes[-1].contract_id == CONTRACT_ID
