"""The sign-in dialog over a window, and a hand that works it."""

from dataclasses import replace
from datetime import UTC, datetime

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QTabBar, QWidget
from pytestqt.qtbot import QtBot
from tests.support.fake_desk import FakeDesk
from tests.support.sample_views import session
from tests.support.screen import click, found, shown

from bracketdesk.controller.views import Connection
from bracketdesk.domain.session import Credentials, Environment, Hosts
from bracketdesk.domain.settings import Settings
from bracketdesk.ui.sign_in_dialog import BROWSER, SignInDialog

HOSTS = Hosts("https://x.test/v1", "wss://x.test/v1/websocket", "wss://md.x.test/v1/websocket")
PASSWORD = "correct horse"
NOTHING = Credentials("", "")
KEPT = Credentials("trader", "", remember=True)
AT = datetime(2026, 11, 22, 16, 5, tzinfo=UTC)


class Shown:
    """The dialog over a window."""

    def __init__(self, environment: Environment, kept: Credentials, hosts: Hosts | None) -> None:
        self.desk = FakeDesk(Settings(custom_hosts=hosts))
        self.desk.kept = kept
        self.environment = environment
        self.say(Connection.OFFLINE)
        self.window = QWidget()
        self.dialog = SignInDialog(self.window, self.desk, environment)
        self.finished: list[int] = []
        self.dialog.finished.connect(self.finished.append)

    def say(self, connection: Connection, text: str = "", **more: object) -> None:
        view = session(self.environment, connection, text)
        self.desk.session.set(replace(view, **more))  # type: ignore[arg-type]  # its fields

    def tick(self, seconds: float) -> None:
        """Let the clock stand at so many seconds before the wait's end."""
        self.desk.seconds = seconds
        found(self.dialog, QTimer, "").timeout.emit()

    def calls(self, name: str) -> int:
        return len(self.desk.called(name))

    def edit(self, name: str) -> QLineEdit:
        return found(self.dialog, QLineEdit, name)

    def type(self, name: str, text: str) -> None:
        self.edit(name).clear()
        QTest.keyClicks(self.edit(name), text)

    def sign_in(self) -> None:
        self.type("signInNameEdit", "trader")
        self.type("signInPasswordEdit", PASSWORD)
        click(self.dialog, "signInGoButton")

    def seen(self, name: str) -> str:
        label = found(self.dialog, QLabel, name)
        return label.text() if label.isVisible() else ""

    @property
    def error(self) -> str:
        return self.seen("signInErrorLabel")

    def button(self, name: str) -> QPushButton:
        return found(self.dialog, QPushButton, name)

    def by_browser(self) -> None:
        ways = found(self.dialog, QTabBar, "signInWays")
        QTest.mouseClick(ways, Qt.MouseButton.LeftButton, pos=ways.tabRect(BROWSER).center())

    @property
    def go(self) -> QPushButton:
        return self.button("signInGoButton")


async def opened(
    qtbot: QtBot,
    environment: Environment,
    kept: Credentials = NOTHING,
    hosts: Hosts | None = HOSTS,
) -> Shown:
    dialog = Shown(environment, kept, hosts)
    qtbot.addWidget(dialog.window)
    dialog.window.show()
    dialog.dialog.open()
    await shown(dialog.dialog)
    return dialog
