from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from tests.support.fake_desk import FakeDesk
from tests.support.fake_market import session
from tests.support.sample_views import accepted
from tests.support.screen import click, found, shown

from bracketdesk.domain.session import Environment
from bracketdesk.domain.settings import Settings
from bracketdesk.ui.first_steps import FirstSteps, seen, was_seen
from bracketdesk.ui.status_panel import FIRST_TIME, RESULT, STRATEGIES, StatusPanel


class Start:
    """The status panel as a start finds it."""

    def __init__(self, settings: Settings = Settings()) -> None:  # noqa: B008 - frozen
        self.desk = FakeDesk()
        self.desk.settings.set(settings)
        self.panel = StatusPanel(self.desk)
        self.panel.resize(1100, 300)

    @property
    def page(self) -> FirstSteps:
        return found(self.panel, FirstSteps, "firstStepsPage")


@pytest.fixture
async def first(qtbot: QtBot) -> Start:
    start = Start()
    qtbot.addWidget(start.panel)
    await shown(start.panel)
    return start


def test_other_state_of_the_window_is_kept() -> None:
    settings = replace(Settings(), window_state={"geometry": "AAA"})
    assert not was_seen(settings)
    assert was_seen(seen(settings))
    assert seen(settings).window_state["geometry"] == "AAA"


async def test_a_first_start_shows_them_alone(first: Start) -> None:
    assert first.page.isVisible()
    assert not found(first.panel, QLabel, "resultEmpty").isVisible()
    said = " ".join(label.text() for label in first.page.findChildren(QLabel))
    for word in ("Practice", "no account", "Ctrl+Enter", "Demo", "Live"):
        assert word in said
    assert first.desk.settings.value == Settings()


@pytest.mark.parametrize(
    ("environment", "stake"),
    [
        (Environment.DEMO, "on your demo account"),
        (Environment.LIVE, "Your money is at stake"),
        (Environment.CUSTOM, "only whoever runs them can tell"),
    ],
)
async def test_they_say_what_is_at_stake_where_the_trader_is(
    first: Start, environment: Environment, stake: str
) -> None:
    def said() -> str:
        return " ".join(label.text() for label in first.page.findChildren(QLabel))

    first.desk.session.set(session(environment))
    name = str(environment)
    assert f"THIS IS {name.upper()}" in said()
    assert f"where “{name.capitalize()}” is chosen now" in said()
    assert stake in said()
    assert "Sign in." in said()
    assert "No money is at stake" not in said()
    first.desk.session.set(session(Environment.PRACTICE))
    assert "THIS IS PRACTICE" in said()
    assert "No money is at stake." in said()


async def test_dismissed_is_gone_for_good(first: Start) -> None:
    click(first.panel, "firstStepsDismissButton")
    assert not first.page.isVisible()
    assert found(first.panel, QLabel, "resultEmpty").isVisible()
    assert was_seen(first.desk.settings.value)


async def test_the_first_order_ends_them(first: Start) -> None:
    first.desk.result.set(accepted())
    assert not first.page.isVisible()
    assert was_seen(first.desk.settings.value)


async def test_a_later_start_does_without(qtbot: QtBot) -> None:
    start = Start(seen(Settings()))
    qtbot.addWidget(start.panel)
    await shown(start.panel)
    assert not start.page.isVisible()
    assert found(start.panel, QLabel, "resultEmpty").isVisible()


@pytest.mark.parametrize("folded", [False, True])
async def test_help_brings_them_back_until_the_next_result(first: Start, folded: bool) -> None:
    first.desk.result.set(accepted())
    first.panel.set_folded(folded)
    first.panel.tabs.setCurrentIndex(STRATEGIES)
    first.panel.show_first_steps()
    assert first.panel.tabs.currentIndex() == RESULT
    assert first.page.isVisible()
    first.desk.result.set(replace(accepted(), uuid="another"))
    assert not first.page.isVisible()


async def test_a_low_window_tells_where_they_are_until_they_were_seen(first: Start) -> None:
    first.panel.set_folded(True)
    line = found(first.panel, QLabel, "resultLine")
    assert (line.text(), line.isVisible()) == (FIRST_TIME, True)
    first.panel.set_folded(False)
    assert not line.isVisible()
    click(first.panel, "firstStepsDismissButton")
    first.panel.set_folded(True)
    assert not line.isVisible()
