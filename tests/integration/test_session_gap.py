"""The line is cut: what was heard stays with its time, exits stay, and the gap is told."""

from tests.integration.conftest import RunningApp
from tests.support.hand import CTRL, Key
from tests.support.until import until
from tests.support.venue import LIQUIDATE, START, Venue, limits, memory_keyring, shows, venue

from bracketdesk.controller.views import Connection
from bracketdesk.domain.session import Transport
from bracketdesk.ui.times import to_the_second

__all__ = ["limits", "memory_keyring", "venue"]


async def cut(venue: Venue) -> RunningApp:
    """A position and a working entry, then no socket stands and none opens; REST still works."""
    app = await venue.open_signed_in()
    await venue.buy(app)
    await venue.buy(app, "6010")
    await venue.clock.advance(60)
    venue.drills.closed = True
    venue.drills.drop_sockets()
    await shows(app, Connection.RECONNECTING)
    return app


async def back(venue: Venue, app: RunningApp) -> None:
    venue.drills.reopen()
    await venue.soon(lambda: app.desk.session.value.connection is Connection.CONNECTED)


async def close_elsewhere(venue: Venue) -> None:
    """The same user's other app flattens."""
    other = await venue.elsewhere()
    held = venue.position
    ids = {"accountId": held.account_id, "contractId": held.contract_id, "admin": False}
    assert (await other.post(f"/{LIQUIDATE}", ids)).status == 200


async def test_what_was_heard_stays_with_its_time_and_nothing_can_be_sent(venue: Venue) -> None:
    app = await cut(venue)
    hand = app.hand
    heard = f"as of {to_the_second(venue.clock.now())}"
    started = venue.count(START)
    hand.look()
    assert hand.text("connectionLabel") == "reconnecting in 2 s"
    assert hand.text("connectionDot") == "▲"
    await venue.wait(app, 0.5)
    hand.look()
    assert hand.text("connectionLabel") == "reconnecting in 1 s"
    await venue.clock.advance(20)
    assert app.desk.session.value.connection is Connection.RECONNECTING

    entry, filled = app.desk.strategies.value
    for tab, view, rows in (("Strategies", "strategiesView", 9), ("Positions", "positionsView", 1)):
        hand.tab("statusTabs", tab)
        assert (hand.there("asOfLabel"), hand.text("asOfLabel")) == (True, heard)
        assert len(hand.rows(view)) == rows
    hand.tab("statusTabs", "Strategies")
    for strategy, exits in (
        (filled, ["flattenButton"]),
        (entry, ["flattenButton", "cancelEntryButton"]),
    ):
        hand.row("strategiesView", strategy.id)
        assert all(hand.there(exit) and hand.find(exit).isEnabled() for exit in exits)

    hand.write("limitPriceEdit", "6010")
    hand.look()
    assert not hand.find("submitButton").isEnabled()
    assert hand.text("submitButton") == "The line is down: reconnecting"
    hand.press(Key.Key_Return, CTRL)
    assert not hand.there("question")
    assert venue.count(START) == started

    await back(venue, app)
    assert not hand.there("asOfLabel")
    await venue.soon(hand.find("submitButton").isEnabled)


async def test_what_happened_meanwhile_is_told_in_one_sentence_and_row_by_row(
    venue: Venue,
) -> None:
    app = await cut(venue)
    venue.move(-10)  # the entry that worked fills
    await close_elsewhere(venue)
    assert app.desk.positions.value, "nothing is heard of it yet"
    await back(venue, app)
    await venue.soon(lambda: not app.desk.positions.value)
    said = app.hand.text("noticeLabel")
    assert said.startswith("While the line was down: 2 orders filled, 4 cancelled")
    assert "position MESZ6 now 0" in said
    app.hand.tab("statusTabs", "Activity")
    told = [row for row in app.hand.rows("activityView") if "While the line was down" in row]
    entry, filled = app.desk.strategies.value
    for ident in (entry.id, filled.id):
        assert any(f"interrupted | strategy {ident} of MESZ6" in row for row in told)
    assert sum("filled | order" in row for row in told) == 2
    assert venue.count(START) == 2, "nothing was sent again"


async def test_an_exit_goes_by_rest_while_no_socket_stands(venue: Venue) -> None:
    app = await cut(venue)
    hand = app.hand
    hand.tab("statusTabs", "Strategies")
    hand.exit("flattenButton", app.desk.strategies.value[0].id)
    await hand.answer("questionConfirmButton")
    await until(lambda: venue.count(LIQUIDATE) == 1)
    assert venue.position.net_pos == 0
    await venue.clock.advance(15)
    assert "cannot be seen" in hand.text("noticeLabel")
    await back(venue, app)
    await venue.soon(lambda: not app.desk.positions.value)
    assert venue.count(LIQUIDATE) == 1


async def test_a_start_by_rest_is_stopped_too_while_the_line_is_down(venue: Venue) -> None:
    """What stands at the broker is not known then, so that no order is composed on it."""
    app = await cut(venue)
    hand = app.hand
    hand.click("settingsButton")
    await until(lambda: hand.there("settingsDialog"))
    hand.click("transportRadio1")
    hand.click("settingsSaveButton")
    await until(lambda: app.desk.settings.value.transport is Transport.REST)
    hand.write("limitPriceEdit", "6010")
    hand.press(Key.Key_Return, CTRL)
    assert not hand.there("question")
    assert not hand.find("submitButton").isEnabled()
    assert venue.count(START) == 2


async def test_what_is_confirmed_after_the_line_fell_is_said_not_to_be_sent(venue: Venue) -> None:
    app = await venue.open_signed_in()
    hand = app.hand
    await venue.buy(app)
    assert hand.text("resultPill") == "ACCEPTED"
    hand.choose("entryTypeCombo", "Limit")
    hand.write("limitPriceEdit", "6010")
    await venue.soon(hand.find("submitButton").isEnabled)
    hand.click("submitButton")
    await until(lambda: hand.there("question"))
    venue.drills.closed = True
    venue.drills.drop_sockets()
    await shows(app, Connection.RECONNECTING)
    hand.click("questionConfirmButton")
    await until(lambda: not hand.there("question"))
    assert hand.text("resultPill") == "NOT SENT"
    assert hand.text("resultCause") == "The line is down: reconnecting."
    assert "6010" in hand.text("resultSentence")
    assert venue.count(START) == 1
