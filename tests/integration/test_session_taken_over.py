"""Another session takes over: said, not fought for, and taken back by a click alone."""

import pytest
from PySide6.QtWidgets import QLineEdit
from tests.integration.conftest import RunningApp
from tests.support.until import until
from tests.support.venue import SIGN_IN, Venue, limits, memory_keyring, shows, venue

from bracketdesk.controller.views import Connection
from bracketdesk.practice.limits import Limits
from bracketdesk.ui.line_strip import Action

__all__ = ["limits", "memory_keyring", "venue"]

QUOTA = "Another session took over: the broker closed this line for it."
REFUSED = "Another session took over: the broker does not take this sign-in any more"


async def taken_over(venue: Venue) -> RunningApp:
    """Two others sign in; the first of them is no trouble."""
    app = await venue.open_signed_in()
    await venue.elsewhere()
    await venue.clock.advance(60)
    assert app.hand.text("connectionLabel").startswith("connected")
    await venue.elsewhere()
    await shows(app, Connection.TAKEN_OVER)
    return app


async def type_password(venue: Venue, app: RunningApp, password: str) -> None:
    """Click, type, click: the name is kept."""
    hand = app.hand
    assert hand.text("sessionActionButton") == Action.SIGN_IN
    hand.click("sessionActionButton")
    await until(lambda: hand.there("signInDialog"))
    await until(lambda: hand.find("signInNameEdit", QLineEdit).text() == venue.who.name)
    hand.write("signInPasswordEdit", password)
    hand.click("signInGoButton")


async def sign_in_again(venue: Venue, app: RunningApp) -> None:
    await type_password(venue, app, venue.who.password)
    await shows(app, Connection.CONNECTED)
    await until(lambda: not app.hand.there("signInDialog"))


async def test_it_is_said_tried_once_after_five_minutes_and_taken_back_by_a_click(
    venue: Venue,
) -> None:
    app = await taken_over(venue)
    hand = app.hand
    assert hand.text("connectionLabel") == "taken over, one try in 5:00"
    assert hand.text("sessionText").startswith(QUOTA)
    assert hand.text("connectionDot") == "✕"
    await venue.soon(lambda: hand.text("submitButton") == "Another session took over this line")
    assert not hand.find("submitButton").isEnabled()
    with venue.silence():
        await venue.clock.advance(298)
        hand.look()
        assert hand.text("connectionLabel") == "taken over, one try in 2 s"

    before = len(venue.calls)
    await venue.clock.advance(10)
    tried = venue.calls[before:]
    # The account's socket once; the quotes' own once, with each of the two tokens (1.2).
    assert tried.count("authorize") == 3
    assert set(tried) == {"authorize", "websocket"}
    assert hand.text("connectionLabel") == "taken over"
    assert hand.text("sessionText").startswith(REFUSED)
    with venue.silence():
        await venue.clock.advance(600)
    await sign_in_again(venue, app)
    assert venue.count(SIGN_IN) == 1 + 2 + 1
    await venue.soon(lambda: hand.text("quoteTextLabel") == "")
    await venue.buy(app)


async def test_signing_in_again_at_once_keeps_all_that_is_shown_until_it_succeeds(
    venue: Venue,
) -> None:
    app = await venue.open_signed_in()
    await venue.buy(app)
    await venue.elsewhere()
    await venue.elsewhere()
    await shows(app, Connection.TAKEN_OVER)
    hand = app.hand
    hand.tab("statusTabs", "Strategies")
    hand.row("strategiesView", app.desk.strategies.value[0].id)
    before = len(venue.calls)
    await type_password(venue, app, "wrong")
    await until(lambda: "Incorrect username" in hand.text("signInErrorLabel"))
    assert venue.calls[before:] == [SIGN_IN]
    hand.click("signInCancelButton")
    await until(lambda: not hand.there("signInDialog"))
    assert hand.text("sessionText") == QUOTA
    assert hand.text("connectionLabel").startswith("taken over, one try in")
    assert hand.find("flattenButton").isEnabled()
    assert app.desk.positions.value
    await sign_in_again(venue, app)
    await venue.soon(hand.find("flattenButton").isEnabled)


async def test_a_wrong_password_there_changes_nothing_of_what_was_heard(venue: Venue) -> None:
    app = await venue.open_signed_in()
    await venue.buy(app)
    venue.drills.take_over()
    await shows(app, Connection.TAKEN_OVER)
    hand = app.hand
    hand.tab("statusTabs", "Strategies")
    hand.exit("flattenButton", app.desk.strategies.value[0].id)
    await hand.answer("questionConfirmButton")
    await venue.soon(lambda: "refused it with 401" in hand.text("noticeLabel"))
    assert "the sign-in may be over" in hand.text("noticeLabel")

    await venue.clock.advance(310)
    await type_password(venue, app, "wrong")
    await until(lambda: "Incorrect username" in hand.text("signInErrorLabel"))
    hand.click("signInCancelButton")
    await until(lambda: not hand.there("signInDialog"))
    assert hand.text("connectionLabel") == "taken over"
    assert hand.text("sessionText").startswith(REFUSED)
    assert hand.text("asOfLabel").startswith("as of 15:00")
    assert hand.find("flattenButton").isEnabled()
    assert app.desk.positions.value
    await sign_in_again(venue, app)
    await venue.soon(hand.find("flattenButton").isEnabled)


@pytest.mark.parametrize("limits", [Limits(), Limits(orphaned_status=408)], ids=["401", "408"])
async def test_a_session_taken_away_without_a_word_shows_as_taken_over(venue: Venue) -> None:
    app = await venue.open_signed_in()
    venue.drills.revoke_session()
    await venue.clock.advance(60)
    app.hand.look()
    assert app.hand.text("connectionLabel").startswith("connected")
    venue.drills.drop_sockets()
    await shows(app, Connection.RECONNECTING)
    await venue.soon(lambda: app.desk.session.value.connection is Connection.TAKEN_OVER)
    await venue.clock.advance(5)  # the socket of the quotes comes back in its own time
    assert app.hand.text("sessionText").startswith(REFUSED)
    with venue.silence():
        await venue.clock.advance(600)
    await sign_in_again(venue, app)
