from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot
from tests.support.sample_views import flattening, stuck
from tests.support.screen import click, focus, found, shown
from tests.support.zones import system_zone

from bracketdesk.controller.after.views import Progress
from bracketdesk.ui.procedure_card import ProcedureCard
from bracketdesk.ui.procedure_steps import StepLine


@pytest.fixture
async def card(qtbot: QtBot) -> ProcedureCard:
    card = ProcedureCard(1)
    qtbot.addWidget(card)
    card.show_procedure(flattening())
    card.resize(310, 200)
    await shown(card)
    return card


def steps(card: ProcedureCard) -> list[str]:
    lines = [line for line in card.findChildren(StepLine) if line.isVisible()]
    return [found(line, QLabel, "stepText").text() for line in lines]


def offered(card: ProcedureCard) -> list[str]:
    buttons = [b for b in card.findChildren(QPushButton) if b.objectName().startswith("offer")]
    return [b.text() for b in buttons if b.isVisible()]


async def test_while_it_runs_it_shows_its_steps_and_cannot_be_closed(card: ProcedureCard) -> None:
    assert found(card, QLabel, "procedureTitle").text() == "Flatten MESZ6"
    assert steps(card) == ["asked the broker to liquidate", "waiting until MESZ6 is flat"]
    assert not found(card, QPushButton, "procedureCloseButton1").isVisible()
    assert not found(card, QLabel, "procedureTruth").isVisible()
    assert card.first_stop() is None


async def test_a_step_that_has_come_further_is_no_further_line(card: ProcedureCard) -> None:
    first, second = flattening().steps
    done = replace(second, progress=Progress.DONE)
    card.show_procedure(replace(flattening(), steps=(first, done)))
    assert len(steps(card)) == 2
    card.show_procedure(replace(flattening(), steps=(first,)))
    assert steps(card) == ["asked the broker to liquidate"]


async def test_at_its_end_it_says_the_truth_and_offers_what_is_next(card: ProcedureCard) -> None:
    with system_zone("UTC"):
        card.show_procedure(stuck())
        tip = card.toolTip()
    truth = found(card, QLabel, "procedureTruth")
    assert (truth.isVisible(), truth.text()) == (True, "10:02:11 MESZ6 is still 3 long")
    assert tip.endswith(truth.text())
    assert "(UTC+00:00)" in truth.toolTip()
    assert card.property("role") == "danger"
    assert offered(card) == ["Sell 3 at the market", "Look again"]
    tones = [
        found(card, QPushButton, f"offerButton_1_{key}").property("tone")
        for key in ("close", "look")
    ]
    assert tones == ["danger", None]


async def test_an_offer_is_taken_once_by_a_double_click(card: ProcedureCard) -> None:
    card.show_procedure(stuck())
    taken: list[tuple[int, str]] = []
    card.taken.connect(lambda number, key: taken.append((number, key)))
    button = found(card, QPushButton, "offerButton_1_close")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QTest.mouseDClick(button, Qt.MouseButton.LeftButton)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert taken == [(1, "close")]


async def test_closing_it_says_which(card: ProcedureCard) -> None:
    card.show_procedure(stuck())
    closed: list[int] = []
    card.dismissed.connect(closed.append)
    click(card, "procedureCloseButton1")
    assert closed == [1]


async def test_an_offer_that_stays_keeps_the_focus(card: ProcedureCard) -> None:
    card.show_procedure(stuck())
    button = found(card, QPushButton, "offerButton_1_look")
    button.setFocus()
    card.show_procedure(replace(stuck(), offers=stuck().offers[1:], truth="still 2 long"))
    assert focus() is button
    assert offered(card) == ["Look again"]
    assert card.first_stop() is button


async def test_compact_it_is_one_line_with_the_offers_beside(card: ProcedureCard) -> None:
    with system_zone("UTC"):
        card.show_procedure(stuck())
    card.resize(900, 40)
    card.set_compact(True)
    assert steps(card) == []
    assert not found(card, QLabel, "procedureTruth").isVisible()
    line = found(card, QLabel, "procedureLine")
    assert (line.isVisible(), line.text()) == (True, "10:02:11 MESZ6 is still 3 long")
    assert len(offered(card)) == 2
    assert card.sizeHint().height() < 40
    card.set_compact(False)
    assert len(steps(card)) == 2
    assert not line.isVisible()


async def test_everything_is_in_the_tooltip_and_in_its_name(card: ProcedureCard) -> None:
    with system_zone("UTC"):
        card.show_procedure(stuck())
    assert card.toolTip().splitlines() == [
        "Flatten MESZ6",
        "done: asked the broker to liquidate",
        "failed: the broker refused",
        "10:02:11 MESZ6 is still 3 long",
    ]
    assert card.accessibleName() == "Flatten MESZ6"
    assert card.accessibleDescription() == "10:02:11 MESZ6 is still 3 long"
