"""The exchange on loopback: REST, the user socket and the market-data socket on one port."""

import asyncio
import logging
import secrets
from collections.abc import Callable
from email.utils import format_datetime

from aiohttp import web

from bracketdesk.practice.announcement import Announcement
from bracketdesk.practice.auth import Gate, Login
from bracketdesk.practice.calls import Calls
from bracketdesk.practice.drills.desk import DrillDesk
from bracketdesk.practice.drills.drill import Scene
from bracketdesk.practice.errors import Refused
from bracketdesk.practice.exchange import Exchange
from bracketdesk.practice.limits import Limits
from bracketdesk.practice.market_socket import MarketSocket
from bracketdesk.practice.oauth import OAuth
from bracketdesk.practice.rest import GARBLED, Rest, cut
from bracketdesk.practice.sign_in_page import SignInPage
from bracketdesk.practice.sockets import LARGEST_REQUEST, Socket
from bracketdesk.practice.training import Training
from bracketdesk.practice.troubles import Troubles
from bracketdesk.practice.user_socket import UserSocket
from bracketdesk.wire.clock import Clock

log = logging.getLogger(__name__)

HOST = "127.0.0.1"

HANDSHAKE = "websocket"
"""How a request for a socket is named to who hears of arrivals."""

PATIENCE = 0.3
"""Seconds of real time that clients have for their last frames when the server stops."""


PUBLISHED = Limits()


class PracticeServer:
    """Serves one exchange and drives its markets, from `start` to `stop`.

    `troubles` makes them, for the drills and for tests in the same process; `drills` stages them.
    """

    def __init__(
        self,
        exchange: Exchange,
        clock: Clock,
        *,
        port: int = 0,
        name: str | None = None,
        password: str | None = None,
        limits: Limits = PUBLISHED,
    ) -> None:
        """A name or password not given is random, for this run alone; port 0 is any free one."""
        self._exchange = exchange
        self._clock = clock
        self._port = port
        self._gate = Gate(
            clock,
            Login(
                exchange.user_id,
                name or f"practice-{secrets.token_hex(4)}",
                password or secrets.token_urlsafe(18),
            ),
            limits,
        )
        self._oauth = OAuth(clock, self._gate, limits)
        self._calls = Calls(exchange, self._gate, self._oauth)
        self._talks: dict[asyncio.Task[object], Socket] = {}
        self.troubles = Troubles(exchange, self._gate, self._talks.values)
        scene = Scene(exchange.levers, self._gate, self.troubles)
        self.drills = DrillDesk(scene)
        self._training = Training(exchange, self._gate, self.drills)
        self._runner = web.AppRunner(
            self._application(),
            access_log=None,
            logger=_http_log(),
            shutdown_timeout=PATIENCE,
        )
        self._markets: asyncio.Task[None] | None = None

    async def start(self) -> Announcement:
        """Listen on loopback and let the markets run; raises OSError where the port is taken."""
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, HOST, self._port).start()
        except OSError:
            await self._runner.cleanup()
            raise
        self._markets = asyncio.create_task(self._exchange.run(), name="practice markets")
        return self._announcement(self._runner.addresses[0][1])

    async def broken(self) -> None:
        """Return when the markets stop by themselves, which they should not; logged."""
        if self._markets is not None:
            await asyncio.wait([self._markets])
            log.error("the practice markets stopped", exc_info=self._markets.exception())

    async def stop(self) -> None:
        """Say goodbye to the clients and close; idempotent, well under a second."""
        if self._markets is not None:
            self._markets.cancel()
            await asyncio.gather(self._markets, return_exceptions=True)
        self.troubles.close_for_maintenance()
        if self._talks:
            await asyncio.wait(self._talks, timeout=PATIENCE)
        self.troubles.drop_sockets()
        await self._runner.cleanup()

    def _application(self) -> web.Application:
        application = web.Application(client_max_size=LARGEST_REQUEST)
        rest = Rest(self._calls, self._gate)
        application.on_response_prepare.append(self._date)
        page = SignInPage(self._gate, self._oauth)
        router = application.router
        router.add_get("/oauth", page.show)
        router.add_post("/oauth", page.sign_in)
        router.add_get("/v1/websocket", self._serve_user)
        router.add_get("/md/v1/websocket", self._serve_market_data)
        router.add_route("*", "/v1/{entity}/{operation}", rest.handle)
        # GUESS: clients found in public end a path with a slash: account/item/?id=1.
        router.add_route("*", "/v1/{entity}/{operation}/", rest.handle)
        router.add_route("*", "/v1/{operation}", rest.handle)
        router.add_route("*", "/practice/v1/{entity}/{operation}", self._training.handle)
        router.add_route("*", "/practice/v1/{operation}", self._training.handle)
        router.add_route("*", "/{anything:.*}", rest.handle_unknown)
        return application

    async def _date(self, request: web.Request, response: web.StreamResponse) -> None:
        """Date every answer by the exchange's own clock: clients measure their skew by it."""
        now = self._clock.now().replace(microsecond=0)
        response.headers["Date"] = format_datetime(now, usegmt=True)

    def _announcement(self, port: int) -> Announcement:
        return Announcement(
            rest=f"http://{HOST}:{port}/v1",
            socket=f"ws://{HOST}:{port}/v1/websocket",
            market_data=f"ws://{HOST}:{port}/md/v1/websocket",
            name=self._gate.login.name,
            password=self._gate.login.password,
        )

    async def _serve_user(self, request: web.Request) -> web.StreamResponse:
        return await self._talk(
            request,
            lambda ws, wire: UserSocket(
                ws, wire, self._clock, self._exchange, self._gate, self._calls
            ),
        )

    async def _serve_market_data(self, request: web.Request) -> web.StreamResponse:
        return await self._talk(
            request,
            lambda ws, wire: MarketSocket(ws, wire, self._clock, self._exchange, self._gate),
        )

    async def _talk(
        self,
        request: web.Request,
        socket_for: Callable[[web.WebSocketResponse, asyncio.Transport], Socket],
    ) -> web.StreamResponse:
        self._gate.guard.arrived(HANDSHAKE)
        if self.troubles.closed:
            return web.Response(status=503, text="Maintenance")
        if self.troubles.cut_off:
            cut(request)
            return web.Response(status=503)  # nobody hears it
        try:
            self._gate.guard.check_handshake()
        except Refused as refusal:
            return web.Response(status=refusal.status, text=refusal.text)
        ws = web.WebSocketResponse(compress=False, max_msg_size=LARGEST_REQUEST, timeout=PATIENCE)
        await ws.prepare(request)
        task, wire = asyncio.current_task(), request.transport
        if task is None or wire is None:  # gone before a word was said
            return ws
        socket = self._talks[task] = socket_for(ws, wire)
        try:
            await socket.serve()
        finally:
            del self._talks[task]
        return ws


def _http_log() -> logging.Logger:
    """Return aiohttp's log without malformed requests: their text may hold a token."""
    http_log = logging.getLogger(f"{__name__}.http")
    http_log.addFilter(_is_ours)
    return http_log


def _is_ours(record: logging.LogRecord) -> bool:
    return not (record.exc_info and isinstance(record.exc_info[1], GARBLED))
