"""What closed a position: in the place of its meter, with what it came to, until it is closed."""

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from tests.support.fake_desk import FakeDesk
from tests.support.sample_cover import cover
from tests.support.sample_views import AT
from tests.support.screen import click, found, shown
from tests.support.zones import system_zone

from bracketdesk.controller.after.views import ExitedView
from bracketdesk.ui.cover_strip import CoverStrip
from bracketdesk.ui.exited_chip import exited_sentence, gain_text

STOPPED = ExitedView(1, "MESZ6", 0, AT, "3 stopped at 6008.50", Decimal(-60), Decimal(-1))


class Shown:
    """The strip on a desk."""

    def __init__(self) -> None:
        self.desk = FakeDesk()
        self.strip = CoverStrip(self.desk)
        self.strip.resize(1100, 28)

    def text(self, name: str) -> str:
        return found(self.strip, QLabel, name).text()

    def there(self, name: str) -> bool:
        QApplication.processEvents()
        return any(part.isVisible() for part in self.strip.findChildren(QWidget, name))


@pytest.fixture
async def strip(qtbot: QtBot) -> Shown:
    there = Shown()
    qtbot.addWidget(there.strip)
    there.desk.after.covers.set((cover(3, 3),))
    await shown(there.strip)
    return there


async def test_it_takes_the_meters_place(strip: Shown) -> None:
    strip.desk.after.covers.set(())
    assert not strip.strip.isVisible()
    with system_zone("UTC"):
        strip.desk.after.exited.set((STOPPED,))
    assert strip.there("exitedChip1")
    assert strip.text("exitedText1") == "MESZ6 flat 10:02:11: 3 stopped at 6008.50"
    assert strip.text("exitedGain1") == "−$60 · −1.0R"
    assert found(strip.strip, QLabel, "exitedGain1").property("tone") == "loss"
    strip.desk.after.covers.set((cover(1, 1),))
    assert (strip.there("exitedChip1"), strip.there("coverMeter1")) == (False, True)


async def test_what_is_not_known_is_left_out(strip: Shown) -> None:
    strip.desk.after.covers.set(())
    strip.desk.after.exited.set((ExitedView(1, "MESZ6", 0),))
    assert strip.text("exitedText1") == "MESZ6 flat"
    assert not strip.there("exitedGain1")


async def test_its_button_takes_it_away(strip: Shown) -> None:
    strip.desk.after.covers.set(())
    strip.desk.after.exited.set((STOPPED,))
    click(strip.strip, "exitedCloseButton1")
    assert strip.desk.after.called("dismiss_exited") == [(1,)]
    strip.desk.after.exited.set(())
    assert not strip.strip.isVisible()


async def test_what_closed_a_part_stands_in_the_meter(strip: Shown) -> None:
    part = ExitedView(1, "MESZ6", 2, AT, "1 took its target at 6016.50", Decimal(20))
    strip.desk.after.covers.set((cover(2, 2),))
    with system_zone("UTC"):
        strip.desk.after.exited.set((part,))
    text = found(strip.strip, QPushButton, "coverButton1").text()
    assert text.endswith("stops working for 2 · 10:02:11 1 took its target at 6016.50, +$20")
    assert not strip.there("exitedChip1")


async def test_what_has_no_room_is_counted_after_the_meters(strip: Shown) -> None:
    strip.strip.resize(600, 28)
    other = replace(STOPPED, contract_id=2, symbol="ZNZ6")
    strip.desk.after.exited.set((other,))
    assert (strip.there("coverMeter1"), strip.there("exitedChip2")) == (True, False)
    more = found(strip.strip, QPushButton, "coverMoreButton")
    assert more.text() == "+1 more"
    assert more.toolTip() == exited_sentence(other)


def test_dollars_and_r_carry_their_signs() -> None:
    assert (
        gain_text(replace(STOPPED, dollars=Decimal("62.5"), r=Decimal("1.04"))) == "+$62.50 · +1.0R"
    )
    assert gain_text(replace(STOPPED, r=None)) == "−$60"
    assert gain_text(replace(STOPPED, dollars=None)) == ""
