"""The meters in sight: those in trouble first, the fix on offer, and nothing where all is flat."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot
from tests.support.fake_desk import FakeDesk
from tests.support.sample_cover import alarming, cover
from tests.support.sample_views import AT
from tests.support.screen import click, focus, found, press, shown

from bracketdesk.controller.after.views import CoverView
from bracketdesk.ui.cover_strip import (
    GAP,
    MORE_WIDTH,
    TROUBLE_WIDTH,
    CoverMeter,
    CoverStrip,
    fitting,
)

COVERED = cover(-2, 2, 2, "ZNZ6")
SHORT_OF = alarming(cover(4, 2))
TOO_MANY = cover(1, 3, 3, "CLF7")


class Shown:
    """The strip on a desk, and what it asked for."""

    def __init__(self) -> None:
        self.desk = FakeDesk()
        self.strip = CoverStrip(self.desk)
        self.strip.resize(1100, 28)
        self.asked: list[object] = []
        self.strip.exits_wanted.connect(self.asked.append)
        self.strip.positions_wanted.connect(lambda: self.asked.append("positions"))

    def show(self, *views: CoverView) -> None:
        self.desk.after.covers.set(views)
        QApplication.processEvents()

    def seen(self) -> list[str]:
        """The meters in sight, from left to right."""
        meters = [m for m in self.strip.findChildren(CoverMeter) if m.isVisible()]
        return [m.objectName() for m in sorted(meters, key=lambda m: m.x())]


@pytest.fixture
async def strip(qtbot: QtBot) -> Shown:
    there = Shown()
    qtbot.addWidget(there.strip)
    there.desk.after.covers.set((COVERED,))
    await shown(there.strip)
    return there


async def test_nothing_is_there_where_all_is_flat_and_nothing_works(strip: Shown) -> None:
    strip.show(cover(0, 0), replace(cover(0, 0, 2, "ZNZ6")))
    assert strip.seen() == []
    assert not strip.strip.isVisible()
    strip.show(replace(cover(0, 0), targets=1))
    assert strip.seen() == ["coverMeter1"]


async def test_a_meter_says_its_state_by_mark_word_and_ground(strip: Shown) -> None:
    strip.show(SHORT_OF, COVERED)
    said = [found(strip.strip, QLabel, f"coverState{i}").text() for i in (1, 2)]
    marks = [found(strip.strip, QLabel, f"coverMark{i}").text() for i in (1, 2)]
    grounds = [found(strip.strip, CoverMeter, f"coverMeter{i}").property("role") for i in (1, 2)]
    assert said == ["2 unprotected", "covered"]
    assert marks == ["▲", "■"]
    assert grounds == ["danger", "notice"]
    strip.show(cover(4, 2))
    assert found(strip.strip, CoverMeter, "coverMeter1").property("role") == "banner"


async def test_a_meter_of_before_is_not_calm(strip: Shown) -> None:
    doubt = "an order to sell 3 may exist"
    strip.show(replace(COVERED, as_of=AT, doubt=doubt))
    label = found(strip.strip, QLabel, "coverState2")
    assert label.text().startswith("covered as of ")
    assert label.property("tone") == "warning"
    assert found(strip.strip, QLabel, "coverMark2").text() == "▢"
    assert found(strip.strip, CoverMeter, "coverMeter2").property("role") == "banner"
    assert doubt in found(strip.strip, QPushButton, "coverButton2").text()


async def test_it_is_read_as_a_sentence(strip: Shown) -> None:
    strip.show(SHORT_OF)
    sentence = "Alarm: MESZ6: position 4 long, stops working for 2; 2 unprotected."
    assert found(strip.strip, CoverMeter, "coverMeter1").accessibleName() == sentence
    assert found(strip.strip, QPushButton, "coverButton1").accessibleName() == sentence
    fix = found(strip.strip, QPushButton, "coverFixButton1")
    assert (fix.text(), fix.accessibleDescription()) == ("Exits for 2 MESZ6", sentence)


async def test_the_one_fix_opens_the_exits_and_nothing_is_offered_where_all_is_well(
    strip: Shown,
) -> None:
    strip.show(SHORT_OF, COVERED)
    assert not found(strip.strip, QPushButton, "coverFixButton2").isVisible()
    click(strip.strip, "coverFixButton1")
    found(strip.strip, QAction, "coverFixAction1").trigger()
    assert strip.asked == [1, 1]


async def test_a_meter_leads_to_the_positions(strip: Shown) -> None:
    strip.show(COVERED)
    click(strip.strip, "coverButton2")
    assert strip.asked == ["positions"]


async def test_what_does_not_fit_is_counted_and_told(strip: Shown) -> None:
    strip.strip.resize(600, 28)
    strip.show(COVERED, SHORT_OF, cover(1, 1, 4, "ESZ6"), cover(1, 1, 5, "NQZ6"))
    assert strip.seen() == ["coverMeter1"]
    more = found(strip.strip, QPushButton, "coverMoreButton")
    assert more.text() == "+3 more"
    assert "ESZ6: position 1 long, stops working for 1; covered." in more.toolTip()
    click(strip.strip, "coverMoreButton")
    assert strip.asked == ["positions"]
    strip.strip.resize(4000, 28)
    QApplication.processEvents()
    assert strip.seen() == ["coverMeter4", "coverMeter1", "coverMeter5", "coverMeter2"]
    assert not more.isVisible()


async def test_trouble_without_room_is_said(strip: Shown) -> None:
    strip.strip.resize(600, 28)
    strip.show(COVERED, SHORT_OF, TOO_MANY)
    more = found(strip.strip, QPushButton, "coverMoreButton")
    assert (more.text(), more.property("alarm")) == ("+2 more, 1 in trouble", True)
    assert "stops for 2 too many" in more.accessibleDescription()
    assert more.sizeHint().width() <= TROUBLE_WIDTH
    strip.show(COVERED, SHORT_OF, cover(1, 1, 3, "CLF7"))
    assert (more.text(), more.property("alarm")) == ("+2 more", False)
    assert more.sizeHint().width() <= MORE_WIDTH


async def test_an_update_moves_no_meter_and_keeps_the_keys(strip: Shown) -> None:
    strip.show(COVERED, cover(4, 4))
    found(strip.strip, QPushButton, "coverButton2").setFocus()
    strip.show(COVERED, SHORT_OF)
    assert strip.seen() == ["coverMeter1", "coverMeter2"]
    assert focus().objectName() == "coverButton2"


async def test_the_keys_go_from_meter_to_meter(strip: Shown) -> None:
    strip.show(COVERED, SHORT_OF)
    found(strip.strip, QPushButton, "coverButton1").setFocus()
    reached = []
    for _ in range(2):
        press(Qt.Key.Key_Tab)
        reached.append(focus().objectName())
    assert reached == ["coverFixButton1", "coverButton2"]


@given(widths=st.lists(st.integers(50, 500), max_size=8), room=st.integers(0, 3000))
def test_what_fits_never_takes_more_than_the_room(widths: list[int], room: int) -> None:
    named = list(enumerate(widths))
    fits = fitting(named, room)
    assert fits == set(range(len(fits)))
    if len(fits) > 1:
        more = MORE_WIDTH + GAP if len(fits) < len(widths) else 0
        assert sum(widths[: len(fits)]) + GAP * (len(fits) - 1) + more <= room
    assert bool(fits) == bool(widths)
