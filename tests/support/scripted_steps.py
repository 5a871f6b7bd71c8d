"""What a scripted server can do with one request, ready-made. Any `async def (call)` works too."""

import asyncio
import json
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from decimal import Decimal

from tests.support.scripted_world import Json

from bracketdesk.wire import codec

REST = "rest"
USER = "user"
MARKET_DATA = "market data"


@dataclass(frozen=True, slots=True)
class Received:
    """A request as it arrived: `endpoint` as spelled, `body` byte for byte.

    `transport` is REST, USER or MARKET_DATA; `arrived` is `time.perf_counter_ns()`; `id` is the
    socket request's number.
    """

    endpoint: str
    transport: str
    query: str
    body: bytes
    arrived: int
    token: str = ""
    id: int | None = None

    @property
    def json(self) -> Json:
        """The body as an object; prices are Decimals."""
        read: Json = json.loads(self.body, parse_float=Decimal)
        return read


class Call(ABC):
    """One request and the means to answer it."""

    def __init__(self, received: Received) -> None:
        self.received = received

    @abstractmethod
    async def answer(self, status: int, body: bytes) -> None:
        """Answer with JSON."""

    @abstractmethod
    async def raw(self, data: bytes) -> None:
        """Send these bytes in place of an answer: a body, or a whole text frame."""

    @abstractmethod
    async def half(self, data: bytes) -> None:
        """Send the beginning of an answer and close the connection."""

    @abstractmethod
    async def hang_up(self) -> None:
        """Close the connection without an answer."""


Step = Callable[[Call], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Answer:
    """JSON: on REST the body, on a socket the answer's `d`."""

    data: object = None
    status: int = 200

    async def __call__(self, call: Call) -> None:
        await call.answer(self.status, codec.encode(self.data))


@dataclass(frozen=True, slots=True)
class Text:
    """A status and a text that is no JSON object; a socket carries it as a JSON string."""

    text: str
    status: int

    async def __call__(self, call: Call) -> None:
        plain = call.received.transport == REST
        await call.answer(self.status, self.text.encode() if plain else codec.encode(self.text))


@dataclass(frozen=True, slots=True)
class Penalty:
    """A penalty ticket in place of the answer (protocol.md 1.7)."""

    ticket: str
    seconds: int
    captcha: bool = False

    async def __call__(self, call: Call) -> None:
        body = {"p-ticket": self.ticket, "p-time": self.seconds, "p-captcha": self.captcha}
        await call.answer(200, codec.encode(body))


@dataclass(frozen=True, slots=True)
class Raw:
    """These bytes: a REST body with status 200, or a socket's text frame."""

    data: bytes

    async def __call__(self, call: Call) -> None:
        await call.raw(self.data)


@dataclass(frozen=True, slots=True)
class Half:
    """The beginning of an answer, then the end of the connection."""

    data: bytes

    async def __call__(self, call: Call) -> None:
        await call.half(self.data)


@dataclass(frozen=True, slots=True)
class Silence:
    """No answer, ever."""

    async def __call__(self, call: Call) -> None:
        """Nothing."""


@dataclass(frozen=True, slots=True)
class HangUp:
    """Close the connection; `before_reading` leaves a REST request's body unread."""

    before_reading: bool = False

    async def __call__(self, call: Call) -> None:
        await call.hang_up()


@dataclass(frozen=True, slots=True)
class Held:
    """Wait until `release` is called, then do the step."""

    step: Step
    _released: asyncio.Event = field(default_factory=asyncio.Event)

    def release(self) -> None:
        self._released.set()

    async def __call__(self, call: Call) -> None:
        await self._released.wait()
        await self.step(call)


class InTurn:
    """Several steps for one request: frames before the answer, a second answer, a hang-up."""

    def __init__(self, *steps: Step) -> None:
        self._steps = steps

    async def __call__(self, call: Call) -> None:
        for step in self._steps:
            await step(call)
