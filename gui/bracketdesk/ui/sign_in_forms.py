"""The two ways to sign in: name and password with an optional API key, or the browser."""

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from bracketdesk.domain.session import Credentials, Hosts, OAuthApp
from bracketdesk.ui.choices import CheckBox
from bracketdesk.ui.fields import labelled, row
from bracketdesk.ui.text_boxes import wrapping
from bracketdesk.ui.theme import pixels

APP_ID = Credentials("", "").app_id
PASSWORD_KEPT = "kept in the keyring"  # noqa: S105 - says where, not what
SECRET_KEPT = "in the keyring"  # noqa: S105 - as above
LARGEST_PORT = 65_535
TO_KEYRING = (
    "The session's token and the API secret go to the system's keyring where there is one; "
    "the password only with the tick."
)
BY_BROWSER = (
    "For a firm that gives an OAuth app instead of an API key. The password is typed on the "
    "broker's page and never reaches this app."
)


class Fold(QPushButton):
    """A button that unfolds a part of a form."""

    def __init__(self, name: str, words: str, part: QWidget) -> None:
        super().__init__()
        self._words = words
        self._part = part
        self.setObjectName(name)
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.toggled.connect(self._fold)
        self._fold(False)

    def _fold(self, shown: bool) -> None:
        self.setText(f"{'▾' if shown else '▸'} {self._words}")
        self._part.setVisible(shown)


class HostsForm(QWidget):
    """Custom's addresses."""

    def __init__(self, hosts: Hosts) -> None:
        super().__init__()
        self._authorize = hosts.authorize
        self._edits = [
            _edit("restUrlEdit", hosts.rest),
            _edit("socketUrlEdit", hosts.socket),
            _edit("marketDataUrlEdit", hosts.market_data),
        ]
        rest, socket, market_data = self._edits
        column = _column(self)
        column.addWidget(labelled("RES&T address", rest))
        column.addLayout(
            _beside(labelled("S&ocket address", socket), labelled("&Market data", market_data))
        )

    def hosts(self, authorize: str | None) -> Hosts:
        """Return what is typed; `authorize` is the page of the browser's sign-in, if typed."""
        rest, socket, market_data = (edit.text().strip() for edit in self._edits)
        return Hosts(rest, socket, market_data, self._authorize if authorize is None else authorize)


class PasswordForm(QWidget):
    """Name and password, and the API key's parts where there is one, under `fold`."""

    go = "Sign in"

    def __init__(self) -> None:
        super().__init__()
        self._kept = Credentials("", "")
        self._name = _edit("signInNameEdit")
        self._password = _secret("signInPasswordEdit")
        self._remember = CheckBox("&Remember password")
        self._remember.setObjectName("rememberPasswordCheck")
        self._app_id = _edit("signInAppIdEdit", APP_ID)
        self._cid = _edit("signInCidEdit")
        self._secret = _secret("signInSecretEdit")
        self._key = QWidget()
        self.fold = Fold("apiKeyButton", "API key", self._key)
        self.hint = wrapping("signInKept", TO_KEYRING, tone="secondary")
        self._lay_out()
        self._name.textChanged.connect(self._show_kept)

    def fill(self, kept: Credentials) -> None:
        """Begin with what the keyring holds; what was typed meanwhile stays.

        Secrets stay in the keyring: their fields say so, and may be left empty.
        """
        self._kept = kept
        for edit, text in ((self._name, kept.name), (self._cid, kept.cid)):
            _fill(edit, text)
        _fill(self._app_id, kept.app_id or APP_ID)
        if kept.remember:
            self._remember.setChecked(True)
        if kept.cid or kept.secret or kept.app_id not in ("", APP_ID):
            self.fold.setChecked(True)
        self._show_kept()

    def missing(self) -> str:
        """Say what is still needed, or nothing."""
        typed = self._name.text().strip() and self._password.text()
        return "" if typed or self._keeps_password() else "A user name and a password are needed."

    def take(self) -> Credentials:
        """Return what was typed; the password leaves the form with it."""
        who = Credentials(
            name=self._name.text().strip(),
            password=self._password.text(),
            cid=self._cid.text().strip(),
            secret=self._secret.text().strip(),
            app_id=self._app_id.text().strip() or APP_ID,
            remember=self._remember.isChecked(),
        )
        self._password.setText("")  # unlike clear(), it keeps no history
        return who

    def take_focus(self) -> None:
        """Go where typing begins."""
        (self._password if self._name.text() else self._name).setFocus()

    def forget(self) -> None:
        """Let go of every secret."""
        for edit in (self._password, self._secret):
            edit.setText("")

    def _keeps_password(self) -> bool:
        """Whether the keyring has the password of the very name that is typed."""
        return self._kept.remember and self._name.text().strip() == self._kept.name != ""

    def _show_kept(self) -> None:
        own = self._name.text().strip() == self._kept.name
        self._password.setPlaceholderText(PASSWORD_KEPT if self._keeps_password() else "")
        self._secret.setPlaceholderText(SECRET_KEPT if own and self._kept.secret else "")

    def _lay_out(self) -> None:
        column = _column(self)
        column.addWidget(labelled("&User name", self._name))
        column.addWidget(labelled("&Password", self._password))
        column.addLayout(row(self._remember, None, self.fold))
        key = QHBoxLayout(self._key)
        key.setContentsMargins(0, 0, 0, 0)
        key.setSpacing(pixels(2))
        key.addWidget(labelled("&App id", self._app_id))
        key.addWidget(labelled("&Client id (cid)", self._cid))
        key.addWidget(labelled("API s&ecret", self._secret))
        column.addWidget(self._key)
        column.addWidget(self.hint)


