"""The small parts the cards are built of."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot
from tests.support.fake_market import paint

from bracketdesk.ui.fields import (
    Card,
    Pill,
    heading,
    labelled,
    row,
    set_invalid,
    set_property,
    set_tone,
    text_label,
)
from bracketdesk.ui.style_sheet import TONES
from bracketdesk.ui.theme import LIGHT


def painted(label: QLabel) -> set[str]:
    picture = label.grab().toImage()
    return {
        picture.pixelColor(x, y).name()
        for x in range(picture.width())
        for y in range(picture.height())
    }


@pytest.mark.parametrize("tone", TONES)
def test_a_tone_is_its_colour(qtbot: QtBot, tone: str) -> None:
    label = text_label(text="████")
    qtbot.addWidget(label)
    set_tone(label, tone)
    label.show()
    assert getattr(LIGHT, tone) in painted(label)


def test_a_tone_can_be_taken_back(qtbot: QtBot) -> None:
    label = text_label(text="████", tone="gain")
    qtbot.addWidget(label)
    set_tone(label, "")
    label.show()
    assert LIGHT.text in painted(label)
    assert LIGHT.gain not in painted(label)


def test_sizes_differ_and_strong_is_bold(qtbot: QtBot) -> None:
    heights = []
    for size in ("small", "", "large", "quote"):
        label = text_label(text="X", size=size)
        qtbot.addWidget(label)
        label.ensurePolished()
        heights.append(label.sizeHint().height())
    assert heights == sorted(set(heights))
    strong = text_label(text="X", strong=True)
    qtbot.addWidget(strong)
    strong.ensurePolished()
    assert strong.font().bold() or strong.font().weight() >= 600


def test_labels_never_read_markup() -> None:
    for label in (text_label(text="<b>x</b>"), heading("<b>x</b>"), Pill("<b>x</b>")):
        assert label.textFormat() is Qt.TextFormat.PlainText


def test_a_label_stands_above_its_field_and_leads_to_it(qtbot: QtBot) -> None:
    edit = QLineEdit()
    holder = labelled("&Limit", edit)
    qtbot.addWidget(holder)
    holder.show()
    holder.activateWindow()
    paint()
    caption = holder.findChild(QLabel)
    assert caption is not None
    assert caption.y() + caption.height() <= edit.y()
    assert caption.x() == edit.x()
    edit.clearFocus()
    QTest.keyClick(holder, Qt.Key.Key_L, Qt.KeyboardModifier.AltModifier)
    assert edit.hasFocus()
    assert edit.accessibleName() == "Limit"


def test_a_name_given_before_is_kept(qtbot: QtBot) -> None:
    edit = QLineEdit()
    edit.setAccessibleName("Limit price")
    holder = labelled("&Limit", edit)
    qtbot.addWidget(holder)
    assert edit.accessibleName() == "Limit price"


def test_an_invalid_field_shows_and_says_why(qtbot: QtBot) -> None:
    edit = QLineEdit()
    edit.setToolTip("A price")
    qtbot.addWidget(edit)
    edit.show()

    def ground() -> str:
        return str(edit.grab().toImage().pixelColor(20, 5).name())

    plain = ground()
    set_invalid(edit, "Off the tick.")
    assert (ground(), edit.toolTip()) == (LIGHT.invalid, "Off the tick.")
    set_invalid(edit, "Too far.")
    assert edit.toolTip() == "Too far."
    set_invalid(edit, "")
    set_invalid(edit, "")
    assert (ground(), edit.toolTip()) == (plain, "A price")


def test_the_same_property_again_costs_nothing(qtbot: QtBot) -> None:
    told: list[str] = []

    class Watched(QLabel):
        def setProperty(self, name: str, value: object) -> bool:  # noqa: N802 - Qt's name
            told.append(name)
            return bool(super().setProperty(name, value))

    watched = Watched()
    qtbot.addWidget(watched)
    set_property(watched, "tone", "gain")
    set_property(watched, "tone", "gain")
    assert told == ["tone"]


def test_a_card_has_a_title_and_a_row_its_space(qtbot: QtBot) -> None:
    card = Card("Levels")
    left, right = QPushButton("l"), QPushButton("r")
    card.body.addLayout(row(left, None, right))
    qtbot.addWidget(card)
    card.resize(400, 100)
    card.show()
    title = card.findChild(QLabel)
    assert title is not None
    assert title.text() == "LEVELS"
    assert left.x() == title.x()
    assert right.geometry().right() == card.width() - 1 - left.x()
