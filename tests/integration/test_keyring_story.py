"""The keyring's story: the app in processes of its own, on a session with a real Secret Service."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.integration.conftest import OpenApp
from tests.support.clock import ManualClock
from tests.support.leaks import leaks_in_files
from tests.support.remote_app import Machine, RemoteApp
from tests.support.scripted import ScriptedServer
from tests.support.scripted_world import NAME, PASSWORD
from tests.support.secret_service import SecretService, secret_bus, secret_service
from tests.support.until import until

from bracketdesk.cli import AppOptions
from bracketdesk.domain.session import Credentials, Environment, Hosts
from bracketdesk.storage import secrets as room

__all__ = ["secret_bus", "secret_service"]

SIGN_IN = "auth/accesstokenrequest"
API_SECRET = "4f1c-api-secret-of-the-key"
SECRETS = {"password": PASSWORD, "API secret": API_SECRET, "token": "token-1", "md": "token-2"}


@pytest.fixture
async def server() -> AsyncIterator[ScriptedServer]:
    async with ScriptedServer() as server:
        yield server


@pytest.fixture
def machine(tmp_path: Path, secret_bus: SecretService) -> Machine:
    return Machine(tmp_path / "user", secret_bus.address)


def custom(hosts: Hosts) -> tuple[str, ...]:
    """The arguments that start the app there."""
    addresses = ("--socket-url", hosts.socket, "--market-data-url", hosts.market_data)
    return ("--environment", "custom", "--rest-url", hosts.rest, *addresses)


async def open_dialog(app: RemoteApp) -> None:
    await app.until("text", "signInButton", says="Sign in…")
    await app.do("click", "signInButton")
    await app.until("there", "signInDialog")


async def sign_in(app: RemoteApp, *, remember: bool = False, key: bool = False) -> None:
    """Type name and password, tick what is wanted, and wait for the line."""
    await open_dialog(app)
    await app.do("write", "signInNameEdit", NAME)
    await app.do("write", "signInPasswordEdit", PASSWORD)
    if remember:
        await app.do("click", "rememberPasswordCheck")
    if key:
        await app.do("click", "apiKeyButton")
        await app.do("write", "signInCidEdit", "8")
        await app.do("write", "signInSecretEdit", API_SECRET)
    await app.do("click", "signInGoButton")
    await app.until("text", "connectionLabel", says="connected")


def place(server: ScriptedServer) -> str:
    """The keyring's name for what belongs to this server."""
    return f"bracketdesk:custom:{server.hosts.rest.split('/')[2]}"


def kept(service: SecretService, server: ScriptedServer) -> dict[str, str]:
    """The entries of this server's, by name; there must be no others."""
    entries = service.entries()
    assert {service for service, _ in entries} <= {place(server)}
    return {name: value for (_, name), value in entries.items()}


async def kept_there(service: SecretService, server: ScriptedServer) -> None:
    """Wait for the last entry of a sign-in; the daemon is not asked more often than by a person,
    for it answers the app meanwhile.
    """
    await until(lambda: service.has(place(server), "sign-in name"), pause=0.5)


async def test_sign_in_restart_one_click_sign_out(
    machine: Machine, secret_bus: SecretService, server: ScriptedServer
) -> None:
    secret_bus.start()
    async with machine.app(*custom(server.hosts)) as app:
        await sign_in(app, remember=True, key=True)
        await kept_there(secret_bus, server)
        assert await app.leave() == 0
    found = kept(secret_bus, server)
    assert found.pop("expires").startswith("2099-12-31")
    assert found == {
        "access token": "token-1",
        "market-data token": "token-2",
        "user name": NAME,
        "user id": "77",
        "sign-in name": NAME,
        "password": PASSWORD,
        "app id": "Bracket Desk",
        "cid": "8",
        "API secret": API_SECRET,
    }
    device = (machine.folder / "data" / "bracketdesk" / "device-id").read_text()
    assert server.requests(SIGN_IN)[0].json["deviceId"] == device

    async with machine.app("--environment", "practice") as app:
        await app.until("text", "connectionLabel", says="connected")
        await app.do("action", "environmentActionCustom")
        await app.until("text", "connectionLabel", says="connected")
        await app.until("text", "signInButton", says="Sign out")
        assert len(server.requests(SIGN_IN)) == 1, "nothing was typed, nothing asked"
        assert server.requests("user/syncrequest")[-1].token == "token-1"

        await app.do("click", "signInButton")
        await app.until("text", "sessionText", says="were removed from the keyring")
        assert kept(secret_bus, server) == {}
        await open_dialog(app)
        assert not {NAME, "kept in the keyring"} & set(await app.do("texts"))
        await app.leave()
    assert (machine.folder / "data" / "bracketdesk" / "device-id").read_text() == device
    assert leaks_in_files([machine.folder], SECRETS) == []


