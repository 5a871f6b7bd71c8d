"""Drills: chosen and staged, watched, talked over; beside a window that stays usable."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QSpinBox, QWidget
from pytestqt.qtbot import QtBot
from tests.support.fake_desk import FakeDesk
from tests.support.fake_trainer import ARMED, GAP, GOING, OVER, PENALTY
from tests.support.fake_training import FakeTraining
from tests.support.hand import Hand, Key
from tests.support.sample_views import session
from tests.support.screen import shown
from tests.support.until import until

from bracketdesk.controller.training import TrainingView
from bracketdesk.controller.views import Connection
from bracketdesk.domain.drills import DrillRun, DrillState
from bracketdesk.domain.session import Environment
from bracketdesk.ui.drills_dialog import DrillsDialog, show_drills

DRILLS = (GAP, PENALTY)


class Shown:
    def __init__(self) -> None:
        self.desk = FakeDesk()
        self.desk.session.set(session(Environment.PRACTICE, Connection.CONNECTED, ""))
        self.be(None)
        self.window = QWidget()
        show_drills(self.window, self.desk)
        dialog = self.window.findChild(DrillsDialog)
        assert dialog is not None
        self.dialog = dialog
        self.hand = Hand(dialog)

    def be(self, run: DrillRun | None, text: str = "") -> None:
        self.training.view.set(TrainingView(DRILLS, run, None, text))

    @property
    def training(self) -> FakeTraining:
        training = self.desk.training
        assert isinstance(training, FakeTraining)
        return training

    def texts(self, name: str) -> list[str]:
        return [label.text() for label in self.dialog.findChildren(QLabel, name)]


@pytest.fixture
async def drills(qtbot: QtBot) -> Shown:
    drills = Shown()
    qtbot.addWidget(drills.window)
    drills.window.show()
    await shown(drills.dialog)
    return drills


async def test_it_stays_beside_the_window_and_there_is_one(drills: Shown) -> None:
    assert drills.dialog.windowModality() is Qt.WindowModality.NonModal
    show_drills(drills.window, drills.desk)
    assert drills.window.findChildren(DrillsDialog) == [drills.dialog]


async def test_each_drill_says_what_it_stages(drills: Shown) -> None:
    assert drills.hand.rows("drillsView") == [GAP.title, PENALTY.title]
    assert drills.hand.text("drillStages") == GAP.stages
    drills.hand.find("drillsView").setFocus()
    drills.hand.press(Key.Key_Down)
    assert drills.hand.text("drillTitle") == PENALTY.title
    assert drills.hand.text("drillTask") == PENALTY.task


async def test_it_is_staged_with_what_was_typed(drills: Shown) -> None:
    spin = drills.hand.find("drillTicksInput", QSpinBox)
    assert (spin.minimum(), spin.maximum(), spin.suffix()) == (1, 400, " ticks")
    spin.setValue(7)
    drills.hand.write("drillContractInput", "MESZ6")
    drills.hand.click("drillStageButton")
    assert drills.training.wishes == [("stage", "gap", {"ticks": 7, "contract": "MESZ6"})]


async def test_a_number_that_cannot_be_read_stages_nothing(drills: Shown) -> None:
    spin = drills.hand.find("drillTicksInput", QSpinBox)
    drills.hand.write("drillTicksInput", "2.5")
    assert spin.text() == "2.5 ticks"
    assert spin.property("invalid")
    assert drills.hand.text("drillProblem") == "Beyond the stop: “2.5” is no whole number."
    assert not drills.hand.find("drillStageButton").isEnabled()
    drills.hand.write("drillTicksInput", "25")
    assert drills.hand.text("drillProblem") == ""
    assert drills.hand.find("drillStageButton").isEnabled()


async def test_a_choice_goes_by_its_value(drills: Shown) -> None:
    drills.hand.find("drillsView").setFocus()
    drills.hand.press(Key.Key_Down)
    drills.hand.choose("drillCaptchaInput", "yes, for an hour")
    drills.hand.press(Key.Key_Return)
    drills.hand.click("drillStageButton")
    assert drills.training.wishes == [("stage", "penalty", {"captcha": "yes"})]


async def test_every_input_has_a_name(drills: Shown) -> None:
    for kind in (QSpinBox, QComboBox):
        assert all(found.accessibleName() for found in drills.dialog.findChildren(kind))
    assert drills.hand.find("drillContractInput").accessibleName() == "Contract"
    assert drills.hand.find("drillsView").accessibleName() == "Drills"


async def test_tab_goes_from_the_drills_through_the_form_to_the_button(drills: Shown) -> None:
    for _ in range(2):  # the form of another drill, and back
        for key in (Key.Key_Down, Key.Key_Up):
            QTest.keyClick(drills.hand.find("drillsView"), key)
    await until(lambda: drills.hand.there("drillTicksInput"))
    drills.hand.find("drillsView").setFocus()
    way = []
    for _ in range(3):
        drills.hand.press(Key.Key_Tab)
        focus = QApplication.focusWidget()
        assert focus is not None
        way.append(focus.objectName())
    assert way == ["drillTicksInput", "drillContractInput", "drillStageButton"]


async def test_enter_on_a_drill_leads_to_its_button(drills: Shown) -> None:
    drills.hand.find("drillsView").setFocus()
    drills.hand.press(Key.Key_Return)
    assert drills.hand.find("drillStageButton").hasFocus()
    assert drills.training.wishes == []


async def test_what_was_typed_stays_while_it_looks_again(drills: Shown) -> None:
    drills.hand.find("drillTicksInput", QSpinBox).setValue(7)
    drills.be(None, "Something else.")
    assert drills.hand.find("drillTicksInput", QSpinBox).value() == 7
    assert drills.hand.text("drillsTrouble") == "Something else."


async def test_a_drill_that_runs_is_shown_with_its_time_line(drills: Shown) -> None:
    drills.be(ARMED)
    assert drills.texts("drillState") == ["armed"]
    assert drills.hand.text("drillMoment") == "Waits for a position"
    assert drills.hand.text("drillRunTask") == GAP.task
    drills.be(GOING)
    assert drills.texts("drillState") == ["going on"]
    rows = drills.hand.rows("drillTimeline")
    assert [row.split(" | ")[1:] for row in rows] == [
        ["drill", "MESZ6 leaps"],
        ["exchange", "stop 1 filled 1"],
    ]
    drills.hand.click("drillEndButton")
    assert drills.training.wishes == [("end",)]


async def test_afterwards_it_is_talked_over(drills: Shown) -> None:
    drills.be(GOING)
    drills.be(OVER)
    await until(lambda: drills.hand.there("debriefArea"))
    assert drills.hand.text("debriefEnding") == "Over: you ended the drill."
    assert drills.texts("debriefMark") == ["✗", "✓"]
    assert drills.texts("debriefPoint") == [
        "Does not enter again within 10 s. (1 order came, after 3 s)",
        "Leaves no contract without a stop.",
    ]
    names = [p.accessibleName() for p in drills.dialog.findChildren(QLabel, "debriefPoint")]
    assert [name.split(":")[0] for name in names] == ["Not done", "Done"]
    drills.hand.click("debriefCopyButton")
    copied = QGuiApplication.clipboard().text()
    assert "NOT DONE: Does not enter again within 10 s." in copied
    assert "What was at risk" in copied
    drills.hand.click("debriefDoneButton")
    assert drills.hand.there("drillStageButton")
    drills.be(OVER, "again")  # it stays put away
    assert drills.hand.there("drillStageButton")


async def test_a_drill_whose_moment_never_came(drills: Shown) -> None:
    drills.be(DrillRun(2, "gap", GAP.title, DrillState.OVER, "", ARMED.staged, (), ending="x"))
    assert "never came" in drills.hand.text("debriefEnding")
    assert drills.texts("debriefPoint") == []


async def test_it_looks_on_only_while_it_is_open(drills: Shown) -> None:
    assert drills.training.watchers == 1
    drills.hand.press(Key.Key_Escape)
    await until(lambda: drills.window.findChild(DrillsDialog) is None)
    assert drills.training.watchers == 0
    drills.be(GOING)  # nobody listens any more


async def test_it_goes_when_one_leaves_practice(drills: Shown) -> None:
    drills.desk.session.set(session(Environment.DEMO, Connection.CONNECTED, ""))
    await until(lambda: drills.window.findChild(DrillsDialog) is None)
