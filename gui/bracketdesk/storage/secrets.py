"""Tokens and API secrets in the OS keyring: the only file that knows the `keyring` library.

Every keyring call runs in one daemon thread with a time limit, because a locked keyring asks its
user and a hung one answers never (stack.md 4). Where there is no keyring the app says so and
offers "this session only" (`MemorySecrets`); a plaintext file is never written.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any, Protocol, TypeVar

from bracketdesk.domain.problems import SecretsUnavailable
from bracketdesk.domain.session import Tokens
from bracketdesk.storage.clock import Clock
from bracketdesk.storage.worker import Worker

T = TypeVar("T")

PART = 1200
"""Characters in one entry at most: Windows refuses more than 1,280 (architecture.md, Secrets)."""

ACCESS = "access token"
MARKET_DATA = "market-data token"
EXPIRES = "expires"
USER_NAME = "user name"
USER_ID = "user id"
API_SECRET = "API secret"  # noqa: S105 - the name of an entry
ENTRIES = (EXPIRES, ACCESS, MARKET_DATA, USER_NAME, USER_ID, API_SECRET)

MISSING = (
    "This computer has no keyring the app can use, so a sign-in can be kept for this session only. "
    "On Linux, GNOME Keyring or KWallet provides one."
)
LOCKED = "The keyring is locked. Unlock it and try again, or sign in for this session only."
SLOW = (
    "The keyring did not answer in time. Look for a window that asks for its password, then try "
    "again, or sign in for this session only."
)
FAILING = "The keyring refused or failed. Try again, or sign in for this session only."
UNSAFE = (
    "The keyring set up on this computer would not protect a token, so a sign-in can be kept for "
    "this session only."
)


class Backend(Protocol):
    """What is used of a `keyring` backend."""

    @property
    def name(self) -> str:
        """What it calls itself."""
        ...

    def get_password(self, service: str, username: str, /) -> str | None:
        """Return one entry, or None where there is none."""
        ...

    def set_password(self, service: str, username: str, password: str, /) -> None:
        """Write one entry."""
        ...

    def delete_password(self, service: str, username: str, /) -> None:
        """Delete one entry that exists."""
        ...


def find_backend() -> Backend:
    """Return the keyring of this computer; raises SecretsUnavailable where none is safe."""
    import keyring  # noqa: PLC0415 - 60 ms, paid in the thread and after the first paint
    from keyring.backends.chainer import ChainerBackend  # noqa: PLC0415
    from keyring.backends.fail import Keyring as NoBackend  # noqa: PLC0415

    found = keyring.get_keyring()
    if isinstance(found, ChainerBackend) and found.backends:
        found = found.backends[0]  # the strongest, judged and used by itself
    if isinstance(found, NoBackend):
        raise SecretsUnavailable(MISSING)
    if found.priority < 1 or type(found).__module__.startswith("keyrings.alt"):
        raise SecretsUnavailable(UNSAFE)
    return found


class KeyringSecrets:
    """The Secrets port over the OS keyring. `time_limit` in seconds, for each call."""

    def __init__(
        self, clock: Clock, time_limit: float = 60.0, find: Callable[[], Backend] = find_backend
    ) -> None:
        self._clock = clock
        self._time_limit = time_limit
        self._find = find
        self._worker = Worker("keyring")

    async def backend_name(self) -> str:
        """Return what the keyring calls itself; raises SecretsUnavailable."""
        return await self._call(lambda backend: backend.name)

    async def load(self, environment: str, host: str) -> Tokens | None:
        """Return what was saved for this host, None where there is nothing whole."""
        return await self._call(partial(_read_tokens, _service(environment, host)))

    async def save(self, environment: str, host: str, tokens: Tokens) -> None:
        """Keep the tokens, in place of what was kept before."""
        await self._call(partial(_write_tokens, _service(environment, host), tokens))

    async def save_api_secret(self, environment: str, host: str, secret: str) -> None:
        """Keep the API key's secret."""
        service = _service(environment, host)
        await self._call(lambda backend: _write(backend, service, API_SECRET, secret))

    async def load_api_secret(self, environment: str, host: str) -> str:
        """Return the API key's secret, empty where none was kept."""
        service = _service(environment, host)
        return await self._call(lambda backend: _read(backend, service, API_SECRET))

    async def remove(self, environment: str, host: str) -> None:
        """Remove everything kept for this host."""
        await self._call(partial(_remove, _service(environment, host)))

    async def _call(self, work: Callable[[Backend], T]) -> T:
        answer = self._worker.run(partial(_spoken, self._find, work))
        limit = asyncio.ensure_future(self._clock.sleep(self._time_limit))
        either: tuple[asyncio.Future[Any], ...] = (answer, limit)
        try:
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            if answer.done():
                return answer.result()
        finally:
            limit.cancel()
            answer.cancel()  # what still waits in the queue is not begun later
        raise SecretsUnavailable(SLOW)