async def test_a_ticked_password_need_not_be_typed_and_leaves_once_it_is_not_ticked(
    machine: Machine, secret_bus: SecretService, server: ScriptedServer
) -> None:
    secret_bus.start()
    async with machine.app(*custom(server.hosts)) as app:
        await sign_in(app, remember=True)
        await kept_there(secret_bus, server)
        await app.leave()
    assert kept(secret_bus, server)["password"] == PASSWORD
    server.revoke()
    async with machine.app(*custom(server.hosts)) as app:
        await open_dialog(app)
        await until_shown(app, "kept in the keyring")
        await app.do("click", "rememberPasswordCheck")
        await app.do("click", "signInGoButton")
        await app.until("text", "connectionLabel", says="connected")
        assert server.requests(SIGN_IN)[1].json["password"] == PASSWORD
        await app.leave()  # and the keyring's part is done
    assert kept(secret_bus, server)["sign-in name"] == NAME
    assert PASSWORD not in kept(secret_bus, server).values()


async def test_a_password_not_ticked_is_not_kept(
    machine: Machine, secret_bus: SecretService, server: ScriptedServer
) -> None:
    secret_bus.start()
    async with machine.app(*custom(server.hosts)) as app:
        await sign_in(app)
        await kept_there(secret_bus, server)
        await app.leave()
    assert PASSWORD not in kept(secret_bus, server).values()
    server.revoke()
    async with machine.app(*custom(server.hosts)) as app:
        await open_dialog(app)
        await until_shown(app, NAME)
        await app.do("click", "signInGoButton")
        await until_shown(app, "A user name and a password are needed.")
        await app.leave()
    assert len(server.requests(SIGN_IN)) == 1


async def until_shown(app: RemoteApp, text: str) -> None:
    """Wait until this text is somewhere on the screen."""
    async with asyncio.timeout(20):
        while text not in await app.do("texts"):
            await asyncio.sleep(0.02)


@pytest.mark.parametrize(
    ("session", "sentence"),
    [("locked", room.LOCKED), ("no keyring", room.MISSING), ("no bus", room.MISSING)],
    ids=["locked", "no keyring", "no bus"],
)
async def test_without_the_keyring_a_sign_in_holds_for_the_session(
    machine: Machine,
    secret_bus: SecretService,
    server: ScriptedServer,
    session: str,
    sentence: str,
) -> None:
    if session == "locked":
        secret_bus.start()
        secret_bus.stop()
        secret_bus.start(unlocked=False)
    if session == "no bus":
        machine.environment["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=/nonexistent"
    async with machine.app(*custom(server.hosts)) as app:
        await app.until("text", "sessionText", says=sentence)
        await app.until("text", "sessionText", says="You can sign in for this session only.")
        await sign_in(app, remember=True, key=True)
        await app.until("text", "sessionText", says="This sign-in holds for this session only.")
        await app.leave()
    assert leaks_in_files([machine.folder], SECRETS) == []


async def test_a_hung_keyring_holds_up_neither_the_sign_in_nor_the_exit(
    machine: Machine, secret_bus: SecretService, server: ScriptedServer
) -> None:
    secret_bus.start()
    secret_bus.freeze()
    async with machine.app(*custom(server.hosts)) as app:
        await app.until("text", "sessionText", says="Asking the keyring")
        await app.do("click", "signInButton")  # Cancel
        await sign_in(app)
        assert await app.leave() == 0
    secret_bus.thaw()
    assert "access token" not in kept(secret_bus, server)
    assert leaks_in_files([machine.folder], SECRETS) == []


async def test_a_hung_keyring_is_given_up_when_its_time_is_over(
    open_app: OpenApp, home: Path, secret_service: SecretService, server: ScriptedServer
) -> None:
    clock = ManualClock()
    secret_service.freeze()
    options = AppOptions(environment=Environment.CUSTOM, home=str(home), hosts=server.hosts)
    app = await open_app(options, clock)
    await until(lambda: app.hand.text("sessionText").startswith("Asking the keyring"))
    await clock.advance(59)
    assert app.hand.text("signInButton") == "Cancel"
    await clock.advance(2)
    await until(lambda: room.SLOW in app.hand.text("sessionText"))
    assert app.hand.text("signInButton") == "Sign in…"
    secret_service.thaw()
    answers: list[Credentials] = []
    app.desk.saved_sign_in(Environment.CUSTOM, server.hosts, answers.append)
    await until(lambda: answers)  # it is asked again, and answers
