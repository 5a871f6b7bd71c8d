"""The last look before sending."""

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QLabel
from pytestqt.qtbot import QtBot
from tests.support.fake_market import named, paint

from bracketdesk.controller.views import Check, LevelFigures
from bracketdesk.domain.problems import Problem, Severity
from bracketdesk.domain.ticket import Entry, EntryType, Level, Side, Ticket
from bracketdesk.ui.problem_list import ProblemList
from bracketdesk.ui.review import NO_SIDE, NOTHING_YET, Review, detail, risk_text

TICKET = Ticket("MESZ6", Side.BUY, 3, Entry(), (Level(3, 16, 16),), "DEMO1")
WINS = (LevelFigures(win=Decimal(60), loss=Decimal(60)),)
GOOD = Check(TICKET, (), "Buy 3 MESZ6 at market.", "{}", 3, 3, WINS, "", Decimal(60))
OPEN = Problem("levels[0].stopTicks", "No stop.", Severity.ACKNOWLEDGE)


@pytest.fixture
def review(qtbot: QtBot) -> Review:
    review = Review()
    qtbot.addWidget(review)
    review.resize(392, 220)
    review.show()
    paint()
    return review


def test_a_good_ticket(review: Review) -> None:
    review.show_check(GOOD, 0)
    review.show_button(GOOD, "", "")
    assert named(review, QLabel, "sentenceLabel").text() == "Buy 3 MESZ6 at market."
    assert not named(review, ProblemList, "problemList").isVisible()
    assert review.button.text() == "BUY 3 MESZ6"
    assert review.button.detail == "market · about $60 at the stops"
    assert named(review, QLabel, "riskLabel").text() == "All targets +$60 · all stops −$60"


def test_a_live_button_names_the_account(review: Review) -> None:
    review.show_button(GOOD, "", "LIVE U123")
    assert review.button.text() == "BUY 3 MESZ6 · LIVE U123"


def test_nothing_yet_is_said_kindly_and_lists_no_missing_side(review: Review) -> None:
    check = Check(None, (Problem("side", "Choose Buy or Sell."),), "", "", 1, 1, (), "Choose")
    review.show_check(check, 0)
    review.show_button(check, check.blocked, "")
    assert named(review, QLabel, "sentenceLabel").text() == NO_SIDE
    assert not review.problems.isVisible()
    assert (review.button.text(), review.button.isEnabled()) == ("Choose", False)


def test_no_side_is_asked_for_that_may_be_chosen(review: Review) -> None:
    review.show_check(Check(None, (), "", "", 1, 1, (), "Choose a symbol"), 0)
    assert named(review, QLabel, "sentenceLabel").text() == NOTHING_YET


def test_problems_take_the_place_of_a_sentence_that_cannot_be_said(review: Review) -> None:
    check = Check(None, (Problem("quantity", "No number."),), "", "", 0, 0, (), "No number")
    review.show_check(check, 0)
    paint()
    assert review.problems.isVisible()
    assert not review.sentence.isVisible()
    review.show_check(replace(GOOD, problems=check.problems), 0)
    paint()
    assert review.problems.isVisible()
    assert review.sentence.isVisible()


def test_an_open_loss_wants_a_tick(review: Review) -> None:
    told: list[bool] = []
    review.acknowledged.connect(lambda: told.append(review.acknowledge.isChecked()))
    asking = replace(GOOD, problems=(OPEN,), blocked="No stop", loss=None)
    review.show_check(asking, 1)
    paint()
    tick = named(review, QCheckBox, "acknowledgeNoStopCheck")
    assert tick.isVisible()
    assert tick.text() == "1 level has no stop, and that is meant"
    assert not review.problems.isVisible()
    QTest.mouseClick(tick, Qt.MouseButton.LeftButton)
    assert told == [True]
    review.show_check(replace(GOOD, loss=None), 1)  # ticked: no problem is left
    assert tick.isVisible()
    review.show_check(GOOD, 0)
    assert not tick.isVisible()
    assert told == [True, False]


def test_the_tick_counts_the_levels(review: Review) -> None:
    review.show_check(replace(GOOD, problems=(OPEN,)), 2)
    assert review.acknowledge.text() == "2 levels have no stop, and that is meant"


def test_a_tight_window_saves_the_row_of_the_risk_but_never_the_tick(review: Review) -> None:
    review.set_shape(stacked=True, tight=True)
    review.show_check(GOOD, 0)
    paint()
    assert not named(review, QLabel, "sendKeysLabel").isVisible()
    review.show_check(replace(GOOD, problems=(OPEN,)), 1)
    paint()
    assert review.acknowledge.isVisible()
    review.set_shape(stacked=True, tight=True)
    assert review.acknowledge.isVisible()


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (EntryType.MARKET, "market"),
        (EntryType.LIMIT, "limit"),
        (EntryType.STOP, "stop"),
        (EntryType.STOP_LIMIT, "stop limit"),
    ],
)
def test_the_detail_names_entry_and_risk(kind: EntryType, words: str) -> None:
    ticket = replace(TICKET, entry=Entry(kind))
    assert detail(ticket, GOOD) == f"{words} · about $60 at the stops"
    bare = replace(ticket, levels=(Level(3, 16),))
    assert detail(bare, replace(GOOD, loss=None)) == f"{words} · loss open"


def test_the_risk_says_only_what_is_known() -> None:
    assert risk_text(replace(GOOD, figures=())) == "all stops −$60"
    assert risk_text(replace(GOOD, loss=None)) == "All targets +$60"
    assert risk_text(replace(GOOD, figures=(), loss=None)) == ""


def test_the_texts_are_plain(review: Review) -> None:
    review.show_check(replace(GOOD, sentence="<b>Buy</b> 3"), 0)
    assert review.sentence.textFormat() is Qt.TextFormat.PlainText


def test_a_loss_that_is_no_dollars_is_not_called_open() -> None:
    assert detail(TICKET, replace(GOOD, loss=None)) == "market"
