"""Answers that come after the wait for them was over."""

import asyncio

import pytest
from tests.support.clock import ManualClock
from tests.support.scripted import ScriptedServer
from tests.support.scripted_steps import USER, Answer, Held, Silence, Text
from tests.support.until import until
from tests.unit.broker.test_line import START, start

from bracketdesk.broker.line import BrokerLine
from bracketdesk.broker.overdue import KEPT, Overdue
from bracketdesk.broker.stream import Stream
from bracketdesk.domain.delivery import Delivery
from bracketdesk.domain.session import Transport
from bracketdesk.wire.frames import Response


async def unanswered(line: BrokerLine, server: ScriptedServer, clock: ManualClock) -> Delivery:
    """A start whose answer did not come in time."""
    starting = asyncio.ensure_future(line.start_strategy(start(), Transport.SOCKET))
    await until(lambda: server.requests(START))
    await clock.advance(5)
    delivery = await starting
    assert (delivery.left, delivery.status) == (True, None)
    return delivery


@pytest.mark.parametrize("step", [Answer({"errorText": "No"}), Text("no", 503)])
async def test_a_late_answer_to_a_start_is_taken_as_it_came(
    line: BrokerLine, server: ScriptedServer, clock: ManualClock, step: Answer | Text
) -> None:
    held = Held(step)
    server.on(START, held)
    delivery = await unanswered(line, server, clock)
    await clock.advance(2)
    held.release()
    assert delivery.late is not None
    late = await delivery.late
    assert late is not None
    wanted = (200, b'{"errorText":"No"}') if isinstance(step, Answer) else (503, b'"no"')
    assert (late.left, late.status, late.body, late.seconds) == (True, *wanted, 7.0)
    assert line.figures.late_answers == 1
    assert len(server.requests(START)) == 1


async def test_a_late_answer_that_repeats_the_token_comes_without_it(
    line: BrokerLine, server: ScriptedServer, clock: ManualClock
) -> None:
    token = next(f"token-{n}" for n in range(1, 9) if server.knows(f"token-{n}"))
    held = Held(Text(f"Invalid access token: {token}", 401))
    server.on(START, held)
    delivery = await unanswered(line, server, clock)
    held.release()
    assert delivery.late is not None
    late = await delivery.late
    assert late is not None
    assert b"Invalid access token: " in late.body
    assert token.encode() not in late.body


async def test_only_the_first_late_answer_is_one(
    line: BrokerLine, server: ScriptedServer, clock: ManualClock
) -> None:
    server.on(START, Silence())
    delivery = await unanswered(line, server, clock)
    number = server.requests(START)[0].id
    for said in ('"one"', '"two"'):
        await server.push_frame(f'a[{{"s":200,"i":{number},"d":{said}}}]')
    await until(lambda: line.figures.late_answers == 2)
    assert delivery.late is not None
    late = await delivery.late
    assert late is not None
    assert late.body == b'"one"'


async def test_a_lost_socket_brings_none_any_more(
    line: BrokerLine, server: ScriptedServer, clock: ManualClock
) -> None:
    server.on(START, Silence())
    delivery = await unanswered(line, server, clock)
    assert delivery.late is not None
    await server.drop_sockets(USER)
    assert await delivery.late is None


async def test_what_was_answered_in_time_has_none(line: BrokerLine, server: ScriptedServer) -> None:
    server.on(START, Answer({"errorText": "No"}))
    delivery = await line.start_strategy(start(), Transport.SOCKET)
    assert delivery.late is None


async def test_over_rest_there_is_none(
    line: BrokerLine, server: ScriptedServer, clock: ManualClock
) -> None:
    server.on(START, Silence())
    starting = asyncio.ensure_future(line.start_strategy(start(), Transport.REST))
    await until(lambda: server.requests(START))
    await clock.advance(5)
    assert (await starting).late is None


async def test_who_does_not_ask_for_it_has_none(
    server: ScriptedServer, stream: Stream, clock: ManualClock
) -> None:
    server.on("account/list", Silence())
    asking = asyncio.ensure_future(stream.request("account/list"))
    await until(lambda: server.requests("account/list"))
    await clock.advance(5)
    assert (await asking).late is None


async def test_of_very_many_the_newest_are_kept(clock: ManualClock) -> None:
    overdue = Overdue(clock)
    waiting = [overdue.expect(number, 0.0) for number in range(KEPT + 1)]
    assert await waiting[0] is None
    assert not overdue.take(Response(0, 200, b""))
    assert overdue.take(Response(KEPT, 200, b"1"))
    last = await waiting[-1]
    assert last is not None
    assert last.body == b"1"
    overdue.close()
    assert await waiting[1] is None
