"""REST against a scripted server: one request in, one Delivery out."""

import asyncio
from collections.abc import Awaitable
from datetime import timedelta

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.clock import ManualClock
from tests.support.scripted import ScriptedServer
from tests.support.scripted_steps import Answer, Half, HangUp, Raw, Silence, Text
from tests.support.scripted_wire import RawServer, self_signed
from tests.support.scripted_world import CONTRACT
from tests.support.until import until

from bracketdesk.broker import rest as rest_module
from bracketdesk.broker.allowance import Allowance
from bracketdesk.broker.http import open_session
from bracketdesk.broker.rest import BODY_LIMIT, Rest
from bracketdesk.domain.delivery import Delivery
from bracketdesk.domain.problems import Frozen, UserFacingError
from bracketdesk.wire.clock import SystemClock
from bracketdesk.wire.entities import Contract

START = "orderStrategy/startorderstrategy"
FIND = "contract/find"
BODY = b'{"params":"{\\"x\\":12.50}"}'


async def driven(work: Awaitable[Delivery], clock: ManualClock, seconds: float) -> Delivery:
    """Return what `work` yields once the clock has been moved past every pause it makes."""
    task = asyncio.ensure_future(work)
    while not task.done():
        await clock.advance(seconds)
        await asyncio.sleep(0.002)
    return await task


async def test_a_post_arrives_byte_for_byte(server: ScriptedServer, rest: Rest) -> None:
    server.on(START, Answer({"ok": 1}))
    delivery = await rest.post(START, BODY)
    (received,) = server.requests(START)
    assert received.body == BODY
    assert server.knows(received.token)
    assert delivery == Delivery(True, 200, b'{"ok":1}', "", delivery.seconds)


async def test_a_status_and_its_text_come_as_they_are(server: ScriptedServer, rest: Rest) -> None:
    server.on(START, Text("Access is denied", 401))
    delivery = await rest.post(START, BODY)
    assert (delivery.left, delivery.status, delivery.body) == (True, 401, b"Access is denied")


async def test_a_post_is_never_sent_twice_on_a_dead_connection(
    server: ScriptedServer, rest: Rest
) -> None:
    """The second POST goes out on the kept-alive connection, which then dies unanswered."""
    server.on(START, Answer({}), HangUp())
    first, second = await rest.post(START, BODY), await rest.post(START, BODY)
    assert first.status == 200
    assert (second.left, second.status) == (True, None)
    assert second.detail == "127.0.0.1 closed the connection before it answered."
    assert len(server.requests(START)) == 2


async def test_a_post_to_a_server_that_never_reads_is_not_repeated(
    server: ScriptedServer, rest: Rest
) -> None:
    server.on(START, HangUp(before_reading=True))
    delivery = await rest.post(START, BODY)
    assert (delivery.left, delivery.status) == (True, None)
    assert server.requests(START) == ()


async def test_one_connection_is_opened_for_one_post(
    session: aiohttp.ClientSession, clock: ManualClock
) -> None:
    async with RawServer(says=b"") as raw:
        rest = Rest(session, f"http://127.0.0.1:{raw.port}", clock)
        delivery = await rest.post(START, BODY)
    assert (delivery.left, delivery.status) == (True, None)
    assert raw.connections == 1
    assert raw.received.count(BODY) == 1


async def test_half_an_answer_is_none(server: ScriptedServer, rest: Rest) -> None:
    server.on(START, Half(b'{"orderStrategy":{"id":1}}'))
    delivery = await rest.post(START, BODY)
    assert (delivery.left, delivery.status, delivery.body) == (True, None, b"")
    assert delivery.detail == "The answer of 127.0.0.1 broke off."


async def test_an_oversized_answer_is_none(server: ScriptedServer, rest: Rest) -> None:
    server.on(START, Raw(b" " * (BODY_LIMIT + 1)))
    delivery = await rest.post(START, BODY)
    assert (delivery.left, delivery.status) == (True, None)
    assert delivery.detail == "The answer of 127.0.0.1 is too large to be one."


