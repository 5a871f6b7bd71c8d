"""The whole way out by the window, on the real practice exchange: unprotected, protected, reversed.

What the meter says is what the exchange holds; a reverse fills the ticket in and sends nothing.
"""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QSpinBox
from tests.integration.conftest import OpenApp, RunningApp
from tests.support.clock import settle
from tests.support.until import until

from bracketdesk.cli import AppOptions
from bracketdesk.controller.after.views import Cover, CoverView
from bracketdesk.ui.bracket_columns import Column
from bracketdesk.ui.bracket_table import BracketTable


async def test_a_position_without_a_stop_is_protected_and_then_reversed(
    open_app: OpenApp, home: Path
) -> None:
    app = await open_app(AppOptions(home=str(home), practice_arguments=("--seed", "7")))
    hand, after = app.hand, app.desk.after
    await until(lambda: app.desk.quote.value, 20)
    await buy_two(app)
    contract = await meter(app, Cover.COVERED)
    after.cancel_level(app.desk.strategies.value[0].id, 1)
    bare = await meter(app, Cover.UNCOVERED)
    assert (bare.net, bare.stops, bare.fix) == (2, 0, "Exits for 2 MESZ6")

    hand.click(f"coverFixButton{contract.contract_id}")
    await until(lambda: hand.there("exitsDialog"))
    await type_level(app, {Column.TARGET: "400", Column.STOP: "380"})
    await until(lambda: hand.find("protectButton").isEnabled())
    assert hand.text("protectButton") == "Protect 2 MESZ6"
    hand.click("protectButton")
    await until(lambda: not hand.there("exitsDialog"))
    safe = await meter(app, Cover.COVERED)
    assert (safe.net, safe.stops, safe.targets) == (2, 2, 2)

    hand.tab("statusTabs", "Positions")
    await until(lambda: hand.there(f"reverseButton{contract.contract_id}"))
    assert any("■ covered" in row for row in hand.rows("positionsView"))
    assert len(hand.rows("fillsView")) >= 1
    hand.click(f"reverseButton{contract.contract_id}")
    await hand.answer("questionConfirmButton")
    await until(lambda: after.prefill.value)
    await until(lambda: not app.desk.positions.value and not after.covers.value)
    number = contract.contract_id
    assert hand.text(f"exitedText{number}").startswith("MESZ6 flat ")
    hand.click(f"exitedCloseButton{number}")
    await until(lambda: not hand.there("coverStrip"))
    assert hand.find("quantitySpin", QSpinBox).value() == 2
    assert hand.find("sellButton", QPushButton).isChecked()
    assert len(app.desk.strategies.value) == 1


async def buy_two(app: RunningApp) -> None:
    app.hand.click("buyButton")
    app.hand.write("quantitySpin", "2")
    app.hand.click("splitEvenlyButton")
    for column in (Column.TARGET, Column.STOP):
        await app.hand.cell(0, column, "300")
    await until(lambda: app.hand.find("submitButton").isEnabled())
    app.hand.click("submitButton")
    await app.hand.answer("questionConfirmButton")
    await until(lambda: app.desk.strategies.value)


async def meter(app: RunningApp, cover: Cover) -> CoverView:
    """Wait for the one meter to show this state, on the screen too."""

    def shown() -> CoverView | None:
        held = [view for view in app.desk.after.covers.value if view.cover is cover]
        return held[0] if held and app.hand.there(f"coverMeter{held[0].contract_id}") else None

    await until(shown)
    found = shown()
    assert found is not None
    return found


async def type_level(app: RunningApp, texts: dict[Column, str]) -> None:
    """Type into the first level of the dialog, by keys alone."""
    table = app.hand.find("exitsTable", BracketTable)
    for column, text in texts.items():
        table.choose(0, column)
        table.setFocus()
        for letter in text:
            QTest.keyClicks(QApplication.focusWidget() or table, letter)
            await settle()
        app.hand.press(Qt.Key.Key_Return)
        await settle()
