from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from tests.support.fake_desk import FakeDesk
from tests.support.sample_views import AT, session
from tests.support.screen import click, found, press, shown
from tests.support.until import until
from tests.support.zones import system_zone

from bracketdesk.controller.views import Connection
from bracketdesk.domain.session import Environment, Hosts
from bracketdesk.domain.settings import Settings
from bracketdesk.ui.diagnostics_dialog import DiagnosticsDialog
from bracketdesk.ui.line_strip import ENTERING
from bracketdesk.ui.question import Question
from bracketdesk.ui.settings_dialog import SettingsDialog
from bracketdesk.ui.sign_in_dialog import SignInDialog
from bracketdesk.ui.top_bar import TopBar

SIGNED_OUT = Connection.OFFLINE
HOSTS = Hosts("https://x.test/v1", "wss://x.test/v1/websocket", "wss://md.x.test/v1/websocket")


class Shown:
    def __init__(self, settings: Settings | None = None) -> None:
        self.desk = FakeDesk(settings)
        self.bar = TopBar(self.desk)
        self.bar.resize(1100, 60)

    def text(self, name: str) -> str:
        return found(self.bar, QLabel, name).text()

    def button(self, name: str) -> str:
        return found(self.bar, QPushButton, name).text()

    async def choose(self, name: str) -> None:
        """Open the environment menu by a click and choose in it by a click."""
        click(self.bar, "environmentButton")
        menu = found(self.bar, QMenu, "environmentMenu")
        await until(menu.isVisible)
        place = menu.actionGeometry(found(menu, QAction, name)).center()
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=place)

    def dialog(self) -> SignInDialog | None:
        return self.bar.findChild(SignInDialog)


@pytest.fixture
async def top(qtbot: QtBot) -> Shown:
    top = Shown()
    qtbot.addWidget(top.bar)
    await shown(top.bar)
    return top


async def test_it_says_where_on_which_account_over_which_line_until_when(top: Shown) -> None:
    with system_zone("UTC"):
        top.desk.session.set(session())
    assert top.text("environmentBadge") == "PRACTICE"
    assert found(top.bar, QComboBox, "accountCombo").currentText() == "DEMO1234"
    assert top.button("connectionLabel") == "connected 12 ms"
    assert top.text("sessionLabel") == "session until 10:02"
    assert "UTC" in found(top.bar, QLabel, "sessionLabel").toolTip()


async def test_custom_names_its_host(top: Shown) -> None:
    top.desk.session.set(session(Environment.CUSTOM))
    assert top.text("environmentBadge") == "CUSTOM 127.0.0.1:40100"


async def test_choosing_an_account_tells_the_desk_and_showing_one_does_not(top: Shown) -> None:
    top.desk.session.set(session())
    combo = found(top.bar, QComboBox, "accountCombo")
    assert top.desk.calls == []
    combo.setFocus()
    press(Qt.Key.Key_Down)
    assert top.desk.called("choose_account") == [("DEMO5678",)]


async def test_the_account_shown_is_the_desks(top: Shown) -> None:
    top.desk.session.set(session())
    top.desk.session.set(replace(session(), account="DEMO5678"))
    assert found(top.bar, QComboBox, "accountCombo").currentText() == "DEMO5678"
    top.desk.session.set(replace(session(), accounts=(), account=""))
    assert not found(top.bar, QComboBox, "accountCombo").isEnabled()


async def test_nothing_the_session_says_moves_what_lies_under_the_bar(top: Shown) -> None:
    heights = set()
    for connection in Connection:
        for text in ("", "The line broke. " * 30):
            top.desk.session.set(session(Environment.DEMO, connection, text))
            heights.add(top.bar.sizeHint().height())
    assert len(heights) == 1


async def test_an_environment_is_entered_by_a_click(top: Shown) -> None:
    await top.choose("environmentActionDemo")
    assert top.desk.called("open_environment") == [(Environment.DEMO,)]