async def test_an_answer_just_within_the_limit_is_one(server: ScriptedServer, rest: Rest) -> None:
    server.on(START, Raw(b" " * BODY_LIMIT))
    assert len((await rest.post(START, BODY)).body) == BODY_LIMIT


@pytest.mark.parametrize(
    "says",
    [
        b"hello\r\n\r\n",
        b"HTTP/1.1 banana\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"A: " + b"x" * 100_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nabcde",
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{}",
    ],
)
async def test_what_is_no_http_is_no_answer(
    session: aiohttp.ClientSession, clock: ManualClock, says: bytes
) -> None:
    async with RawServer(says) as raw:
        delivery = await Rest(session, f"http://127.0.0.1:{raw.port}", clock).post(START, BODY)
    assert (delivery.left, delivery.status) == (True, None)
    assert "127.0.0.1" in delivery.detail
    assert raw.connections == 1


@given(says=st.binary())
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
async def test_no_bytes_raise(says: bytes) -> None:
    async with RawServer(b"HTTP/1.1 200 OK\r\n" + says) as raw, open_session("0") as session:
        rest = Rest(session, f"http://127.0.0.1:{raw.port}", SystemClock())
        delivery = await rest.post(START, BODY)
    assert delivery.left
    assert (delivery.status is None) == bool(delivery.detail)


async def test_no_answer_within_five_seconds(
    server: ScriptedServer, rest: Rest, clock: ManualClock
) -> None:
    server.on(START, Silence())
    posting = asyncio.create_task(rest.post(START, BODY))
    await until(lambda: server.requests(START))
    await clock.advance(4.9)
    assert not posting.done()
    await clock.advance(0.1)
    delivery = await posting
    assert (delivery.left, delivery.status, delivery.seconds) == (True, None, 5.0)
    assert delivery.detail == "127.0.0.1 did not answer within 5 seconds."
    assert clock.sleepers == 0
    assert len(server.requests(START)) == 1


async def test_nothing_left_where_nobody_listens(server: ScriptedServer, rest: Rest) -> None:
    await server.stop()
    delivery = await rest.post(START, BODY)
    assert (delivery.left, delivery.status) == (False, None)
    assert delivery.detail == "127.0.0.1 cannot be reached: nothing listens there."


async def test_nothing_left_where_the_connect_itself_takes_too_long(
    session: aiohttp.ClientSession, clock: ManualClock
) -> None:
    """TLS that never ends: the request has not begun when the time is over."""
    async with RawServer(says=None) as raw:
        rest = Rest(session, f"https://127.0.0.1:{raw.port}", clock)
        posting = asyncio.create_task(rest.post(START, BODY))
        await until(lambda: raw.received)
        await clock.advance(5)
        delivery = await posting
    assert (delivery.left, delivery.status) == (False, None)
    assert BODY not in raw.received


async def test_nothing_left_once_the_session_is_closed(
    server: ScriptedServer, rest: Rest, session: aiohttp.ClientSession
) -> None:
    await session.close()
    delivery = await rest.post(START, BODY)
    assert (delivery.left, delivery.status) == (False, None)
    assert delivery.detail == "The connection to 127.0.0.1 was closed here."
    assert server.requests(START) == ()


async def test_a_host_that_has_no_name_is_not_found(
    session: aiohttp.ClientSession, clock: ManualClock
) -> None:
    delivery = await Rest(session, f"https://{'x' * 64}.invalid", clock).post(START, BODY)
    assert not delivery.left
    assert delivery.detail.endswith("could not be found: no network, or a wrong address.")


