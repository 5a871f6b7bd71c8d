"""Signing in on the practice exchange's own page: OAuth through the dialog, to the first order."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

import pytest
from PySide6.QtGui import QDesktopServices
from tests.integration.conftest import RunningApp
from tests.support.driven_app import Browser
from tests.support.scripted_browser import fetch
from tests.support.signing_in import open_sign_in
from tests.support.until import until
from tests.support.venue import SIGN_IN, START, Venue, limits, memory_keyring, shows, venue
from tests.unit.storage.backends import MemoryKeyring

from bracketdesk.controller.views import Connection

__all__ = ["limits", "memory_keyring", "venue"]

TOKEN = "auth/oauthtoken"
BROWSER_WAY = "Browser"


@pytest.fixture
def browser() -> Iterator[Browser]:
    """What the app opens in the system's browser lands here."""
    browser = Browser()
    QDesktopServices.setUrlHandler("http", browser, "open")  # type: ignore[arg-type]  # a str
    yield browser
    QDesktopServices.unsetUrlHandler("http")


async def at_the_page(venue: Venue, browser: Browser) -> RunningApp:
    """Fill in the browser's form of the dialog, and let it open the page."""
    app = await venue.open()
    hand = app.hand
    await open_sign_in(hand)
    hand.tab("signInWays", BROWSER_WAY)
    hand.write("oauthClientIdEdit", "app-7")
    hand.click("signInGoButton")
    await until(lambda: browser.opened)
    assert hand.text("signInGoButton") == "Signing in…"
    assert "in your browser" in hand.text("signInErrorLabel")
    return app


async def fill_in(venue: Venue, page: str, password: str) -> str:
    """Do what a person does on the page; returns what the browser shows at the end."""
    async with venue.http.get(page) as shown:
        form = await shown.text()
    fields = re.findall('<input id="[a-z]+" name="([a-z]+)"', form)
    assert "app-7" in form
    assert fields == ["name", "password"]
    typed = dict(zip(fields, (venue.who.name, password), strict=True))
    async with venue.http.post(page, data=typed) as shown:
        return await shown.text()


def landing(browser: Browser) -> int:
    """The port the browser comes back to."""
    query = dict(parse_qsl(urlsplit(browser.opened[-1]).query))
    return urlsplit(query["redirect_uri"]).port or 0


async def test_sign_in_on_the_page_and_send_an_order(
    venue: Venue, browser: Browser, memory_keyring: MemoryKeyring
) -> None:
    app = await at_the_page(venue, browser)
    assert "Incorrect username" in await fill_in(venue, browser.opened[0], "wrong")
    said = await fill_in(venue, browser.opened[0], venue.who.password)
    assert "go back to Bracket Desk" in said
    await shows(app, Connection.CONNECTED)
    await until(lambda: not app.hand.there("signInDialog"))
    assert app.desk.session.value.user == venue.who.name
    assert (venue.count(SIGN_IN), venue.count(TOKEN)) == (2, 1)  # the page's two tries, one code
    assert await fetch(landing(browser), "/callback", "127.0.0.1") == ""
    assert venue.who.password not in memory_keyring.values.values()

    await venue.choose(app)
    await venue.buy(app)
    assert venue.count(START) == 1


@pytest.mark.parametrize("button", ["signInCancelButton", ""])
async def test_given_up_half_way_nobody_listens_any_more(
    venue: Venue, browser: Browser, button: str
) -> None:
    app = await at_the_page(venue, browser)
    port = landing(browser)
    assert "not the sign-in" in await fetch(port, "/callback", f"127.0.0.1:{port}")
    if button:
        app.hand.click(button)
        await until(lambda: app.hand.text("signInGoButton") == "Open the browser")
    else:
        await app.quit()
    with pytest.raises(OSError, match="Cannot connect"):
        await fill_in(venue, browser.opened[0], venue.who.password)
    assert await fetch(port, "/callback", f"127.0.0.1:{port}") == ""
    assert venue.count(TOKEN) == 0


async def test_declined_on_the_page_is_said_and_can_be_tried_again(
    venue: Venue, browser: Browser
) -> None:
    app = await at_the_page(venue, browser)
    async with venue.http.get(browser.opened[0]) as shown:
        found = re.search('<a href="([^"]+)">Cancel', await shown.text())
    assert found
    await venue.http.get(found[1].replace("&amp;", "&"))
    await until(lambda: "declined in the browser" in app.hand.text("signInErrorLabel"))
    assert app.hand.text("signInGoButton") == "Open the browser"
    assert venue.count(TOKEN) == 0
