"""The question before sending, and that one click is one order."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from tests.support.fake_desk import FakeDesk
from tests.support.fake_market import named, paint, session

from bracketdesk.controller.views import Check
from bracketdesk.domain.problems import Problem, Severity
from bracketdesk.domain.session import Environment
from bracketdesk.domain.settings import Settings
from bracketdesk.domain.ticket import Entry, Level, Side, Ticket
from bracketdesk.ui.question import Question
from bracketdesk.ui.sender import Sender

TICKET = Ticket("MESZ6", Side.BUY, 3, Entry(), (Level(3, 16, 16),), "DEMO1")
GOOD = Check(TICKET, (), "Buy 3 MESZ6 at market.", "{}", 3, 3, (), "")


class Form:
    """What the sender is given: the latest check, and what blocks."""

    def __init__(self) -> None:
        self.check = GOOD
        self.blocked = ""


@pytest.fixture
def form() -> Form:
    return Form()


@pytest.fixture
def sender(qtbot: QtBot, desk: FakeDesk, form: Form) -> Sender:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    paint()
    return Sender(desk, lambda: form.check, lambda _: form.blocked, window)


def question() -> Question | None:
    paint()
    return next((w for w in QApplication.topLevelWidgets() if isinstance(w, Question)), None)


def open_question() -> Question:
    found = question()
    assert found is not None
    return found


def confirm(asked: Question) -> None:
    QTest.mouseClick(named(asked, QPushButton, "questionConfirmButton"), Qt.MouseButton.LeftButton)


def test_without_the_question_a_click_sends(sender: Sender, desk: FakeDesk) -> None:
    sender.send()
    assert desk.called("submit") == [(TICKET,)]
    assert question() is None


def test_what_is_blocked_is_not_sent(sender: Sender, desk: FakeDesk, form: Form) -> None:
    form.blocked = "Locked"
    sender.send()
    form.blocked, form.check = "", replace(GOOD, ticket=None)
    sender.send()
    assert desk.called("submit") == []


def test_the_question_says_the_whole_order_and_its_button_names_it(
    sender: Sender, desk: FakeDesk, form: Form
) -> None:
    desk.settings.set(Settings())
    form.check = replace(
        GOOD, problems=(Problem("entry.limitPrice", "Mind the limit.", Severity.WARNING),)
    )
    sender.send()
    asked = open_question()
    texts = " ".join(label.text() for label in asked.findChildren(QLabel))
    for said in ("Buy 3 MESZ6 at market.", "PRACTICE", "DEMO1", "Mind the limit."):
        assert said in texts
    assert named(asked, QPushButton, "questionConfirmButton").text() == "Buy 3 MESZ6"
    assert desk.called("submit") == []
    confirm(asked)
    assert desk.called("submit") == [(TICKET,)]


def test_no_is_no(sender: Sender, desk: FakeDesk) -> None:
    desk.settings.set(Settings())
    sender.send()
    QTest.keyClick(open_question(), Qt.Key.Key_Escape)
    assert question() is None
    assert desk.called("submit") == []
    sender.send()  # and it can be asked again
    confirm(open_question())
    assert len(desk.called("submit")) == 1


def test_only_one_question_at_a_time(sender: Sender, desk: FakeDesk) -> None:
    desk.settings.set(Settings())
    sender.send()
    sender.send()
    questions = [w for w in QApplication.topLevelWidgets() if isinstance(w, Question)]
    assert len(questions) == 1
    confirm(questions[0])
    assert len(desk.called("submit")) == 1


def test_the_same_ticket_again_asks_even_where_the_question_is_off(
    sender: Sender, desk: FakeDesk, form: Form
) -> None:
    form.check = replace(GOOD, repeats="This very order was accepted a moment ago.")
    sender.send()
    asked = open_question()
    texts = " ".join(label.text() for label in asked.findChildren(QLabel))
    assert "This very order was accepted a moment ago." in texts
    assert desk.called("submit") == []
    asked.reject()


def test_live_always_asks(sender: Sender, desk: FakeDesk) -> None:
    desk.session.set(session(Environment.LIVE))
    sender.send()
    open_question().reject()
    assert desk.called("submit") == []


@pytest.mark.parametrize("change", ["ticket", "blocked"])
def test_a_world_that_changed_under_the_question_sends_nothing(
    sender: Sender, desk: FakeDesk, form: Form, change: str
) -> None:
    desk.settings.set(Settings())
    sender.send()
    if change == "ticket":
        form.check = replace(GOOD, ticket=replace(TICKET, account="DEMO2"))
    else:
        form.blocked = "Disconnected"
    confirm(open_question())
    assert desk.called("submit") == []
