"""A scripted protocol server: a test says what it answers, it tells what arrived.

    async with ScriptedServer() as server:
        server.on("orderStrategy/startorderstrategy", Answer({...}))      # from now on
        server.on("contract/find", Text("busy", 503), Answer(CONTRACT))   # first, then for ever
        ...
        assert server.requests("orderStrategy/startorderstrategy")[0].body == b"..."

It speaks REST and both sockets on loopback, in the test's own loop. What a test does not script
has sane answers for the one account and contract of `scripted_world`. Endpoints are compared
without regard to case.
"""

import asyncio
import logging
import ssl
import time
from collections import Counter, defaultdict, deque
from collections.abc import Awaitable, Coroutine
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Self

from aiohttp import WSMessage, WSMsgType, web
from tests.support.clock import settle
from tests.support.scripted_answers import Answers
from tests.support.scripted_links import Link, RestCall, SocketCall, abort
from tests.support.scripted_steps import (
    MARKET_DATA,
    REST,
    USER,
    HangUp,
    Received,
    Step,
)
from tests.support.scripted_world import CONTRACT_ID, NAME, NOW, PASSWORD, USER_ID, Json, World

from bracketdesk.domain.session import Credentials, Hosts, Tokens
from bracketdesk.wire import frames

log = logging.getLogger(__name__)


