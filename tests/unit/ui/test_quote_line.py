"""The quote: figures, sizes, age, the tint, and its absence."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QProxyStyle,
    QStyle,
    QStyleHintReturn,
    QStyleOption,
    QWidget,
)
from pytestqt.qtbot import QtBot
from tests.support.fake_desk import FakeDesk
from tests.support.fake_market import MES, ZN, named, paint, quote
from tests.support.until import until

from bracketdesk.controller.views import QuoteView
from bracketdesk.ui.quote_line import PriceLabel, QuoteLine, age_text, stale_after


@pytest.fixture
def line(qtbot: QtBot, desk: FakeDesk) -> QuoteLine:
    line = QuoteLine(desk)
    qtbot.addWidget(line)
    line.show()
    paint()
    return line


def said(line: QuoteLine) -> list[str]:
    """What can be read, left to right."""
    labels = [label for label in line.findChildren(QLabel) if label.isVisible() and label.text()]
    return [label.text() for label in sorted(labels, key=lambda label: label.x())]


def test_bid_last_and_ask_with_their_sizes_and_age(line: QuoteLine) -> None:
    assert said(line) == ["6012.25", "× 14 bid", "6012.50", "last", "6012.50", "× 9 ask", "0.3 s"]


def test_prices_are_written_as_the_instrument_does(line: QuoteLine, desk: FakeDesk) -> None:
    desk.instrument.set(ZN)
    desk.quote.set(quote("110.515625", "110.53125", "110.53125"))
    assert line.bid.text() == "110'165"


def test_no_quote_says_so(line: QuoteLine, desk: FakeDesk) -> None:
    desk.age = None
    desk.quote.set(None)
    paint()
    assert said(line) == ["no quote"]
    desk.quote.set(quote())
    assert line.last.text() == "6012.50"


def test_a_quote_without_an_instrument_is_no_quote(line: QuoteLine, desk: FakeDesk) -> None:
    desk.instrument.set(None)
    assert line.bid.text() == "no quote"


def test_half_a_quote(line: QuoteLine, desk: FakeDesk) -> None:
    desk.quote.set(QuoteView(1, bid=MES.tick_size))
    paint()
    assert said(line) == ["0.25", "bid", "–", "last", "–", "ask", "0.3 s"]


def text(line: QuoteLine) -> str:
    """What is said over the figures."""
    return named(line, QLabel, "quoteTextLabel").text()


def tones(line: QuoteLine) -> list[str]:
    return [label.property("tone") for label in (line.bid, line.last, line.ask)]


async def test_a_stale_quote_stays_dimmed_with_word_shape_and_colour(
    qtbot: QtBot, desk: FakeDesk
) -> None:
    line = QuoteLine(desk)
    qtbot.addWidget(line)
    line.show()
    desk.age = 14.9
    await until(lambda: line.age.text() == "15 s")
    assert (text(line), line.age.property("tone")) == ("", "secondary")
    assert tones(line) == ["buy", "text", "sell"]
    desk.age = 15.0
    await until(lambda: text(line) == "△ stale")
    assert line.age.property("tone") == "warning"
    assert tones(line) == ["secondary"] * 3
    assert line.bid.text() == "6012.25"
    assert "15 seconds or more" in line.toolTip()
    desk.age = 0.1
    desk.quote.set(quote("6012.00"))
    assert (text(line), line.age.text(), line.age.property("tone")) == ("", "0.1 s", "secondary")
    assert tones(line) == ["buy", "text", "sell"]
    assert "15 seconds" not in line.toolTip()


@pytest.mark.parametrize(
    ("quotes", "seconds"), [(0, 15), (1, 15), (40, 15), (50, 12), (60, 10), (120, 5), (9000, 5)]
)
def test_what_comes_often_is_missed_sooner(quotes: int, seconds: float) -> None:
    assert stale_after(quotes) == seconds


def test_a_busy_contract_is_marked_after_five_seconds_and_the_next_one_is_not(
    line: QuoteLine, desk: FakeDesk
) -> None:
    for beat in range(200):
        desk.quote.set(replace(quote(), heard=1000 + beat / 4))
    desk.age = 5.0
    line._clock.timeout.emit()
    assert (text(line), line.age.property("tone")) == ("△ stale", "warning")
    assert "for 5 seconds or more" in line.toolTip()
    desk.quote.set(replace(quote(), heard=2000))  # after a gap: how often it comes is not known
    assert text(line) == ""
    desk.instrument.set(ZN)
    assert text(line) == ""


def test_why_there_is_no_quote_is_said_in_its_place(line: QuoteLine, desk: FakeDesk) -> None:
    desk.age = None
    desk.quote.set(None)
    desk.quote_text.set("No quotes: the broker refused. Its own words: “No entitlement”")
    paint()
    assert line.bid.text() == "no quote"
    assert text(line) == "△ No quotes: the broker refused. Its own words: “No entitlement”"
    desk.quote_text.set("")
    assert text(line) == ""


def test_where_quotes_have_stopped_the_last_stays_dimmed(line: QuoteLine, desk: FakeDesk) -> None:
    desk.quote_text.set("No quotes: The connection broke.")
    assert text(line) == "△ No quotes: The connection broke."
    assert line.bid.text() == "6012.25"
    assert tones(line) == ["secondary"] * 3
    desk.age = 20.0
    desk.quote.set(quote("6012.00"))
    assert text(line) == "△ stale · No quotes: The connection broke."


def test_a_long_reason_moves_nothing_and_stands_in_the_tooltip(
    line: QuoteLine, desk: FakeDesk
) -> None:
    line.resize(480, 48)
    paint()
    places = [label.pos() for label in (line.bid, line.last, line.ask, line.age)]
    width = line.minimumSizeHint().width()
    desk.quote_text.set("No quotes: " + "words " * 60)
    paint()
    assert [label.pos() for label in (line.bid, line.last, line.ask, line.age)] == places
    assert line.minimumSizeHint().width() == width
    assert named(line, QLabel, "quoteTextLabel").toolTip() == text(line)


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.0, "0.0 s"), (9.94, "9.9 s"), (12.4, "12 s"), (240, "4 min")]
)
def test_an_age_as_people_say_it(seconds: float, text: str) -> None:
    assert age_text(seconds) == text


def test_the_line_does_not_jump_when_a_price_gets_shorter(line: QuoteLine, desk: FakeDesk) -> None:
    place = line.ask.x()
    desk.quote.set(replace(quote("999.75", "1000.00", "999.75"), bid_size=1, ask_size=1))
    paint()
    assert line.ask.x() == place


def ground(label: PriceLabel) -> str:
    picture = label.grab().toImage()
    return str(picture.pixelColor(picture.width() // 2, 0).name())


async def test_a_changed_price_tints_for_a_moment(qtbot: QtBot, desk: FakeDesk) -> None:
    line = QuoteLine(desk)
    qtbot.addWidget(line)
    line.show()
    plain = ground(line.bid)
    desk.quote.set(quote("6012.00"))
    assert ground(line.bid) == "#e7f0fb"
    await until(lambda: ground(line.bid) == plain)


class StillStyle(QProxyStyle):
    """A system whose user asked for no motion."""

    def styleHint(  # noqa: N802 - Qt's name
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        returnData: QStyleHintReturn | None = None,  # noqa: N803 - Qt's name
    ) -> int:
        if hint == QStyle.StyleHint.SH_Widget_Animation_Duration:
            return 0
        return super().styleHint(hint, option, widget, returnData)


@pytest.fixture
def _still(qapp: QApplication) -> Iterator[None]:
    qapp.setStyle(StillStyle("Fusion"))
    yield
    qapp.setStyle("Fusion")


@pytest.mark.usefixtures("_still")
def test_nothing_tints_where_motion_is_unwelcome(line: QuoteLine, desk: FakeDesk) -> None:
    plain = ground(line.bid)
    desk.quote.set(quote("6012.00"))
    assert line.bid.text() == "6012.00"
    assert ground(line.bid) == plain


def test_every_figure_has_its_name(line: QuoteLine) -> None:
    for name in ("bidLabel", "askLabel", "lastLabel", "quoteAgeLabel"):
        assert not named(line, QLabel, name).accessibleName()
