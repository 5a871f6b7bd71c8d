import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot
from tests.support.fake_desk import FakeDesk
from tests.support.sample_views import session
from tests.support.screen import click, found, shown

from bracketdesk.controller.after.views import Question as Asked
from bracketdesk.ui.exit_question import ask_exit, unless_frozen
from bracketdesk.ui.question import Question

ASKED = Asked("Cancel it?", "It is cancelled.", "Cancel it", "2 stay unprotected.")


@pytest.fixture
async def parent(qtbot: QtBot) -> QWidget:
    parent = QWidget()
    qtbot.addWidget(parent)
    await shown(parent)
    return parent


async def test_it_names_the_place_what_stays_unprotected_and_the_freeze(parent: QWidget) -> None:
    desk = FakeDesk()
    desk.session.set(session())
    desk.caution = "It may lengthen the wait."
    done: list[None] = []
    question = ask_exit(parent, desk, ASKED, lambda: done.append(None))
    warnings = [label.text() for label in question.findChildren(QLabel, "questionWarning")]
    assert warnings == ["2 stay unprotected.", "It may lengthen the wait."]
    assert found(question, QLabel, "questionWhere").text() == "PRACTICE · DEMO1234"
    assert question.cancel_button.text() == "Leave it as it is"
    click(question, "questionConfirmButton")
    assert done == [None]


async def test_what_needs_no_question_has_one_only_in_a_freeze(parent: QWidget) -> None:
    desk = FakeDesk()
    done: list[None] = []
    unless_frozen(parent, desk, ASKED, lambda: done.append(None))
    assert done == [None]
    desk.caution = "It may lengthen the wait."
    unless_frozen(parent, desk, ASKED, lambda: done.append(None))
    assert done == [None]
    click(found(parent, Question, "question"), "questionConfirmButton")
    assert done == [None, None]
