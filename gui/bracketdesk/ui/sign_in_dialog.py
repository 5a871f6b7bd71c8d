"""The plain sign-in for Demo and Custom: it stays until the line is up, and says what is wrong."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLineEdit, QPushButton, QVBoxLayout, QWidget

from bracketdesk.controller.desk import Desk
from bracketdesk.controller.views import Connection, SessionView
from bracketdesk.domain.session import Credentials, Environment, Hosts
from bracketdesk.ui.fields import labelled, row
from bracketdesk.ui.text_boxes import boxed, fixed_column, wrapping
from bracketdesk.ui.theme import pixels
from bracketdesk.ui.words import ENVIRONMENTS

WIDTH = 380
APP_ID = Credentials("", "").app_id
KEPT = (
    "The session's token and the API secret go to the system's keyring where there is one. "
    "The password is not kept."
)


class SignInDialog(QDialog):
    """Takes a name and a password, and the API key's parts where there is one.

    What was typed stays for another try, apart from the password, which is gone once used.
    """

    def __init__(self, parent: QWidget | None, desk: Desk, environment: Environment) -> None:
        super().__init__(parent)
        self._desk = desk
        self._environment = environment
        self._tried = False
        self.setObjectName("signInDialog")
        self.setWindowTitle(f"Sign in to {ENVIRONMENTS[environment]}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._build()
        self._lay_out()
        self._show_key(False)
        self._stop = desk.session.listen(self._show)
        self.finished.connect(self._leave)
        self._name.setFocus()

    def _build(self) -> None:
        self._name = _edit("signInNameEdit")
        self._password = _secret("signInPasswordEdit")
        self._key_button = QPushButton()
        self._key_button.setObjectName("apiKeyButton")
        self._key_button.setCheckable(True)
        self._key_button.setAutoDefault(False)
        self._app_id = _edit("signInAppIdEdit", APP_ID)
        self._cid = _edit("signInCidEdit")
        self._secret = _secret("signInSecretEdit")
        hosts = self._desk.settings.value.custom_hosts or Hosts("", "", "")
        self._hosts = [
            _edit("restUrlEdit", hosts.rest),
            _edit("socketUrlEdit", hosts.socket),
            _edit("marketDataUrlEdit", hosts.market_data),
        ]
        self._error = wrapping("signInErrorLabel")
        self._error_box = boxed("banner", self._error)
        self._cancel = QPushButton("Cancel")
        self._cancel.setObjectName("signInCancelButton")
        self._cancel.setAutoDefault(False)
        self._go = QPushButton()
        self._go.setObjectName("signInGoButton")
        self._go.setProperty("tone", "accent")
        self._go.setDefault(True)
        self._key_button.toggled.connect(self._show_key)
        self._cancel.clicked.connect(self.reject)
        self._go.clicked.connect(self._sign_in)

    def _lay_out(self) -> None:
        column = fixed_column(self, WIDTH)
        column.setSpacing(pixels(2.5))
        title = wrapping("signInTitle", self.windowTitle(), size="large")
        column.addWidget(title)
        if self._environment is Environment.CUSTOM:
            words = ("&REST address", "S&ocket address", "&Market data address")
            for word, edit in zip(words, self._hosts, strict=True):
                column.addWidget(labelled(word, edit))
        column.addWidget(labelled("&User name", self._name))
        column.addWidget(labelled("&Password", self._password))
        column.addLayout(row(self._key_button, None))
        column.addWidget(self._key_fields())
        column.addWidget(self._error_box)
        kept = wrapping("signInKept", KEPT, tone="secondary")
        column.addWidget(kept)
        column.addLayout(row(None, self._cancel, self._go, spacing=2))

    def _key_fields(self) -> QWidget:
        self._key = QWidget()
        column = QVBoxLayout(self._key)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(pixels(2.5))
        column.addWidget(labelled("&App id", self._app_id))
        column.addWidget(labelled("&Client id (cid)", self._cid))
        column.addWidget(labelled("API &secret", self._secret))
        return self._key

    def _show_key(self, shown: bool) -> None:
        self._key_button.setText(f"{'▾' if shown else '▸'} API key")
        self._key.setVisible(shown)

    def _sign_in(self) -> None:
        """Hand over what was typed, once; the password leaves the form with it."""
        if not self._name.text().strip() or not self._password.text():
            self._say("A user name and a password are needed.")
            return
        self._tried = True
        who = Credentials(
            name=self._name.text().strip(),
            password=self._password.text(),
            cid=self._cid.text().strip(),
            secret=self._secret.text().strip(),
            app_id=self._app_id.text().strip() or APP_ID,
        )
        self._password.setText("")  # unlike clear(), it keeps no history
        self._desk.sign_in(self._environment, self._typed_hosts(), who)
        self._show(self._desk.session.value)

    def _typed_hosts(self) -> Hosts | None:
        if self._environment is not Environment.CUSTOM:
            return None
        return Hosts(*(edit.text().strip() for edit in self._hosts))

    def _show(self, session: SessionView) -> None:
        """Follow the session: wait, say what is wrong, or be done."""
        ours = session.environment is self._environment
        if ours and session.connection is Connection.CONNECTED and self._tried:
            self.accept()
            return
        busy = self._busy(session)
        self._go.setText("Signing in…" if busy else "Sign in")
        self._go.setEnabled(not busy)
        self._say(session.text if ours and not busy else "")
        if self._tried and not busy:
            self._password.setFocus()

    def _busy(self, session: SessionView) -> bool:
        ours = session.environment is self._environment
        return ours and session.connection is Connection.CONNECTING

    def _say(self, text: str) -> None:
        self._error.setText(text)
        self._error_box.setVisible(bool(text))

    def _leave(self) -> None:
        """Stop listening and let go of every secret."""
        self._stop()
        for edit in (self._password, self._secret):
            edit.setText("")


def _edit(name: str, text: str = "") -> QLineEdit:
    edit = QLineEdit(text)
    edit.setObjectName(name)
    return edit


def _secret(name: str) -> QLineEdit:
    edit = _edit(name)
    edit.setEchoMode(QLineEdit.EchoMode.Password)
    return edit
