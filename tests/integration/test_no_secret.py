"""No secret in any file, log, argument, window, output or crash report of a whole bad day."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from html import escape
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
from tests.support.leaks import leaks, leaks_in_files
from tests.support.remote_app import Machine, RemoteApp
from tests.support.scripted import ScriptedServer
from tests.support.scripted_browser import ScriptedBrowser
from tests.support.scripted_steps import Answer, Penalty, Step, Text
from tests.support.scripted_world import NAME, USER_ID
from tests.support.secret_service import SecretService, secret_bus
from tests.support.until import until

from bracketdesk.ui.bracket_columns import Column

__all__ = ["secret_bus"]

SIGN_IN = "auth/accesstokenrequest"
RENEW = "auth/renewaccesstoken"
EXCHANGE = "auth/oauthtoken"
START = "orderStrategy/startorderstrategy"

# None looks like a token to the log's own redaction: what leaks is seen. Each has what a form,
# a URL, JSON, HTML or base64 writes otherwise.
PASSWORD = 'pw&q7z+w/ "x1=k3v9m'
MISTYPED = 'py&q7z+w/ "x1=k3v9w'
API_SECRET = 'api&r8a+y/ "u2=j4t7n'
CLIENT_SECRET = 'oau&s6b+v/ "t3=h5r8p'
CODE = 'cod&t5c+u/ "s4=g6q9r'
TICKET = 'tic&u4d+t/ "r5=f7n2s'
ORDER_TICKET = 'ord&v3e+s/ "q6=d8m3t'
TYPED = {
    "password": PASSWORD,
    "mistyped password": MISTYPED,
    "API secret": API_SECRET,
    "client secret": CLIENT_SECRET,
    "code": CODE,
    "penalty ticket": TICKET,
    "penalty ticket of an order": ORDER_TICKET,
}


class Broker(ScriptedServer):
    """A server whose tokens are easily told from anything else."""

    def __init__(self) -> None:
        super().__init__()
        self.issued: list[str] = []

    def issue(self) -> str:
        token = f"{len(self.issued):02}tok&w2f+r/=p7c9k4u{len(self.issued):02}"
        self.issued.append(token)
        self._tokens.add(token)
        return token

    def tokens(self, life: timedelta) -> Answer:
        """A fresh sign-in's or renewal's answer."""
        answer = {"accessToken": self.issue(), "mdAccessToken": self.issue(), "userId": USER_ID}
        expires = (datetime.now(UTC) + life).isoformat()
        return Answer({**answer, "expirationTime": expires, "name": NAME, "userStatus": "Active"})

    @property
    def secrets(self) -> dict[str, str]:
        """Every secret of the day, once the browser was there."""
        verifier = self.requests(EXCHANGE)[0].json["code_verifier"]
        return TYPED | {"verifier": verifier} | {token: token for token in self.issued}


async def test_a_bad_day_leaves_no_secret_anywhere(
    tmp_path: Path, secret_bus: SecretService
) -> None:
    secret_bus.start()
    machine = Machine(tmp_path / "user", secret_bus.address)
    async with Broker() as broker:
        hosts = broker.hosts
        arguments = (
            *("--log-level", "debug", "--environment", "custom", "--rest-url", hosts.rest),
            *("--socket-url", hosts.socket, "--market-data-url", hosts.market_data),
        )
        async with machine.app(*arguments) as app:
            await sign_in(app, broker)
            await until(lambda: broker.requests(RENEW))
            await order(app, broker)
            await broker.drop_sockets()
            await app.until("text", "connectionLabel", says="connecting")
            await app.until("text", "connectionLabel", says="connected")
            await sign_in_by_browser(app, broker)
            process = Path(f"/proc/{app.pid}")
            known = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
            assert leaks(known, broker.secrets) == []
            await crash(app, machine)
            assert leaks(app.said, broker.secrets) == []
        async with machine.app(*arguments) as app:
            await app.do("texts")
            assert await app.leave() == 0
            assert leaks(app.said, broker.secrets) == []
        log = log_of(machine).read_text()
        assert " DEBUG " in log
        assert "the run before ended by a fault" in log
        assert leaks_in_files([machine.folder], broker.secrets) == []
        assert set(broker.issued) & set(secret_bus.entries().values())


def log_of(machine: Machine) -> Path:
    return machine.home / "logs" / "bracketdesk.log"


async def sign_in(app: RemoteApp, broker: Broker) -> None:
    """A wrong password, which the broker repeats, a penalty, and then a token soon to expire."""
    broker.on(
        SIGN_IN,
        Answer({"errorText": f"Incorrect password {MISTYPED}"}),
        Penalty(TICKET, 1),
        broker.tokens(timedelta(minutes=5)),
    )
    broker.on(RENEW, Text("busy", 503), broker.tokens(timedelta(minutes=80)))
    await app.until("text", "signInButton", says="Sign in…")
    await app.do("click", "signInButton")
    await app.until("there", "signInDialog")
    await app.do("click", "apiKeyButton")
    await app.do("click", "rememberPasswordCheck")
    await app.do("write", "signInNameEdit", NAME)
    await app.do("write", "signInCidEdit", "8")
    await app.do("write", "signInSecretEdit", API_SECRET)
    await app.do("write", "signInPasswordEdit", MISTYPED)
    await app.do("texts")
    await app.do("click", "signInGoButton")
    await app.until("text", "signInErrorLabel", says="refused")
    await app.do("texts")
    await app.do("write", "signInPasswordEdit", PASSWORD)
    await app.do("click", "signInGoButton")
    await app.until("there", "signInContinueButton")
    await app.do("texts")
    await app.until("clicked", "signInContinueButton")
    await app.until("text", "connectionLabel", says="connected")
    assert [sent.json["password"] for sent in broker.requests(SIGN_IN)][1:] == [PASSWORD] * 2
    assert broker.requests(SIGN_IN)[2].json["p-ticket"] == TICKET


async def order(app: RemoteApp, broker: Broker) -> None:
    """An order that waits for a penalty, goes again by a click, and is refused with the token."""
    refusal = Answer({"errorText": f"Invalid access token: {broker.issued[0]}"})
    broker.on(START, Penalty(ORDER_TICKET, 1), refusal)
    await app.do("write", "symbolEdit", "MESZ6\r")
    await app.do("click", "buyButton")
    await app.do("choose", "entryTypeCombo", "Limit")
    await app.do("write", "limitPriceEdit", "6012.25")
    await app.do("cell", 0, Column.TARGET, "16")
    await app.do("cell", 0, Column.STOP, "16")
    for outcome in ("NOT SENT", "REJECTED"):
        await app.until("clicked", "submitButton")
        await app.until("there", "question")
        await app.do("texts")
        await app.do("click", "questionConfirmButton")
        await app.until("text", "resultPill", says=outcome)
        await app.do("texts")
    assert b"Invalid access token: " in app.said
    assert broker.requests(START)[1].json["p-ticket"] == ORDER_TICKET


async def sign_in_by_browser(app: RemoteApp, broker: Broker) -> None:
    """A sign-in on the broker's page, in the place of the one there is."""
    exchanged: Step = Answer({"access_token": broker.issue(), "expires_in": 4800})
    broker.on(EXCHANGE, exchanged)
    browser = ScriptedBrowser(code=CODE)
    await app.do("action", "environmentActionCustom")
    await app.until("there", "signInDialog")
    await app.do("tab", "signInWays", "Browser")
    await app.do("write", "oauthClientIdEdit", "app-7")
    await app.do("write", "oauthSecretEdit", CLIENT_SECRET)
    await app.do("click", "signInGoButton")
    await app.until("browsed")
    await app.do("texts")
    browser.browse((await app.do("browsed"))[-1])
    await until(lambda: broker.requests("user/syncrequest")[-1].token == broker.issued[-1])
    await app.until("text", "connectionLabel", says="connected")
    assert broker.requests(EXCHANGE)[0].json["code"] == CODE


