"""The scripted server's answers where a test has scripted none."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from tests.support.scripted_links import SocketCall
from tests.support.scripted_steps import REST, Answer, Call, Step, Text
from tests.support.scripted_world import NAME, PASSWORD, USER_ID, Json

from bracketdesk.wire import codec, frames

if TYPE_CHECKING:
    from tests.support.scripted import ScriptedServer

EXPIRES = "2099-12-31T16:20:00.000Z"
"""Long after any test runs: the app's own clock is the machine's in some of them."""
REFUSED = "Incorrect username or password. Please try again."


class Answers:
    """Default steps by endpoint, in lower case. All but the sign-in want a good token."""

    def __init__(self, server: "ScriptedServer") -> None:
        self._server = server
        self._steps: dict[str, Callable[[Call], Awaitable[None]]] = {
            "auth/renewaccesstoken": self._grant,
            "auth/me": Answer({"userId": USER_ID, "name": NAME}),
            "account/list": self._list("account"),
            "contract/suggest": self._suggest,
            "contract/find": self._find("contract"),
            "contract/item": self._item("contract"),
            "contractmaturity/item": self._item("contractMaturity"),
            "product/find": self._find("product"),
            "product/item": self._item("product"),
            "currency/item": self._item("currency"),
            "orderstrategy/list": self._list("orderStrategy"),
            "orderstrategy/startorderstrategy": self._start,
            "orderstrategy/interruptorderstrategy": self._interrupt,
            "order/cancelorder": Answer({"commandId": 8001}),
            "order/liquidateposition": Answer({"orderId": 8002}),
            "user/syncrequest": self._sync,
            "md/subscribequote": Answer({}),
            "md/unsubscribequote": Answer({}),
        }

    def step(self, key: str) -> Step:
        """Return what answers this endpoint."""
        if key == "auth/accesstokenrequest":
            return self._sign_in
        if key == "authorize":
            return self._authorize
        return self._behind_the_gate(self._steps.get(key, Text("Unknown endpoint", 404)))

    def _behind_the_gate(self, step: Step) -> Step:
        async def guarded(call: Call) -> None:
            on_rest = call.received.transport == REST
            known = on_rest and self._server.knows(call.received.token)
            authorised = isinstance(call, SocketCall) and call.link.authorised
            await (step if known or authorised else Text("Access is denied", 401))(call)

        return guarded

    async def _sign_in(self, call: Call) -> None:
        asked = call.received.json
        if (asked.get("name"), asked.get("password")) != (NAME, PASSWORD):
            await Answer({"errorText": REFUSED})(call)
            return
        await self._grant(call)

    async def _grant(self, call: Call) -> None:
        answer = {
            "accessToken": self._server.issue(),
            "mdAccessToken": self._server.issue(),
            "expirationTime": EXPIRES,
            "userStatus": "Active",
            "userId": USER_ID,
            "name": NAME,
            "hasLive": True,
        }
        await Answer(answer)(call)

    async def _authorize(self, call: Call) -> None:
        token = call.received.body.decode()
        if not isinstance(call, SocketCall) or not self._server.knows(token):
            await Text("Invalid access token", 401)(call)
            return
        call.link.authorised = True
        call.link.token = token
        await call.answer(200, b"")

    async def _sync(self, call: Call) -> None:
        asked = call.received.json if call.received.body else {}
        kinds = None if asked.get("users") else asked.get("entityTypes") or []
        await Answer(self._server.world.snapshot(kinds))(call)

    async def _start(self, call: Call) -> None:
        strategy = self._server.world.strategy(call.received.json)
        await Answer({"orderStrategy": strategy})(call)
        data = {"entityType": "orderStrategy", "eventType": "Created", "entity": strategy}
        await self._server.push_frame(frames.write_messages({"e": "props", "d": data}))

    async def _interrupt(self, call: Call) -> None:
        number = call.received.json["orderStrategyId"]
        strategy = self._server.world.get("orderStrategy", number)
        if strategy is None:
            await Text("Not found", 404)(call)
            return
        stopped = {**strategy, "status": "StoppedByUser"}
        await Answer({"orderStrategy": stopped})(call)
        await self._server.push_props("orderStrategy", stopped, event="Updated")

    async def _suggest(self, call: Call) -> None:
        start = _asked(call, "t").upper()
        contracts = self._server.world.all("contract")
        await Answer([c for c in contracts if c["name"].startswith(start)])(call)

    def _list(self, kind: str) -> Step:
        async def step(call: Call) -> None:
            await Answer(self._server.world.all(kind))(call)

        return step

    def _item(self, kind: str) -> Step:
        async def step(call: Call) -> None:
            number = _asked(call, "id")
            entity = self._server.world.get(kind, int(number)) if number.isdecimal() else None
            await _found(call, entity)

        return step

    def _find(self, kind: str) -> Step:
        async def step(call: Call) -> None:
            await _found(call, self._server.world.named(kind, _asked(call, "name")))

        return step


async def _found(call: Call, entity: Json | None) -> None:
    await (Answer(entity) if entity else Text("Not found", 404))(call)


def _asked(call: Call, field: str) -> str:
    """A call's argument: of the query, or of a socket request's body."""
    query = parse_qs(call.received.query)
    if field in query:
        return query[field][0]
    body: Any = codec.decode_plain(call.received.body) if call.received.body else {}
    return str(body.get(field, ""))
