"""The story of the product on a real hour of E-mini S&P quotes, by mouse and keyboard."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import aiohttp
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTableView
from tests.integration.conftest import OpenApp, RunningApp
from tests.support.clock import settle
from tests.support.hand import Key
from tests.support.until import until

from bracketdesk.cli import AppOptions
from bracketdesk.ui.bracket_columns import Column

SPEED = "200"
TICK = Decimal("0.25")
LEVELS = [
    # contracts, target, stop, auto-trail: all in ticks, as typed
    ("1", "4", "8", ""),
    ("1", "8", "8", ""),
    ("1", "", "8", "8/4/1"),
]


async def test_three_levels_fill_and_exit_on_the_real_tape(
    open_app: OpenApp, home: Path, broker_data: Path, tmp_path: Path
) -> None:
    announce = tmp_path / "exchange.json"
    tape = str(broker_data / "ESH4-2023-12-25.csv.gz")
    app = await open_app(
        AppOptions(
            home=str(home), announce=announce, practice_arguments=("--tape", tape, "--speed", SPEED)
        )
    )
    hand = app.hand
    await until(lambda: hand.text("connectionLabel").startswith("connected"), 20)

    await choose_front_month(app, "ES")
    hand.click("buyButton")
    hand.write("quantitySpin", "3")
    await type_levels(app)
    await until(lambda: hand.text("assignedLabel") == "3 of 3 assigned")
    await until(lambda: hand.find("submitButton").isEnabled())
    hand.click("submitButton")
    await hand.answer("questionConfirmButton")
    await until(lambda: hand.there("resultPill") and hand.text("resultPill") == "ACCEPTED")

    arrived = await ask_exchange(announce, "orderStrategy/list")
    assert len(arrived) == 1
    assert arrived[0]["action"] == "Buy"
    assert json.loads(arrived[0]["params"], parse_float=Decimal, parse_int=Decimal) == as_typed()

    hand.tab("statusTabs", "Strategies")
    await until(
        lambda: any("filled" in row and "3 @ " in row for row in hand.rows("strategiesView"))
    )
    filled = "\n".join(hand.rows("strategiesView"))
    for number in (1, 2, 3):
        assert f"level {number}" in filled
    await until(lambda: finished(app), 45)
    story = "\n".join(hand.rows("strategiesView"))
    assert story.count("target") >= 2, story
    hand.tab("statusTabs", "Positions")
    await until(lambda: hand.there("positionsViewEmpty"))
    assert hand.text("positionsViewEmpty").startswith("Flat.")
    assert hand.rows("positionsView") == []
    held = await ask_exchange(announce, "position/list")
    assert [position["netPos"] for position in held] == [0]


async def choose_front_month(app: RunningApp, product: str) -> None:
    """Type a product and take the first suggestion, all by keyboard."""
    app.hand.write("symbolEdit", product)
    popup = app.hand.popup("symbolEdit")
    await until(popup.isVisible)
    await settle()  # no person chooses before Qt has taken in that it shows
    QTest.keyClick(popup, Key.Key_Down)
    QTest.keyClick(popup, Key.Key_Return)
    await until(lambda: chosen(app, product) and app.desk.quote.value)


def chosen(app: RunningApp, product: str) -> bool:
    instrument = app.desk.instrument.value
    return instrument is not None and instrument.product == product


async def type_levels(app: RunningApp) -> None:
    """Fill the bracket table cell by cell."""
    table = app.hand.find("bracketTable", QTableView)
    while table.model().rowCount() < len(LEVELS):
        app.hand.click("addLevelButton")
    columns = (Column.QUANTITY, Column.TARGET, Column.STOP, Column.AUTO_TRAIL)
    for row, level in enumerate(LEVELS):
        for column, text in zip(columns, level, strict=True):
            await app.hand.cell(row, column, text)


def as_typed() -> dict[str, Any]:
    """What the exchange must have received: the table in points, signs of a Buy."""
    brackets: list[dict[str, Any]] = []
    for quantity, target, stop, trail in LEVELS:
        bracket: dict[str, Any] = {"qty": Decimal(quantity)}
        if target:
            bracket["profitTarget"] = Decimal(target) * TICK
        bracket["stopLoss"] = -Decimal(stop) * TICK
        bracket["trailingStop"] = False
        if trail:
            trigger, distance, step = (Decimal(part) * TICK for part in trail.split("/"))
            bracket["autoTrail"] = {"stopLoss": distance, "trigger": trigger, "freq": step}
        brackets.append(bracket)
    entry = {"orderQty": Decimal(3), "orderType": "Market", "timeInForce": "Day"}
    return {"entryVersion": entry, "brackets": brackets}


def finished(app: RunningApp) -> bool:
    return all(not strategy.running for strategy in app.desk.strategies.value)


async def ask_exchange(announce: Path, call: str) -> Any:  # noqa: ANN401 - JSON
    """Ask the exchange itself, as another program would."""
    said = json.loads(announce.read_text())
    who = {"name": said["name"], "password": said["password"]}
    async with aiohttp.ClientSession() as session:
        async with session.post(f"{said['rest']}/auth/accesstokenrequest", json=who) as answer:
            token = (await answer.json())["accessToken"]
        headers = {"Authorization": f"Bearer {token}"}
        async with session.get(f"{said['rest']}/{call}", headers=headers) as answer:
            return await answer.json()
