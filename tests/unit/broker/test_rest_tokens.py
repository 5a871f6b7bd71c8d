"""No answer and no trouble that REST tells has the token in it."""

import pytest
from tests.support.scripted import ScriptedServer
from tests.support.scripted_steps import Answer, Half, HangUp, Text
from tests.unit.broker.test_rest import BODY, FIND, START

from bracketdesk.broker.rest import Rest
from bracketdesk.domain.problems import UserFacingError
from bracketdesk.wire.entities import Contract


async def test_an_answer_that_repeats_the_token_comes_without_it(
    server: ScriptedServer, rest: Rest
) -> None:
    server.on(START, Text("Invalid access token: token-1", 401))
    assert (await rest.post(START, BODY)).body.decode() == "Invalid access token: •••"
    server.on(FIND, Answer({"errorText": "token-1 has expired"}))
    with pytest.raises(UserFacingError, match="Its own words: “••• has expired”"):
        await rest.read(FIND, Contract, "the contract")


async def test_no_trouble_tells_the_token(server: ScriptedServer, rest: Rest) -> None:
    server.on(FIND, Text("no", 401), Half(b"{"), HangUp())
    token = "token-1"
    assert server.knows(token)
    for _ in range(2):
        with pytest.raises(UserFacingError) as caught:
            await rest.read(FIND, Contract, "the contract")
        assert token not in str(caught.value)
        server.on(FIND, Text(f"<html>{token}</html>", 400))
    assert token not in repr(rest)
