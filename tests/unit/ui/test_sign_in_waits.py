"""What the sign-in waits for, warns of and stops; its other way; Live's."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from tests.support.screen import click, focus, found, press
from tests.unit.ui.sign_in_stage import AT, HOSTS, KEPT, PASSWORD, Shown, opened

from bracketdesk.controller.views import Connection
from bracketdesk.domain.session import Environment, OAuthApp


@pytest.fixture
async def demo(qtbot: QtBot) -> Shown:
    return await opened(qtbot, Environment.DEMO)


async def test_a_kept_password_signs_in_by_return_alone(qtbot: QtBot) -> None:
    demo = await opened(qtbot, Environment.DEMO, KEPT)
    assert focus() is demo.edit("signInPasswordEdit")
    press(Qt.Key.Key_Return)
    assert demo.desk.called("sign_in") == [(Environment.DEMO, None, KEPT)]


async def test_no_second_sign_in_goes_out_before_the_first_is_taken_up(qtbot: QtBot) -> None:
    demo = await opened(qtbot, Environment.DEMO, KEPT)
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return)
    assert demo.go.text() == "Signing in…"
    assert demo.calls("sign_in") == 1


async def test_the_warning_stands_before_the_button_is_pressed(demo: Shown) -> None:
    assert demo.seen("signInWarningLabel") == ""
    demo.say(Connection.OFFLINE, "Wrong.", warning="Three sign-ins failed within the hour.")
    assert demo.seen("signInWarningLabel") == "Three sign-ins failed within the hour."
    assert demo.go.isEnabled()
    demo.say(Connection.OFFLINE, "Five.", warning="Five.")
    assert demo.seen("signInWarningLabel") == ""  # said once is enough


async def test_what_only_repeats_the_title_is_not_said(demo: Shown) -> None:
    demo.say(Connection.OFFLINE, "Sign in to Demo.")
    assert demo.error == ""
    demo.say(Connection.OFFLINE, "The keyring is locked.")
    assert demo.error == "The keyring is locked."


async def test_a_penalty_counts_down_to_one_button_that_goes_on(demo: Shown) -> None:
    demo.sign_in()
    demo.desk.seconds = 14
    demo.say(Connection.OFFLINE, "The broker wants a pause.", penalty=True, until=AT)
    go_on = demo.button("signInContinueButton")
    assert (go_on.isVisible(), go_on.isEnabled(), demo.go.isVisible()) == (True, False, False)
    assert demo.seen("signInCountdownLabel") == "It may go on in 14 s."
    demo.tick(2.3)
    assert demo.seen("signInCountdownLabel") == "It may go on in 3 s."
    demo.tick(0)
    assert go_on.isEnabled()
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return)
    assert demo.calls("continue_sign_in") == 1
    assert demo.calls("sign_in") == 1


@pytest.mark.parametrize("by_key", [True, False])
async def test_closing_at_a_penalty_leaves_it_to_the_strip(demo: Shown, by_key: bool) -> None:
    demo.sign_in()
    demo.say(Connection.OFFLINE, "The broker wants a pause.", penalty=True, until=AT)
    assert demo.button("signInCancelButton").text() == "Close"
    if by_key:
        press(Qt.Key.Key_Escape)
    else:
        click(demo.dialog, "signInCancelButton")
    assert demo.finished == [0]
    assert demo.calls("cancel_sign_in") == 0


async def test_starting_over_forgets_the_ticket_and_keeps_the_form(demo: Shown) -> None:
    demo.sign_in()
    assert not demo.button("signInAnewButton").isVisible()
    demo.say(Connection.OFFLINE, "The broker wants a pause.", penalty=True, until=AT)
    click(demo.dialog, "signInAnewButton")
    assert demo.calls("cancel_sign_in") == 1
    demo.say(Connection.OFFLINE, "The broker wants a pause.", until=AT)
    assert demo.finished == []
    assert demo.edit("signInNameEdit").isEnabled()
    assert not demo.button("signInAnewButton").isVisible()


async def test_closing_after_a_failure_lets_the_line_speak_again(demo: Shown) -> None:
    demo.sign_in()
    demo.say(Connection.SIGNING_IN)
    demo.say(Connection.TAKEN_OVER, "Wrong name or password.")
    press(Qt.Key.Key_Escape)
    assert demo.calls("cancel_sign_in") == 1


async def test_closing_an_untouched_dialog_asks_nothing_of_the_desk(demo: Shown) -> None:
    press(Qt.Key.Key_Escape)
    assert demo.calls("cancel_sign_in") == 0


@pytest.mark.parametrize("connection", [Connection.FROZEN, Connection.OFFLINE])
async def test_a_freeze_or_a_captcha_counts_down_with_the_button_off(
    demo: Shown, connection: Connection
) -> None:
    demo.sign_in()
    demo.desk.seconds = 3543
    demo.say(connection, "The broker locked the sign-in.", until=AT)
    assert not demo.go.isEnabled()
    assert "in 59:03" in demo.seen("signInCountdownLabel")
    demo.type("signInPasswordEdit", PASSWORD)
    press(Qt.Key.Key_Return)
    assert demo.calls("sign_in") == 1
    demo.desk.seconds = None
    demo.say(Connection.OFFLINE)
    assert demo.go.isEnabled()


async def test_a_line_that_is_up_meanwhile_is_no_success(demo: Shown) -> None:
    demo.say(Connection.CONNECTED, sign_in_again=True)
    demo.sign_in()
    demo.say(Connection.SIGNING_IN)
    demo.say(Connection.CONNECTED, "Wrong name or password.", sign_in_again=True)
    assert demo.finished == []
    assert demo.error == "Wrong name or password."
    demo.sign_in()
    demo.say(Connection.SIGNING_IN)
    demo.say(Connection.CONNECTING)
    demo.say(Connection.CONNECTED)
    assert demo.finished == [1]


async def test_a_sign_in_under_way_stops_and_keeps_what_was_typed(demo: Shown) -> None:
    demo.sign_in()
    demo.say(Connection.SIGNING_IN)
    assert demo.button("signInCancelButton").text() == "Stop"
    click(demo.dialog, "signInCancelButton")
    assert demo.calls("cancel_sign_in") == 1
    demo.say(Connection.OFFLINE)
    assert demo.finished == []
    assert demo.edit("signInNameEdit").text() == "trader"
    click(demo.dialog, "signInCancelButton")
    assert demo.finished == [0]


async def test_a_stop_at_once_waits_for_nothing(demo: Shown) -> None:
    demo.sign_in()
    click(demo.dialog, "signInCancelButton")
    assert demo.calls("cancel_sign_in") == 1
    assert demo.go.isEnabled()


async def test_escape_ends_the_sign_in_under_way_too(demo: Shown) -> None:
    demo.sign_in()
    demo.say(Connection.SIGNING_IN)
    press(Qt.Key.Key_Escape)
    assert demo.calls("cancel_sign_in") == 1
    assert demo.finished == [0]


async def test_the_browser_is_the_other_way(demo: Shown) -> None:
    demo.by_browser()
    assert focus() is demo.edit("oauthClientIdEdit")
    assert not demo.edit("signInPasswordEdit").isVisible()
    assert demo.go.text() == "Open the browser"
    press(Qt.Key.Key_Return)
    assert demo.error == "The client id is needed."
    demo.type("oauthClientIdEdit", "abc")
    press(Qt.Key.Key_Return)
    assert demo.desk.called("sign_in_by_browser") == [(Environment.DEMO, None, OAuthApp("abc"))]
    demo.say(Connection.SIGNING_IN, "Sign in on the broker's page in your browser.")
    assert demo.error == "Sign in on the broker's page in your browser."
    click(demo.dialog, "signInCancelButton")
    assert demo.calls("cancel_sign_in") == 1


async def test_custom_tells_the_browsers_page(qtbot: QtBot) -> None:
    custom = await opened(qtbot, Environment.CUSTOM)
    custom.by_browser()
    custom.type("oauthClientIdEdit", "abc")
    custom.type("oauthPageEdit", "https://x.test/page")
    click(custom.dialog, "signInGoButton")
    hosts = custom.desk.called("sign_in_by_browser")[0][1]
    assert hosts == replace(HOSTS, authorize="https://x.test/page")


async def test_addresses_and_key_are_not_unfolded_together(qtbot: QtBot) -> None:
    custom = await opened(qtbot, Environment.CUSTOM, hosts=None)
    assert custom.edit("restUrlEdit").isVisible()
    click(custom.dialog, "apiKeyButton")
    assert custom.edit("signInCidEdit").isVisible()
    assert not custom.edit("restUrlEdit").isVisible()
    click(custom.dialog, "hostsButton")
    assert not custom.edit("signInCidEdit").isVisible()


async def test_live_says_what_it_is_in_red(qtbot: QtBot, demo: Shown) -> None:
    live = await opened(qtbot, Environment.LIVE)
    assert "real money" in live.seen("signInLiveLabel")
    assert "device" in live.seen("signInLiveLabel")
    assert live.go.property("tone") == "danger"
    assert found(live.dialog, QLabel, "environmentBadge").text() == "LIVE"
    assert demo.go.property("tone") == "accent"
    assert demo.dialog.findChild(QLabel, "signInLiveLabel") is None


async def test_tab_goes_from_top_to_bottom(demo: Shown) -> None:
    click(demo.dialog, "apiKeyButton")
    demo.edit("signInNameEdit").setFocus()
    names = []
    for _ in range(10):
        names.append(focus().objectName())
        press(Qt.Key.Key_Tab)
    assert names == [
        "signInNameEdit",
        "signInPasswordEdit",
        "rememberPasswordCheck",
        "apiKeyButton",
        "signInAppIdEdit",
        "signInCidEdit",
        "signInSecretEdit",
        "signInCancelButton",
        "signInGoButton",
        "signInWays",
    ]


async def test_a_keyring_that_answers_late_finds_nobody(demo: Shown) -> None:
    press(Qt.Key.Key_Escape)
    demo.dialog._fill(KEPT)
    assert demo.edit("signInNameEdit").text() == ""


@pytest.mark.parametrize("environment", [Environment.DEMO, Environment.LIVE, Environment.CUSTOM])
async def test_it_fits_a_full_hd_screen_at_200_percent(
    qtbot: QtBot, environment: Environment
) -> None:
    dialog = await opened(qtbot, environment, hosts=None)
    click(dialog.dialog, "apiKeyButton")
    dialog.sign_in()
    dialog.say(Connection.OFFLINE, "The broker said: " + "no " * 60, warning="Mind. " * 18)
    dialog.dialog.adjustSize()
    assert dialog.dialog.sizeHint().height() <= 540
