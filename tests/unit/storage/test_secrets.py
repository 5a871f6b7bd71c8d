"""Secrets over scripted keyrings: whose they are, trouble and its sentences."""

import asyncio
import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import keyring
import pytest
from keyring.backends import fail, null
from keyring.backends.chainer import ChainerBackend
from keyring.errors import InitError, KeyringError, KeyringLocked, NoKeyringError
from tests.support.clock import ManualClock
from tests.support.until import until
from tests.unit.storage.backends import (
    FailingKeyring,
    MacLikeKeyring,
    MemoryKeyring,
    PlaintextKeyring,
    WindowsLikeKeyring,
)

from bracketdesk.domain.problems import SecretsUnavailable
from bracketdesk.domain.session import Credentials, Tokens
from bracketdesk.storage import secrets as room
from bracketdesk.storage.secrets import KeyringSecrets, find_backend

PLACE = ("custom", "http://127.0.0.1:8080/v1")
SERVICE = "bracketdesk:custom:http://127.0.0.1:8080/v1"
SECRET = "s3cretToken"
EXPIRES = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
TOKENS = Tokens(SECRET * 200, SECRET, EXPIRES, "trader", 77)
WHO = Credentials("trader", SECRET, "8", SECRET * 200, remember=True)
NOBODY = Credentials("", "")


def secrets_over(backend: MemoryKeyring, clock: ManualClock | None = None) -> KeyringSecrets:
    return KeyringSecrets(clock or ManualClock(), find=lambda: backend)


async def test_what_was_saved_comes_back_until_it_is_removed() -> None:
    backend = WindowsLikeKeyring()
    secrets = secrets_over(backend)
    assert await secrets.load(*PLACE) is None
    assert await secrets.load_sign_in(*PLACE) == NOBODY
    await secrets.save(*PLACE, TOKENS)
    await secrets.save_sign_in(*PLACE, WHO)
    assert await secrets.load(*PLACE) == TOKENS
    assert await secrets.load_sign_in(*PLACE) == WHO
    await secrets.remove_tokens(*PLACE)
    assert await secrets.load(*PLACE) is None
    assert await secrets.load_sign_in(*PLACE) == WHO
    await secrets.remove(*PLACE)
    assert await secrets.load_sign_in(*PLACE) == NOBODY
    assert backend.entries == {}


async def test_remove_takes_only_its_own_host() -> None:
    backend = WindowsLikeKeyring()
    secrets = secrets_over(backend)
    other = ("demo", "https://demo.example/v1")
    await secrets.save(*PLACE, Tokens(SECRET, "", EXPIRES))
    await secrets.save(*other, Tokens("another", "", EXPIRES))
    await secrets.remove(*PLACE)
    assert await secrets.load(*PLACE) is None
    assert await secrets.load(*other) == Tokens("another", "", EXPIRES)