@pytest.mark.parametrize(
    ("environment", "connection", "stored", "text"),
    [
        (Environment.PRACTICE, SIGNED_OUT, False, "Connect"),
        (Environment.PRACTICE, Connection.CONNECTED, False, "Disconnect"),
        (Environment.DEMO, SIGNED_OUT, False, "Sign in…"),
        (Environment.DEMO, SIGNED_OUT, True, "Connect"),
        (Environment.DEMO, Connection.RECONNECTING, True, "Sign out"),
        (Environment.CUSTOM, Connection.CONNECTED, True, "Sign out"),
        (Environment.DEMO, Connection.FROZEN, True, "Sign out"),
        (Environment.DEMO, Connection.TAKEN_OVER, True, "Sign out"),
        (Environment.DEMO, Connection.SIGNING_IN, True, "Cancel"),
        (Environment.PRACTICE, Connection.CONNECTING, False, "Cancel"),
        (Environment.DEMO, Connection.SYNCHRONISING, True, "Cancel"),
    ],
)
async def test_the_button_says_what_it_does(
    top: Shown, environment: Environment, connection: Connection, stored: bool, text: str
) -> None:
    top.desk.session.set(replace(session(environment, connection), has_stored_token=stored))
    assert top.button("signInButton") == text


@pytest.mark.parametrize("connection", ENTERING)
async def test_an_attempt_is_called_off(top: Shown, connection: Connection) -> None:
    top.desk.session.set(session(Environment.DEMO, connection))
    click(top.bar, "signInButton")
    assert top.desk.calls == [("cancel_sign_in",)]


async def test_a_line_that_comes_back_does_not_swap_the_buttons_meaning(top: Shown) -> None:
    for connection in (Connection.RECONNECTING, Connection.CONNECTING, Connection.SYNCHRONISING):
        top.desk.session.set(replace(session(Environment.DEMO, connection), as_of=AT))
        assert top.button("signInButton") == "Sign out"


async def test_sign_out_asks_the_desk(top: Shown) -> None:
    top.desk.session.set(session(Environment.DEMO))
    click(top.bar, "signInButton")
    assert top.desk.calls == [("sign_out",)]


async def test_a_stored_token_connects_with_one_click(top: Shown) -> None:
    top.desk.session.set(replace(session(Environment.DEMO, SIGNED_OUT), has_stored_token=True))
    click(top.bar, "signInButton")
    assert top.desk.called("open_environment") == [(Environment.DEMO,)]
    assert top.dialog() is None


async def test_without_a_token_the_button_opens_the_sign_in(top: Shown) -> None:
    top.desk.session.set(session(Environment.DEMO, SIGNED_OUT))
    click(top.bar, "signInButton")
    dialog = top.dialog()
    assert dialog is not None
    assert dialog.windowTitle() == "Sign in to Demo"
    assert top.desk.called("sign_in") == []


async def test_entering_an_environment_without_a_token_opens_the_sign_in(top: Shown) -> None:
    await top.choose("environmentActionDemo")
    top.desk.session.set(session(Environment.DEMO, Connection.CONNECTING))
    assert top.dialog() is None
    top.desk.session.set(session(Environment.DEMO, SIGNED_OUT, "A sign-in is wanted."))
    assert top.dialog() is not None


async def test_a_session_that_ends_later_opens_nothing(top: Shown) -> None:
    await top.choose("environmentActionDemo")
    top.desk.session.set(session(Environment.DEMO))
    top.desk.session.set(session(Environment.DEMO, SIGNED_OUT, "The session has ended."))
    assert top.dialog() is None


async def test_custom_without_hosts_asks_for_them(top: Shown) -> None:
    await top.choose("environmentActionCustom")
    assert top.desk.called("open_environment") == []
    assert top.dialog() is not None


async def test_custom_with_hosts_connects(qtbot: QtBot) -> None:
    top = Shown(Settings(custom_hosts=HOSTS))
    qtbot.addWidget(top.bar)
    await shown(top.bar)
    await top.choose("environmentActionCustom")
    assert top.desk.called("open_environment") == [(Environment.CUSTOM,)]


