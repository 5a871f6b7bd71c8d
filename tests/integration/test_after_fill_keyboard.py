"""The whole story after a fill by keyboard alone, each control with a name to be read aloud."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from tests.integration.conftest import OpenApp, RunningApp
from tests.support.clock import settle
from tests.support.hand import CTRL, Key
from tests.support.keys import Keys, heard, nameless
from tests.support.until import until

from bracketdesk.cli import AppOptions
from bracketdesk.controller.after.views import Cover
from bracketdesk.controller.views import LegRole, LegView
from bracketdesk.ui.bracket_columns import Column
from bracketdesk.ui.bracket_table import BracketTable

SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


def leg(app: RunningApp, role: LegRole) -> LegView:
    (level,) = app.desk.strategies.value[0].levels
    return next(leg for leg in level.legs if leg.role is role)


async def test_from_the_ticket_to_flat_without_a_mouse(open_app: OpenApp, home: Path) -> None:
    app = await open_app(AppOptions(home=str(home), practice_arguments=("--seed", "7")))
    keys, hand, desk = Keys(app.hand), app.hand, app.desk
    await keys.turn_back()
    await until(lambda: desk.quote.value, 20)

    # In
    await keys.push("buyButton")
    await type_levels(keys, "bracketTable", "300", "300")
    await until(lambda: hand.find("submitButton").isEnabled())
    keys.press(Key.Key_Return, CTRL)
    await keys.confirm()
    await until(lambda: desk.strategies.value and desk.strategies.value[0].position == 1)
    await until(lambda: desk.after.covers.value[0].cover is Cover.COVERED)
    assert nameless(hand.window) == []

    # Its stop, one tick away from the market at a time, then by a typed step
    await keys.tab_to("statusTabs")
    keys.press(Key.Key_Right)
    await until(lambda: hand.there("strategiesView"))
    before = leg(app, LegRole.STOP).price
    assert before is not None
    row = await keys.choose_row("strategiesView", "stop")
    assert "stop" in row
    keys.press(Key.Key_Down, ALT)
    await until(
        lambda: leg(app, LegRole.STOP).price != before and not leg(app, LegRole.STOP).pending
    )
    keys.press(Key.Key_F2)
    await until(lambda: hand.there("moveEdit"))
    assert nameless(hand.window) == []
    await keys.tab_to("moveEdit")
    hand.type("-4")
    keys.press(Key.Key_Return)
    moved = before - 5 * desk.instrument.value.tick_size  # type: ignore[union-attr]
    await until(
        lambda: leg(app, LegRole.STOP).price == moved and not leg(app, LegRole.STOP).pending
    )

    # Its exits taken away: an alarm, and exits of our own in their place
    await keys.choose_row("strategiesView", "level 1")
    keys.press(Key.Key_X, CTRL | SHIFT)
    await keys.confirm()
    await until(lambda: desk.after.covers.value[0].alarming)
    assert "position 1 long · stops working for 0" in heard(hand.window)
    number = desk.after.covers.value[0].contract_id
    await keys.push(f"coverFixButton{number}")
    await until(lambda: hand.there("exitsDialog"))
    dialog = hand.find("exitsDialog")
    await keys.turn_to("exitsDialog")
    assert nameless(dialog) == []
    await type_levels(keys, "exitsTable", "400", "380")
    await keys.push("protectButton")
    await until(lambda: desk.after.covers.value[0].cover is Cover.COVERED)

    # Out
    await keys.turn_back()
    await keys.choose_row("strategiesView", "MESZ6")
    keys.press(Key.Key_F, CTRL | SHIFT)
    await keys.confirm()
    await until(lambda: desk.positions.value == ())
    await until(lambda: desk.after.procedures.value[0].truth == "flat, and no order was open")
    assert nameless(hand.window) == []
    assert QAccessible.queryAccessibleInterface(hand.window) is not None


async def type_levels(keys: Keys, name: str, *texts: str) -> None:
    """Type into the table's first level, from the target on, as a hand does: letter by letter."""
    table = await keys.tab_to(name)
    assert isinstance(table, BracketTable)
    keys.press(Key.Key_Home)
    while table.currentIndex().column() < Column.TARGET:
        keys.press(Key.Key_Right)
    for text in texts:
        for letter in text:
            keys.hand.type(letter)
            await settle()
        keys.press(Key.Key_Return)
        await settle()
        keys.press(Key.Key_Right)
