"""Live, with the practice exchange in its place: by a click alone, red, and always asked about."""

from PySide6.QtWidgets import QCheckBox
from tests.integration.conftest import RunningApp
from tests.support.until import until
from tests.support.venue import SIGN_IN, START, SYMBOL, Venue, limits, memory_keyring, venue

from bracketdesk.controller.views import Connection
from bracketdesk.domain.session import Environment
from bracketdesk.ui.theme import current_tokens

__all__ = ["limits", "memory_keyring", "venue"]

ACCOUNT = "PRACTICE1"


async def shows(app: RunningApp, environment: Environment, connection: Connection) -> None:
    await until(
        lambda: (
            app.desk.session.value.environment is environment
            and app.desk.session.value.connection is connection
        )
    )


async def in_live(venue: Venue) -> RunningApp:
    """Custom first, which is remembered; then Live by the menu and a sign-in."""
    app = await venue.open(live=True)
    hand = app.hand
    await venue.sign_in(app)
    hand.action("environmentActionLive")
    await until(lambda: hand.there("signInDialog"))
    assert "orders trade real money" in hand.text("signInLiveLabel")
    hand.write("signInNameEdit", venue.who.name)
    hand.write("signInPasswordEdit", venue.who.password)
    hand.click("signInGoButton")
    await shows(app, Environment.LIVE, Connection.CONNECTED)
    await until(lambda: not hand.there("signInDialog"))
    await venue.choose(app)
    return app


def frame(app: RunningApp) -> set[str]:
    """The colours of the window's outermost pixels."""
    picture = app.assembly.window.grab().toImage()
    right, bottom = picture.width() - 1, picture.height() - 1
    corners = ((0, 0), (right, 0), (0, bottom), (right, bottom), (right // 2, 0), (0, bottom // 2))
    return {picture.pixelColor(*at).name() for at in corners}


async def test_live_is_red_and_names_the_account_wherever_an_order_goes(venue: Venue) -> None:
    app = await in_live(venue)
    hand = app.hand
    assert hand.text("environmentBadge") == "LIVE"
    assert app.assembly.window.windowTitle() == "Bracket Desk: LIVE"
    assert frame(app) == {current_tokens().danger_fill}
    hand.click("buyButton")
    await venue.soon(hand.find("submitButton").isEnabled)
    assert hand.text("submitButton") == f"BUY 1 {SYMBOL} · LIVE {ACCOUNT}"
    hand.click("submitButton")
    await until(lambda: hand.there("question"))
    assert hand.text("questionWhere") == f"LIVE · {ACCOUNT}"
    assert hand.text("questionConfirmButton") == f"Buy 1 {SYMBOL} · LIVE {ACCOUNT}"
    hand.click("questionConfirmButton")
    await venue.soon(lambda: app.desk.positions.value)

    hand.tab("statusTabs", "Strategies")
    hand.exit("flattenButton", app.desk.strategies.value[0].id)
    await until(lambda: hand.there("question"))
    assert hand.text("questionWhere") == f"LIVE · {ACCOUNT}"
    hand.click("questionConfirmButton")
    await venue.soon(lambda: not app.desk.positions.value)

    hand.action("environmentActionCustom")
    await shows(app, Environment.CUSTOM, Connection.CONNECTED)
    assert current_tokens().danger_fill not in frame(app)


async def test_its_question_cannot_be_switched_off(venue: Venue) -> None:
    app = await in_live(venue)
    hand = app.hand
    hand.click("settingsButton")
    await until(lambda: hand.there("settingsDialog"))
    boxes = hand.find("settingsDialog").findChildren(QCheckBox)
    for box in [box for box in boxes if box.isVisible() and box.isChecked()]:
        hand.click(box.objectName())
    hand.click("settingsSaveButton")
    await until(lambda: not app.desk.settings.value.ask_demo)
    hand.click("buyButton")
    await venue.soon(hand.find("submitButton").isEnabled)
    hand.click("submitButton")
    await until(lambda: hand.there("question"))
    hand.click("questionCancelButton")
    await venue.clock.advance(1)
    assert venue.count(START) == 0


async def test_it_is_never_where_the_next_start_begins(venue: Venue) -> None:
    app = await in_live(venue)
    await app.quit()
    again = await venue.open(None, live=True)
    await shows(again, Environment.CUSTOM, Connection.CONNECTED)
    assert again.desk.settings.value.environment is Environment.CUSTOM
    signed_in = venue.count(SIGN_IN)
    again.hand.action("environmentActionLive")  # its token is kept: the click is what it takes
    await shows(again, Environment.LIVE, Connection.CONNECTED)
    assert venue.count(SIGN_IN) == signed_in
