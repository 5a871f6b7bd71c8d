import logging

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot
from tests.support.sample_views import session
from tests.support.screen import click, focus, press
from tests.support.until import until
from tests.unit.ui.sign_in_stage import HOSTS, PASSWORD, Shown, opened

from bracketdesk.controller.views import Connection
from bracketdesk.domain.session import Credentials, Environment, Hosts
from bracketdesk.ui.sign_in_dialog import SignInDialog


@pytest.fixture
async def demo(qtbot: QtBot) -> Shown:
    return await opened(qtbot, Environment.DEMO)


@pytest.fixture
async def custom(qtbot: QtBot) -> Shown:
    return await opened(qtbot, Environment.CUSTOM)


async def test_demo_takes_a_name_and_a_password(demo: Shown) -> None:
    assert focus() is demo.edit("signInNameEdit")
    demo.sign_in()
    assert demo.desk.called("sign_in") == [
        (Environment.DEMO, None, Credentials("trader", PASSWORD))
    ]
    assert demo.dialog.findChild(QLineEdit, "restUrlEdit") is None


async def test_enter_signs_in_once(demo: Shown) -> None:
    demo.type("signInNameEdit", "trader")
    demo.type("signInPasswordEdit", PASSWORD)
    press(Qt.Key.Key_Return)
    demo.say(Connection.CONNECTING)
    demo.type("signInPasswordEdit", PASSWORD)
    press(Qt.Key.Key_Return)
    assert len(demo.desk.called("sign_in")) == 1


async def test_the_api_key_is_folded_until_it_is_wanted(demo: Shown) -> None:
    assert not demo.edit("signInSecretEdit").isVisible()
    click(demo.dialog, "apiKeyButton")
    assert demo.edit("signInSecretEdit").isVisible()
    demo.type("signInAppIdEdit", "Mine")
    demo.type("signInCidEdit", "8")
    demo.type("signInSecretEdit", "s3cret")
    demo.sign_in()
    who = demo.desk.called("sign_in")[0][2]
    assert who == Credentials("trader", PASSWORD, "8", "s3cret", "Mine")


async def test_secrets_are_not_shown(demo: Shown) -> None:
    for name in ("signInPasswordEdit", "signInSecretEdit"):
        assert demo.edit(name).echoMode() is QLineEdit.EchoMode.Password


async def test_custom_sends_the_hosts_it_shows(custom: Shown) -> None:
    assert custom.edit("socketUrlEdit").text() == HOSTS.socket
    click(custom.dialog, "hostsButton")
    custom.type("restUrlEdit", " http://127.0.0.1:9/v1 ")
    custom.sign_in()
    assert custom.desk.called("sign_in")[0][1] == Hosts(
        "http://127.0.0.1:9/v1", HOSTS.socket, HOSTS.market_data
    )


async def test_it_asks_for_what_is_missing(demo: Shown) -> None:
    click(demo.dialog, "signInGoButton")
    assert demo.error == "A user name and a password are needed."
    assert demo.calls("sign_in") == 0


async def test_an_error_is_shown_in_place_and_only_the_password_is_gone(demo: Shown) -> None:
    click(demo.dialog, "apiKeyButton")
    demo.type("signInSecretEdit", "s3cret")
    demo.sign_in()
    demo.say(Connection.SIGNING_IN, "Signing in …")
    assert (demo.go.text(), demo.go.isEnabled()) == ("Signing in…", False)
    assert demo.error == "Signing in …"
    demo.say(Connection.OFFLINE, "The name or the password is wrong.")
    assert demo.error == "The name or the password is wrong."
    assert demo.go.isEnabled()
    assert demo.edit("signInNameEdit").text() == "trader"
    assert demo.edit("signInSecretEdit").text() == "s3cret"
    assert demo.edit("signInPasswordEdit").text() == ""
    assert not demo.edit("signInPasswordEdit").isUndoAvailable()
    assert focus() is demo.edit("signInPasswordEdit")


async def test_it_stays_until_connected(demo: Shown) -> None:
    demo.sign_in()
    demo.say(Connection.CONNECTING)
    assert demo.finished == []
    demo.say(Connection.CONNECTED)
    assert demo.finished == [1]
    await until(lambda: demo.window.findChild(SignInDialog) is None)


async def test_another_environments_session_is_not_its_own(demo: Shown) -> None:
    demo.sign_in()
    demo.desk.session.set(session(Environment.PRACTICE))
    assert demo.finished == []
    demo.desk.session.set(session(Environment.PRACTICE, Connection.RECONNECTING, "Practice broke."))
    assert "Practice" not in demo.error


async def test_a_dialog_that_left_hears_nothing_more(demo: Shown) -> None:
    press(Qt.Key.Key_Escape)
    await until(lambda: demo.window.findChild(SignInDialog) is None)
    demo.say(Connection.CONNECTED)
    assert demo.finished == [0]
    assert demo.calls("cancel_sign_in") == 0


async def test_leaving_lets_go_of_every_secret(demo: Shown) -> None:
    demo.type("signInPasswordEdit", PASSWORD)
    demo.type("signInSecretEdit", "s3cret")
    texts: list[str] = []
    demo.dialog.finished.connect(
        lambda _: texts.extend(
            demo.edit(name).text() for name in ("signInPasswordEdit", "signInSecretEdit")
        )
    )
    press(Qt.Key.Key_Escape)
    assert texts == ["", ""]


async def test_no_secret_reaches_a_log(demo: Shown, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    demo.sign_in()
    demo.say(Connection.OFFLINE, "Wrong.")
    assert PASSWORD not in caplog.text
    assert PASSWORD not in repr(demo.desk.calls)
