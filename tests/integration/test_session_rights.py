"""A right is missing or withdrawn: said in the right place, and the ticket stays as it was."""

import pytest
from PySide6.QtWidgets import QPlainTextEdit
from tests.integration.conftest import RunningApp
from tests.support.tickets import compose_limit, form
from tests.support.until import until
from tests.support.venue import START, SYMBOL, Venue, limits, memory_keyring, venue

from bracketdesk.wire.enums import AdminAction

__all__ = ["limits", "memory_keyring", "venue"]

NO_ENTITLEMENT = "Market data subscription is required"


async def ready(venue: Venue) -> tuple[RunningApp, dict[str, object]]:
    """Signed in with a ticket composed; returns the form as it stands."""
    app = await venue.open_signed_in()
    await compose_limit(app)
    return app, form(app)


async def send(venue: Venue, app: RunningApp) -> str:
    """Click, confirm, and return the result's pill."""
    hand, before = app.hand, app.desk.result.value
    await venue.soon(hand.find("submitButton").isEnabled)
    hand.click("submitButton")
    await hand.answer("questionConfirmButton")
    await venue.soon(lambda: (r := app.desk.result.value) is not before and r and not r.pending)
    return hand.text("resultPill")


def words(app: RunningApp) -> str:
    """The broker's own, in the result."""
    return app.hand.find("brokerText", QPlainTextEdit).toPlainText()


@pytest.mark.parametrize(
    ("action", "at_once", "headline", "own"),
    [
        (
            AdminAction.LIQUIDATE_ONLY_MODE_IMMEDIATELY,
            "This account may only close positions",
            "The account may only close positions",
            "Account is set to liquidation only",
        ),
        (
            AdminAction.LOCK_TRADING_IMMEDIATELY,
            "Trading is locked for this account",
            "Trading is locked for the account",
            "Trading is locked",
        ),
    ],
    ids=["only closing", "locked"],
)
async def test_risk_management_acts_on_the_account(
    venue: Venue, action: AdminAction, at_once: str, headline: str, own: str
) -> None:
    app, before = await ready(venue)
    venue.drills.restrict(action)
    await until(lambda: app.hand.text("sessionText").startswith(at_once))
    assert await send(venue, app) == "REJECTED"
    assert app.hand.text("resultHeadline") == headline
    assert words(app) == own
    assert form(app) == before

    venue.drills.restrict(AdminAction.NORMAL)
    await until(lambda: app.hand.text("sessionText") == "")
    assert await send(venue, app) == "ACCEPTED"


async def test_the_right_to_trade_is_taken_away(venue: Venue) -> None:
    """A key's permissions were closed, or Live does not know the device (protocol.md 1.1, 1.5)."""
    app, before = await ready(venue)
    venue.drills.deny_trading()
    assert await send(venue, app) == "NOT SENT"
    assert "No permission" in app.hand.text("resultHeadline")
    assert "API key's permissions" in app.hand.text("resultAdvice")
    assert "this device is approved" in app.hand.text("resultAdvice")
    assert words(app) == "Access is denied"
    assert form(app) == before
    assert app.hand.text("connectionLabel").startswith("connected")
    with venue.silence():
        await venue.clock.advance(60)


@pytest.mark.parametrize("status", [403, 200])
async def test_without_quotes_the_broker_s_words_are_shown_and_orders_go(
    venue: Venue, status: int
) -> None:
    venue.drills.refuse_quotes(NO_ENTITLEMENT, status)
    app = await venue.open()
    hand = app.hand
    await venue.sign_in(app)
    hand.write("symbolEdit", f"{SYMBOL}\r")
    await until(lambda: NO_ENTITLEMENT in hand.text("quoteTextLabel"))
    assert f"refused quotes of {SYMBOL}" in hand.text("quoteTextLabel")
    assert hand.there("quoteTextLabel")
    assert hand.text("bidLabel") == "no quote"
    with venue.silence():
        await venue.clock.advance(60)
    await venue.buy(app)
    assert hand.there("quoteTextLabel")
    assert venue.count(START) == 1
