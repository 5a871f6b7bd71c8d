"""The top bar: where orders go and on which account, and under it how the line stands."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QMenu, QPushButton, QVBoxLayout

from bracketdesk.controller.desk import Desk
from bracketdesk.controller.views import Connection, SessionView
from bracketdesk.domain.session import Environment
from bracketdesk.ui.controls import Combo, MenuButton
from bracketdesk.ui.environment_badge import EnvironmentBadge
from bracketdesk.ui.fields import row, text_label
from bracketdesk.ui.leaving import leave
from bracketdesk.ui.line_strip import ENTERING, Action, LineStrip, action_of
from bracketdesk.ui.practice_menu import PracticeButton
from bracketdesk.ui.theme import pixels
from bracketdesk.ui.words import ENVIRONMENTS

if TYPE_CHECKING:
    from bracketdesk.ui.help_menu import HelpMenu


class TopBar(QFrame):
    """What the trader chooses in one row, what the line says in the other.

    `logs` is the folder Help opens; `first_steps_wanted` tells that Help is asked for them.
    """

    first_steps_wanted = Signal()

    def __init__(self, desk: Desk, logs: Path | None = None) -> None:
        super().__init__()
        self._desk = desk
        self._logs = logs
        self._help_menu: HelpMenu | None = None
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
        self._menu_button = MenuButton("environmentButton")
        self._menu = self._environment_menu()
        self._practice = PracticeButton(self._desk)
        self._sign_in = _button("signInButton")
        self._settings = _button("settingsButton", "Settings…")
        self._help = MenuButton("helpButton")
        self._help.setText("&Help")
        self._strip = LineStrip(self._desk)
        self._account.textActivated.connect(self._desk.choose_account)
        self._menu_button.clicked.connect(self._pop_up_menu)
        self._sign_in.clicked.connect(self._sign_in_or_out)
        self._settings.clicked.connect(self.open_settings)
        self._help.clicked.connect(self._pop_up_help)
        QShortcut(QKeySequence("F1"), self, lambda: self.help_menu().show_keyboard())
        self._strip.details_wanted.connect(self.open_diagnostics)
        self._strip.sign_in_wanted.connect(self._sign_in_here)
        self._strip.connect_wanted.connect(self._connect_here)

    def _lay_out(self) -> None:
        self._row = row(
            self._badge,
            text_label(text="Account", tone="secondary"),
            self._account,
            None,
            self._menu_button,
            self._practice,
            self._sign_in,
            self._settings,
            self._help,
        )
        self.set_tight(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._row)
        column.addWidget(self._strip)

    def set_tight(self, tight: bool) -> None:
        """Take less room in a low window."""
        edge = pixels(4)
        above, below = (pixels(1), pixels(0.5)) if tight else (pixels(2), pixels(1.5))
        self._row.setContentsMargins(edge, above, edge, below)

    def open_settings(self) -> None:
        """Open the settings dialog."""
        from bracketdesk.ui.settings_dialog import SettingsDialog  # noqa: PLC0415 - the window first

        SettingsDialog(self.window(), self._desk).open()

    def open_diagnostics(self) -> None:
        """Show the connection's figures beside the window, which stays usable."""
        from bracketdesk.ui.diagnostics_dialog import (  # noqa: PLC0415 - the window first
            show_diagnostics,
        )

        show_diagnostics(self.window(), self._desk)

    def help_menu(self) -> "HelpMenu":
        """Return the menu, made when it is first wanted."""
        if self._help_menu is None:
            from bracketdesk.ui.help_menu import HelpMenu  # noqa: PLC0415 - the window first

            again = self.first_steps_wanted.emit
            self._help_menu = HelpMenu(self._help, self._desk, self._logs, again)
        return self._help_menu

    def _pop_up_help(self) -> None:
        self.help_menu().popup(self._help.mapToGlobal(self._help.rect().bottomLeft()))

    def choose_environment(self, environment: Environment) -> None:
        """Go to an environment; one leaves where something goes on only after a question."""
        present = self._desk.session.value.environment
        name = ENVIRONMENTS[environment]
        if environment is present and environment is not Environment.CUSTOM:
            self._enter(environment)
            return
        title = f"Leave {ENVIRONMENTS[present]} for {name}?"
        leave(self.window(), self._desk, title, f"Go to {name}", lambda: self._enter(environment))

    def _enter(self, environment: Environment) -> None:
        """Connect; an environment that wants a sign-in opens the dialog for it."""
        hosts = self._desk.settings.value.custom_hosts
        session = self._desk.session.value
        here = session.environment is environment
        lost = here and action_of(session) is Action.SIGN_IN
        if lost or (environment is Environment.CUSTOM and (here or hosts is None)):
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
        self._sign_in.setText(sign_in_text(session))
        self._follow_up(session)

    def _show_accounts(self, session: SessionView) -> None:
        names = [self._account.itemText(i) for i in range(self._account.count())]
        if names != list(session.accounts):
            self._account.clear()
            self._account.addItems(session.accounts)
        self._account.setCurrentIndex(self._account.findText(session.account))
        self._account.setEnabled(bool(session.accounts))

    def _follow_up(self, session: SessionView) -> None:
        """Ask for a sign-in where the environment just chosen has nothing to connect with."""
        if self._wanted is not session.environment or session.connection in ENTERING:
            return
        wants = session.connection is Connection.OFFLINE and not session.has_stored_token
        self._wanted = None
        if wants and session.environment is not Environment.PRACTICE:
            self._open_sign_in(session.environment)

    # What the buttons do
    def _sign_in_or_out(self) -> None:
        session = self._desk.session.value
        if can_cancel(session):
            self._desk.cancel_sign_in()
        elif session.connection is not Connection.OFFLINE:
            self._sign_out(session)
        elif session.environment is Environment.PRACTICE or session.has_stored_token:
            self._connect_here()
        else:
            self._sign_in_here()

    def _sign_out(self, session: SessionView) -> None:
        words, name = sign_in_text(session), ENVIRONMENTS[session.environment]
        title = f"{words} of {name}?" if words == "Sign out" else f"{words} from {name}?"
        leave(self.window(), self._desk, title, words, self._desk.sign_out)

    def _sign_in_here(self) -> None:
        self._open_sign_in(self._desk.session.value.environment)

    def _connect_here(self) -> None:
        self._desk.open_environment(self._desk.session.value.environment)

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
            asks = environment in (Environment.CUSTOM, Environment.LIVE)
            action = QAction(words + ("…" if asks else ""), menu)
            action.setObjectName(f"environmentAction{words}")
            menu.addAction(action)
            action.triggered.connect(lambda _, e=environment: self.choose_environment(e))
        return menu


def can_cancel(session: SessionView) -> bool:
    """Whether an attempt may be called off: not that of a line that comes back by itself."""
    return session.connection in ENTERING and session.as_of is None


def sign_in_text(session: SessionView) -> str:
    """Return what the button does now. Practice needs no name: there it connects."""
    practice = session.environment is Environment.PRACTICE
    if can_cancel(session):
        return "Cancel"
    if session.connection is not Connection.OFFLINE:
        return "Disconnect" if practice else "Sign out"
    return "Connect" if practice or session.has_stored_token else "Sign in…"


def _button(name: str, text: str = "") -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    return button
