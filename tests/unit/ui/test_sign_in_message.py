from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from tests.support.sample_views import session
from tests.support.screen import found
from tests.support.zones import system_zone

from bracketdesk.controller.views import Connection
from bracketdesk.domain.session import Environment
from bracketdesk.ui.sign_in_message import SignInMessage, wait_of, wait_text

AT = datetime(2026, 11, 22, 16, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("connection", "penalty", "wait"),
    [
        (Connection.OFFLINE, False, 12.0),
        (Connection.FROZEN, False, 12.0),
        (Connection.CONNECTED, False, 12.0),
        (Connection.RECONNECTING, False, 0.0),  # the line's own wait
        (Connection.TAKEN_OVER, False, 0.0),
        (Connection.RECONNECTING, True, 12.0),
    ],
)
def test_whose_wait_it_is(connection: Connection, penalty: bool, wait: float) -> None:
    view = replace(session(Environment.DEMO, connection), until=AT, penalty=penalty)
    assert wait_of(view, 12.0) == wait
    assert wait_of(replace(view, until=None), 12.0) == 0
    assert wait_of(view, None) == 0


def test_how_long_is_left_is_said() -> None:
    view = replace(session(Environment.DEMO, Connection.OFFLINE), until=AT)
    with system_zone("UTC"):
        assert wait_text(view, 3543) == "Possible again at 16:05:00, in 59:03."
    assert wait_text(view, 0) == ""
    penalty = replace(view, penalty=True)
    assert wait_text(penalty, 14) == "It may go on in 14 s."
    assert wait_text(penalty, 0) == ""


def test_it_is_there_only_with_something_to_say(qtbot: QtBot) -> None:
    message = SignInMessage()
    qtbot.addWidget(message)
    assert message.isHidden()
    message.say("Wrong.", alarm=True)
    assert not message.isHidden()
    assert message.property("role") == "banner"
    assert found(message, QLabel, "signInCountdownLabel").isHidden()
    message.say("Signing in …", "3 s")
    assert message.property("role") == "notice"
    assert not found(message, QLabel, "signInCountdownLabel").isHidden()
