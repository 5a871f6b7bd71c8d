"""Secrets over scripted keyrings: sizes, leftovers, trouble and its sentences."""

import asyncio
import logging
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import keyring
import pytest
from hypothesis import given
from hypothesis import strategies as st
from keyring.backends import fail, null
from keyring.backends.chainer import ChainerBackend
from keyring.errors import InitError, KeyringError, KeyringLocked, NoKeyringError
from tests.support.clock import ManualClock
from tests.support.until import until
from tests.unit.storage.backends import FailingKeyring, PlaintextKeyring, WindowsLikeKeyring

from bracketdesk.domain.problems import SecretsUnavailable
from bracketdesk.domain.session import Tokens
from bracketdesk.storage import secrets as room
from bracketdesk.storage.secrets import KeyringSecrets, MemorySecrets, find_backend

PLACE = ("custom", "http://127.0.0.1:8080/v1")
SERVICE = "bracketdesk:custom:http://127.0.0.1:8080/v1"
SECRET = "s3cretToken"
EXPIRES = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)

# Lengths about the limit of one part, where the mistakes are.
lengths = st.sampled_from([1, 2, 1199, 1200, 1201, 2399, 2400, 2401, 3600, 5000])
tokens = st.builds(
    Tokens,
    access=st.builds(lambda n, c: c * n, lengths, st.characters(codec="ascii", categories=["L"])),
    market_data=st.builds(lambda n: "m" * n, st.one_of(st.just(0), lengths)),
    expires=st.datetimes(timezones=st.just(UTC)),
    user_name=st.text(max_size=40),
    user_id=st.integers(0, 2**53),
)


def secrets_over(backend: WindowsLikeKeyring, clock: ManualClock | None = None) -> KeyringSecrets:
    return KeyringSecrets(clock or ManualClock(), find=lambda: backend)


@pytest.fixture(scope="module")
def windows() -> tuple[WindowsLikeKeyring, KeyringSecrets]:
    """One keyring and one thread for all examples."""
    backend = WindowsLikeKeyring()
    return backend, secrets_over(backend)


@given(saved=st.lists(tokens, min_size=1, max_size=3))
async def test_what_was_saved_last_comes_back_whole(
    windows: tuple[WindowsLikeKeyring, KeyringSecrets], saved: list[Tokens]
) -> None:
    backend, secrets = windows
    backend.entries.clear()
    for each in saved:
        await secrets.save(*PLACE, each)
    assert await secrets.load(*PLACE) == saved[-1]
    kept = sum(len(value) for (_, entry), value in backend.entries.items() if "token" in entry)
    assert kept == len(saved[-1].access) + len(saved[-1].market_data), "a stale part is left"


@given(saved=tokens, secret=st.text(max_size=3000, alphabet="xyz"))
async def test_remove_leaves_nothing(
    windows: tuple[WindowsLikeKeyring, KeyringSecrets], saved: Tokens, secret: str
) -> None:
    backend, secrets = windows
    backend.entries.clear()
    await secrets.save(*PLACE, saved)
    await secrets.save_api_secret(*PLACE, secret)
    await secrets.remove(*PLACE)
    assert backend.entries == {}
    assert await secrets.load(*PLACE) is None
    assert await secrets.load_api_secret(*PLACE) == ""


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
    backend = WindowsLikeKeyring()
    await secrets_over(backend).save(*PLACE, Tokens(SECRET, "", EXPIRES))
    assert {service for service, _ in backend.entries} == {SERVICE}


async def test_the_api_secret_comes_back() -> None:
    secrets = secrets_over(WindowsLikeKeyring())
    assert await secrets.load_api_secret(*PLACE) == ""
    await secrets.save_api_secret(*PLACE, "k" * 1300)
    assert await secrets.load_api_secret(*PLACE) == "k" * 1300


class BreaksOff(WindowsLikeKeyring):
    """Refuses everything after so many entries, as a keyring that is locked in between."""

    def __init__(self) -> None:
        super().__init__()
        self.left = 100

    def set_password(self, service: str, username: str, password: str) -> None:
        if not self.left:
            raise KeyringLocked
        self.left -= 1
        super().set_password(service, username, password)


@pytest.mark.parametrize("written", range(5))
async def test_a_half_written_set_is_none(written: int) -> None:
    backend = BreaksOff()
    secrets = secrets_over(backend)
    await secrets.save(*PLACE, Tokens("old" * 1000, "old", EXPIRES, "old", 1))
    backend.left = written
    with pytest.raises(SecretsUnavailable):
        await secrets.save(*PLACE, Tokens("new" * 1000, "new", EXPIRES, "new", 2))
    assert await secrets.load(*PLACE) is None


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


class HangingKeyring(WindowsLikeKeyring):
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
    writing = asyncio.ensure_future(secrets.save_api_secret(*PLACE, SECRET))
    await until(lambda: clock.sleepers == 2)
    await clock.advance(61)
    results = await asyncio.gather(reading, writing, return_exceptions=True)
    assert [type(result) for result in results] == [SecretsUnavailable] * 2
    backend.released.set()
    assert await secrets.backend_name()
    assert backend.entries == {}


async def test_all_calls_run_in_one_thread_and_not_on_the_loop() -> None:
    seen: list[str] = []

    def find() -> WindowsLikeKeyring:
        seen.append(threading.current_thread().name)
        return WindowsLikeKeyring()

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


async def test_memory_keeps_for_this_session_only() -> None:
    secrets, saved = MemorySecrets(), Tokens(SECRET, "", EXPIRES)
    assert await secrets.load(*PLACE) is None
    await secrets.save(*PLACE, saved)
    await secrets.save_api_secret(*PLACE, SECRET)
    assert await secrets.load(*PLACE) == saved
    assert await secrets.load_api_secret(*PLACE) == SECRET
    await secrets.remove(*PLACE)
    assert await secrets.load(*PLACE) is None
    assert await secrets.load_api_secret(*PLACE) == ""
    assert SECRET not in repr(secrets)
