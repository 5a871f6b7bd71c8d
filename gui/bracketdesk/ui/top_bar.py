"""The top bar: where orders go, on which account, over which line, and until when."""

from PySide6.QtCore import QRect
from PySide6.QtGui import QAction, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidgetAction,
)

from bracketdesk.controller.desk import Desk
from bracketdesk.controller.views import Connection, SessionView
from bracketdesk.domain.session import LIVE_LOCKED, Environment
from bracketdesk.ui.controls import Combo, paint_arrow
from bracketdesk.ui.environment_badge import EnvironmentBadge
from bracketdesk.ui.fields import row, set_property, set_tone, text_label
from bracketdesk.ui.text_boxes import wrapping
from bracketdesk.ui.theme import pixels
from bracketdesk.ui.times import in_full, to_the_minute
from bracketdesk.ui.words import ENVIRONMENTS

MARKS = {
    Connection.CONNECTED: ("■", "gain"),
    Connection.CONNECTING: ("□", "warning"),
    Connection.DOWN: ("▲", "loss"),
    Connection.SIGNED_OUT: ("□", "secondary"),
}
"""The connection's mark differs by shape and by colour."""


class MenuButton(QPushButton):
    """A button that says what is chosen and opens a menu."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("role", "menu")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the button, then its arrow."""
        super().paintEvent(event)
        paint_arrow(self, QRect(self.width() - 22, 0, 14, self.height()))


