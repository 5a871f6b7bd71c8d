"""The question before sending, and that one click is one order."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from tests.support.fake_desk import FakeDesk
from tests.support.fake_market import named, paint, session

from bracketdesk.controller.views import Caution, Check, ResultView
from bracketdesk.domain.outcomes import OutcomeKind
from bracketdesk.domain.problems import Problem, Severity
from bracketdesk.domain.session import Environment
from bracketdesk.domain.settings import Settings
from bracketdesk.domain.ticket import Entry, Level, Side, Ticket
from bracketdesk.ui.question import Question
from bracketdesk.ui.sender import CHANGED, Sender

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


@pytest.fixture
def interval(qapp: QApplication) -> Iterator[int]:
    before = qapp.doubleClickInterval()
    yield before
    qapp.setDoubleClickInterval(before)


def question() -> Question | None:
    paint()
    return next((w for w in QApplication.topLevelWidgets() if isinstance(w, Question)), None)


def open_question() -> Question:
    found = question()
    assert found is not None
    return found


def said_by(asked: Question) -> list[str]:
    return [label.text() for label in asked.findChildren(QLabel) if label.isVisible()]


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
    sender: Sender, desk: FakeDesk
) -> None:
    desk.cautions = lambda ticket: Caution(repeats="You sent exactly this 6 s ago.")
    sender.send()
    asked = open_question()
    assert said_by(asked)[2:] == ["Buy 3 MESZ6 at market.", "You sent exactly this 6 s ago."]
    assert asked.confirm_button.text() == "Send another: Buy 3 MESZ6"
    assert desk.called("submit") == []
    confirm(asked)
    assert desk.called("submit") == [(TICKET,)]


def test_live_always_asks(sender: Sender, desk: FakeDesk) -> None:
    desk.session.set(session(Environment.LIVE))
    sender.send()
    asked = open_question()
    assert asked.confirm_button.text() == "Buy 3 MESZ6 · LIVE DEMO1"
    assert named(asked, QLabel, "questionWhere").text() == "LIVE · DEMO1"
    asked.reject()
    assert desk.called("submit") == []


OTHER = replace(GOOD, ticket=replace(TICKET, account="DEMO2"), sentence="Another order.")


@pytest.mark.parametrize(
    ("check", "blocked", "reason"),
    [
        (OTHER, "", CHANGED),
        (GOOD, "Disconnected", "Disconnected"),
        (replace(OTHER, ticket=None), "Not connected", "Not connected"),
    ],
)
def test_a_world_that_changed_under_the_question_sends_nothing_and_that_is_said(
    sender: Sender, desk: FakeDesk, form: Form, check: Check, blocked: str, reason: str
) -> None:
    desk.settings.set(Settings())
    sender.send()
    form.check, form.blocked = check, blocked
    confirm(open_question())
    assert desk.called("submit") == []
    assert desk.called("refuse") == [("Buy 3 MESZ6 at market.", reason)]


OVER = Problem("quantity", "3 contracts: you allow 2 an order.", Severity.OVER)
FAR = Problem("entry.limitPrice", "Far.", Severity.OVER)
NO_QUOTE = Problem("entry.limitPrice", "There is no quote.", Severity.WARNING)
LONG = Caution(net=2, position="You are long 2.", running="1 strategy runs in MESZ6: Buy 2.")


def test_an_order_over_a_limit_goes_only_by_the_button_that_says_so(
    sender: Sender, desk: FakeDesk, form: Form
) -> None:
    form.check = replace(GOOD, problems=(OVER,))
    desk.cautions = lambda ticket: Caution(guards=(OVER,))
    sender.send()
    asked = open_question()
    assert said_by(asked).count(OVER.text) == 1
    assert asked.confirm_button.text() == "Send over the limit: Buy 3 MESZ6"
    confirm(asked)
    assert desk.called("submit") == [(TICKET, (OVER,))]


@pytest.mark.parametrize("caution", [LONG, Caution(guards=(NO_QUOTE,))])
def test_what_adds_risk_unseen_is_asked_about_by_the_orders_own_name(
    sender: Sender, desk: FakeDesk, caution: Caution
) -> None:
    desk.cautions = lambda ticket: caution
    sender.send()
    asked = open_question()
    assert asked.confirm_button.text() == "Buy 3 MESZ6"
    told = [*(p.text for p in caution.guards), caution.position, caution.running]
    assert said_by(asked)[3:] == [text for text in told if text]
    confirm(asked)
    assert desk.called("submit") == [(TICKET,)]


def test_running_strategies_alone_ask_nothing_where_the_question_is_off(
    sender: Sender, desk: FakeDesk
) -> None:
    desk.cautions = lambda ticket: Caution(running="1 strategy runs in MESZ6: Buy 2.")
    sender.send()
    assert question() is None
    assert desk.called("submit") == [(TICKET,)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (LONG, replace(LONG, net=5, position="You are long 5.")),
        (Caution(), LONG),
        (Caution(guards=(OVER,)), Caution(guards=(OVER, FAR))),
        (Caution(guards=(NO_QUOTE,)), Caution(guards=(FAR,))),
        (Caution(), Caution(repeats="You sent exactly this 1 s ago.")),
    ],
)
def test_what_came_up_under_the_question_is_asked_about_anew(
    sender: Sender, desk: FakeDesk, before: Caution, after: Caution
) -> None:
    desk.settings.set(Settings())
    desk.cautions = lambda ticket: before
    sender.send()
    desk.cautions = lambda ticket: after
    confirm(open_question())
    assert desk.called("submit") == []
    anew = open_question()
    assert said_by(anew) != []
    confirm(anew)
    assert desk.called("submit") == [(TICKET, after.over) if after.over else (TICKET,)]


def test_what_is_over_meanwhile_is_not_asked_about_twice(sender: Sender, desk: FakeDesk) -> None:
    desk.cautions = lambda ticket: Caution("You sent exactly this.", (OVER,))
    sender.send()
    asked = open_question()
    assert asked.confirm_button.text() == "Send another over the limit: Buy 3 MESZ6"
    desk.cautions = lambda ticket: Caution()
    confirm(asked)
    assert desk.called("submit") == [(TICKET,)]


def test_the_same_click_going_on_sends_nothing_more_even_after_its_outcome(
    sender: Sender, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch, interval: int
) -> None:
    """A rejection may come between the halves of a double click."""
    sender.send()
    desk.result.set(ResultView(OutcomeKind.REJECTED, "Rejected"))
    for _ in range(20):
        sender.send()
    assert len(desk.called("submit")) == 1
    assert interval > 0
    monkeypatch.setattr("bracketdesk.ui.sender.BOUNCE_MS", 0)
    QApplication.setDoubleClickInterval(0)
    sender.send()
    assert len(desk.called("submit")) == 2


def test_another_ticket_goes_at_once(sender: Sender, desk: FakeDesk, form: Form) -> None:
    sender.send()
    form.check = replace(GOOD, ticket=replace(TICKET, side=Side.SELL))
    sender.send()
    assert len(desk.called("submit")) == 2
