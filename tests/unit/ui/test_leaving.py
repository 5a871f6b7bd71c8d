from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot
from tests.support.fake_desk import FakeDesk
from tests.support.sample_views import session
from tests.support.screen import found, shown

from bracketdesk.domain.session import Environment
from bracketdesk.ui.leaving import STAY, leave
from bracketdesk.ui.question import Question

GOES_ON = "2 working orders stay at the broker."


async def test_nothing_going_on_is_no_question(qtbot: QtBot) -> None:
    window, desk, done = QWidget(), FakeDesk(), []
    qtbot.addWidget(window)
    leave(window, desk, "Quit?", "Quit", lambda: done.append(1))
    assert done == [1]
    assert window.findChild(Question) is None


async def test_what_goes_on_is_said_and_the_safe_button_has_the_focus(qtbot: QtBot) -> None:
    window, desk, done = QWidget(), FakeDesk(), []
    qtbot.addWidget(window)
    window.show()
    desk.goes_on = GOES_ON
    desk.session.set(session(Environment.DEMO))
    leave(window, desk, "Quit?", "Quit", lambda: done.append(1))
    question = found(window, Question, "question")
    await shown(question)
    assert found(question, QLabel, "questionText").text() == GOES_ON
    assert found(question, QLabel, "questionWhere").text() == "DEMO · DEMO1234"
    assert question.cancel_button.text() == STAY
    assert question.cancel_button.hasFocus()
    assert done == []
    QTest.keyClick(question.confirm_button, Qt.Key.Key_Return)
    assert done == [1]