async def test_a_certificate_nobody_vouches_for_is_refused(clock: ManualClock) -> None:
    async with ScriptedServer(tls=self_signed()) as server, open_session("0") as session:
        rest = Rest(session, server.hosts.rest, clock, server.issue())
        delivery = await rest.post(START, BODY)
        assert server.requests(START) == ()
    assert (delivery.left, delivery.status) == (False, None)
    assert delivery.detail == (
        "The certificate of localhost is refused, so nothing was sent: "
        "it is signed by an authority this computer does not know."
    )


async def test_a_server_without_tls_is_no_secure_one(
    session: aiohttp.ClientSession, clock: ManualClock
) -> None:
    async with RawServer(b"HTTP/1.1 200 OK\r\n\r\n") as raw:
        delivery = await Rest(session, f"https://127.0.0.1:{raw.port}", clock).post(START, BODY)
    assert not delivery.left
    assert delivery.detail == "No secure connection to 127.0.0.1 could be made."


async def test_a_redirect_is_not_followed(server: ScriptedServer, rest: Rest) -> None:
    async with (
        RawServer(
            b"HTTP/1.1 307 Moved\r\nLocation: " + server.hosts.rest.encode() + b"/account/list\r\n"
            b"Content-Length: 0\r\n\r\n"
        ) as raw,
        open_session("0") as session,
    ):
        elsewhere = Rest(session, f"http://127.0.0.1:{raw.port}", SystemClock(), server.issue())
        assert (await elsewhere.post(START, BODY)).status == 307
        with pytest.raises(UserFacingError, match="redirects the accounts elsewhere"):
            await elsewhere.read("account/list", list[Contract], "the accounts")
    assert server.requests("account/list") == ()


async def test_a_proxy_never_leads_to_this_computer(
    server: ScriptedServer, rest: Rest, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert (await rest.get("account/list")).status == 200


async def test_no_cookie_is_kept(server: ScriptedServer, session: aiohttp.ClientSession) -> None:
    async with RawServer(
        b"HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 2\r\n\r\n{}"
    ) as raw:
        rest = Rest(session, f"http://localhost:{raw.port}", SystemClock())
        await rest.get("account/list")
        await rest.get("account/list")
    assert b"Cookie" not in raw.received


async def test_a_read_is_asked_again_while_the_server_has_trouble(
    server: ScriptedServer, rest: Rest, clock: ManualClock
) -> None:
    server.on(FIND, HangUp(), Text("busy", 503), Answer(CONTRACT))
    delivery = await driven(rest.get(FIND, name="MESZ6"), clock, 1)
    assert delivery.status == 200
    assert [r.query for r in server.requests(FIND)][-1] == "name=MESZ6"


async def test_a_read_gives_up_after_three_attempts(
    server: ScriptedServer, rest: Rest, clock: ManualClock
) -> None:
    server.on(FIND, Text("busy", 503))
    delivery = await driven(rest.get(FIND), clock, 1)
    assert delivery.status == 503
    assert len(server.requests(FIND)) == rest_module.READ_ATTEMPTS == 3


async def test_attempts_have_pauses_between_them(
    server: ScriptedServer, rest: Rest, clock: ManualClock
) -> None:
    server.on(FIND, Text("busy", 503))
    asking = asyncio.create_task(rest.get(FIND))
    await until(lambda: clock.sleepers == 1 and len(server.requests(FIND)) == 1)
    await clock.advance(0.2)
    assert len(server.requests(FIND)) == 1
    await driven(asking, clock, 1)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 408, 423, 429])
async def test_a_refusal_is_not_asked_again(
    server: ScriptedServer, rest: Rest, status: int
) -> None:
    server.on(FIND, Text("no", status))
    with pytest.raises(UserFacingError):
        await rest.read(FIND, Contract, "the contract", name="A")
    assert len(server.requests(FIND)) == 1


async def test_a_read_returns_what_was_asked_for(rest: Rest) -> None:
    contract = await rest.read(FIND, Contract, "the contract", name="MESZ6")
    assert contract.name == "MESZ6"