class BrowserForm(QWidget):
    """What the firm gave for the sign-in in the browser (protocol.md 1.6)."""

    go = "Open the browser"

    def __init__(self, page: str | None) -> None:
        """`page` is the address of the broker's own page, where that is to be typed."""
        super().__init__()
        self._client = _edit("oauthClientIdEdit")
        self._secret = _secret("oauthSecretEdit")
        self._secret.setPlaceholderText("optional")
        self._port = _edit("oauthPortEdit")
        self._port.setPlaceholderText("any")
        self._page = None if page is None else _edit("oauthPageEdit", page)
        column = _column(self)
        column.addWidget(labelled("C&lient id", self._client))
        column.addLayout(
            _beside(
                labelled("Client s&ecret", self._secret), labelled("Redirect p&ort", self._port)
            )
        )
        if self._page is not None:
            self._page.setPlaceholderText("/oauth on the REST host")
            column.addWidget(labelled("Si&gn-in page", self._page))
        self.hint = wrapping("oauthHint", BY_BROWSER, tone="secondary")
        column.addWidget(self.hint)

    @property
    def page(self) -> str | None:
        """The address of the broker's page as typed, None where it is not asked for."""
        return None if self._page is None else self._page.text().strip()

    def missing(self) -> str:
        """Say what is still needed, or nothing."""
        if not self._client.text().strip():
            return "The client id is needed."
        port = self._port.text().strip()
        if port and not (len(port) < 6 and port.isdecimal() and 0 < int(port) <= LARGEST_PORT):
            return "The redirect port is a number up to 65535, or empty for any."
        return ""

    def app(self) -> OAuthApp:
        """Return what was typed."""
        return OAuthApp(
            client_id=self._client.text().strip(),
            secret=self._secret.text().strip(),
            redirect_port=int(self._port.text().strip() or 0),
        )

    def take_focus(self) -> None:
        """Go where typing begins."""
        self._client.setFocus()

    def forget(self) -> None:
        """Let go of the secret."""
        self._secret.setText("")


def _column(form: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(form)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(pixels(2))
    return column


def _beside(left: QWidget, right: QWidget) -> QHBoxLayout:
    both = row(spacing=2)
    both.addWidget(left, 1)
    both.addWidget(right, 1)
    return both


def _fill(edit: QLineEdit, text: str) -> None:
    """Write into a field that nobody has typed into."""
    if text and not edit.isModified():
        edit.setText(text)


def _edit(name: str, text: str = "") -> QLineEdit:
    edit = QLineEdit(text)
    edit.setObjectName(name)
    return edit


def _secret(name: str) -> QLineEdit:
    edit = _edit(name)
    edit.setEchoMode(QLineEdit.EchoMode.Password)
    return edit
