"""The broker asks for silence (423, 429): for an hour nothing leaves but an exit by a click."""

import pytest
from tests.integration.conftest import RunningApp
from tests.support.hand import CTRL, Key
from tests.support.until import until
from tests.support.venue import LIQUIDATE, START, Venue, limits, memory_keyring, shows, venue

from bracketdesk.controller.views import Connection

__all__ = ["limits", "memory_keyring", "venue"]

HOUR = 3600
CANCEL = "order/cancelorder"


async def traded(venue: Venue) -> RunningApp:
    """A position with its exits, and an entry that works."""
    app = await venue.open_signed_in()
    await venue.buy(app)
    await venue.buy(app, "5800")
    return app


async def send_into(venue: Venue, app: RunningApp) -> None:
    """Send one more order, which the broker does not take any more."""
    hand = app.hand
    hand.write("limitPriceEdit", "5801")
    await venue.soon(hand.find("submitButton").isEnabled)
    hand.click("submitButton")
    await hand.answer("questionConfirmButton")
    await shows(app, Connection.FROZEN)


async def press_exit(venue: Venue, app: RunningApp, button: str, ident: int) -> None:
    """Click an exit, read its warning, confirm, and let what comes of it be told."""
    hand = app.hand
    hand.exit(button, ident)
    await until(lambda: hand.there("question"))
    assert "asked for silence until" in hand.text("questionWarning")
    assert "may lengthen the wait" in hand.text("questionWarning")
    hand.click("questionConfirmButton")
    await venue.clock.advance(1)


async def test_a_freeze_counts_down_stops_every_order_and_takes_each_exit_once(
    venue: Venue,
) -> None:
    app = await traded(venue)
    entry, filled = app.desk.strategies.value
    venue.drills.freeze_user()
    await send_into(venue, app)
    hand = app.hand
    hand.look()
    assert hand.text("connectionLabel") == "frozen until 16:00 (1:00:00)"
    assert hand.text("connectionDot") == "◆"
    await until(lambda: hand.text("resultPill") == "NOT SENT")
    assert venue.count(START) == 3

    with venue.silence():
        await venue.clock.advance(600)
        hand.look()
        assert hand.text("connectionLabel") == "frozen until 16:00 (50:00)"
        assert hand.text("submitButton").startswith("Frozen: the broker wants silence until 16:00")
        assert not hand.find("submitButton").isEnabled()
        hand.press(Key.Key_Return, CTRL)
        assert not hand.there("question")
        hand.write("symbolEdit", "ESZ6\r")  # wants three look-ups and another quote
        await venue.clock.advance(10)
    assert "asked for silence" in app.desk.symbol_text.value

    hand.tab("statusTabs", "Strategies")
    for button, call in (
        ("flattenButton", LIQUIDATE),
        ("cancelEntryButton", CANCEL),
    ):
        ident = filled.id if call == LIQUIDATE else entry.id
        before = len(venue.calls)
        await press_exit(venue, app, button, ident)
        assert venue.calls[before:] == [call]
        assert "refused it with 429" in hand.text("noticeLabel")
        with venue.silence():
            await press_exit(venue, app, button, ident)
        assert "it was tried once in this freeze" in hand.text("noticeLabel")
        assert "nothing was sent" in hand.text("noticeLabel")


async def test_an_exit_goes_by_rest_where_the_line_is_cut_meanwhile(venue: Venue) -> None:
    app = await traded(venue)
    venue.drills.freeze_user()
    await send_into(venue, app)
    venue.drills.drop_sockets()
    await venue.clock.advance(5)
    app.hand.tab("statusTabs", "Strategies")
    before = len(venue.calls)
    await press_exit(venue, app, "flattenButton", app.desk.strategies.value[0].id)
    assert venue.calls[before:] == [LIQUIDATE]
    assert "refused it with 429" in app.hand.text("noticeLabel")


async def test_after_the_hour_the_line_works_as_before(venue: Venue) -> None:
    app = await traded(venue)
    venue.drills.freeze_user()
    await send_into(venue, app)
    hand = app.hand
    await venue.clock.advance(60)
    venue.move(1)
    await venue.soon(lambda: hand.text("bidLabel") == "6012.25")  # what is open goes on telling
    with venue.silence():
        venue.drills.drop_sockets()
        await venue.clock.advance(HOUR - 70)
        hand.look()
        assert hand.text("connectionLabel").startswith("frozen until 16:00")
        assert "as of 15:01" in hand.text("asOfLabel")
    await venue.clock.advance(15)
    await shows(app, Connection.CONNECTED)
    venue.move(2)
    await venue.soon(lambda: hand.text("bidLabel") == "6012.50")
    await venue.buy(app)
    hand.tab("statusTabs", "Strategies")
    hand.exit("flattenButton", app.desk.strategies.value[0].id)
    await until(lambda: hand.there("question"))
    assert not hand.there("questionWarning")
    hand.click("questionConfirmButton")
    await venue.soon(lambda: not app.desk.positions.value)


@pytest.mark.parametrize("lock_out", [False, True], ids=["429", "423"])
async def test_a_restart_within_the_hour_stays_silent_to_its_end(
    venue: Venue, lock_out: bool
) -> None:
    app = await traded(venue)
    (venue.drills.lock_out if lock_out else venue.drills.freeze_user)()
    await send_into(venue, app)
    await venue.clock.advance(30 * 60)
    await app.quit()
    with venue.silence():
        app = await venue.open()
        await shows(app, Connection.FROZEN)
        app.hand.look()
        assert app.hand.text("connectionLabel") == "frozen until 16:00 (30:00)"
        await venue.clock.advance(30 * 60 - 5)
        app.hand.look()
        assert app.hand.text("connectionLabel") == "frozen until 16:00 (5 s)"
    await venue.clock.advance(10)
    await shows(app, Connection.CONNECTED)
    await venue.soon(lambda: len(app.desk.strategies.value) == 2)
    await venue.soon(lambda: app.desk.quote.value)


async def test_going_elsewhere_and_back_does_not_shorten_it(venue: Venue) -> None:
    app = await traded(venue)
    venue.drills.freeze_user()
    await send_into(venue, app)
    hand = app.hand
    with venue.silence():
        hand.action("environmentActionDemo")
        await hand.answer("questionConfirmButton")
        await until(lambda: hand.there("signInDialog"))
        hand.click("signInCancelButton")
        hand.action("environmentActionCustom")
        await shows(app, Connection.FROZEN)
        await venue.clock.advance(60)
        hand.look()
        assert hand.text("connectionLabel") == "frozen until 16:00 (59:00)"
        assert hand.text("submitButton").startswith("Frozen")