async def test_a_read_says_when_something_else_came(server: ScriptedServer, rest: Rest) -> None:
    server.on(FIND, Raw(b'{"id":"x"}'))
    with pytest.raises(UserFacingError, match=r"answered the contract with something else\."):
        await rest.read(FIND, Contract, "the contract")


@pytest.mark.parametrize("status", [423, 429])
async def test_after_a_lockout_nothing_is_sent_for_an_hour(
    server: ScriptedServer, rest: Rest, clock: ManualClock, status: int
) -> None:
    server.on(FIND, Text("", status), Answer(CONTRACT))
    assert (await rest.get(FIND)).status == status
    assert rest.allowance.frozen_for() == 3600
    silent = Delivery(
        left=False, detail="The broker asked for silence: nothing is sent for 60 minutes."
    )
    assert await rest.get(FIND) == silent
    assert await rest.post(START, BODY) == silent
    with pytest.raises(Frozen):
        await rest.read(FIND, Contract, "the contract")
    assert server.requests(START) == ()
    await clock.advance(3600)
    assert (await rest.get(FIND)).status == 200
    assert len(server.requests(FIND)) == 2


async def test_an_exit_may_leave_all_the_same(server: ScriptedServer, rest: Rest) -> None:
    rest.allowance.freeze(3600)
    server.on("order/cancelorder", Text("", 429), Answer({"commandId": 1}))
    assert (await rest.post("order/cancelorder", b"{}", exit=True)).status == 429
    assert (await rest.post("order/cancelorder", b"{}", exit=True)).status == 200


async def test_a_lockout_by_one_silences_the_other(
    server: ScriptedServer, session: aiohttp.ClientSession, clock: ManualClock
) -> None:
    allowance = Allowance(clock)
    first, second = (
        Rest(session, server.hosts.rest, clock, server.issue(), allowance) for _ in range(2)
    )
    server.on(FIND, Text("", 423))
    await first.get(FIND)
    assert not (await second.get("account/list")).left


async def test_a_freeze_ends_the_attempts(
    server: ScriptedServer, rest: Rest, clock: ManualClock
) -> None:
    server.on(FIND, Text("busy", 503))
    asking = asyncio.create_task(rest.get(FIND))
    await until(lambda: clock.sleepers == 1 and len(server.requests(FIND)) == 1)
    rest.allowance.freeze(3600)
    assert not (await driven(asking, clock, 1)).left
    assert len(server.requests(FIND)) == 1


async def test_every_request_is_counted(
    server: ScriptedServer, rest: Rest, clock: ManualClock
) -> None:
    server.on(FIND, HangUp())
    server.on(START, Answer({}))
    await driven(rest.get(FIND), clock, 1)
    await rest.post(START, BODY)
    assert len(server.requests(FIND)) == 3
    uses = {use.endpoint: use.last_hour for use in rest.allowance.usage().endpoints}
    assert uses == {"all": 4, FIND: 3, START: 1}


async def test_a_single_read_is_not_asked_again(server: ScriptedServer, rest: Rest) -> None:
    server.on(FIND, Text("busy", 503))
    assert (await rest.get_once(FIND)).status == 503
    assert len(server.requests(FIND)) == 1


async def test_the_servers_clock_is_compared_with_ours(server: ScriptedServer, rest: Rest) -> None:
    assert rest.skew == timedelta(0)
    for date, skew in [
        ("Sun, 22 Nov 2026 15:02:03 GMT", timedelta(minutes=2, seconds=3)),
        ("Sun, 22 Nov 2026 14:59:50 GMT", timedelta(seconds=-10)),
        ("Sunday", timedelta(seconds=-10)),
        ("", timedelta(seconds=-10)),
        ("Sun, 99 Nov 2026 14:59:50 GMT", timedelta(seconds=-10)),
    ]:
        server.date = date
        await rest.get("account/list")
        assert rest.skew == skew
