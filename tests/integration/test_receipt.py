"""The receipt and the table of a real order, by the buttons of the activity."""

import csv
import json
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget
from tests.integration.conftest import OpenApp, RunningApp
from tests.support.until import until

from bracketdesk.cli import AppOptions
from bracketdesk.ui.row_view import RowView


async def test_what_was_sent_answered_and_held_is_on_paper(
    open_app: OpenApp, home: Path, tmp_path: Path
) -> None:
    app = await open_app(AppOptions(home=str(home), practice_arguments=("--seed", "7")))
    hand = app.hand
    await until(lambda: app.desk.quote.value, 20)
    hand.click("buyButton")
    await until(lambda: hand.find("submitButton").isEnabled())
    hand.click("submitButton")
    await hand.answer("questionConfirmButton")
    await until(lambda: hand.there("resultPill") and hand.text("resultPill") == "ACCEPTED")
    await until(lambda: app.desk.strategies.value and app.desk.strategies.value[0].position == 1)
    hand.tab("statusTabs", "Activity")
    await until(lambda: hand.there("activityView"))
    view = hand.find("activityView")
    view.setFocus()
    choose_the_order(view)
    folder = tmp_path / "papers"
    folder.mkdir()
    hand.click("receiptButton")
    await choose(app, "receiptFolderDialog", folder)
    await until(lambda: "The receipt is" in app.desk.notice.value)
    (page,) = folder.glob("receipt-*.html")
    told = json.loads(page.with_suffix(".json").read_text())
    assert [move["kind"] for move in told["transitions"]] == ["recorded", "accepted"]
    assert told["sentence"] in page.read_text()
    assert json.loads(told["body"])["uuid"] == told["uuid"]
    assert told["answers"][0]["status"] == 200

    hand.click("exportOrdersButton")
    await choose(app, "exportOrdersDialog", folder, "all.csv")
    await until(lambda: app.desk.notice.value.endswith("all.csv has 1 order."))
    (row,) = csv.DictReader((folder / "all.csv").read_text("utf-8-sig").splitlines())
    assert (row["uuid"], row["outcome"]) == (told["uuid"], "accepted")


def choose_the_order(view: QWidget) -> None:

    assert isinstance(view, RowView)
    rows = view.rows
    bought = [at for at in range(rows.rowCount()) if "Buy" in str(rows.index(at, 1).data())]
    view.setCurrentIndex(rows.index(bought[-1], 0))


async def choose(app: RunningApp, name: str, folder: Path, file: str = "") -> None:
    """Answer a file dialog."""
    await until(lambda: app.hand.there(name))
    dialog = app.hand.find(name, QFileDialog)
    dialog.setDirectory(str(folder))
    if file:
        dialog.selectFile(file)
    dialog.accept()
