"""A scripted server with a fault planned, which keeps the truth of what it started.

    async with FaultyServer(time.exchange) as server:
        ...                      # the app connects and is made ready
        await server.plan(cell)  # from now on
        ...                      # one click
        assert server.started == [...]

Everything passes a proxy that can cut a request in two.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from aiohttp import web
from tests.support.cutting_proxy import CuttingProxy, Passage
from tests.support.fault_blows import Blows
from tests.support.fault_plan import STATUSES, Cell, Fault, Phase
from tests.support.hours import Hands
from tests.support.scripted import ScriptedServer
from tests.support.scripted_links import abort
from tests.support.scripted_steps import USER, Answer, Call
from tests.support.scripted_world import Json

from bracketdesk.domain.session import Hosts
from bracketdesk.wire import frames

START = "orderStrategy/startorderstrategy"
AUTHORISE = "authorize"
SOON = 0.1  # seconds
NOISE = "x" * 1_000_000


@dataclass(frozen=True, slots=True)
class Started:
    """What was really started: when, by the server's clock, for which uuid."""

    uuid: str
    at: datetime
    strategy_id: int


class FaultyServer(ScriptedServer):
    """`arrived` has the uuid of every whole start that came, `started` of those it did start.

    `silent` keeps what happens from everybody, as on a line that is stalled or loses events;
    `struck` counts how often the fault came to pass, as far as a server can tell.
    """

    def __init__(self, clock: Hands) -> None:
        super().__init__()
        self.arrived: list[str] = []
        self.started: list[Started] = []
        self.silent = False
        self.struck = 0
        self.clock = clock
        self._cell: Cell | None = None
        self._proxy = CuttingProxy(self._cut)
        self._blows = Blows(self)
        self.on(START, self._start)

    async def __aenter__(self) -> Self:
        await super().__aenter__()
        await self._proxy.start(self._port)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._proxy.stop()
        await super().__aexit__()

    @property
    def hosts(self) -> Hosts:
        """Where the proxy listens."""
        mine, its = f":{self._port}/", f":{self._proxy.port}/"
        direct = super().hosts
        return replace(
            direct,
            rest=direct.rest.replace(mine, its),
            socket=direct.socket.replace(mine, its),
            market_data=direct.market_data.replace(mine, its),
        )

    async def plan(self, cell: Cell) -> None:
        """Let it strike from now on; what strikes the line breaks it first."""
        self._cell = cell
        if cell.phase is Phase.CONNECT:
            (self._proxy.hang if cell.fault is Fault.STALL else self._proxy.refuse)()
            self._proxy.drop_http()
        elif cell.phase is Phase.HANDSHAKE:
            self._plan_handshake(cell.fault)
        elif cell.phase is Phase.AUTHORISE:
            self.on(AUTHORISE, self._authorise)
        elif cell.phase is Phase.WRITTEN_HALF:
            self._proxy.arm()
        if cell.on_the_line:
            await self.drop_sockets(USER)

    async def tell(self, strategy: Json | None) -> None:
        """Send the events of a strategy that began, unless they are lost."""
        if strategy is None or self.silent:
            return
        for kind, entity in (
            ("orderStrategyLink", self._link(strategy)),
            ("orderStrategy", strategy),
        ):
            data = {"entityType": kind, "eventType": "Created", "entity": entity}
            await self.push_frame(frames.write_messages({"e": "props", "d": data}))

    def tell_soon(self, strategy: Json | None) -> None:
        """The same, once the answer is on its way."""

        async def tell() -> None:
            await self.clock.sleep(SOON)
            await self.tell(strategy)

        self._spawn(tell())

    async def leave(self) -> None:
        """Announce the end, and close a second later."""
        await self.announce_shutdown("Maintenance", "See you later")
        await self.clock.sleep(1)
        await self.close_sockets(1001, "Going away")

    def _link(self, strategy: Json) -> Json:
        number = strategy["id"]
        return {"id": number, "orderStrategyId": number, "orderId": number, "label": "entry"}

    async def _start(self, call: Call) -> None:
        asked = call.received.json
        self.arrived.append(asked["uuid"])
        cell = self._cell
        strategy = self.begin(asked) if cell is None or cell.started else None
        if cell is None:
            await Answer({"orderStrategy": strategy})(call)
            self.tell_soon(strategy)
        else:
            self.struck += 1
            await self._blows.strike(cell, call, strategy)

    def begin(self, asked: Json) -> Json:
        """Start what a request asks for, and remember it."""
        strategy = self.world.strategy(asked)
        self.world.put("orderStrategyLink", self._link(strategy))
        self.started.append(Started(asked["uuid"], self.clock.now(), strategy["id"]))
        return strategy

    def _plan_handshake(self, fault: Fault) -> None:
        greetings = {
            Fault.CLOSE: frames.write_closed(3000, "Go away!"),
            Fault.BAD_JSON: 'a[{"s":',
            Fault.NEW_ENUM: "q",
            Fault.HUGE: NOISE,
            Fault.SHUTDOWN: frames.write_messages(
                {"e": "shutdown", "d": {"reasonCode": "Maintenance"}}
            ),
        }
        self.greeting = greetings.get(fault, frames.OPEN)
        self.refuse_sockets = STATUSES.get(fault)

    async def _serve_socket(self, request: web.Request, kind: str) -> web.StreamResponse:
        fault = self._cell.fault if self._cell and self._cell.phase is Phase.HANDSHAKE else None
        self.struck += fault is not None
        if fault is Fault.RESET:
            abort(request)
        elif fault is Fault.STALL:
            await self._ending.wait()
        else:
            return await super()._serve_socket(request, kind)
        return web.Response()

    async def _answer_rest(self, request: web.Request) -> web.StreamResponse:
        try:
            return await super()._answer_rest(request)
        except (ConnectionError, web.RequestPayloadError):
            return web.Response()  # the rest of this request never came

    async def _authorise(self, call: Call) -> None:
        self.struck += 1
        if self._cell is not None:
            await self._blows.refuse(self._cell.fault, call)

    async def _cut(self, passage: Passage) -> None:
        """Only half of the start came: nothing can have been started."""
        if self._cell is None:
            raise AssertionError("nothing was planned")
        self.struck += 1
        fault = self._cell.fault
        if fault is Fault.RESET:
            passage.abort()
        elif fault is Fault.SHUTDOWN:
            self._spawn(self.leave())
        elif fault is Fault.CLOSE and self._cell.by_socket:
            await self.push_frame(frames.write_closed(3000, "Go away!"))
        elif fault is Fault.CLOSE:
            passage.close()
        elif fault is not Fault.STALL:
            passage.answer(_early(fault))


def _early(fault: Fault) -> bytes:
    """An HTTP answer to half a request."""
    status = STATUSES.get(fault, 503 if fault is Fault.HUGE else 200)
    body = NOISE if fault is Fault.HUGE else '{"orderStrategy":{'
    if fault in STATUSES:
        body = ""
    return f"HTTP/1.1 {status} So\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()
