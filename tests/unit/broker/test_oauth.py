"""OAuth: the browser's way round, from the page's address to the tokens."""

import asyncio
import logging
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.support.clock import ManualClock
from tests.support.contract import load_contract
from tests.support.scripted import ScriptedServer
from tests.support.scripted_browser import CLIENT, CODE, SECRET, ScriptedBrowser
from tests.support.scripted_listener import RecordingListener
from tests.support.scripted_steps import Answer, HangUp, Penalty, Raw, Step, Text
from tests.support.scripted_wire import RawServer
from tests.support.scripted_world import NAME, USER_ID
from tests.support.until import until

from bracketdesk.broker.gateway import BrokerGateway
from bracketdesk.domain.problems import Frozen, MustWait, SignInRefused, UserFacingError
from bracketdesk.domain.session import OAuthApp

EXCHANGE = "auth/oauthtoken"
APP = OAuthApp(CLIENT, SECRET)


@pytest.fixture
def browser(server: ScriptedServer) -> ScriptedBrowser:
    browser = ScriptedBrowser()
    server.on(EXCHANGE, browser.exchange)
    assert server.issue() == "token-1"
    return browser


async def test_yields_tokens_that_work(
    server: ScriptedServer,
    gateway: BrokerGateway,
    browser: ScriptedBrowser,
    listener: RecordingListener,
    clock: ManualClock,
    broker_data: Path,
) -> None:
    tokens = await gateway.sign_in_by_browser(server.hosts, APP, browser.browse)
    assert (tokens.access, tokens.market_data) == ("token-1", "")
    assert (tokens.user_name, tokens.user_id) == (NAME, USER_ID)
    assert tokens.expires == clock.now() + timedelta(seconds=4800)
    (sent,) = server.requests(EXCHANGE)
    load_contract(broker_data).check_request("/auth/oauthtoken", sent.json)
    assert sent.token == ""
    (me,) = server.requests("auth/me")
    assert me.token == "token-1"
    await until(lambda: browser.shown)
    assert browser.shown[0].endswith("You can close this page and go back to Bracket Desk.")
    assert (await gateway.connect(server.hosts, tokens, listener)).state.synchronised


async def test_the_address_holds_what_oauth_needs_and_no_secret(
    server: ScriptedServer, gateway: BrokerGateway, browser: ScriptedBrowser
) -> None:
    await gateway.sign_in_by_browser(server.hosts, APP, browser.browse)
    (address,) = browser.opened
    assert address.startswith(server.hosts.rest.removesuffix("/v1") + "/oauth?")
    assert set(browser.asked) == {
        "response_type",
        "client_id",
        "redirect_uri",
        "state",
        "code_challenge",
        "code_challenge_method",
    }
    assert browser.asked["response_type"] == "code"
    assert browser.asked["code_challenge_method"] == "S256"
    verifier = server.requests(EXCHANGE)[0].json["code_verifier"]
    assert 43 <= len(verifier) <= 128
    assert verifier not in address
    assert SECRET not in address


async def test_every_attempt_is_fresh(
    server: ScriptedServer, gateway: BrokerGateway, browser: ScriptedBrowser
) -> None:
    for _ in range(2):
        browser.exchanged = 0
        await gateway.sign_in_by_browser(server.hosts, APP, browser.browse)
    first, second = browser.opened
    assert len({*first.split("&"), *second.split("&")}) == 9  # all but three parts differ
    one, other = (sent.json["code_verifier"] for sent in server.requests(EXCHANGE))
    assert one != other


async def test_the_page_may_lie_elsewhere(
    server: ScriptedServer, gateway: BrokerGateway, browser: ScriptedBrowser
) -> None:
    hosts = replace(server.hosts, authorize="https://trader.broker.test/oauth")
    await gateway.sign_in_by_browser(hosts, APP, browser.browse)
    assert browser.opened[0].startswith("https://trader.broker.test/oauth?")


async def test_an_app_without_a_secret_sends_none(
    server: ScriptedServer, gateway: BrokerGateway, browser: ScriptedBrowser
) -> None:
    server.on(EXCHANGE, Answer({"access_token": "token-1"}))
    await gateway.sign_in_by_browser(server.hosts, OAuthApp(CLIENT), browser.browse)
    assert "client_secret" not in server.requests(EXCHANGE)[0].json


@pytest.mark.parametrize(
    ("returns", "sentence"),
    [
        ({"error": "access_denied"}, "The sign-in was declined in the browser."),
        (
            {"error": "unauthorized_client"},
            "The broker's page refused the sign-in: check the OAuth app's client id.",
        ),
    ],
)
async def test_a_refusal_in_the_browser(
    server: ScriptedServer, gateway: BrokerGateway, returns: dict[str, str], sentence: str
) -> None:
    browser = ScriptedBrowser(**returns)
    with pytest.raises(UserFacingError) as caught:
        await gateway.sign_in_by_browser(server.hosts, APP, browser.browse)
    assert str(caught.value) == sentence
    assert not isinstance(caught.value, SignInRefused)
    assert server.requests(EXCHANGE) == ()


async def failure(
    server: ScriptedServer, gateway: BrokerGateway, browser: ScriptedBrowser, step: Step
) -> UserFacingError:
    """Return how the exchange fails; whatever the failure, it was asked once."""
    server.on(EXCHANGE, step)
    with pytest.raises(UserFacingError) as caught:
        await gateway.sign_in_by_browser(server.hosts, APP, browser.browse)
    assert len(server.requests(EXCHANGE)) == 1
    for secret in (SECRET, CODE, server.requests(EXCHANGE)[0].json["code_verifier"]):
        assert secret not in str(caught.value)
    return caught.value


