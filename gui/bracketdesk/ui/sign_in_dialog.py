"""The sign-in for Demo, Live and Custom: it stays until the line is up, and says what is wrong."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QDialog, QPushButton, QTabBar, QWidget

from bracketdesk.controller.desk import Desk
from bracketdesk.controller.views import Connection, SessionView
from bracketdesk.domain.session import Credentials, Environment, Hosts
from bracketdesk.ui.environment_badge import EnvironmentBadge
from bracketdesk.ui.fields import row, text_label
from bracketdesk.ui.line_strip import ENTERING, LOOK_MS
from bracketdesk.ui.sign_in_forms import BrowserForm, Fold, HostsForm, PasswordForm
from bracketdesk.ui.sign_in_message import SignInMessage, wait_of, wait_text
from bracketdesk.ui.text_boxes import boxed, fixed_column, wrapping
from bracketdesk.ui.theme import pixels
from bracketdesk.ui.words import ENVIRONMENTS

WIDTH = 440
WAYS = ("Name and password", "Browser (OAuth)")
PASSWORD, BROWSER = range(2)
SIGNING_IN = "Signing in …"
TAKEN_IN = (Connection.CONNECTING, Connection.SYNCHRONISING)
"""What comes after the broker took a sign-in; a line that stayed up meanwhile proves nothing."""
LIVE = (
    "This is the live account: orders trade real money. The broker takes them only from a device "
    "it knows; approve this one when it asks."
)


class SignInDialog(QDialog):
    """Signs in by either way, once a click.

    What was typed stays for another try, apart from the password, which is gone once used.
    """

    def __init__(self, parent: QWidget | None, desk: Desk, environment: Environment) -> None:
        super().__init__(parent)
        self._desk = desk
        self._environment = environment
        self._tried = False
        self._asked = False  # clicked, and the session has not answered yet
        self._accepted = False  # since the click the broker took the sign-in
        self._was_entering = False
        self._gone = False
        self.setObjectName("signInDialog")
        self.setWindowTitle(f"Sign in to {ENVIRONMENTS[environment]}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._build()
        self._lay_out()
        self._clock = QTimer(self)
        self._clock.setInterval(LOOK_MS)
        self._clock.timeout.connect(self._show)
        self._turn_to(PASSWORD)
        self._stop = desk.session.listen(self._hear)
        self.finished.connect(self._leave)
        self._ask_keyring()

    def reject(self) -> None:
        """Give up, and with it what is under way; a penalty goes on in the line's strip."""
        if self._entering or (self._tried and not self._session.penalty):
            self._desk.cancel_sign_in()
        super().reject()

    # What it is built of
    def _build(self) -> None:
        custom = self._environment is Environment.CUSTOM
        kept = self._desk.settings.value.custom_hosts
        hosts = kept or Hosts("", "", "")
        self._hosts = HostsForm(hosts) if custom else None
        self._hosts_fold = Fold("hostsButton", "Addresses", self._hosts) if self._hosts else None
        self._password = PasswordForm()
        self._browser = BrowserForm(hosts.authorize if custom else None)
        if self._hosts_fold is not None:
            self._hosts_fold.setChecked(kept is None)
            _only_one(self._hosts_fold, self._password.fold)
        self._ways = QTabBar()
        self._ways.setObjectName("signInWays")
        self._ways.setAccessibleName("Way to sign in")
        self._ways.setExpanding(False)
        self._ways.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for way in WAYS:
            self._ways.addTab(way)
        self._message = SignInMessage()
        self._warning = wrapping("signInWarningLabel", tone="warning")
        self._warning_box = boxed("banner", self._warning)
        self._cancel = _button("signInCancelButton", self._stop_or_leave)
        self._anew = _button("signInAnewButton", self._start_over)
        self._anew.setText("Start over")
        self._go = _button("signInGoButton", self._sign_in, self._tone)
        self._continue = _button("signInContinueButton", self._go_on, self._tone)
        self._continue.setText("Go on")
        self._ways.currentChanged.connect(self._turn_to)

    def _lay_out(self) -> None:
        column = fixed_column(self, WIDTH)
        column.setSpacing(pixels(2.5))
        badge = EnvironmentBadge()
        badge.show_session(SessionView(self._environment, Connection.OFFLINE))
        title = text_label("signInTitle", self.windowTitle(), size="large", strong=True)
        column.addLayout(row(title, None, badge))
        if self._environment is Environment.LIVE:
            column.addWidget(boxed("danger", wrapping("signInLiveLabel", LIVE)))
        if self._hosts is not None:
            column.addLayout(row(self._hosts_fold, None))
            column.addWidget(self._hosts)
        parts = (self._ways, self._password, self._browser, self._message, self._warning_box)
        for part in parts:
            column.addWidget(part)
        column.addLayout(row(None, self._cancel, self._anew, self._go, self._continue, spacing=2))

    @property
    def _tone(self) -> str:
        return "danger" if self._environment is Environment.LIVE else "accent"

    def _turn_to(self, way: int) -> None:
        self._password.setVisible(way == PASSWORD)
        self._browser.setVisible(way == BROWSER)
        self._form.take_focus()
        self._show()

    @property
    def _form(self) -> PasswordForm | BrowserForm:
        return self._browser if self._ways.currentIndex() == BROWSER else self._password

    def _ask_keyring(self) -> None:
        """Begin with what is kept of the last sign-in, once the keyring has answered."""
        self._desk.saved_sign_in(self._environment, None, self._fill)

    def _fill(self, kept: Credentials) -> None:
        if self._gone:
            return
        self._password.fill(kept)
        if self._form is self._password and not self._tried:
            self._password.take_focus()

    # What the buttons do
    def _sign_in(self) -> None:
        """Hand over what was typed, once; the password leaves the form with it."""
        if missing := self._form.missing():
            self._message.say(missing, alarm=True)
            return
        hosts = self._typed_hosts()
        self._begin()
        if self._form is self._browser:
            self._desk.sign_in_by_browser(self._environment, hosts, self._browser.app())
        else:
            self._desk.sign_in(self._environment, hosts, self._password.take())

    def _go_on(self) -> None:
        self._begin()
        self._desk.continue_sign_in()

    def _start_over(self) -> None:
        """Forget the broker's ticket: another name, or another way."""
        self._desk.cancel_sign_in()
        self._form.take_focus()

    def _begin(self) -> None:
        self._tried = self._asked = True
        self._accepted = False
        self._show()

    def _typed_hosts(self) -> Hosts | None:
        return self._hosts.hosts(self._browser.page) if self._hosts else None

    def _stop_or_leave(self) -> None:
        """Stop what is under way and keep the form, or leave."""
        if not self._entering:
            self.reject()
            return
        self._asked = False
        self._desk.cancel_sign_in()
        self._show()

    # The session shown
    @property
    def _session(self) -> SessionView:
        """The session, as far as it is this dialog's."""
        session = self._desk.session.value
        if session.environment is self._environment:
            return session
        return SessionView(self._environment, Connection.OFFLINE)

    @property
    def _entering(self) -> bool:
        return self._asked or self._session.connection in ENTERING

    def _answers(self, session: SessionView) -> bool:
        """Whether the session has taken up the click; leaving another environment is none yet."""
        return session.connection in ENTERING or bool(session.text)

    def _hear(self, _: SessionView) -> None:
        """Follow the session: wait, say what is wrong, or be done."""
        answered = self._was_entering
        self._asked = self._asked and not self._answers(self._session)
        self._accepted = self._tried and (self._accepted or self._session.connection in TAKEN_IN)
        if self._accepted and self._session.connection is Connection.CONNECTED:
            self.accept()
            return
        if self._session.until:
            self._clock.start()
        else:
            self._clock.stop()
        self._show()
        if self._tried and answered and not self._entering:
            self._form.take_focus()

    def _show(self) -> None:
        session, entering = self._session, self._entering
        self._was_entering = entering
        wait = wait_of(session, self._desk.countdown())
        penalty = session.penalty and not entering
        self._say(session, wait)
        self._warn(
            "" if entering else self._desk.sign_in_warning(self._environment, self._typed_hosts()),
            session.text,
        )
        for part in (self._ways, self._password, self._browser):
            part.setEnabled(not penalty)  # the broker wants the same again
        calm = self._message.isHidden() and self._warning_box.isHidden()
        self._form.hint.setVisible(calm)  # a low screen has no room for both
        self._show_buttons(entering, penalty, wait)
        if penalty and self.focusWidget() not in (self._cancel, self._anew, self._continue):
            self._cancel.setFocus()  # Qt leaves none where the form had it

    def _warn(self, text: str, said: str) -> None:
        self._warning.setText(text)
        self._warning_box.setVisible(bool(text) and text != said)

    def _say(self, session: SessionView, wait: float) -> None:
        if self._entering:
            self._message.say(("" if self._asked else session.text) or SIGNING_IN)
        else:
            held = session.penalty or bool(wait)
            text = "" if session.text == f"{self.windowTitle()}." else session.text
            self._message.say(text, wait_text(session, wait), alarm=self._tried or held)

    def _show_buttons(self, entering: bool, penalty: bool, wait: float) -> None:
        self._cancel.setText("Stop" if entering else "Close" if penalty else "Cancel")
        self._go.setText("Signing in…" if entering else self._form.go)
        self._go.setEnabled(not entering and not wait)
        self._go.setHidden(penalty)
        self._anew.setVisible(penalty)
        self._continue.setVisible(penalty)
        self._continue.setEnabled(not wait)
        (self._continue if penalty else self._go).setDefault(True)

    def _leave(self) -> None:
        """Stop listening and let go of every secret."""
        self._gone = True
        self._clock.stop()
        self._stop()
        self._password.forget()
        self._browser.forget()


def _only_one(*folds: Fold) -> None:
    """Let one part be unfolded at a time: together they are higher than a low screen."""
    for fold in folds:
        for other in folds:
            if other is not fold:
                fold.toggled.connect(lambda shown, other=other: shown and other.setChecked(False))


def _button(name: str, clicked: Callable[[], None], tone: str = "") -> QPushButton:
    button = QPushButton()
    button.setObjectName(name)
    button.setAutoDefault(False)
    button.setProperty("tone", tone or None)
    button.clicked.connect(clicked)
    return button
