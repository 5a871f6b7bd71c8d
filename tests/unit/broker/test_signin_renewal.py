"""Renewal: one request, the same session, the next tokens."""

from datetime import UTC, datetime

import aiohttp
import pytest
from tests.support.clock import ManualClock
from tests.support.scripted import ScriptedServer
from tests.support.scripted_steps import Answer, HangUp, Penalty, Raw, Step, Text

from bracketdesk.broker.allowance import Allowance
from bracketdesk.broker.rest import Rest
from bracketdesk.broker.signin import renew
from bracketdesk.domain.problems import Frozen, MustWait, TokenRefused, UserFacingError
from bracketdesk.domain.session import Tokens

RENEW = "auth/renewaccesstoken"
NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)


@pytest.fixture
def tokens(server: ScriptedServer) -> Tokens:
    return server.grant()


@pytest.fixture
def rest(
    server: ScriptedServer, session: aiohttp.ClientSession, clock: ManualClock, tokens: Tokens
) -> Rest:
    return Rest(session, server.hosts.rest, clock, tokens.access, Allowance(clock))


async def test_yields_the_next_tokens(
    server: ScriptedServer, rest: Rest, tokens: Tokens, clock: ManualClock
) -> None:
    renewed = await renew(rest, tokens, clock)
    assert server.knows(renewed.access)
    assert server.knows(renewed.market_data)
    assert renewed.access != tokens.access
    (received,) = server.requests(RENEW)
    assert (received.token, received.body, received.query) == (tokens.access, b"", "")
    assert server.requests("auth/accesstokenrequest") == ()


async def test_the_new_token_is_carried_from_then_on(
    server: ScriptedServer, rest: Rest, tokens: Tokens, clock: ManualClock
) -> None:
    renewed = await renew(rest, tokens, clock)
    rest.use(renewed.access)
    assert (await rest.get("account/list")).status == 200
    assert server.requests("account/list")[0].token == renewed.access


async def test_what_the_reply_leaves_out_stays_as_it_was(
    server: ScriptedServer, rest: Rest, tokens: Tokens, clock: ManualClock
) -> None:
    server.date = "Sun, 22 Nov 2026 16:00:00 GMT"
    told = {"accessToken": "next", "expirationTime": "2026-11-22T17:20:00Z"}
    server.on(RENEW, Answer(told))
    assert await renew(rest, tokens, clock) == Tokens(
        access="next",
        market_data=tokens.market_data,
        expires=datetime(2026, 11, 22, 16, 20, tzinfo=UTC),
        user_name=tokens.user_name,
        user_id=tokens.user_id,
    )


@pytest.mark.parametrize(
    "step",
    [
        Text("Expired Access Token", 401),
        Text("no", 403),
        Text("", 400),
        Text("", 408),
        Answer({"errorText": "Session is closed"}),
    ],
)
async def test_a_token_that_is_no_good_is_said_so(
    server: ScriptedServer, rest: Rest, tokens: Tokens, clock: ManualClock, step: Step
) -> None:
    server.on(RENEW, step)
    with pytest.raises(TokenRefused, match=r"127\.0\.0\.1 no longer takes the sign-in\."):
        await renew(rest, tokens, clock)
    assert len(server.requests(RENEW)) == 1


@pytest.mark.parametrize(
    ("step", "telling"),
    [
        (Text("busy", 503), "could not handle the renewal of the sign-in"),
        (HangUp(), "closed the connection before it answered"),
        (Raw(b"[]"), "answered the renewal of the sign-in with something else"),
        (Answer({}), "gave no token"),
        (Answer({"userStatus": "TemporaryLocked"}), "this user is locked for the time being"),
    ],
)
async def test_a_failure_that_may_pass_is_not_repeated_by_code(
    server: ScriptedServer,
    rest: Rest,
    tokens: Tokens,
    clock: ManualClock,
    step: Step,
    telling: str,
) -> None:
    server.on(RENEW, step)
    with pytest.raises(UserFacingError, match=telling) as caught:
        await renew(rest, tokens, clock)
    assert not isinstance(caught.value, TokenRefused | MustWait)
    assert len(server.requests(RENEW)) == 1


async def test_a_penalty_is_a_wait(
    server: ScriptedServer, rest: Rest, tokens: Tokens, clock: ManualClock
) -> None:
    server.on(RENEW, Penalty("t-1", 20))
    with pytest.raises(MustWait) as caught:
        await renew(rest, tokens, clock)
    assert (caught.value.seconds, caught.value.ticket) == (20, "t-1")


async def test_while_frozen_nothing_is_asked(
    server: ScriptedServer, rest: Rest, tokens: Tokens, clock: ManualClock
) -> None:
    server.on(RENEW, Text("", 429))
    for _ in range(2):
        with pytest.raises(Frozen):
            await renew(rest, tokens, clock)
    assert len(server.requests(RENEW)) == 1


async def test_an_echoed_token_is_not_shown(
    server: ScriptedServer, rest: Rest, tokens: Tokens, clock: ManualClock
) -> None:
    server.on(RENEW, Text(f"{tokens.access} and {tokens.market_data} are old", 401))
    with pytest.raises(TokenRefused, match="“••• and ••• are old”"):
        await renew(rest, tokens, clock)


async def test_the_ticket_of_a_penalty_goes_with_the_next_one(
    server: ScriptedServer, rest: Rest, tokens: Tokens, clock: ManualClock
) -> None:
    server.on(RENEW, Penalty("again&1", 15), Answer({"accessToken": "next"}))
    with pytest.raises(MustWait) as penalty:
        await renew(rest, tokens, clock)
    renewed = await renew(rest, tokens, clock, penalty.value.ticket)
    assert renewed.access == "next"
    assert [received.query for received in server.requests(RENEW)] == ["", "p-ticket=again%261"]
