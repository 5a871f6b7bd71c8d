"""The browser's sign-in page: what it shows, whom it trusts (protocol.md 1.6, RFC 6749, 8252)."""

import base64
import hashlib
import re
from dataclasses import dataclass
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.support.clock import ManualClock
from tests.support.practice import Trader

from bracketdesk.practice.auth import SIGN_IN_REFUSED
from bracketdesk.practice.limits import HOUR
from bracketdesk.practice.oauth import challenge_of
from bracketdesk.practice.server import PracticeServer

VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
REDIRECT = "http://127.0.0.1:8765/back?kept=1"

ASKED = {
    "response_type": "code",
    "client_id": "desk-7",
    "redirect_uri": REDIRECT,
    "code_challenge": challenge_of(VERIFIER),
    "code_challenge_method": "S256",
    "state": "s t&ate",
}


@dataclass
class Page:
    status: int
    text: str
    headers: dict[str, str]

    @property
    def said(self) -> dict[str, str]:
        """What the redirect tells the app."""
        return {k: v for k, (v,) in parse_qs(urlsplit(self.headers["Location"]).query).items()}


async def visit(trader: Trader, form: object = None, **changes: str | None) -> Page:
    """Open the page, or send its form."""
    query = {k: v for k, v in (ASKED | changes).items() if v is not None}
    url = trader.announcement.rest.removesuffix("/v1") + "/oauth"
    verb = "GET" if form is None else "POST"
    async with trader.http.request(
        verb, url, params=query, data=form, allow_redirects=False
    ) as response:
        return Page(response.status, await response.text(), dict(response.headers))


async def test_the_page_asks_and_says_for_whom(visitor: Trader) -> None:
    page = await visit(visitor)
    assert page.status == 200
    assert "desk-7" in page.text
    assert "<script" not in page.text
    assert '<input id="password" name="password" type="password"' in page.text


async def test_the_page_may_load_and_run_nothing(visitor: Trader) -> None:
    page = await visit(visitor)
    policy = page.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "form-action 'self' http://127.0.0.1:8765" in policy
    found = re.search("<style>(.*)</style>", page.text, re.DOTALL)
    assert found
    digest = base64.b64encode(hashlib.sha256(found[1].encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in policy
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"


async def test_what_strangers_write_is_escaped(visitor: Trader) -> None:
    evil = '"><script>alert(1)</script>'
    page = await visit(visitor, {"name": evil, "password": "x"}, client_id=evil, state=evil)
    assert page.status == 403
    assert "<script" not in page.text
    assert 'value="&quot;&gt;&lt;script&gt;' in page.text


async def test_the_way_back_without_signing_in(visitor: Trader) -> None:
    page = await visit(visitor)
    found = re.search('href="([^"]+)">Cancel', page.text)
    assert found
    back = urlsplit(unescape(found[1]))
    assert (back.netloc, back.path) == ("127.0.0.1:8765", "/back")
    assert parse_qs(back.query) == {
        "kept": ["1"],
        "error": ["access_denied"],
        "state": ["s t&ate"],
    }


async def test_the_right_password_sends_the_browser_back_with_a_code(visitor: Trader) -> None:
    page = await visit(visitor, visitor.credentials)
    assert page.status == 302
    assert page.headers["Location"].startswith("http://127.0.0.1:8765/back?kept=1&code=")
    assert page.said["state"] == "s t&ate"


async def test_a_wrong_password_says_so_in_place(visitor: Trader) -> None:
    form = {"name": visitor.announcement.name, "password": "wrong-one"}
    page = await visit(visitor, form)
    assert page.status == 403
    assert SIGN_IN_REFUSED in unescape(page.text)
    assert visitor.announcement.name in page.text
    assert "wrong-one" not in page.text


async def test_failures_on_the_page_count_with_all_others(
    visitor: Trader, clock: ManualClock
) -> None:
    for _ in range(3):
        await visit(visitor, {"name": "x", "password": "y"})
    for _ in range(2):
        await visitor.sign_in_wrongly()
    page = await visit(visitor, visitor.credentials)
    assert page.status == 429
    assert "Wait an hour" in page.text
    assert (await visit(visitor, visitor.credentials)).status == 423
    await clock.advance(HOUR)
    assert (await visit(visitor, visitor.credentials)).status == 302


async def test_the_page_is_silent_with_all_others(visitor: Trader, server: PracticeServer) -> None:
    server.troubles.freeze_user()
    assert (await visit(visitor, visitor.credentials)).status == 429


async def test_a_locked_user_gets_no_code(visitor: Trader, server: PracticeServer) -> None:
    server.troubles.lock_user()
    page = await visit(visitor, visitor.credentials)
    assert page.status == 403
    assert "TemporaryLocked" in page.text


@pytest.mark.parametrize("form", [None, {"name": "x"}])
@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": None},
        {"client_id": ""},
        {"client_id": "x" * 65},
        {"redirect_uri": None},
        {"redirect_uri": "https://127.0.0.1:8765/"},
        {"redirect_uri": "http://example.com/"},
        {"redirect_uri": "http://127.0.0.1.example.com/"},
        {"redirect_uri": "http://127.0.0.1@example.com/"},
        {"redirect_uri": "http://me@127.0.0.1/"},
        {"redirect_uri": "http://127.0.0.1:99999/"},
        {"redirect_uri": "http://127.0.0.1:8765/#here"},
        {"redirect_uri": "http://127.0.0.1:8765/\r\nSet-Cookie: a=b"},
        {"redirect_uri": "http://[::1/"},
        {"redirect_uri": "javascript:alert(1)"},
        {"redirect_uri": "//127.0.0.1/"},
    ],
)
async def test_nobody_is_sent_where_it_is_not_safe(
    visitor: Trader, form: object, changes: dict[str, str | None]
) -> None:
    page = await visit(visitor, form, **changes)
    assert page.status == 400
    assert "Location" not in page.headers
    assert "<form" not in page.text


@pytest.mark.parametrize(
    "uri", ["http://127.0.0.1:1/", "http://127.0.0.1", "http://localhost:3030/a", "http://[::1]:5/"]
)
async def test_loopback_in_any_spelling(visitor: Trader, uri: str) -> None:
    page = await visit(visitor, visitor.credentials, redirect_uri=uri)
    assert page.status == 302
    assert page.headers["Location"].startswith(f"{uri}?code=")


@pytest.mark.parametrize("form", [None, {"name": "x"}])
@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": None}, "unsupported_response_type"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
    ],
)
async def test_other_mistakes_are_told_to_the_app(
    visitor: Trader, form: object, changes: dict[str, str | None], error: str
) -> None:
    page = await visit(visitor, form, **changes)
    assert page.status == 302
    assert page.said == {"kept": "1", "error": error, "state": "s t&ate"}


async def test_a_form_that_is_none_is_no_sign_in(visitor: Trader) -> None:
    assert (await visit(visitor, b"\xff\xfe{")).status == 403
