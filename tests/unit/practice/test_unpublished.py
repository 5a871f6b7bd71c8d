"""Calls of the broker's list whose schemas could not be read: the plain reading."""

import pytest
from tests.support.clock import ManualClock
from tests.support.practice import Answer, Trader

from bracketdesk.practice.auth import BAD_TOKEN


@pytest.mark.parametrize("path", ["/gettimestamp", "/GetTimestamp"])
async def test_anybody_may_ask_the_time(visitor: Trader, clock: ManualClock, path: str) -> None:
    await clock.advance(1.5)
    visitor.contract = None if path != path.lower() else visitor.contract
    assert (await visitor.get(path)).body == {"timestamp": "2026-11-18T15:00:01.500000Z"}
    socket = await visitor.connect()
    assert (await socket.call("gettimestamp")).body == {"timestamp": "2026-11-18T15:00:01.500000Z"}


async def test_the_token_says_whose_it_is(trader: Trader) -> None:
    me = (await trader.get("/auth/me")).body
    info = (await trader.get("/oidcuserinfo")).body
    assert info == {
        "sub": str(me["userId"]),
        "name": me["fullName"],
        "preferred_username": me["name"],
        "email": me["email"],
        "email_verified": True,
    }
    socket = await trader.authorised()
    assert (await socket.call("oidcuserinfo")).body == info


async def test_without_a_token_nobody_is_told_of(visitor: Trader) -> None:
    assert await visitor.get("/oidcuserinfo") == Answer(401, BAD_TOKEN)


async def test_several_contracts_roll_at_once(trader: Trader) -> None:
    asked = [{"name": name, "forward": True} for name in ("MESZ6", "CLF7", "XX", "MESU7")]
    answer = await trader.post("/contract/rollcontracts", {"rollContracts": asked})
    contracts = {name: one["name"] for name, one in answer.body["contracts"].items()}
    assert contracts == {"MESZ6": "MESH7", "CLF7": "CLG7"}
    assert answer.body["errorText"] == (
        "XX: Contract not found; MESU7: No further contract is listed"
    )


async def test_rolling_nothing_is_nothing(trader: Trader) -> None:
    answer = await trader.post("/contract/rollcontracts", {"rollContracts": []})
    assert answer.body == {"contracts": {}}