async def crash(app: RemoteApp, machine: Machine) -> None:
    """Errors nobody caught, from everywhere, and at last a fault that ends the process."""
    for where in ("slot", "thread", "loop", "task"):
        await app.do("crash", where, PASSWORD)
    for place in (machine.stderr, log_of(machine)):
        await until(partial(tells_of_all, place))
        assert place.read_text().count("Crash report: Bracket Desk") == 4
    await app.do("texts")
    app.tell("crash", "fault", PASSWORD)
    assert await app.end() < 0
    assert "in _fault" in (machine.home / "logs" / "faults.txt").read_text()


def tells_of_all(place: Path) -> bool:
    return place.read_text().count("RuntimeError: forced") == 4


# That a leak would be found
@pytest.mark.parametrize(
    "write",
    [
        lambda secret: secret.encode(),
        lambda secret: json.dumps({"password": secret}).encode(),
        lambda secret: json.dumps({"body": json.dumps({"password": secret})}).encode(),
        lambda secret: repr({"password": secret}).encode(),
        lambda secret: base64.b64encode(f"{NAME}:{secret}!".encode()),
        lambda secret: base64.b64encode(f"{NAME} :{secret}!".encode()),
        lambda secret: base64.b64encode(f"{NAME}  :{secret}!".encode()),
        lambda secret: base64.urlsafe_b64encode(secret.encode()),
        lambda secret: f"/callback?code={quote(secret, safe='')}&state=1".encode(),
        lambda secret: f"code={quote_plus(secret)}&state=1".encode(),
        lambda secret: f"<b>{escape(secret)}</b>".encode(),
        lambda secret: secret.encode("utf-16"),
        lambda secret: secret.encode().hex().encode(),
        lambda secret: f"{secret[:12]}...".encode(),
        lambda secret: f"...{secret[-12:]}".encode(),
    ],
)
def test_a_leak_is_found_in_every_form(write: Callable[[str], bytes], tmp_path: Path) -> None:
    for name, secret in TYPED.items():
        others = {key: value for key, value in TYPED.items() if key != name}
        data = b"before " + write(secret) + b" after"
        assert any(name in leak for leak in leaks(data, TYPED))
        assert leaks(data, others) == []
        (tmp_path / "deep").mkdir(exist_ok=True)
        (tmp_path / "deep" / "file.sqlite3-wal").write_bytes(data)
        assert leaks_in_files([tmp_path], TYPED)


def test_a_leak_in_a_files_name_is_found(tmp_path: Path) -> None:
    (tmp_path / "abc-secret-def").mkdir()
    assert leaks_in_files([tmp_path], {"it": "abc-secret-def"})
    assert leaks_in_files([tmp_path], {"it": "something-else"}) == []
