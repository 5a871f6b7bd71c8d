"""The browser's sign-in against the practice exchange's own page, by a browser that follows it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from tests.support.practice import QuietMarket
from tests.support.scripted_listener import RecordingListener

from bracketdesk.broker.gateway import BrokerGateway
from bracketdesk.domain.problems import UserFacingError
from bracketdesk.domain.session import Hosts, OAuthApp, Tokens
from bracketdesk.practice.announcement import Announcement
from bracketdesk.practice.exchange import Exchange
from bracketdesk.practice.server import PracticeServer
from bracketdesk.wire.clock import SystemClock

APP = OAuthApp("my-firms-app", "my-firms-secret")


class FormBrowser:
    """A browser and its user: fills in the form, or cancels, and goes where the page sends it."""

    def __init__(self, name: str, password: str, *, cancels: bool = False) -> None:
        self.shown: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self.address = ""
        self._form = {"name": name, "password": password}
        self._cancels = cancels
        self._task: asyncio.Task[None] | None = None

    def browse(self, address: str) -> None:
        self.address = address
        self._task = asyncio.get_running_loop().create_task(self._go())

    async def _go(self) -> None:
        async with aiohttp.ClientSession() as session:
            if self._cancels:
                asked = parse_qs(urlsplit(self.address).query)
                back = f"{asked['redirect_uri'][0]}?error=access_denied&state={asked['state'][0]}"
                async with session.get(back) as page:
                    self.shown.set_result(await page.text())
                return
            async with session.get(self.address) as form:
                assert form.status == 200
            async with session.post(self.address, data=self._form) as page:
                self.shown.set_result(await page.text())


@pytest.fixture
async def announced() -> AsyncIterator[Announcement]:
    clock = SystemClock()
    exchange = Exchange(clock, QuietMarket(), today=date(2026, 11, 23), seed=1)
    server = PracticeServer(exchange, clock)
    yield await server.start()
    await server.stop()


@pytest.fixture
def hosts(announced: Announcement) -> Hosts:
    return Hosts(announced.rest, announced.socket, announced.market_data)


@pytest.fixture
async def gateway() -> AsyncIterator[BrokerGateway]:
    gateway = BrokerGateway(SystemClock(), "device-1", "0.1.0")
    yield gateway
    await gateway.close()


async def test_the_whole_way_round_and_a_renewal(
    announced: Announcement, hosts: Hosts, gateway: BrokerGateway, listener: RecordingListener
) -> None:
    browser = FormBrowser(announced.name, announced.password)
    tokens = await gateway.sign_in_by_browser(hosts, APP, browser.browse)
    assert isinstance(tokens, Tokens)
    assert tokens.user_name == announced.name
    assert (await browser.shown).startswith("You can close this page")
    line = await gateway.connect(hosts, tokens, listener)
    assert line.state.synchronised
    renewed = await line.renew()
    assert renewed.access != tokens.access
    assert renewed.expires >= tokens.expires


async def test_a_person_who_cancels(
    announced: Announcement, hosts: Hosts, gateway: BrokerGateway
) -> None:
    browser = FormBrowser(announced.name, announced.password, cancels=True)
    with pytest.raises(UserFacingError, match="declined in the browser"):
        await gateway.sign_in_by_browser(hosts, APP, browser.browse)


async def test_a_wrong_password_stays_in_the_browser(
    announced: Announcement, hosts: Hosts, gateway: BrokerGateway
) -> None:
    browser = FormBrowser(announced.name, "guess")
    signing_in = asyncio.create_task(gateway.sign_in_by_browser(hosts, APP, browser.browse))
    async with asyncio.timeout(10):
        while not browser.address:
            await asyncio.sleep(0.005)
        assert "Incorrect username or password" in await browser.shown
    assert not signing_in.done()
    signing_in.cancel()
    with pytest.raises(asyncio.CancelledError):
        await signing_in
