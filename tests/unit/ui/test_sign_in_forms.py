import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot
from tests.support.screen import found

from bracketdesk.domain.session import Credentials, Hosts, OAuthApp
from bracketdesk.ui.sign_in_forms import BrowserForm, HostsForm, PasswordForm

KEPT = Credentials("trader", "hunter2", "8", "s3cret", "Mine", remember=True)


@pytest.fixture
def form(qtbot: QtBot) -> PasswordForm:
    form = PasswordForm()
    qtbot.addWidget(form)
    form.show()
    return form


def edit(form: PasswordForm | BrowserForm | HostsForm, name: str) -> QLineEdit:
    return found(form, QLineEdit, name)


def write(form: PasswordForm | BrowserForm | HostsForm, name: str, text: str) -> None:
    QTest.keyClicks(edit(form, name), text)


def test_nothing_is_remembered_unless_it_is_ticked(form: PasswordForm) -> None:
    assert not found(form, QCheckBox, "rememberPasswordCheck").isChecked()
    write(form, "signInNameEdit", "trader")
    write(form, "signInPasswordEdit", "hunter2")
    assert form.take() == Credentials("trader", "hunter2")


def test_the_tick_is_the_traders(form: PasswordForm) -> None:
    found(form, QCheckBox, "rememberPasswordCheck").click()
    assert form.take().remember


def test_what_is_kept_is_filled_in_but_no_secret(form: PasswordForm) -> None:
    form.fill(KEPT)
    assert edit(form, "signInNameEdit").text() == "trader"
    assert edit(form, "signInCidEdit").text() == "8"
    assert edit(form, "signInAppIdEdit").text() == "Mine"
    assert found(form, QCheckBox, "rememberPasswordCheck").isChecked()
    for name in ("signInPasswordEdit", "signInSecretEdit"):
        assert edit(form, name).text() == ""
        assert "in the keyring" in edit(form, name).placeholderText()
    assert form.missing() == ""
    assert form.take() == Credentials("trader", "", "8", "", "Mine", remember=True)


def test_a_key_that_is_kept_is_in_sight(form: PasswordForm) -> None:
    form.fill(Credentials("trader", ""))
    assert not edit(form, "signInCidEdit").isVisible()
    form.fill(KEPT)
    assert edit(form, "signInCidEdit").isVisible()


def test_what_was_typed_meanwhile_wins(form: PasswordForm) -> None:
    write(form, "signInNameEdit", "other")
    form.fill(KEPT)
    assert edit(form, "signInNameEdit").text() == "other"


def test_a_kept_password_is_no_other_names(form: PasswordForm) -> None:
    form.fill(KEPT)
    write(form, "signInNameEdit", "2")
    assert form.missing()
    assert edit(form, "signInPasswordEdit").placeholderText() == ""
    assert edit(form, "signInSecretEdit").placeholderText() == ""


def test_without_a_kept_password_one_is_needed(form: PasswordForm) -> None:
    form.fill(Credentials("trader", ""))
    assert form.missing() == "A user name and a password are needed."
    write(form, "signInPasswordEdit", "x")
    assert form.missing() == ""


def test_the_client_id_may_be_a_number_or_a_text(form: PasswordForm) -> None:
    write(form, "signInCidEdit", " c-8 ")
    assert form.take().cid == "c-8"


def test_the_password_leaves_with_the_click_and_both_secrets_at_the_end(
    form: PasswordForm,
) -> None:
    write(form, "signInPasswordEdit", "hunter2")
    write(form, "signInSecretEdit", "s3cret")
    form.take()
    assert edit(form, "signInPasswordEdit").text() == ""
    assert not edit(form, "signInPasswordEdit").isUndoAvailable()
    assert edit(form, "signInSecretEdit").text() == "s3cret"
    form.forget()
    assert edit(form, "signInSecretEdit").text() == ""


def test_a_fold_says_which_way_it_goes(form: PasswordForm) -> None:
    button = found(form, QPushButton, "apiKeyButton")
    assert button.text() == "▸ API key"
    button.click()
    assert button.text() == "▾ API key"


@pytest.fixture
def browser(qtbot: QtBot) -> BrowserForm:
    form = BrowserForm(None)
    qtbot.addWidget(form)
    return form


def test_the_browser_needs_a_client_id_alone(browser: BrowserForm) -> None:
    assert browser.missing() == "The client id is needed."
    write(browser, "oauthClientIdEdit", " abc ")
    assert browser.missing() == ""
    assert browser.app() == OAuthApp("abc")
    assert browser.page is None


@pytest.mark.parametrize("port", ["0", "65536", "x", "80 80", "-1", "²", "9" * 5000])
def test_a_port_that_is_none_is_said(browser: BrowserForm, port: str) -> None:
    write(browser, "oauthClientIdEdit", "abc")
    edit(browser, "oauthPortEdit").setText(port)
    assert "port" in browser.missing()


def test_secret_and_port_go_along(browser: BrowserForm) -> None:
    write(browser, "oauthClientIdEdit", "abc")
    write(browser, "oauthSecretEdit", "s3cret")
    write(browser, "oauthPortEdit", "8765")
    assert browser.app() == OAuthApp("abc", "s3cret", 8765)
    assert edit(browser, "oauthSecretEdit").echoMode() is QLineEdit.EchoMode.Password
    browser.forget()
    assert browser.app().secret == ""


def test_custom_may_name_the_brokers_page(qtbot: QtBot) -> None:
    form = BrowserForm("https://x.test/oauth")
    qtbot.addWidget(form)
    assert form.page == "https://x.test/oauth"


def test_the_addresses_are_those_typed(qtbot: QtBot) -> None:
    kept = Hosts("https://x.test/v1", "wss://x.test/ws", "wss://md.x.test/ws", "https://x.test/o")
    form = HostsForm(kept)
    qtbot.addWidget(form)
    assert form.hosts(None) == kept
    edit(form, "restUrlEdit").setText(" http://127.0.0.1:9/v1 ")
    typed = Hosts("http://127.0.0.1:9/v1", kept.socket, kept.market_data, "https://y.test/o")
    assert form.hosts("https://y.test/o") == typed


def test_every_field_has_a_name_for_the_screen_reader(form: PasswordForm) -> None:
    QApplication.processEvents()
    names = [field.accessibleName() for field in form.findChildren(QLineEdit)]
    assert names == ["User name", "Password", "App id", "Client id (cid)", "API secret"]
