"""The list of problems: one line each, and the way to the field."""

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.support.fake_market import paint

from bracketdesk.domain.problems import Problem, Severity
from bracketdesk.domain.settings import Settings, Theme
from bracketdesk.ui.problem_list import ProblemList, blocked_text, problem_line
from bracketdesk.ui.theme import DARK, LIGHT, apply_theme

TWO = (
    Problem("levels[1].targetTicks", "$13 is no whole number of ticks."),
    Problem("entry.limitPrice", "The limit is under the stop.", Severity.WARNING),
)


@pytest.fixture
def problems(qtbot: QtBot) -> ProblemList:
    problems = ProblemList()
    qtbot.addWidget(problems)
    problems.resize(380, 80)
    problems.show_problems(TWO)
    problems.show()
    problems.activateWindow()
    paint()
    return problems


@pytest.mark.parametrize(
    ("field", "line"),
    [
        ("quantity", "✕  Quantity: Bad."),
        ("levels", "✕  Levels: Bad."),
        ("levels[0]", "✕  Level 1: Bad."),
        ("levels[0].quantity", "✕  Level 1 quantity: Bad."),
        ("levels[2].autoTrail.stepTicks", "✕  Level 3 auto-trail step: Bad."),
        ("levels[2].autoTrail", "✕  Level 3 auto-trail: Bad."),
        ("tickSize", "Bad."),
    ],
)
def test_a_problem_names_its_field(field: str, line: str) -> None:
    assert problem_line(Problem(field, "Bad.")) == line


def test_a_sentence_about_a_level_names_no_levels_before_it() -> None:
    problem = Problem("levels", "A level has no stop, so its loss is open: …", Severity.OVER)
    assert problem_line(problem) == f"!  {problem.text}"


def test_errors_and_warnings_differ_by_sign_and_colour(problems: ProblemList) -> None:
    error, warning = problems.item(0), problems.item(1)
    assert error.text() == "✕  Level 2 target: $13 is no whole number of ticks."
    assert warning.text() == "!  Limit: The limit is under the stop."
    assert error.foreground().color().name() == LIGHT.loss
    assert warning.foreground().color().name() == LIGHT.warning


def test_further_lines_begin_under_the_text_not_under_the_mark(problems: ProblemList) -> None:
    problems.show_problems((Problem("quantity", "This is wrong for a reason that is long. " * 4),))
    paint()
    area = problems.visualItemRect(problems.item(0))
    line = problems.fontMetrics().lineSpacing()
    assert area.height() > 2 * line
    under = QRect(area.left(), area.top() + line + 4, 8, area.height() - line - 4)
    image = problems.viewport().grab(under).toImage()
    shades = {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}
    assert len(shades) == 1  # the ground alone


def test_a_click_goes_to_the_field(problems: ProblemList) -> None:
    gone: list[str] = []
    problems.chosen.connect(gone.append)
    where = problems.visualItemRect(problems.item(1)).center()
    QTest.mouseClick(problems.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert gone == ["entry.limitPrice"]


def test_enter_goes_to_the_field(problems: ProblemList) -> None:
    gone: list[str] = []
    problems.chosen.connect(gone.append)
    problems.setFocus()
    QTest.keyClick(problems, Qt.Key.Key_Down)
    QTest.keyClick(problems, Qt.Key.Key_Return)
    assert gone == [TWO[problems.currentRow()].field]


def test_it_is_not_there_when_all_is_well(problems: ProblemList) -> None:
    problems.show_problems(())
    assert (problems.count(), problems.isVisible()) == (0, False)
    problems.show_problems(TWO)
    assert (problems.count(), problems.isVisible()) == (2, True)


def test_a_new_theme_colours_it_anew(problems: ProblemList, qapp: QApplication) -> None:
    apply_theme(qapp, Settings(theme=Theme.DARK))
    assert problems.item(0).foreground().color().name() == DARK.loss


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("levels[1].targetTicks", "A number is missing.", "Level 2 target: A number is missing"),
        ("levels[0].stopTicks", "No stop: it is open.", "Level 1: No stop: it is open"),
        ("levels[0].autoTrail.stepTicks", "x", "Level 1 auto-trail step: x"),
        ("levels[2]", "A level needs a target.", "Level 3: A level needs a target"),
        ("quantity", "“2.5” is no whole number.", "Quantity: “2.5” is no whole number"),
        ("entry.limitPrice", "A limit entry needs one.", "A limit entry needs one"),
        ("side", "Choose Buy or Sell.", "Choose Buy or Sell"),
    ],
)
def test_the_button_says_where(field: str, text: str, said: str) -> None:
    problem = Problem(field, text)
    assert blocked_text(text.rstrip("."), (problem,)) == said
    assert blocked_text("Locked", (problem,)) == "Locked"
    assert blocked_text("", (problem,)) == ""