async def test_the_service_is_named_for_environment_and_host() -> None:
    backend = MemoryKeyring()
    await secrets_over(backend).save(*PLACE, TOKENS)
    assert {target.partition("@")[2] for target in backend.entries} == {SERVICE}


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (NoKeyringError(SECRET), room.MISSING),
        (KeyringLocked(SECRET), room.LOCKED),
        (InitError(SECRET), room.LOCKED),
        (KeyringError(SECRET), room.FAILING),
        (ConnectionResetError(SECRET), room.FAILING),
    ],
)
async def test_trouble_is_a_sentence_without_the_keyrings_words(
    error: Exception, sentence: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secrets = secrets_over(FailingKeyring(error))
    with pytest.raises(SecretsUnavailable) as raised:
        await secrets.save(*PLACE, Tokens(SECRET, SECRET, EXPIRES))
    assert str(raised.value) == sentence
    assert raised.value.__cause__ is None
    assert raised.value.__context__ is None
    assert SECRET not in caplog.text


async def test_nothing_secret_in_a_repr() -> None:
    backend = WindowsLikeKeyring()
    secrets = secrets_over(backend)
    await secrets.save(*PLACE, Tokens(SECRET, SECRET, EXPIRES))
    assert SECRET not in repr(secrets) + repr(await secrets.load(*PLACE))


class HangingKeyring(MemoryKeyring):
    """Answers no read until it is released."""

    def __init__(self) -> None:
        super().__init__()
        self.released = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        self.released.wait(30)
        return super().get_password(service, username)


async def test_a_keyring_that_hangs_is_given_up_and_can_come_back() -> None:
    clock, backend = ManualClock(), HangingKeyring()
    secrets = secrets_over(backend, clock)
    loading = asyncio.ensure_future(secrets.load(*PLACE))
    await until(lambda: clock.sleepers == 1)
    await clock.advance(59)
    assert not loading.done()
    await clock.advance(2)
    with pytest.raises(SecretsUnavailable, match="did not answer in time"):
        await loading
    backend.released.set()
    await secrets.save(*PLACE, Tokens(SECRET, "", EXPIRES))
    assert await secrets.load(*PLACE) == Tokens(SECRET, "", EXPIRES)
    assert clock.sleepers == 0


async def test_a_call_given_up_in_the_queue_is_not_done_later() -> None:
    clock, backend = ManualClock(), HangingKeyring()
    secrets = secrets_over(backend, clock)
    reading = asyncio.ensure_future(secrets.load(*PLACE))
    writing = asyncio.ensure_future(secrets.save_sign_in(*PLACE, WHO))
    await until(lambda: clock.sleepers == 2)
    await clock.advance(61)
    results = await asyncio.gather(reading, writing, return_exceptions=True)
    assert [type(result) for result in results] == [SecretsUnavailable] * 2
    backend.released.set()
    assert await secrets.backend_name()
    assert backend.entries == {}


async def test_all_calls_run_in_one_thread_and_not_on_the_loop() -> None:
    seen: list[str] = []

    def find() -> MemoryKeyring:
        seen.append(threading.current_thread().name)
        return MemoryKeyring()

    secrets = KeyringSecrets(ManualClock(), find=find)
    await secrets.backend_name()
    await secrets.load(*PLACE)
    assert seen == ["keyring", "keyring"]
    thread = next(t for t in threading.enumerate() if t.name == "keyring")
    assert thread.daemon


SystemKeyring = Callable[[keyring.backend.KeyringBackend], None]


@pytest.fixture
def system_keyring() -> Iterator[SystemKeyring]:
    """Put a keyring in the place of the system's, for one test."""
    before = keyring.get_keyring()
    yield keyring.set_keyring
    keyring.set_keyring(before)


def test_the_systems_keyring_is_found_and_named(system_keyring: SystemKeyring) -> None:
    backend = WindowsLikeKeyring()
    system_keyring(backend)
    assert find_backend() is backend
    assert find_backend().name == "backends WindowsLikeKeyring"


@pytest.mark.parametrize(
    ("backend", "sentence"),
    [
        (fail.Keyring, room.MISSING),
        (null.Keyring, room.UNSAFE),
        (PlaintextKeyring, room.UNSAFE),
    ],
)
def test_no_unsafe_keyring_is_used(
    system_keyring: SystemKeyring,
    backend: Callable[[], keyring.backend.KeyringBackend],
    sentence: str,
) -> None:
    system_keyring(backend())
    with pytest.raises(SecretsUnavailable) as raised:
        find_backend()
    assert str(raised.value) == sentence


def test_a_plaintext_keyring_is_refused_whatever_it_claims(system_keyring: SystemKeyring) -> None:
    claiming = type("File", (WindowsLikeKeyring,), {"__module__": "keyrings.alt.file"})
    system_keyring(claiming())
    with pytest.raises(SecretsUnavailable, match="would not protect"):
        find_backend()


class Chain(ChainerBackend):
    """A chain of given keyrings."""

    backends: list[WindowsLikeKeyring] = []  # noqa: RUF012 - the base's classproperty
    priority = 10.0


def test_of_a_chain_the_strongest_is_judged_by_itself(system_keyring: SystemKeyring) -> None:
    strong, weak = WindowsLikeKeyring(), PlaintextKeyring()
    system_keyring(type("Both", (Chain,), {"backends": [strong, weak]})())
    assert find_backend() is strong
    system_keyring(type("Weak", (Chain,), {"backends": [weak, weak]})())
    with pytest.raises(SecretsUnavailable, match="would not protect"):
        find_backend()


async def test_a_whole_life_on_a_mac() -> None:
    secrets = secrets_over(MacLikeKeyring())
    assert await secrets.load(*PLACE) is None
    assert await secrets.load_sign_in(*PLACE) == NOBODY
    await secrets.save(*PLACE, TOKENS)
    await secrets.save_sign_in(*PLACE, WHO)
    assert await secrets.load(*PLACE) == TOKENS
    assert await secrets.load_sign_in(*PLACE) == WHO
    await secrets.save_sign_in(*PLACE, replace(WHO, remember=False))
    assert await secrets.load_sign_in(*PLACE) == replace(WHO, password="", remember=False)
    await secrets.remove_tokens(*PLACE)
    assert await secrets.load(*PLACE) is None
    assert (await secrets.load_sign_in(*PLACE)).name == WHO.name
    await secrets.save(*PLACE, TOKENS)
    await secrets.remove(*PLACE)
    assert await secrets.load(*PLACE) is None
    assert await secrets.load_sign_in(*PLACE) == NOBODY
    assert SECRET not in repr(secrets)
