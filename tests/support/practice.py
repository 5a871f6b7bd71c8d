"""A client of the practice exchange for tests: every answer is checked against the contract."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from tests.support.contract import Contract

from bracketdesk.practice.announcement import Announcement
from bracketdesk.practice.listing import Listed
from bracketdesk.practice.market import QuoteTick, Step
from bracketdesk.wire import codec, frames

WAIT = 10.0


class QuietMarket:
    """A MarketSource: every contract stands at its level, one tick wide, until a test says more.

    `steps` are what happens after the first quote.
    """

    def __init__(self, *steps: Step, size: int = 50) -> None:
        self._steps = steps
        self._size = size

    def feed(self, listed: Listed, seed: int, since: float) -> Iterator[Step]:
        bid = level_ticks(listed)
        yield Step(0.0, QuoteTick(bid, self._size, bid + 1, self._size))
        yield from self._steps


def level_ticks(listed: Listed) -> int:
    """Where a contract of the quiet market stands: its bid in ticks."""
    return int(listed.specification.level // listed.specification.tick)


@dataclass
class Answer:
    """What a call came back with; `body` is decoded JSON, or the text of a refusal."""

    status: int
    body: Any


@dataclass
class SocketClient:
    """One WebSocket to the exchange: calls, and the events that came in between."""

    ws: aiohttp.ClientWebSocketResponse
    contract: Contract | None
    events: list[frames.Event] = field(default_factory=list)
    answers: dict[int, list[frames.Response]] = field(default_factory=dict)
    last_id: int = -1

    async def frame(self) -> str:
        """Return the next text frame as it came."""
        return await self.ws.receive_str(timeout=WAIT)

    async def hear(self) -> frames.Frame:
        """Read one frame and keep its messages."""
        frame = frames.read_frame(await self.frame())
        if isinstance(frame, tuple):
            for message in frame:
                self._keep(message)
        return frame

    async def call(self, endpoint: str, body: object = None, query: str = "") -> Answer:
        """Call and wait for the answer; `body` text goes as it is."""
        text = body if isinstance(body, str) else "" if body is None else dump(body)
        self.last_id += 1
        await self.ws.send_str(
            frames.write_request(frames.Request(endpoint, self.last_id, query, text))
        )
        answer = await self.answer(self.last_id)
        self._check(endpoint, answer)
        return answer

    async def answer(self, number: int) -> Answer:
        """Wait for the next answer with this number."""
        while not self.answers.get(number):
            await self.hear()
        response = self.answers[number].pop(0)
        return Answer(response.status, codec.decode_plain(response.data) if response.data else None)

    async def event(self, kind: str) -> Any:  # noqa: ANN401 - any event's JSON
        """Wait for the next event of this kind and return its data."""
        while True:
            for event in self.events:
                if event.kind == kind:
                    self.events.remove(event)
                    return codec.decode_plain(event.data)
            await self.hear()

    async def closed(self) -> frames.Closed:
        """Read on until the close frame, and through the end of the connection."""
        while not isinstance(frame := await self.hear(), frames.Closed):
            pass
        end = await self.ws.receive(timeout=WAIT)
        assert end.type in {aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED}
        return frame

    def _keep(self, message: frames.ServerMessage) -> None:
        if isinstance(message, frames.Response):
            self.answers.setdefault(message.id, []).append(message)
            return
        self.events.append(message)
        if self.contract and message.kind == "props":
            change = _floats(message.data)
            kind = change["entityType"]
            self.contract.check_schema(kind[0].upper() + kind[1:], change["entity"])

    def _check(self, endpoint: str, answer: Answer) -> None:
        if (
            self.contract is None
            or answer.status != 200
            or endpoint.startswith(("md/", "authorize"))
        ):
            return
        self.contract.check_reply(f"/{endpoint}", _floats(dump(answer.body).encode()))


@dataclass
class Trader:
    """Someone who knows the exchange's address and, once signed in, has tokens."""

    announcement: Announcement
    http: aiohttp.ClientSession
    contract: Contract | None
    token: str = ""
    market_data_token: str = ""

    @property
    def credentials(self) -> dict[str, str]:
        """The body of a good sign-in."""
        return {"name": self.announcement.name, "password": self.announcement.password}

    async def sign_in(self) -> None:
        """Ask for tokens with the announced credentials."""
        answer = await self.post("/auth/accesstokenrequest", self.credentials)
        self.token, self.market_data_token = (
            answer.body["accessToken"],
            answer.body["mdAccessToken"],
        )

    async def sign_in_wrongly(self) -> Answer:
        """Ask for tokens with a wrong password."""
        return await self.post(
            "/auth/accesstokenrequest", {"name": self.announcement.name, "password": "wrong"}
        )

    async def renew(self) -> Answer:
        """Renew the token and use the new ones from now on."""
        answer = await self.get("/auth/renewaccesstoken")
        if "accessToken" in answer.body:
            self.token = answer.body["accessToken"]
            self.market_data_token = answer.body["mdAccessToken"]
        return answer

    async def get(self, path: str, **query: str | int) -> Answer:
        """GET a documented path, as `/order/item`, with its query."""
        return await self.request("GET", path, params=query)

    async def post(self, path: str, body: object) -> Answer:
        """POST a JSON body to a documented path."""
        return await self.request("POST", path, data=dump(body))

    async def request(self, verb: str, path: str, **options: Any) -> Answer:  # noqa: ANN401
        """Send anything; an answer with 200 must be as the contract has it."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        url = self.announcement.rest + path
        async with self.http.request(verb, url, headers=headers, **options) as response:
            if response.status != 200:
                return Answer(response.status, await response.text())
            data = await response.read()
        if self.contract:
            self.contract.check_reply(path, _floats(data))
        return Answer(200, codec.decode_plain(data))

    async def connect(self) -> SocketClient:
        """Open the user socket and read its open frame."""
        return await self._open(self.announcement.socket)

    async def connect_market_data(self) -> SocketClient:
        """Open the market-data socket and read its open frame."""
        return await self._open(self.announcement.market_data)

    async def authorised(self) -> SocketClient:
        """Open the user socket and authorise it."""
        return await self._authorise(await self.connect())

    async def authorised_market_data(self) -> SocketClient:
        """Open the market-data socket and authorise it."""
        return await self._authorise(await self.connect_market_data())

    async def _open(self, url: str) -> SocketClient:
        ws = await self.http.ws_connect(url, max_msg_size=0)
        client = SocketClient(ws, self.contract)
        assert await client.frame() == frames.OPEN
        return client

    async def _authorise(self, client: SocketClient) -> SocketClient:
        assert await client.call("authorize", self.token) == Answer(200, None)
        return client


def dump(value: object) -> str:
    """Return JSON text."""
    return codec.encode(value).decode()


def _floats(data: bytes) -> Any:  # noqa: ANN401 - JSON may be anything
    """Decode as jsonschema wants it: fractions as floats, for it knows no Decimal."""
    return codec.decode(data, object)