class ScriptedServer:
    """One broker on loopback.

    `world` holds its entities, `heartbeats` counts the client's `[]`, `beats` has when they came by
    kind of socket, in seconds of `time.perf_counter`, `pongs` the payloads of its
    WebSocket pongs, `upgrades` the sockets asked for by kind, opened or refused, `crowd` the most
    of a kind that stood at one time.
    `greeting` is a socket's first frame, None for none at all.
    `answer_pings` off makes the sockets deaf to WebSocket pings; `refuse_sockets` is a status to
    answer their upgrade with. `date` is the Date header of REST answers, empty for none.
    """

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.world = World()
        self.heartbeats = 0
        self.beats: dict[str, list[float]] = defaultdict(list)
        self.pongs: list[bytes] = []
        self.upgrades: Counter[str] = Counter()
        self.crowd: Counter[str] = Counter()
        self.greeting: str | None = frames.OPEN
        self.answer_pings = True
        self.refuse_sockets: int | None = None
        self.date = ""
        self._tls = tls
        self._port = 0
        self._scripts: dict[str, deque[Step]] = {}
        self._received: dict[str, list[Received]] = defaultdict(list)
        self._tokens: set[str] = set()
        self._issued = 0
        self._links: list[Link] = []
        self._asking: dict[int, web.Request] = {}
        self._playing: set[asyncio.Task[None]] = set()
        self._runner: web.AppRunner | None = None
        self._ending = asyncio.Event()
        self._answers = Answers(self)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        """Listen; after `stop` on the same port again."""
        self._ending.clear()
        application = web.Application(client_max_size=64 * 1024 * 1024)
        application.router.add_get("/v1/websocket", self._serve_user)
        application.router.add_get("/md/v1/websocket", self._serve_market_data)
        application.router.add_route("*", "/v1/{endpoint:.+}", self._serve_rest)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port, ssl_context=self._tls).start()
        self._port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Vanish: every connection breaks, nothing listens any more; idempotent."""
        for site in self._runner.sites if self._runner else ():
            await site.stop()
        await settle()  # a connection that is just being accepted must be there to be broken
        for request in tuple(self._asking.values()):
            abort(request)
        await self.drop_sockets()
        self._ending.set()
        playing = tuple(self._playing)
        for task in playing:
            task.cancel()
        await asyncio.gather(*playing, return_exceptions=True)
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None
            await settle()  # a transport closes its socket a turn later

    # Where it is, and how to get in
    @property
    def hosts(self) -> Hosts:
        secure = "s" if self._tls else ""
        where = f"{'localhost' if self._tls else '127.0.0.1'}:{self._port}"
        return Hosts(
            rest=f"http{secure}://{where}/v1",
            socket=f"ws{secure}://{where}/v1/websocket",
            market_data=f"ws{secure}://{where}/md/v1/websocket",
        )

    @property
    def credentials(self) -> Credentials:
        return Credentials(NAME, PASSWORD)

    def grant(self) -> Tokens:
        """Return tokens as after a sign-in, without one."""
        access, market_data = self.issue(), self.issue()
        expires = datetime.now(UTC) + timedelta(minutes=80)
        return Tokens(access, market_data, expires, user_name=NAME, user_id=USER_ID)

    def issue(self) -> str:
        """Return a token that is good from now on."""
        self._issued += 1
        token = f"token-{self._issued}"
        self._tokens.add(token)
        return token

    def revoke(self) -> None:
        """From now on no token issued so far is good for anything new."""
        self._tokens.clear()

    def knows(self, token: str) -> bool:
        return token in self._tokens

    # What it answers, and what it got
    def on(self, endpoint: str, *steps: Step) -> None:
        """Answer this endpoint with these steps, one a request; the last one stays."""
        self._scripts[_key(endpoint)] = deque(steps)

    def requests(self, endpoint: str) -> tuple[Received, ...]:
        """What arrived for an endpoint, oldest first, over all transports."""
        return tuple(self._received[_key(endpoint)])

    # What it says by itself
    async def push_props(self, kind: str, *entities: Json, event: str = "Created") -> None:
        """Change the world and tell every authorised user socket, all in one event."""
        for entity in entities:
            self.world.apply(kind, entity, event)
        carried = entities[0] if len(entities) == 1 else list(entities)
        data = {"entityType": kind, "eventType": event, "entity": carried}
        await self.push_frame(frames.write_messages({"e": "props", "d": data}))

    async def push_quote(
        self,
        contract_id: int = CONTRACT_ID,
        timestamp: str = NOW,
        **entries: tuple[Decimal | float | str | None, int | None],
    ) -> None:
        """Send a quote: `push_quote(Bid=("6012.25", 14), Trade=("6012.5", None))`."""
        quote = {
            "timestamp": timestamp,
            "contractId": contract_id,
            "entries": {name: _entry(*entry) for name, entry in entries.items()},
        }
        frame = frames.write_messages({"e": "md", "d": {"quotes": [quote]}})
        await self.push_frame(frame, MARKET_DATA)

    async def push_frame(self, text: str, socket: str = USER) -> None:
        """Send a text frame as it is to every authorised socket of a kind."""
        for link in self._of(socket):
            await link.send(text)

    async def push_bytes(self, data: bytes, socket: str = USER) -> None:
        """Send a binary frame, which the protocol does not know."""
        for link in self._of(socket):
            await link.ws.send_bytes(data)

    async def push_ping(self, payload: bytes, socket: str = USER) -> None:
        """Send a WebSocket ping; what comes back is in `pongs`."""
        for link in self._of(socket):
            await link.ws.ping(payload)

    async def push_pong(self, payload: bytes, socket: str = USER) -> None:
        """Send a WebSocket pong, asked for or not."""
        for link in self._of(socket):
            await link.ws.pong(payload)

    def stop_reading(self, socket: str = USER) -> None:
        """Let what the clients of a kind write pile up on its way."""
        for link in self._of(socket):
            link.stop_reading()

    async def announce_shutdown(self, code: str, reason: str = "", socket: str = USER) -> None:
        """Send a shutdown event (protocol.md 3.5)."""
        data = {"reasonCode": code, "reason": reason}
        await self.push_frame(frames.write_messages({"e": "shutdown", "d": data}), socket)

    async def drop_sockets(self, socket: str | None = None) -> None:
        """Break the sockets (of a kind, or all) without a word."""
        for link in tuple(self._links):
            if socket in (None, link.kind):
                link.abort()
        await asyncio.sleep(0)

    async def close_sockets(self, code: int, reason: str = "", socket: str = USER) -> None:
        """Close the sockets of a kind in good order."""
        for link in self._of(socket):
            await link.ws.close(code=code, message=reason.encode())

    def sockets(self, kind: str = USER) -> int:
        """How many authorised sockets of a kind are open."""
        return len(self._of(kind))

    def _of(self, kind: str) -> list[Link]:
        return [link for link in self._links if link.kind == kind and link.authorised]

    # How it works
    async def _serve_rest(self, request: web.Request) -> web.StreamResponse:
        self._asking[id(request)] = request
        try:
            return await self._answer_rest(request)
        finally:
            del self._asking[id(request)]

    async def _answer_rest(self, request: web.Request) -> web.StreamResponse:
        endpoint = request.match_info["endpoint"]
        step = self._step(endpoint)
        if isinstance(step, HangUp) and step.before_reading:
            abort(request)
            return web.Response()
        body = await request.read()
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        received = Received(
            endpoint, REST, request.rel_url.raw_query_string, body, time.perf_counter_ns(), token
        )
        self._received[_key(endpoint)].append(received)
        call = RestCall(received, request)
        await asyncio.wait((self._spawn(step(call)),))
        if call.response is None:
            await self._ending.wait()
        response = call.response or web.Response(status=503)
        response.headers["Date"] = self.date
        return response

    async def _serve_user(self, request: web.Request) -> web.StreamResponse:
        return await self._serve_socket(request, USER)

    async def _serve_market_data(self, request: web.Request) -> web.StreamResponse:
        return await self._serve_socket(request, MARKET_DATA)

    async def _serve_socket(self, request: web.Request, kind: str) -> web.StreamResponse:
        self.upgrades[kind] += 1
        if self.refuse_sockets is not None:
            return web.Response(status=self.refuse_sockets)
        ws = web.WebSocketResponse(autoping=False, compress=False, max_msg_size=64 * 1024 * 1024)
        await ws.prepare(request)
        link = Link(ws, request, kind)
        self._links.append(link)
        stand = sum(one.kind == kind for one in self._links)
        self.crowd[kind] = max(self.crowd[kind], stand)
        try:
            if self.greeting is not None:
                await ws.send_str(self.greeting)
            async for message in ws:
                await self._hear(link, message)
        finally:
            self._links.remove(link)
        return ws

    async def _hear(self, link: Link, message: WSMessage) -> None:
        if message.type is WSMsgType.PING and self.answer_pings:
            await link.ws.pong(message.data)
        elif message.type is WSMsgType.PONG:
            self.pongs.append(message.data)
        elif message.type is WSMsgType.TEXT and message.data == frames.HEARTBEAT:
            self.heartbeats += 1
            self.beats[link.kind].append(time.perf_counter())
        elif message.type is WSMsgType.TEXT:
            self._hear_request(link, message.data)

    def _hear_request(self, link: Link, text: str) -> None:
        arrived = time.perf_counter_ns()
        asked = frames.read_request(text)
        received = Received(
            asked.endpoint,
            link.kind,
            asked.query,
            asked.body.encode(),
            arrived,
            link.token,
            asked.id,
        )
        self._received[_key(asked.endpoint)].append(received)
        self._spawn(self._step(asked.endpoint)(SocketCall(received, link)))

    def _spawn(self, work: Awaitable[None]) -> asyncio.Task[None]:
        async def play() -> None:
            await work

        task = asyncio.get_running_loop().create_task(play())
        self._playing.add(task)
        task.add_done_callback(self._played)
        if isinstance(work, Coroutine):  # cancelled before its first step, it was never awaited
            task.add_done_callback(lambda _: work.close())
        return task

    def _played(self, task: asyncio.Task[None]) -> None:
        """A step that failed fails the test; that the client is gone is no failure."""
        self._playing.discard(task)
        error = None if task.cancelled() else task.exception()
        if error and not isinstance(error, ConnectionError):
            log.error("A scripted step failed", exc_info=error)

    def _step(self, endpoint: str) -> Step:
        script = self._scripts.get(_key(endpoint))
        if script:
            return script.popleft() if len(script) > 1 else script[0]
        return self._answers.step(_key(endpoint))


def _key(endpoint: str) -> str:
    return endpoint.strip("/").lower()


def _entry(price: Decimal | float | str | None, size: int | None) -> Json:
    entry: Json = {}
    if price is not None:
        entry["price"] = Decimal(str(price))
    if size is not None:
        entry["size"] = size
    return entry
