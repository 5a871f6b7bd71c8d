"""A ticket composed in the window, and the form read back from the screen."""

from PySide6.QtWidgets import QComboBox, QLineEdit, QTableView
from tests.integration.conftest import RunningApp
from tests.support.clock import settle
from tests.support.until import until

from bracketdesk.ui.bracket_columns import Column


async def compose_limit(app: RunningApp, symbol: str = "MESZ6") -> None:
    """Buy 2 at a limit, two levels of one contract, all typed."""
    hand = app.hand
    hand.window.activateWindow()  # where a dialog was closed no window is active any more
    await settle()
    hand.write("symbolEdit", symbol + "\r")
    await until(lambda: (i := app.desk.instrument.value) is not None and i.symbol == symbol)
    hand.click("buyButton")
    hand.choose("entryTypeCombo", "Limit")
    hand.write("quantitySpin", "2")
    hand.write("limitPriceEdit", "6012.25")
    table = hand.find("bracketTable", QTableView)
    while table.model().rowCount() < 2:
        hand.click("addLevelButton")
    for row, target in enumerate(("16", "32")):
        await hand.cell(row, Column.QUANTITY, "1")
        await hand.cell(row, Column.TARGET, target)
        await hand.cell(row, Column.STOP, "16")
    await until(lambda: hand.find("submitButton").isEnabled())


def form(app: RunningApp) -> dict[str, object]:
    """Everything a person sees typed in the ticket."""
    hand = app.hand
    model = hand.find("bracketTable", QTableView).model()
    typed = range(Column.QUANTITY, Column.AUTO_TRAIL + 1)
    return {
        "symbol": hand.find("symbolEdit", QLineEdit).text(),
        "type": hand.find("entryTypeCombo", QComboBox).currentText(),
        "limit": hand.find("limitPriceEdit", QLineEdit).text(),
        "assigned": hand.text("assignedLabel"),
        "levels": [
            [model.index(row, column).data() for column in typed] for row in range(model.rowCount())
        ],
    }
