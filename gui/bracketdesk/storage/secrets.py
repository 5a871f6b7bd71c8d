"""Tokens and sign-ins in the OS keyring: the only file that knows the `keyring` library.

Every keyring call runs in one daemon thread with a time limit, because a locked keyring asks its
user and a hung one answers never (stack.md 4). Where there is no keyring the app says so,
and a sign-in holds for this session only; a plaintext file is never written.
"""

import asyncio
import sys
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from bracketdesk.domain.problems import SecretsUnavailable
from bracketdesk.domain.session import Credentials, Tokens
from bracketdesk.storage import entries
from bracketdesk.storage.clock import Clock
from bracketdesk.storage.entries import Backend, Entries
from bracketdesk.storage.worker import Worker

T = TypeVar("T")

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

INCOMPLETE = "The app was installed without the part that reaches this system's keyring."


def backend_of_this_system() -> str:
    """Return the name of the part that reaches the keyrings of this kind of system.

    Raises SecretsUnavailable where it is missing; whether there is such a keyring is not asked.
    """
    name = {"win32": "Windows", "darwin": "macOS"}.get(sys.platform, "SecretService")
    from importlib.metadata import entry_points  # noqa: PLC0415 - the window first

    for known in entry_points(group="keyring.backends", name=name):
        if not getattr(known.load(), "missing_deps", None):
            return name
    raise SecretsUnavailable(INCOMPLETE)


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
        """Return the tokens saved for this host, None where there is nothing whole."""
        return await self._work(environment, host, entries.read_tokens)

    async def save(self, environment: str, host: str, tokens: Tokens) -> None:
        """Keep the tokens, in place of what was kept before."""
        await self._work(environment, host, partial(entries.write_tokens, tokens))

    async def load_sign_in(self, environment: str, host: str) -> Credentials:
        """Return what is kept of the last sign-in; what is not kept is empty."""
        return await self._work(environment, host, entries.read_sign_in)

    async def save_sign_in(self, environment: str, host: str, who: Credentials) -> None:
        """Keep a sign-in, in place of what was kept before; the password only if remembered."""
        await self._work(environment, host, partial(entries.write_sign_in, who))

    async def remove_tokens(self, environment: str, host: str) -> None:
        """Remove the tokens; the sign-in stays."""
        await self._work(environment, host, entries.remove_tokens)

    async def remove(self, environment: str, host: str) -> None:
        """Remove everything kept for this host."""
        await self._work(environment, host, _remove)

    async def _work(self, environment: str, host: str, work: Callable[[Entries], T]) -> T:
        service = _service(environment, host)
        return await self._call(lambda backend: work(Entries(backend, service)))

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


def _service(environment: str, host: str) -> str:
    return f"bracketdesk:{environment}:{host}"


def _remove(kept: Entries) -> None:
    entries.remove_tokens(kept)
    entries.remove_sign_in(kept)


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
