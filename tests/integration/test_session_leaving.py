"""Signing out, going elsewhere and quitting ask first where something goes on at the broker."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.integration.conftest import OpenApp, RunningApp
from tests.integration.test_reasons import connected, send_and_confirm
from tests.support.scripted import ScriptedServer
from tests.support.scripted_steps import HangUp
from tests.support.until import until
from tests.support.venue import Venue, limits, memory_keyring, shows, venue
from tests.unit.storage.backends import MemoryKeyring

from bracketdesk.controller.views import Connection
from bracketdesk.domain.session import Environment

__all__ = ["limits", "memory_keyring", "venue"]

Way = Callable[[RunningApp], object]

START = "orderStrategy/startorderstrategy"
POSITION = "This goes on at the broker: 2 working orders, 1 running strategy, 1 long in MESZ6."
ENTRY = "This goes on at the broker: 1 working order, 1 running strategy."
UNKNOWN = "Whether an order of yours exists at the broker is still unknown."


def sign_out(app: RunningApp) -> None:
    app.hand.click("signInButton")


def go_elsewhere(app: RunningApp) -> None:
    app.hand.action("environmentActionDemo")


def close(app: RunningApp) -> None:
    app.assembly.window.close()


WAYS = (
    (sign_out, "Sign out of Custom?", "Sign out"),
    (go_elsewhere, "Leave Custom for Demo?", "Go to Demo"),
    (close, "Quit Bracket Desk?", "Quit"),
)
ways = pytest.mark.parametrize(
    ("way", "title", "confirm"), WAYS, ids=[way.__name__ for way, _, _ in WAYS]
)


def has_left(app: RunningApp, way: Way) -> bool:
    """Whether the way was gone to its end."""
    session = app.desk.session.value
    if way is close:
        return not app.assembly.window.isVisible()
    if way is go_elsewhere:
        return session.environment is Environment.DEMO and app.hand.there("signInDialog")
    return session.connection is Connection.OFFLINE and "Signed out of Custom" in session.text


async def asked(app: RunningApp, way: Way, title: str, confirm: str) -> str:
    """Go; returns what the question says."""
    way(app)
    await until(lambda: app.hand.there("question"))
    assert app.hand.text("questionTitle") == title
    assert app.hand.text("questionConfirmButton") == confirm
    assert app.hand.text("questionWhere").startswith("CUSTOM 127.0.0.1")
    return app.hand.text("questionText")


async def stay_then_leave(app: RunningApp, way: Way, title: str, confirm: str, says: str) -> None:
    """The safe answer first, which keeps everything; then the other."""
    assert await asked(app, way, title, confirm) == says
    app.hand.click("questionCancelButton")
    await until(lambda: not app.hand.there("question"))
    assert app.desk.session.value.connection is Connection.CONNECTED
    assert app.assembly.window.isVisible()
    assert await asked(app, way, title, confirm) == says
    app.hand.click("questionConfirmButton")
    await until(lambda: has_left(app, way))


@ways
@pytest.mark.parametrize(
    ("limit", "says"), [("", POSITION), ("5800", ENTRY)], ids=["position", "entry"]
)
async def test_what_works_at_the_broker_is_named_and_goes_on(
    venue: Venue,
    memory_keyring: MemoryKeyring,
    way: Way,
    title: str,
    confirm: str,
    limit: str,
    says: str,
) -> None:
    app = await venue.open_signed_in()
    await venue.buy(app, limit)
    orders = venue.exchange.store.all("order")
    await stay_then_leave(app, way, title, confirm, says)
    assert venue.exchange.store.all("order") == orders
    assert bool(memory_keyring.values) is (way is not sign_out)


@ways
async def test_an_order_whose_fate_is_unknown_is_named(
    open_app: OpenApp, home: Path, memory_keyring: MemoryKeyring, way: Way, title: str, confirm: str
) -> None:
    async with ScriptedServer() as server:
        app = await connected(open_app, home, server)
        server.on(START, HangUp())
        await send_and_confirm(app)
        await until(lambda: app.hand.there("lockBanner"))
        await shows(app, Connection.CONNECTED)
        await stay_then_leave(app, way, title, confirm, UNKNOWN)
        assert len(server.requests(START)) == 1
        await app.quit()


@ways
async def test_with_nothing_open_nothing_is_asked(
    venue: Venue, way: Way, title: str, confirm: str
) -> None:
    app = await venue.open_signed_in()
    way(app)
    assert not app.hand.there("question")
    await until(lambda: has_left(app, way))


async def test_quitting_in_a_gap_names_what_was_last_heard(venue: Venue) -> None:
    app = await venue.open_signed_in()
    await venue.buy(app, "5800")
    venue.drills.closed = True
    venue.drills.drop_sockets()
    await shows(app, Connection.RECONNECTING)
    said = await asked(app, close, *WAYS[2][1:])
    assert said.startswith("This goes on at the broker, as of 15:00:0")
    assert "1 working order" in said
