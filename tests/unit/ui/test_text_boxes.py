import pytest
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from bracketdesk.ui.text_boxes import OneLine, ReadBox, count_lines, fixed_column, wrapping


def test_lines_are_counted_as_they_break() -> None:
    font = QFont()
    assert count_lines("", font, 100) == 1
    assert count_lines("a\nb\n\nc", font, 100) == 4
    assert count_lines("word " * 40, font, 10_000) == 1
    assert count_lines("word " * 40, font, 100) > 5
    assert count_lines("x" * 400, font, 100) > 5


@pytest.mark.parametrize("lines", [1, 3, 9])
def test_a_box_is_as_high_as_its_words_where_there_is_room(qtbot: QtBot, lines: int) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    box = ReadBox("box", 2)
    column.addWidget(box, 1)
    column.addStretch()
    window.resize(400, 600)
    window.show()
    box.show_text("\n".join("line" for _ in range(lines)))
    QApplication.processEvents()
    assert not box.verticalScrollBar().isVisible()
    assert box.height() < 20 * lines + 30


def test_a_box_without_room_scrolls_but_stays_readable(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    box = ReadBox("box", 2)
    QVBoxLayout(window).addWidget(box)
    box.show_text("\n".join("line" for _ in range(40)))
    window.resize(400, 90)
    window.show()
    assert box.verticalScrollBar().isVisible()
    assert box.height() >= 40


def test_a_line_gives_way_and_keeps_its_text_in_reach(qtbot: QtBot) -> None:
    line = OneLine("line", "secondary")
    qtbot.addWidget(line)
    line.setText("a long sentence that cannot fit in eighty pixels")
    line.resize(80, 20)
    line.show()
    line.grab()
    assert line.minimumSizeHint().width() == 0
    assert line.toolTip() == line.text()
    line.resize(900, 20)
    assert line.toolTip() == ""
    line.setText("long " * 100)
    assert line.toolTip() == line.text()


def test_a_fixed_column_grows_with_what_it_holds(qtbot: QtBot) -> None:
    dialog = QDialog()
    qtbot.addWidget(dialog)
    column = fixed_column(dialog, 200)
    label: QLabel = wrapping("label", "short")
    column.addWidget(label)
    dialog.show()
    before = dialog.height()
    label.setText("much longer " * 30)
    QApplication.processEvents()
    assert dialog.height() > before + 50
    assert label.width() == 200