class TopBar(QFrame):
    """One row, and under it a sentence where the session has something to say."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._wanted: Environment | None = None
        self.setObjectName("topBar")
        self.setProperty("role", "bar")
        self._build()
        self._lay_out()
        desk.session.listen(self._show)

    def _build(self) -> None:
        self._badge = EnvironmentBadge()
        self._account = Combo()
        self._account.setObjectName("accountCombo")
        self._account.setAccessibleName("Account")
        self._account.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToContents)
        self._mark = text_label("connectionDot")
        self._connection = text_label("connectionLabel")
        self._until = text_label("sessionLabel", tone="secondary")
        self._menu_button = MenuButton("environmentButton")
        self._menu = self._environment_menu()
        self._sign_in = _button("signInButton")
        self._settings = _button("settingsButton", "Settings…")
        self._text = wrapping("sessionText")
        self._strip = QFrame()
        self._account.textActivated.connect(self._desk.choose_account)
        self._menu_button.clicked.connect(self._pop_up_menu)
        self._sign_in.clicked.connect(self._sign_in_or_out)
        self._settings.clicked.connect(self.open_settings)

    def _lay_out(self) -> None:
        bar = row(
            self._badge,
            text_label(text="Account", tone="secondary"),
            self._account,
            self._mark,
            self._connection,
            self._until,
            None,
            self._menu_button,
            self._sign_in,
            self._settings,
        )
        bar.setContentsMargins(pixels(4), pixels(1.75), pixels(4), pixels(1.75))
        strip = QVBoxLayout(self._strip)
        strip.setContentsMargins(pixels(4), pixels(1.5), pixels(4), pixels(1.5))
        strip.addWidget(self._text)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self._strip)

    def open_settings(self) -> None:
        """Open the settings dialog."""
        from bracketdesk.ui.settings_dialog import SettingsDialog  # noqa: PLC0415 - the window first

        SettingsDialog(self.window(), self._desk).open()

    def choose_environment(self, environment: Environment) -> None:
        """Go to an environment; one that wants a sign-in opens the dialog for it."""
        hosts = self._desk.settings.value.custom_hosts
        here = self._desk.session.value.environment is environment
        if environment is Environment.CUSTOM and (here or hosts is None):
            self._open_sign_in(environment)
            return
        self._wanted = environment
        self._desk.open_environment(environment)

    # The session shown
    def _show(self, session: SessionView) -> None:
        self._badge.show_session(session)
        chosen = ENVIRONMENTS[session.environment]
        self._menu_button.setText(chosen)
        self._menu_button.setAccessibleName(f"Environment: {chosen}")
        self._show_accounts(session)
        mark, tone = MARKS[session.connection]
        self._mark.setText(mark)
        set_tone(self._mark, tone)
        self._connection.setText(connection_text(session))
        self._until.setText(until_text(session))
        self._until.setToolTip(in_full(session.expires) if session.expires else "")
        self._sign_in.setText(sign_in_text(session))
        self._show_text(session)
        self._follow_up(session)

    def _show_accounts(self, session: SessionView) -> None:
        names = [self._account.itemText(i) for i in range(self._account.count())]
        if names != list(session.accounts):
            self._account.clear()
            self._account.addItems(session.accounts)
        self._account.setCurrentIndex(self._account.findText(session.account))
        self._account.setEnabled(bool(session.accounts))

    def _show_text(self, session: SessionView) -> None:
        self._text.setText(session.text)
        calm = session.connection in (Connection.CONNECTED, Connection.CONNECTING)
        set_property(self._strip, "role", "notice" if calm else "banner")
        self._strip.setVisible(bool(session.text))

    def _follow_up(self, session: SessionView) -> None:
        """Ask for a sign-in where the environment just chosen has nothing to connect with."""
        if self._wanted is not session.environment:
            return
        if session.connection is Connection.CONNECTING:
            return
        wants = session.connection is Connection.SIGNED_OUT and not session.has_stored_token
        self._wanted = None
        if wants and session.environment in (Environment.DEMO, Environment.CUSTOM):
            self._open_sign_in(session.environment)

    # What the buttons do
    def _sign_in_or_out(self) -> None:
        session = self._desk.session.value
        if session.connection is not Connection.SIGNED_OUT:
            self._desk.sign_out()
        elif session.environment is Environment.PRACTICE or session.has_stored_token:
            self._desk.open_environment(session.environment)
        else:
            self._open_sign_in(session.environment)

    def _open_sign_in(self, environment: Environment) -> None:
        from bracketdesk.ui.sign_in_dialog import SignInDialog  # noqa: PLC0415 - the window first

        SignInDialog(self.window(), self._desk, environment).open()

    def _pop_up_menu(self) -> None:
        self._menu.popup(self._menu_button.mapToGlobal(self._menu_button.rect().bottomLeft()))

    def _environment_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setObjectName("environmentMenu")
        menu.setToolTipsVisible(True)
        for environment, words in ENVIRONMENTS.items():
            action = QAction(words + ("…" if environment is Environment.CUSTOM else ""), menu)
            action.setObjectName(f"environmentAction{words}")
            menu.addAction(action)
            if environment is Environment.LIVE:
                _lock(action, menu)
            else:
                action.triggered.connect(lambda _, e=environment: self.choose_environment(e))
        return menu


def connection_text(session: SessionView) -> str:
    """Return connected 12 ms, or where else the line stands."""
    if session.connection is Connection.CONNECTED and session.latency is not None:
        return f"{session.connection} {session.latency * 1000:,.0f} ms"
    return str(session.connection) + ("…" if session.connection is Connection.CONNECTING else "")


def until_text(session: SessionView) -> str:
    """Return when the session ends, in the system's zone."""
    return f"session until {to_the_minute(session.expires)}" if session.expires else ""


def sign_in_text(session: SessionView) -> str:
    """Return what the button does now. Practice needs no name: there it connects."""
    practice = session.environment is Environment.PRACTICE
    if session.connection is not Connection.SIGNED_OUT:
        return "Disconnect" if practice else "Sign out"
    return "Connect" if practice or session.has_stored_token else "Sign in…"


def _lock(action: QAction, menu: QMenu) -> None:
    """Leave Live in sight, out of reach, with the reason under it."""
    action.setText("Live (locked)")
    action.setEnabled(False)
    action.setToolTip(LIVE_LOCKED)
    reason = wrapping("liveLockedLabel", LIVE_LOCKED, tone="secondary")
    set_property(reason, "textSize", "small")
    reason.setFixedWidth(280)
    reason.setContentsMargins(pixels(3), 0, pixels(3), pixels(1))
    holder = QWidgetAction(menu)
    holder.setDefaultWidget(reason)
    holder.setEnabled(False)
    menu.addAction(holder)


def _button(name: str, text: str = "") -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    return button
