from PySide6.QtWidgets import QLabel, QStackedWidget
from pytestqt.qtbot import QtBot

from bracketdesk.ui.later import Later


def test_a_page_is_made_when_it_is_first_shown_and_once(qtbot: QtBot) -> None:
    made: list[QLabel] = []

    def make() -> QLabel:
        made.append(QLabel("here"))
        return made[-1]

    stack = QStackedWidget()
    qtbot.addWidget(stack)
    stack.addWidget(QLabel("first"))
    stack.addWidget(Later(make))
    stack.show()
    assert made == []
    for index in (1, 0, 1):
        stack.setCurrentIndex(index)
    assert [label.text() for label in made] == ["here"]
    assert made[0].isVisible()
