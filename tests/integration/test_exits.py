"""The two plain exits, by their buttons over the strategies, on the real practice exchange."""

from pathlib import Path

from PySide6.QtWidgets import QPushButton
from tests.integration.conftest import OpenApp, RunningApp
from tests.support.until import until

from bracketdesk.cli import AppOptions
from bracketdesk.controller.views import StrategyView
from bracketdesk.domain.session import Transport


async def test_cancel_the_entry_then_flatten_what_another_one_filled(
    open_app: OpenApp, home: Path
) -> None:
    app = await open_app(AppOptions(home=str(home), practice_arguments=("--seed", "7")))
    hand = app.hand
    await until(lambda: app.desk.quote.value, 20)
    hand.click("settingsButton")
    await until(lambda: hand.there("settingsDialog"))
    hand.click("transportRadio1")
    hand.click("settingsSaveButton")
    await until(lambda: app.desk.settings.value.transport is Transport.REST)

    hand.click("buyButton")
    hand.choose("entryTypeCombo", "Limit")
    hand.write("limitPriceEdit", "5800")
    await send(app)
    hand.tab("statusTabs", "Strategies")
    waiting = only_strategy(app)
    await press(app, "cancelEntryButton", waiting.id, "Cancels the working entry order")
    await until(lambda: not only_strategy(app).running)
    await until(lambda: "cancelled" in app.desk.notice.value.lower())

    hand.choose("entryTypeCombo", "Market")
    await send(app)
    hand.tab("statusTabs", "Strategies")
    await until(lambda: only_strategy(app).position == 1)
    await press(app, "flattenButton", only_strategy(app).id, "MESZ6")
    await until(lambda: not any(position.net for position in app.desk.positions.value))
    await until(lambda: not only_strategy(app).running)
    assert only_strategy(app).stops_working == 0
    hand.tab("statusTabs", "Activity")
    done = "\n".join(hand.rows("activityView"))
    assert "Cancel" in done
    assert "Flatten" in done


async def send(app: RunningApp) -> None:
    before = len(app.desk.strategies.value)
    await until(lambda: app.hand.find("submitButton").isEnabled())
    app.hand.click("submitButton")
    await app.hand.answer("questionConfirmButton")
    await until(lambda: app.hand.there("resultPill") and app.hand.text("resultPill") == "ACCEPTED")
    await until(lambda: len(app.desk.strategies.value) == before + 1)


async def press(app: RunningApp, button: str, ident: int, says: str) -> None:
    """Press an exit of a strategy, read its question, and confirm it."""
    await until(lambda: any(app.hand.rows("strategiesView")))
    app.hand.row("strategiesView", ident)
    name = app.hand.find(button, QPushButton).text()
    app.hand.click(button)
    await until(lambda: app.hand.there("question"))
    assert says in app.hand.text("questionText")
    assert app.hand.text("questionConfirmButton") == name
    app.hand.click("questionConfirmButton")


def only_strategy(app: RunningApp) -> StrategyView:
    """The newest one."""
    return app.desk.strategies.value[0]