@pytest.mark.parametrize(
    ("step", "telling"),
    [
        (Answer({"error": "invalid_client"}), "check the OAuth app's client id and secret"),
        (
            Answer({"error": "invalid_client", "error_description": f"{SECRET}?"}, 401),
            "client id and secret. Its own words: “•••?”",
        ),
        (Answer({"error": "invalid_grant"}, 400), "so try again. Its own words: “invalid_grant”"),
        (Answer({"error": "brand_new"}), "check the OAuth app. Its own words: “brand_new”"),
        (Answer({"errorText": f"{CODE} is used"}), "refused the sign-in. Its own words: “••• is"),
        (Answer({}), "gave no token"),
        (Raw(b"[]"), "answered the sign-in with something else"),
        (Text("", 404), "check that the address is the right one"),
        (Text("<html>", 502), "trouble of its own (502)"),
        (HangUp(), "closed the connection before it answered"),
    ],
)
async def test_a_code_that_is_not_exchanged(
    server: ScriptedServer,
    gateway: BrokerGateway,
    browser: ScriptedBrowser,
    step: Step,
    telling: str,
) -> None:
    error = await failure(server, gateway, browser, step)
    assert telling in str(error)
    assert not isinstance(error, SignInRefused | MustWait)


async def test_a_penalty_offers_no_ticket_for_a_code_that_is_spent(
    server: ScriptedServer, gateway: BrokerGateway, browser: ScriptedBrowser
) -> None:
    error = await failure(server, gateway, browser, Penalty("t", 15))
    assert isinstance(error, MustWait)
    assert (error.seconds, error.ticket) == (15, "")


async def test_a_lockout_silences_the_host(
    server: ScriptedServer, gateway: BrokerGateway, browser: ScriptedBrowser
) -> None:
    assert isinstance(await failure(server, gateway, browser, Text("", 429)), Frozen)
    with pytest.raises(Frozen):
        await gateway.sign_in_by_browser(server.hosts, APP, browser.browse)
    assert len(browser.opened) == 1


@pytest.mark.parametrize("step", [Text("busy", 503), Text("no", 401), Raw(b"[]")])
async def test_a_name_nobody_tells_stands_in_nobodys_way(
    server: ScriptedServer, gateway: BrokerGateway, browser: ScriptedBrowser, step: Step
) -> None:
    server.on("auth/me", step)
    tokens = await gateway.sign_in_by_browser(server.hosts, APP, browser.browse)
    assert (tokens.access, tokens.user_name, tokens.user_id) == ("token-1", "", 0)
    assert len(server.requests("auth/me")) == 1


@pytest.mark.parametrize("seconds", [None, 0, -1, 2**40])
async def test_a_life_nobody_tells_is_the_shortest_published(
    server: ScriptedServer,
    gateway: BrokerGateway,
    browser: ScriptedBrowser,
    clock: ManualClock,
    seconds: int | None,
) -> None:
    server.on(EXCHANGE, Answer({"access_token": "token-1", "expires_in": seconds}))
    tokens = await gateway.sign_in_by_browser(server.hosts, APP, browser.browse)
    assert tokens.expires == clock.now() + timedelta(minutes=80)


async def test_the_browser_is_waited_for_five_minutes(
    server: ScriptedServer, gateway: BrokerGateway, clock: ManualClock
) -> None:
    browser = ScriptedBrowser()
    signing_in = asyncio.create_task(gateway.sign_in_by_browser(server.hosts, APP, browser.look))
    await until(lambda: browser.opened)
    await clock.advance(299)
    assert not signing_in.done()
    await clock.advance(1)
    with pytest.raises(UserFacingError, match="did not come back within five minutes"):
        await signing_in
    assert await browser.visit(state=browser.asked["state"], code=CODE) == ""


async def test_giving_up_leaves_nothing_open(
    server: ScriptedServer, gateway: BrokerGateway, clock: ManualClock
) -> None:
    browser = ScriptedBrowser()
    signing_in = asyncio.create_task(gateway.sign_in_by_browser(server.hosts, APP, browser.look))
    await until(lambda: browser.opened)
    signing_in.cancel()
    with pytest.raises(asyncio.CancelledError):
        await signing_in
    assert await browser.visit(state=browser.asked["state"], code=CODE) == ""
    assert clock.sleepers == 0
    assert server.requests(EXCHANGE) == ()


async def test_a_port_that_is_taken_is_a_sentence(
    server: ScriptedServer, gateway: BrokerGateway, browser: ScriptedBrowser
) -> None:
    async with RawServer() as other:
        app = replace(APP, redirect_port=other.port)
        with pytest.raises(UserFacingError, match=f"The port {other.port}, to which the browser"):
            await gateway.sign_in_by_browser(server.hosts, app, browser.browse)
    assert browser.opened == []
    await gateway.sign_in_by_browser(server.hosts, app, browser.browse)
    assert browser.asked["redirect_uri"] == f"http://127.0.0.1:{other.port}/callback"


async def test_no_secret_is_logged(
    server: ScriptedServer,
    gateway: BrokerGateway,
    browser: ScriptedBrowser,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    tokens = await gateway.sign_in_by_browser(server.hosts, APP, browser.browse)
    verifier = server.requests(EXCHANGE)[0].json["code_verifier"]
    for secret in (SECRET, CODE, verifier, tokens.access, browser.asked["state"]):
        assert secret not in caplog.text
    assert SECRET not in repr(APP)
