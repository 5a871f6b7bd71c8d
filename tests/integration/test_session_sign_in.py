"""Signing in at the window: what the broker counts is counted here first, nothing is repeated."""

from datetime import timedelta

from tests.integration.conftest import RunningApp
from tests.support.hand import Hand, Key
from tests.support.signing_in import open_sign_in
from tests.support.until import until
from tests.support.venue import SIGN_IN, Venue, limits, memory_keyring, shows, venue

from bracketdesk.controller.standing import PENALTY_OVER
from bracketdesk.controller.views import Connection
from bracketdesk.domain.session import Environment
from bracketdesk.ui.line_strip import Action
from bracketdesk.ui.times import to_the_second

__all__ = ["limits", "memory_keyring", "venue"]

HOUR = 3600


async def open_dialog(venue: Venue) -> RunningApp:
    app = await venue.open()
    await open_sign_in(app.hand)
    return app


def go(hand: Hand, name: str, password: str) -> None:
    """Type both and click."""
    hand.write("signInNameEdit", name)
    hand.write("signInPasswordEdit", password)
    hand.click("signInGoButton")


async def fail(venue: Venue, hand: Hand) -> None:
    """One wrong password, and what comes back."""
    before = venue.count(SIGN_IN)
    go(hand, venue.who.name, "wrong")
    await until(lambda: venue.count(SIGN_IN) == before + 1)
    await until(lambda: hand.there("signInErrorLabel") and hand.text("signInGoButton") == "Sign in")
    assert "Incorrect username or password" in hand.text("signInErrorLabel")


async def test_the_fourth_wrong_password_is_warned_of_and_the_sixth_never_leaves(
    venue: Venue,
) -> None:
    app = await open_dialog(venue)
    hand = app.hand
    for _ in range(2):
        await fail(venue, hand)
        assert not hand.there("signInWarningLabel")
        await venue.clock.advance(60)
    await fail(venue, hand)
    assert hand.text("signInWarningLabel").startswith("Three sign-ins failed within the hour")
    await fail(venue, hand)
    assert "after one more the broker locks this login" in hand.text("signInWarningLabel")
    await fail(venue, hand)

    again_at = to_the_second(venue.clock.now() + timedelta(seconds=HOUR - 120))
    with venue.silence():
        for _ in range(2):
            go(hand, venue.who.name, venue.who.password)
            await until(lambda: again_at in hand.text("signInErrorLabel"))
            await venue.clock.advance(60)
    await app.quit()

    again = await open_dialog(venue)
    with venue.silence():
        assert again_at in again.hand.text("signInWarningLabel")
        go(again.hand, venue.who.name, venue.who.password)
        await until(lambda: again_at in again.hand.text("signInErrorLabel"))
        await venue.clock.advance(HOUR - 5 * 60)

    await venue.clock.advance(61)  # the first of them no longer counts
    go(again.hand, venue.who.name, venue.who.password)
    await shows(again, Connection.CONNECTED)
    assert venue.count(SIGN_IN) == 6


async def test_a_penalty_counts_down_and_one_click_goes_on_with_the_ticket(venue: Venue) -> None:
    venue.drills.demand_ticket(SIGN_IN, 30)
    app = await open_dialog(venue)
    hand = app.hand
    go(hand, venue.who.name, venue.who.password)
    await until(lambda: hand.there("signInContinueButton"))
    assert "asks to wait 30 s" in hand.text("signInErrorLabel")
    with venue.silence():
        for left in (30, 29, 1):
            await venue.wait(app, left)
            hand.look()
            assert hand.text("signInCountdownLabel") == f"It may go on in {left} s."
            assert not hand.find("signInContinueButton").isEnabled()
        await venue.clock.advance(60)
        hand.look()
        assert hand.text("signInErrorLabel") == PENALTY_OVER
    hand.click("signInContinueButton")
    await shows(app, Connection.CONNECTED)
    assert venue.count(SIGN_IN) == 2


async def test_a_penalty_outlives_its_dialog_and_goes_on_from_the_strip(venue: Venue) -> None:
    venue.drills.demand_ticket(SIGN_IN, 30)
    app = await open_dialog(venue)
    hand = app.hand
    go(hand, venue.who.name, venue.who.password)
    await until(lambda: hand.there("signInContinueButton"))
    with venue.silence():
        hand.press(Key.Key_Escape)
        await until(lambda: not hand.there("signInDialog"))
        await venue.wait(app, 12)
        hand.look()
        assert "asks to wait 30 s" in hand.text("sessionText")
        assert hand.text("sessionActionButton") == "Go on in 12 s"
        assert not hand.find("sessionActionButton").isEnabled()
        await venue.clock.advance(13)
        hand.look()
        assert hand.text("sessionText") == PENALTY_OVER
        assert hand.text("sessionActionButton") == Action.GO_ON
    hand.click("sessionActionButton")
    await shows(app, Connection.CONNECTED)
    assert venue.count(SIGN_IN) == 2


async def test_a_captcha_is_waited_for_and_nothing_leaves_meanwhile(venue: Venue) -> None:
    venue.drills.demand_ticket(SIGN_IN, 15, captcha=True)
    app = await open_dialog(venue)
    hand = app.hand
    go(hand, venue.who.name, venue.who.password)
    await until(lambda: "captcha" in hand.text("signInErrorLabel"))
    assert "wait about an hour" in hand.text("signInErrorLabel")
    again_at = to_the_second(venue.clock.now() + timedelta(seconds=HOUR))
    with venue.silence():
        for left, said in ((HOUR, "1:00:00"), (61, "1:01"), (0.5, "1 s")):
            await venue.wait(app, left)
            hand.look()
            countdown = f"Possible again at {again_at}, in {said}."
            assert hand.text("signInCountdownLabel") == countdown
            assert not hand.find("signInGoButton").isEnabled()
            hand.press(Key.Key_Return)
        app.desk.sign_in(Environment.CUSTOM, venue.hosts, venue.who)  # as by any other way
        await until(lambda: "asked to wait with the sign-in" in app.desk.session.value.text)
    await venue.clock.advance(1)
    hand.look()
    go(hand, venue.who.name, venue.who.password)
    await shows(app, Connection.CONNECTED)
    assert venue.count(SIGN_IN) == 2


async def test_a_captcha_s_hour_outlives_the_app(venue: Venue) -> None:
    venue.drills.demand_ticket(SIGN_IN, 15, captcha=True)
    app = await open_dialog(venue)
    go(app.hand, venue.who.name, venue.who.password)
    await until(lambda: "captcha" in app.hand.text("signInErrorLabel"))
    again_at = to_the_second(venue.clock.now() + timedelta(seconds=HOUR))
    await app.quit()
    with venue.silence():
        again = await open_dialog(venue)
        await venue.clock.advance(HOUR / 2)
        go(again.hand, venue.who.name, venue.who.password)
        await until(lambda: again_at in again.hand.text("signInErrorLabel"))
        await venue.clock.advance(HOUR / 2 - 1)
        again.hand.look()
        assert not again.hand.find("signInGoButton").isEnabled()
    await venue.clock.advance(1)
    again.hand.look()
    go(again.hand, venue.who.name, venue.who.password)
    await shows(again, Connection.CONNECTED)
    assert venue.count(SIGN_IN) == 2
