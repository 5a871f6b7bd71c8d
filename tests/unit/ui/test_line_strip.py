"""The line's own row: every state with its word, its shape, its sentence and its next action."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from tests.support.fake_desk import FakeDesk
from tests.support.fake_market import paint
from tests.support.sample_views import session
from tests.support.screen import click, found, shown
from tests.support.until import until
from tests.support.zones import system_zone

from bracketdesk.controller import standing
from bracketdesk.controller.views import Connection, SessionView
from bracketdesk.domain.session import Environment
from bracketdesk.ui.line_strip import (
    ENTERING,
    LOOK_MS,
    MARKS,
    TROUBLED,
    UNEASY,
    Action,
    LineStrip,
    action_of,
    connection_text,
)
from bracketdesk.ui.text_boxes import OneLine
from bracketdesk.ui.theme import LIGHT

AT = datetime(2026, 11, 22, 16, 5, tzinfo=UTC)
DEMO = Environment.DEMO


class Shown:
    def __init__(self) -> None:
        self.desk = FakeDesk()
        self.strip = LineStrip(self.desk)
        self.strip.resize(900, 24)
        self.told: list[str] = []
        self.strip.details_wanted.connect(lambda: self.told.append("details"))
        self.strip.sign_in_wanted.connect(lambda: self.told.append("sign in"))
        self.strip.connect_wanted.connect(lambda: self.told.append("connect"))

    def show(self, view: SessionView, seconds: float | None = None) -> None:
        self.desk.seconds = seconds
        self.desk.session.set(view)

    def text(self, name: str) -> str:
        return found(self.strip, QLabel, name).text()

    @property
    def state(self) -> QPushButton:
        return found(self.strip, QPushButton, "connectionLabel")

    @property
    def action(self) -> QPushButton:
        return found(self.strip, QPushButton, "sessionActionButton")

    @property
    def alarm(self) -> bool:
        return bool(self.strip.property("alarm"))


@pytest.fixture
async def line(qtbot: QtBot) -> Shown:
    line = Shown()
    qtbot.addWidget(line.strip)
    await shown(line.strip)
    return line


@pytest.mark.parametrize(
    ("connection", "seconds", "text"),
    [
        (Connection.OFFLINE, None, "offline"),
        (Connection.SIGNING_IN, None, "signing in…"),
        (Connection.CONNECTING, None, "connecting…"),
        (Connection.SYNCHRONISING, None, "synchronising…"),
        (Connection.CONNECTED, None, "connected 12 ms"),
        (Connection.RECONNECTING, 11.2, "reconnecting in 12 s"),
        (Connection.RECONNECTING, None, "reconnecting…"),
        (Connection.FROZEN, 2843.0, "frozen until 16:05 (47:23)"),
        (Connection.TAKEN_OVER, None, "taken over"),
        (Connection.TAKEN_OVER, 290.0, "taken over, one try in 4:50"),
    ],
)
def test_each_state_has_its_word(connection: Connection, seconds: float | None, text: str) -> None:
    with system_zone("UTC"):
        view = replace(session(DEMO, connection), until=AT if seconds else None)
        assert connection_text(view, seconds) == text


async def test_a_line_that_gives_no_answer_is_not_calm(line: Shown) -> None:
    line.show(session())
    assert (line.text("connectionDot"), line.alarm) == ("■", False)
    line.show(replace(session(), silence=7))
    assert line.state.text() == "connected, no answer for 7 s"
    assert (line.text("connectionDot"), line.alarm) == ("▢", True)
    assert line.state.palette().buttonText().color().name() == LIGHT.warning
    wide = line.state.minimumWidth()
    line.show(session())
    assert line.state.minimumWidth() < wide


@pytest.mark.parametrize(("seconds", "mark"), [(0.499, "■"), (0.5, "▢"), (2.0, "▢")])
async def test_a_slow_line_is_amber(line: Shown, seconds: float, mark: str) -> None:
    line.show(replace(session(), latency=seconds))
    assert line.text("connectionDot") == mark
    assert line.state.text() == f"connected {seconds * 1000:,.0f} ms"
    assert line.state.property("uneasy") == (mark == "▢")
    assert not line.alarm


@pytest.mark.parametrize("scale", [1, 2])
async def test_the_word_stays_where_it_is_whatever_the_milliseconds(
    line: Shown, scale: int
) -> None:
    places = set()
    for seconds in (0.004, 0.012, 0.123, 0.045, 1.234, 0.007):
        line.show(replace(session(text="Said."), latency=seconds))
        paint()
        places.add((first_ink(line.state, scale), line.state.x()))
    assert len(places) == 1


async def test_the_sentence_stays_put_from_the_first_milliseconds(line: Shown) -> None:
    places = set()
    for seconds in (0.004, 0.012, 0.123, 0.045):
        line.show(replace(session(text="Said."), latency=seconds))
        paint()
        places.add(found(line.strip, QFrame, "sessionText").x())
    assert len(places) == 1


def first_ink(widget: QWidget, scale: int) -> int:
    """Return the first dark column within the focus ring, at a scale of the screen."""
    picture = QImage(widget.size() * scale, QImage.Format.Format_RGB32)
    picture.setDevicePixelRatio(scale)
    picture.fill(LIGHT.card)
    widget.render(picture)
    edge, width, height = 4 * scale, picture.width(), picture.height()
    rows = range(edge, height - edge)
    dark = (
        x
        for x in range(edge, width)
        if any(picture.pixelColor(x, y).lightness() < 128 for y in rows)
    )
    return next(dark)


def test_the_countdown_of_a_penalty_is_not_the_line_s() -> None:
    view = replace(session(DEMO, Connection.TAKEN_OVER), until=AT, penalty=True)
    assert connection_text(view, 12.0) == "taken over"


def test_no_two_states_share_a_shape() -> None:
    assert set(MARKS) == set(Connection)
    assert len({shape for shape, _ in (*MARKS.values(), UNEASY)}) == len(MARKS) + 1


async def test_the_sentence_and_the_end_of_the_session_are_said(line: Shown) -> None:
    with system_zone("UTC"):
        line.show(session(text="Choose an account."))
    assert line.text("sessionText") == "Choose an account."
    assert line.text("sessionLabel") == "session until 10:02"
    assert "UTC" in found(line.strip, QLabel, "sessionLabel").toolTip()
    assert not line.alarm


async def test_the_state_is_not_said_twice(line: Shown) -> None:
    line.show(session(DEMO, Connection.SIGNING_IN, "Signing in …"))
    assert line.text("sessionText") == ""


@pytest.mark.parametrize("connection", TROUBLED)
async def test_trouble_is_on_another_ground_and_has_the_room(
    line: Shown, connection: Connection
) -> None:
    line.show(session(DEMO, connection))
    assert line.alarm
    assert not found(line.strip, QLabel, "sessionLabel").isVisible()


@pytest.mark.parametrize("connection", list(Connection))
async def test_no_state_and_no_sentence_changes_its_height(
    line: Shown, connection: Connection
) -> None:
    before = line.strip.height()
    line.show(replace(session(DEMO, connection, "x " * 300), sign_in_again=True))
    assert line.strip.sizeHint().height() <= before == line.strip.height()
    assert line.strip.minimumSizeHint().width() < 900


async def test_a_sentence_too_long_stands_in_the_tooltip(line: Shown) -> None:
    text = "The broker closed the line. " * 20
    line.show(session(text=text))
    assert found(line.strip, QLabel, "sessionText").toolTip() == text


async def test_a_countdown_runs_while_there_is_a_wait_and_no_longer(line: Shown) -> None:
    clock = next(t for t in line.strip.findChildren(QTimer) if t.interval() == LOOK_MS)
    assert not clock.isActive()
    line.show(replace(session(DEMO, Connection.RECONNECTING), until=AT), 12)
    assert clock.isActive()
    line.desk.seconds = 10.4
    clock.timeout.emit()
    assert line.state.text() == "reconnecting in 11 s"
    line.show(session(DEMO))
    assert not clock.isActive()


async def test_the_sentence_stays_put_while_the_seconds_run_down(line: Shown) -> None:
    line.show(replace(session(DEMO, Connection.RECONNECTING, "Lost."), until=AT), 12)
    line.strip.grab()
    place = found(line.strip, QFrame, "sessionText").x()
    line.desk.seconds = 3
    found(line.strip, QTimer, "").timeout.emit()
    line.strip.grab()
    assert line.state.text() == "reconnecting in 3 s"
    assert found(line.strip, QFrame, "sessionText").x() == place


WAITING = replace(session(DEMO, Connection.RECONNECTING, "Lost."), until=AT, may_try=True)


async def test_a_countdown_can_be_cut_short(line: Shown) -> None:
    button = found(line.strip, QPushButton, "tryNowButton")
    assert not button.isVisible()
    line.show(WAITING, 12)
    line.strip.grab()
    assert (button.isVisible(), button.accessibleName()) == (True, "Try to connect now")
    assert line.state.x() + line.state.width() < button.x()
    assert button.x() < found(line.strip, QFrame, "sessionText").x()
    click(line.strip, "tryNowButton")
    assert line.desk.calls == [("try_now",)]
    button.setFocus()
    line.show(session(DEMO, Connection.CONNECTING))
    assert not button.isVisible()
    assert line.state.hasFocus()


@pytest.mark.parametrize(
    "view",
    [
        replace(WAITING, may_try=False),
        replace(WAITING, penalty=True),
        replace(WAITING, connection=Connection.FROZEN),
        replace(WAITING, connection=Connection.SIGNING_IN),
    ],
)
async def test_no_other_wait_can_be_cut_short(line: Shown, view: SessionView) -> None:
    line.show(view, 12)
    assert not found(line.strip, QPushButton, "tryNowButton").isVisible()


async def test_the_state_opens_the_details(line: Shown) -> None:
    click(line.strip, "connectionLabel")
    line.state.setFocus()
    assert line.state.hasFocus()
    assert line.told == ["details"]


FROZEN_UNTIL = replace(session(DEMO, Connection.FROZEN, standing.FROZEN_LINE), until=AT)
TAKEN_OVER = session(DEMO, Connection.TAKEN_OVER, standing.QUOTA)


@pytest.mark.parametrize(
    ("view", "seconds"),
    [
        (FROZEN_UNTIL, 3543.0),
        (replace(TAKEN_OVER, until=AT), 299.0),
        (replace(TAKEN_OVER, text=standing.REFUSED, sign_in_again=True), None),
        (replace(session(DEMO, text=standing.NOT_RENEWED), sign_in_again=True), None),
        (replace(session(DEMO, text=standing.EXPIRED), sign_in_again=True), None),
    ],
)
async def test_what_counts_is_read_whole_in_a_narrow_window(
    line: Shown, view: SessionView, seconds: float | None
) -> None:
    line.show(view, seconds)
    text = found(line.strip, OneLine, "sessionText")
    await until(lambda: text.sizeHint().width() <= text.width())


PRACTICE = Environment.PRACTICE


@pytest.mark.parametrize(
    ("view", "action"),
    [
        (session(DEMO), None),
        (session(DEMO, Connection.RECONNECTING), None),
        (session(DEMO, Connection.OFFLINE), None),
        (session(DEMO, Connection.FROZEN), None),
        (session(DEMO, Connection.TAKEN_OVER), Action.SIGN_IN),
        (session(PRACTICE, Connection.TAKEN_OVER), Action.CONNECT),
        (replace(session(DEMO, Connection.TAKEN_OVER), sign_in_again=True), Action.SIGN_IN),
        (replace(session(DEMO), sign_in_again=True), Action.SIGN_IN),
        (replace(session(PRACTICE), sign_in_again=True), Action.CONNECT),
        (replace(session(DEMO, Connection.OFFLINE), penalty=True), Action.GO_ON),
        *((replace(session(DEMO, c), sign_in_again=True), None) for c in ENTERING),
    ],
)
def test_what_it_offers(view: SessionView, action: Action | None) -> None:
    assert action_of(view) is action


async def test_while_nothing_is_wanted_there_is_no_button(line: Shown) -> None:
    line.show(session(DEMO))
    assert not line.action.isVisible()


async def test_a_sign_in_that_ends_is_asked_for_while_the_line_works_on(line: Shown) -> None:
    line.show(replace(session(DEMO, text="Sign in again."), sign_in_again=True))
    assert line.alarm
    assert line.state.text() == "connected 12 ms"
    click(line.strip, "sessionActionButton")
    assert line.told == ["sign in"]


@pytest.mark.parametrize(("where", "told"), [(DEMO, "sign in"), (PRACTICE, "connect")])
async def test_a_line_taken_over_is_taken_back_by_a_click(
    line: Shown, where: Environment, told: str
) -> None:
    line.show(session(where, Connection.TAKEN_OVER))
    click(line.strip, "sessionActionButton")
    assert line.told == [told]
    assert line.desk.calls == []


async def test_a_penalty_goes_on_once_its_time_is_over(line: Shown) -> None:
    line.show(replace(session(DEMO, Connection.OFFLINE), penalty=True, until=AT), 3)
    click(line.strip, "sessionActionButton")
    assert (line.action.text(), line.action.isEnabled()) == ("Go on in 3 s", False)
    line.desk.seconds = 0.0
    found(line.strip, QTimer, "").timeout.emit()
    assert line.action.text() == Action.GO_ON
    click(line.strip, "sessionActionButton")
    assert line.desk.calls == [("continue_sign_in",)]
