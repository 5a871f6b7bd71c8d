"""`/practice/v1`: what a trainer asks of this exchange, and no broker has.

Drills are listed, staged, ended and talked over; markets are paused, hurried and moved along their
tape; an account begins anew. Every call wants the bearer token of the user, and none is counted by
the broker's limits.
"""

from collections.abc import Callable, Mapping
from typing import Annotated

import msgspec
from aiohttp import web

from bracketdesk.practice.arguments import Arguments
from bracketdesk.practice.auth import Gate
from bracketdesk.practice.control import TapeControl
from bracketdesk.practice.drills.desk import DrillDesk
from bracketdesk.practice.drills.drill import RunView
from bracketdesk.practice.drills.sheet import Sheet
from bracketdesk.practice.errors import Refused
from bracketdesk.practice.exchange import Exchange
from bracketdesk.practice.rest import bearer, read_arguments, respond
from bracketdesk.wire.messages import Message

READS = ("drills/list", "drills/debrief", "markets/state")
"""Asked by GET; everything else does something, and wants a POST."""

Operation = Callable[[Arguments], object]


class DrillsReply(Message, frozen=True, kw_only=True):
    """Every drill there is, and the one that was staged last, running or over."""

    drills: list[Sheet]
    run: RunView | None


class StageRequest(Message, frozen=True, kw_only=True):
    """What to stage; parameters left out stand at their defaults."""

    drill: Annotated[str, msgspec.Meta(max_length=64)]
    parameters: dict[str, object] = msgspec.field(default_factory=dict)


class ByNumber(Message, frozen=True, kw_only=True):
    """debrief?number=3, or of the last one."""

    number: int | None = None


class Pace(Message, frozen=True, kw_only=True):
    """Body of markets/speed."""

    speed: float


class Place(Message, frozen=True, kw_only=True):
    """Body of markets/jump: seconds from the tape's beginning."""

    position: float


class Loop(Message, frozen=True, kw_only=True):
    """Body of markets/loop: whether the tape begins again after its end."""

    looped: bool


class Hours(Message, frozen=True, kw_only=True):
    """Body of markets/hours: whether the exchanges' usual hours are left out."""

    always_open: bool


class TapeState(Message, frozen=True, kw_only=True):
    """The tape's product, length and place, in seconds."""

    product: str
    length: float
    position: float
    looped: bool
    ended: bool


class MarketsState(Message, frozen=True, kw_only=True):
    """The markets' pace and hours, and their tape where there is one."""

    paused: bool
    speed: float
    always_open: bool
    contracts: list[str]
    tape: TapeState | None


class ResetReply(Message, frozen=True, kw_only=True):
    """An account that began anew."""

    account_id: int


class Training:
    """Answers `/practice/v1/{entity}/{operation}` and `/practice/v1/{operation}`."""

    def __init__(self, exchange: Exchange, gate: Gate, drills: DrillDesk) -> None:
        self._exchange = exchange
        self._gate = gate
        self._drills = drills
        self._table: Mapping[str, Operation] = {
            "drills/list": self._list,
            "drills/stage": self._stage,
            "drills/end": lambda given: drills.end(),
            "drills/debrief": lambda given: drills.run(given.read(ByNumber).number),
            "markets/state": lambda given: self._state(),
            "markets/pause": lambda given: self._market(exchange.markets.pause),
            "markets/resume": lambda given: self._market(exchange.markets.go_on),
            "markets/speed": self._speed,
            "markets/jump": self._jump,
            "markets/loop": self._loop,
            "markets/hours": self._hours,
            "reset": lambda given: self._reset(),
        }

    async def handle(self, request: web.Request) -> web.Response:
        """Answer one call."""
        return await respond(self._reply(request))

    async def _reply(self, request: web.Request) -> object:
        given = await read_arguments(request)
        bearer(request, self._gate)
        name = "/".join(request.match_info.values()).lower()
        operation = self._table.get(name)
        if operation is None:
            raise Refused(404, f"Not found: {request.path[:64]}")
        if (request.method == "GET") is not (name in READS):
            raise Refused(405, "GET asks, POST does")
        return operation(given)

    def _list(self, given: Arguments) -> DrillsReply:
        return DrillsReply(drills=self._drills.sheets, run=self._drills.run())

    def _stage(self, given: Arguments) -> RunView:
        request = given.read(StageRequest)
        return self._drills.stage(request.drill, request.parameters)

    def _speed(self, given: Arguments) -> MarketsState:
        speed = given.read(Pace).speed
        return self._market(lambda: self._exchange.markets.run_at(speed))

    def _jump(self, given: Arguments) -> MarketsState:
        tape, position = self._tape(), given.read(Place).position
        return self._market(lambda: tape.jump(position))

    def _loop(self, given: Arguments) -> MarketsState:
        tape, looped = self._tape(), given.read(Loop).looped
        return self._market(lambda: tape.loop(looped=looped))

    def _hours(self, given: Arguments) -> MarketsState:
        self._exchange.always_open = given.read(Hours).always_open
        return self._state()

    def _tape(self) -> TapeControl:
        if self._exchange.tape is None:
            raise Refused(409, "No tape is playing")
        return self._exchange.tape

    def _market(self, act: Callable[[], None]) -> MarketsState:
        try:
            act()
        except ValueError as problem:
            raise Refused(400, str(problem)) from None
        return self._state()

    def _state(self) -> MarketsState:
        markets, tape = self._exchange.markets, self._exchange.tape
        return MarketsState(
            paused=markets.paused,
            speed=markets.speed,
            always_open=self._exchange.always_open,
            contracts=markets.awake,
            tape=_tape_state(tape) if tape else None,
        )

    def _reset(self) -> ResetReply:
        if self._drills.running:
            self._drills.end("the account began anew")
        self._exchange.reset()
        return ResetReply(account_id=self._exchange.account.id)


def _tape_state(tape: TapeControl) -> TapeState:
    return TapeState(
        product=tape.product,
        length=tape.length,
        position=tape.position,
        looped=tape.looped,
        ended=tape.ended,
    )
