"""The exchange on loopback: REST, the user socket and the market-data socket on one port."""

import asyncio
import logging
import secrets
from collections.abc import Callable

from aiohttp import web

from bracketdesk.practice.announcement import Announcement
from bracketdesk.practice.auth import Gate, Login
from bracketdesk.practice.calls import Calls
from bracketdesk.practice.exchange import Exchange
from bracketdesk.practice.market_socket import MarketSocket
from bracketdesk.practice.rest import GARBLED, Rest
from bracketdesk.practice.sockets import LARGEST_REQUEST, Socket
from bracketdesk.practice.user_socket import UserSocket
from bracketdesk.wire.clock import Clock

log = logging.getLogger(__name__)

HOST = "127.0.0.1"

PATIENCE = 0.3
"""Seconds of real time that clients have for their last frames when the server stops."""


class PracticeServer:
    """Serves one exchange and drives its markets, from `start` to `stop`."""

    def __init__(
        self,
        exchange: Exchange,
        clock: Clock,
        *,
        port: int = 0,
        name: str | None = None,
        password: str | None = None,
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
        )
        self._calls = Calls(exchange, self._gate)
        self._talks: dict[asyncio.Task[object], Socket] = {}
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
        for socket in self._talks.values():
            socket.event("shutdown", {"reasonCode": "Maintenance"})  # protocol.md 3.5
            socket.finish("Maintenance")
        if self._talks:
            await asyncio.wait(self._talks, timeout=PATIENCE)
        for socket in self._talks.values():
            socket.drop()
        await self._runner.cleanup()

    def _application(self) -> web.Application:
        application = web.Application(client_max_size=LARGEST_REQUEST)
        rest = Rest(self._calls, self._gate)
        router = application.router
        router.add_get("/v1/websocket", self._serve_user)
        router.add_get("/md/v1/websocket", self._serve_market_data)
        router.add_route("*", "/v1/{entity}/{operation}", rest.handle)
        router.add_route("*", "/{anything:.*}", rest.handle_unknown)
        return application

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
