import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontInfo
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit
from pytestqt.qtbot import QtBot
from tests.support.screen import found, shown

from bracketdesk.controller.views import Check
from bracketdesk.domain.problems import Problem
from bracketdesk.ui.params_tab import ParamsTab, why_not

PARAMS = '{"entryVersion":{"orderQty":1},"brackets":[]}'
EXACT = Check(None, (), "", PARAMS, 1, 1, (), "")
WRONG = Check(None, (Problem("quantity", "A quantity is missing."),), "", "", 0, 0, (), "Quantity")
BLOCKED = Check(None, (), "", "", 0, 0, (), "Choose Buy or Sell")


@pytest.fixture
async def tab(qtbot: QtBot) -> ParamsTab:
    tab = ParamsTab()
    qtbot.addWidget(tab)
    tab.resize(500, 200)
    await shown(tab)
    return tab


def box(tab: ParamsTab) -> QPlainTextEdit:
    return found(tab, QPlainTextEdit, "paramsView")


def text_of(tab: ParamsTab, name: str) -> str:
    return found(tab, QLabel, name).text()


async def test_the_exact_string_with_its_length(tab: ParamsTab) -> None:
    tab.show_check(EXACT)
    assert box(tab).toPlainText() == PARAMS
    assert text_of(tab, "paramsLength") == f"{len(PARAMS)} of 8,192 characters"
    assert text_of(tab, "paramsWhy") == "Exactly as it will be sent."


async def test_it_is_to_be_read_and_copied_in_one_width(tab: ParamsTab) -> None:
    tab.show_check(EXACT)
    assert box(tab).isReadOnly()
    assert QFontInfo(box(tab).font()).fixedPitch()
    box(tab).setFocus()
    QTest.keyClick(box(tab), Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(box(tab), Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == PARAMS


async def test_without_an_exact_string_it_says_why(tab: ParamsTab) -> None:
    tab.show_check(EXACT)
    tab.show_check(WRONG)
    assert not box(tab).isVisible()
    assert box(tab).toPlainText() == ""
    assert text_of(tab, "paramsWhy") == "Not exact yet: A quantity is missing."
    assert text_of(tab, "paramsLength") == ""


def test_the_reason_is_the_problem_or_what_blocks() -> None:
    assert why_not(BLOCKED) == "Not exact yet: Choose Buy or Sell"
    assert why_not(None).startswith("Compose a ticket")