async def test_live_is_entered_by_a_click_and_asks_for_the_sign_in(top: Shown) -> None:
    assert found(top.bar, QAction, "environmentActionLive").text() == "Live…"
    await top.choose("environmentActionLive")
    assert top.desk.called("open_environment") == [(Environment.LIVE,)]
    top.desk.session.set(session(Environment.LIVE, SIGNED_OUT, "Sign in to Live."))
    dialog = top.dialog()
    assert dialog is not None
    assert dialog.windowTitle() == "Sign in to Live"


async def test_signing_in_again_opens_the_dialog_over_a_line_that_works_on(top: Shown) -> None:
    top.desk.session.set(replace(session(Environment.DEMO), sign_in_again=True))
    click(top.bar, "sessionActionButton")
    assert top.dialog() is not None
    assert top.desk.called("sign_out") == []


async def test_practice_taken_over_connects_again_without_a_dialog(top: Shown) -> None:
    top.desk.session.set(session(Environment.PRACTICE, Connection.TAKEN_OVER))
    click(top.bar, "sessionActionButton")
    assert top.desk.calls == [("open_environment", Environment.PRACTICE)]


@pytest.mark.parametrize("by_menu", [True, False])
async def test_a_line_taken_over_stays_while_the_dialog_asks(top: Shown, by_menu: bool) -> None:
    top.desk.session.set(session(Environment.DEMO, Connection.TAKEN_OVER))
    if by_menu:
        top.bar.choose_environment(Environment.DEMO)
    else:
        click(top.bar, "sessionActionButton")
    assert found(top.bar, SignInDialog, "signInDialog").isVisible()
    assert top.desk.called("open_environment") == []


async def test_signing_out_asks_while_something_goes_on_at_the_broker(top: Shown) -> None:
    top.desk.goes_on = "One working order stays at the broker."
    top.desk.session.set(session(Environment.DEMO))
    click(top.bar, "signInButton")
    assert top.desk.calls == []
    question = found(top.bar, Question, "question")
    assert question.confirm_button.text() == "Sign out"
    press(Qt.Key.Key_Escape)
    assert top.desk.calls == []
    click(top.bar, "signInButton")
    question = top.bar.findChildren(Question)[-1]
    QTest.keyClick(question.confirm_button, Qt.Key.Key_Space)
    assert top.desk.calls == [("sign_out",)]


async def test_going_elsewhere_asks_too_and_staying_asks_nothing(top: Shown) -> None:
    top.desk.goes_on = "One working order stays at the broker."
    top.desk.session.set(session(Environment.DEMO))
    await top.choose("environmentActionDemo")
    assert top.desk.calls == [("open_environment", Environment.DEMO)]
    await top.choose("environmentActionPractice")
    question = found(top.bar, Question, "question")
    assert question.windowTitle() == "Leave Demo for Practice?"
    assert len(top.desk.calls) == 1
    QTest.keyClick(question.confirm_button, Qt.Key.Key_Space)
    assert top.desk.calls[1:] == [("open_environment", Environment.PRACTICE)]


async def test_the_state_opens_the_connections_figures_once(top: Shown) -> None:
    for _ in range(2):
        click(top.bar, "connectionLabel")
    assert len(top.bar.findChildren(DiagnosticsDialog)) == 1


async def test_settings_open(top: Shown) -> None:
    click(top.bar, "settingsButton")
    assert found(top.bar, SettingsDialog, "settingsDialog").isVisible()


async def test_everything_one_uses_has_a_name(top: Shown) -> None:
    for kind in (QPushButton, QComboBox):
        inputs: list[QWidget] = list(top.bar.findChildren(kind))
        assert inputs
        assert all(w.objectName() for w in inputs)
    assert found(top.bar, QComboBox, "accountCombo").accessibleName() == "Account"
