"""The Practice menu: there only on Practice; it says whether a drill runs."""

from dataclasses import replace

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot
from tests.support.fake_desk import FakeDesk
from tests.support.fake_trainer import ARMED, GOING, OVER, RUNNING
from tests.support.fake_training import FakeTraining
from tests.support.hand import Hand
from tests.support.sample_views import session
from tests.support.screen import shown

from bracketdesk.controller.training import TrainingView
from bracketdesk.controller.views import Connection
from bracketdesk.domain.drills import Pace, Tape
from bracketdesk.domain.session import Environment
from bracketdesk.ui.practice_menu import PracticeButton

TAPE = Tape("ES", length=1000.0, position=950.0, looped=False, ended=False)


class Shown:
    def __init__(self) -> None:
        self.desk = FakeDesk()
        self.window = QWidget()
        self.button = PracticeButton(self.desk)
        self.button.setParent(self.window)
        self.hand = Hand(self.window)
        self.be(Connection.CONNECTED)

    def be(self, connection: Connection, environment: Environment = Environment.PRACTICE) -> None:
        self.desk.session.set(session(environment, connection, ""))

    @property
    def training(self) -> FakeTraining:
        training = self.desk.training
        assert isinstance(training, FakeTraining)
        return training

    def words(self) -> list[str]:
        menu = self.window.findChild(QMenu, "practiceMenu")
        assert menu is not None
        return [action.text() for action in menu.actions() if not action.isSeparator()]

    def action(self, name: str) -> QAction:
        return self.window.findChildren(QAction, name)[-1]


@pytest.fixture
async def menu(qtbot: QtBot) -> Shown:
    menu = Shown()
    qtbot.addWidget(menu.window)
    await shown(menu.window)
    return menu


async def test_it_is_there_only_on_practice(menu: Shown) -> None:
    assert menu.button.isVisible()
    menu.be(Connection.CONNECTED, Environment.DEMO)
    assert not menu.button.isVisible()
    menu.be(Connection.OFFLINE)
    assert menu.button.isVisible()
    assert not menu.button.isEnabled()
    menu.be(Connection.RECONNECTING)  # a drill may be the reason
    assert menu.button.isEnabled()


async def test_it_says_whether_a_drill_runs(menu: Shown) -> None:
    said = []
    for run in (None, ARMED, GOING, OVER):
        menu.training.view.set(TrainingView(run=run))
        said.append((menu.button.text(), menu.button.accessibleName()))
    assert said == [
        ("Practice tools", "Practice tools"),
        ("Drill armed", "Practice tools: Drill armed"),
        ("Drill going on", "Practice tools: Drill going on"),
        ("Practice tools", "Practice tools"),
    ]


async def test_the_markets_are_paused_and_go_on(menu: Shown) -> None:
    assert not menu.action("pauseAction").isEnabled()  # not known yet
    menu.training.view.set(TrainingView(pace=RUNNING))
    assert menu.words() == [
        "Drills…",
        "Pause the markets",
        "Speed of the markets",
        "Begin anew…",
    ]
    menu.hand.action("pauseAction")
    menu.training.view.set(TrainingView(pace=replace(RUNNING, paused=True)))
    assert "Let the markets go on" in menu.words()
    menu.hand.action("pauseAction")
    assert menu.training.wishes == [("pause", True), ("pause", False)]


async def test_the_speed_in_force_is_ticked(menu: Shown) -> None:
    menu.training.view.set(TrainingView(pace=Pace(paused=False, speed=10.0)))
    assert menu.action("speedAction10").isChecked()
    assert not menu.action("speedAction1").isChecked()
    menu.hand.action("speedAction60")
    assert menu.training.wishes == [("run_at", 60.0)]


async def test_a_tape_is_jumped_in_but_not_beyond_its_end(menu: Shown) -> None:
    assert "Jump in the tape" not in menu.words()
    menu.training.view.set(TrainingView(pace=Pace(paused=False, speed=1.0, tape=TAPE)))
    assert "Jump in the tape" in menu.words()
    for name in ("jumpBackAction", "jumpMinuteAction"):
        menu.hand.action(name)
    assert menu.training.wishes == [("jump", 0.0), ("jump", 1000.0)]


async def test_it_looks_when_it_opens(menu: Shown) -> None:
    menu.hand.click("practiceButton")
    assert menu.training.wishes == [("look",)]
    popup = menu.window.findChild(QMenu, "practiceMenu")
    assert popup is not None
    assert popup.isVisible()
    popup.close()


async def test_a_reset_is_asked_about(menu: Shown) -> None:
    menu.hand.action("resetAction")
    await menu.hand.answer("questionCancelButton")
    assert menu.training.wishes == []
    menu.hand.action("resetAction")
    await menu.hand.answer("questionConfirmButton")
    assert menu.training.wishes == [("reset",)]
