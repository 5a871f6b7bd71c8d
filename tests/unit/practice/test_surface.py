"""Every call of the broker's contract is answered here, on REST and on the socket, and no other."""

from pathlib import Path

import pytest
from tests.support.contract import load_document
from tests.support.practice import Answer, Trader
from tests.support.surface import MASTERS, Operation, is_missing, operations

from bracketdesk.practice.calls import Calls
from bracketdesk.practice.lookups import SHAPES
from bracketdesk.practice.server import PracticeServer

ORDERS = {
    *("command", "commandReport", "executionReport", "fill", "fillFee", "order", "orderStrategy"),
    *("orderStrategyLink", "orderVersion"),
}
COMMANDS = {
    *("order/cancelorder", "order/dryrun", "order/liquidateposition", "order/liquidatepositions"),
    *("order/modifyorder", "order/placeoco", "order/placeorder", "order/placeoso"),
    "orderStrategy/interruptorderstrategy",
    "orderStrategy/modifyorderstrategy",
    "orderStrategy/startorderstrategy",
}
"""The broker's whole group of orders: entities, each with all its queries, and commands."""

QUERIES = ("item", "items", "list", "deps", "ldeps", "find", "suggest")


@pytest.fixture
def surface(broker_data: Path) -> list[Operation]:
    return list(operations(load_document(broker_data)))


NEW_EVERY_TIME = {"accesstokenrequest", "renewaccesstoken", "oauthtoken"}
"""Tokens, or failures that are counted; a refused code is JSON on REST alone."""


def missing(surface: list[Operation], answers: dict[str, Answer]) -> set[str]:
    return {
        one.path
        for one in surface
        if is_missing(one.path, answers[one.path].status, answers[one.path].body)
    }


async def test_every_call_of_the_contract_is_answered_on_rest(
    trader: Trader, surface: list[Operation]
) -> None:
    answers = {one.path: await trader.request(one.verb, one.path) for one in surface}
    assert missing(surface, answers) == set()
    assert {answer.status for answer in answers.values()} <= {200, 400, 404}


async def test_every_call_of_the_contract_is_answered_on_the_socket(
    trader: Trader, surface: list[Operation]
) -> None:
    socket = await trader.authorised()
    answers = {one.path: await socket.call(one.path[1:]) for one in surface}
    assert missing(surface, answers) == set()
    for one in surface:
        if one.name not in NEW_EVERY_TIME:
            assert answers[one.path] == await trader.request(one.verb, one.path)


@pytest.mark.parametrize(
    "spell", [str.lower, str.upper, str.title], ids=["lower", "upper", "title"]
)
async def test_in_any_spelling_and_by_any_verb(
    trader: Trader, surface: list[Operation], spell: type[str]
) -> None:
    trader.contract = None  # it knows one spelling
    socket = await trader.authorised()
    socket.contract = None
    for one in surface:
        if one.name in NEW_EVERY_TIME:
            continue
        plain = await trader.request(one.verb, one.path)
        assert await trader.request("GET", spell(one.path)) == plain
        assert await trader.request("POST", spell(one.path)) == plain
        assert await socket.call(spell(one.path[1:])) == plain


@pytest.mark.parametrize("path", ["/auth/accessTokenRequest", "/AUTH/ACCESSTOKENREQUEST"])
async def test_signing_in_and_asking_for_everything_in_any_spelling(
    visitor: Trader, path: str
) -> None:
    socket = await visitor.connect()
    for answer in (
        await visitor.post(path, visitor.credentials),
        await socket.call(path[1:], visitor.credentials),
    ):
        visitor.token = answer.body["accessToken"]
    for endpoint in ("user/syncRequest", "USER/SYNCREQUEST"):
        authorised = await visitor.authorised()
        assert "users" in (await authorised.call(endpoint, {"entityTypes": ["user"]})).body


def test_the_whole_group_of_orders_is_there(server: PracticeServer) -> None:
    calls: Calls = server._calls
    queries = {f"{kind}/{one}" for kind in ORDERS for one in QUERIES[:5]}
    assert {name.lower() for name in queries | COMMANDS} <= calls.names


async def test_what_is_required_since_the_contract_is_always_there(trader: Trader) -> None:
    """S26 requires more of an entity than the older contract (protocol.md 4.6)."""
    contracts = (await trader.get("/contract/suggest", t="MES", l=3)).body
    margins = (await trader.get("/marginSnapshot/list")).body
    assert contracts
    assert margins
    assert all("timestamp" in one for one in contracts)
    assert all({"positionMargin", "totalUsedFullMargin"} <= one.keys() for one in margins)


async def test_what_needs_a_token_is_told_to_nobody_without(
    visitor: Trader, surface: list[Operation]
) -> None:
    socket = await visitor.connect()
    for one in surface:
        for answer in (await visitor.request(one.verb, one.path), await socket.call(one.path[1:])):
            assert (answer.status == 401) != one.open, one.path


async def test_no_other_query_is_answered(trader: Trader, surface: list[Operation]) -> None:
    """An operation the contract has for one entity may be missing for another (protocol.md 2)."""
    known = {one.path for one in surface}
    for entity in SHAPES.keys() | {"contractGroup", "property", "spreadDefinition"}:
        for query in QUERIES:
            path = f"/{entity}/{query}"
            if path not in known:
                answer = await trader.get(path)
                assert is_missing(path, answer.status, answer.body), path


async def test_the_exchange_has_no_calls_of_its_own(
    server: PracticeServer, surface: list[Operation]
) -> None:
    calls: Calls = server._calls
    known = {one.path[1:].lower() for one in surface}
    assert set(calls.names) - known == set()


def test_masters_are_as_the_protocol_has_them(surface: list[Operation]) -> None:
    assert MASTERS.keys() == {one.entity for one in surface if one.name == "deps"}