class MemorySecrets:
    """The Secrets port for Practice and for "this session only"."""

    def __init__(self) -> None:
        self._tokens: dict[str, Tokens] = {}
        self._secrets: dict[str, str] = {}

    async def load(self, environment: str, host: str) -> Tokens | None:
        """Return what was saved in this session."""
        return self._tokens.get(_service(environment, host))

    async def save(self, environment: str, host: str, tokens: Tokens) -> None:
        """Keep the tokens until the app ends."""
        self._tokens[_service(environment, host)] = tokens

    async def save_api_secret(self, environment: str, host: str, secret: str) -> None:
        """Keep the API key's secret until the app ends."""
        self._secrets[_service(environment, host)] = secret

    async def load_api_secret(self, environment: str, host: str) -> str:
        """Return the API key's secret, empty where there is none."""
        return self._secrets.get(_service(environment, host), "")

    async def remove(self, environment: str, host: str) -> None:
        """Forget everything kept for this host."""
        self._tokens.pop(_service(environment, host), None)
        self._secrets.pop(_service(environment, host), None)


def _service(environment: str, host: str) -> str:
    return f"bracketdesk:{environment}:{host}"


def _spoken(find: Callable[[], Backend], work: Callable[[Backend], T]) -> T:
    """Do `work`, its errors put into sentences that repeat no word of the keyring's."""
    from keyring import errors  # noqa: PLC0415 - imported in the thread, see find_backend

    try:
        return work(find())
    except SecretsUnavailable:
        raise
    except errors.NoKeyringError:
        sentence = MISSING
    except (errors.KeyringLocked, errors.InitError):
        sentence = LOCKED
    except Exception:  # backends raise errors of their own libraries too
        sentence = FAILING
    # Raised outside the handlers: the keyring's own error is not even chained to it.
    raise SecretsUnavailable(sentence)


def _read_tokens(service: str, backend: Backend) -> Tokens | None:
    expires, access = _read(backend, service, EXPIRES), _read(backend, service, ACCESS)
    if not expires or not access:
        return None
    return Tokens(
        access=access,
        market_data=_read(backend, service, MARKET_DATA),
        expires=datetime.fromisoformat(expires),
        user_name=_read(backend, service, USER_NAME),
        user_id=int(_read(backend, service, USER_ID)),
    )


def _write_tokens(service: str, tokens: Tokens, backend: Backend) -> None:
    """Write all entries; the expiry goes first and comes last, so a half-written set is none."""
    _write(backend, service, EXPIRES, "")
    _write(backend, service, ACCESS, tokens.access)
    _write(backend, service, MARKET_DATA, tokens.market_data)
    _write(backend, service, USER_NAME, tokens.user_name)
    _write(backend, service, USER_ID, str(tokens.user_id))
    _write(backend, service, EXPIRES, tokens.expires.isoformat())


def _remove(service: str, backend: Backend) -> None:
    for entry in ENTRIES:
        _write(backend, service, entry, "")


def _read(backend: Backend, service: str, entry: str) -> str:
    """Join an entry's parts: every one but the last is exactly `PART` long."""
    value, number = "", 1
    while part := backend.get_password(service, _part_name(entry, number)):
        value += part
        if len(part) < PART:
            break
        number += 1
    return value


def _write(backend: Backend, service: str, entry: str, value: str) -> None:
    """Write an entry in parts, and delete the parts a longer value left; empty is no part."""
    parts = [value[start : start + PART] for start in range(0, len(value), PART)]
    for number, part in enumerate(parts, start=1):
        backend.set_password(service, _part_name(entry, number), part)
    number = len(parts) + 1
    while backend.get_password(service, _part_name(entry, number)) is not None:
        backend.delete_password(service, _part_name(entry, number))
        number += 1


def _part_name(entry: str, number: int) -> str:
    return entry if number == 1 else f"{entry} {number}"
