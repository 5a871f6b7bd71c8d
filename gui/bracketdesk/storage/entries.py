"""What a keyring holds for one host: its tokens and its sign-in, one entry an item.

A set has one entry that goes first and comes last, and so has a value that is split: whatever is
interrupted in between leaves nothing that could be read as whole.
"""

from dataclasses import replace
from datetime import datetime
from typing import Protocol

from bracketdesk.domain.session import Credentials, Tokens

PART = 1200
"""Characters in one entry at most: Windows refuses more than 1,280 (architecture.md, Secrets)."""

EXPIRES = "expires"  # goes first and comes last
ACCESS = "access token"
MARKET_DATA = "market-data token"
USER_NAME = "user name"
USER_ID = "user id"
TOKENS = (EXPIRES, ACCESS, MARKET_DATA, USER_NAME, USER_ID)

NAME = "sign-in name"  # goes first and comes last
PASSWORD = "password"  # noqa: S105 - the name of an entry
APP_ID = "app id"
CID = "cid"
API_SECRET = "API secret"  # noqa: S105 - the name of an entry
SIGN_IN = (NAME, PASSWORD, API_SECRET, APP_ID, CID)


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


class Entries:
    """The entries of one service. A value that is empty is no entry: some keyrings refuse it."""

    def __init__(self, backend: Backend, service: str) -> None:
        self._backend = backend
        self._service = service

    def read(self, entry: str) -> str:
        """Join an entry's parts: every one but the last is exactly `PART` long."""
        value, number = "", 1
        while part := self._get(entry, number):
            value += part
            if len(part) < PART:
                break
            number += 1
        return value

    def write(self, entry: str, value: str) -> None:
        """Write an entry in parts, in place of what was there.

        Of several parts the first goes first and comes last, and the others have no gap at any
        moment: so a later call finds them all, however this one ends.
        """
        parts = [value[start : start + PART] for start in range(0, len(value), PART)]
        last = self._last(entry)
        if last > 1 or len(parts) != 1:
            self._drop(entry, 1)
        for number in range(last, max(len(parts), 1), -1):
            self._drop(entry, number)
        for number in range(2, len(parts) + 1):
            self._set(entry, number, parts[number - 1])
        if parts:
            self._set(entry, 1, parts[0])

    def remove(self, entry: str) -> None:
        """Remove an entry with all its parts, where there is one."""
        self.write(entry, "")

    def _last(self, entry: str) -> int:
        """The number of the last part there is, the first left out of account."""
        number = 1
        while self._get(entry, number + 1) is not None:
            number += 1
        return number

    def _get(self, entry: str, number: int) -> str | None:
        return self._backend.get_password(self._service, _part_name(entry, number))

    def _set(self, entry: str, number: int, part: str) -> None:
        self._backend.set_password(self._service, _part_name(entry, number), part)

    def _drop(self, entry: str, number: int) -> None:
        if self._get(entry, number) is not None:
            self._backend.delete_password(self._service, _part_name(entry, number))


def _part_name(entry: str, number: int) -> str:
    return entry if number == 1 else f"{entry} {number}"


def read_tokens(entries: Entries) -> Tokens | None:
    """Return the tokens, None where there is nothing whole."""
    expires, access = entries.read(EXPIRES), entries.read(ACCESS)
    if not expires or not access:
        return None
    try:
        return Tokens(
            access=access,
            market_data=entries.read(MARKET_DATA),
            expires=_aware(expires),
            user_name=entries.read(USER_NAME),
            user_id=int(entries.read(USER_ID)),
        )
    except ValueError:  # somebody else's hand was in it
        return None


def write_tokens(tokens: Tokens, entries: Entries) -> None:
    """Write the tokens in place of what was there."""
    entries.remove(EXPIRES)
    entries.write(ACCESS, tokens.access)
    entries.write(MARKET_DATA, tokens.market_data)
    entries.write(USER_NAME, tokens.user_name)
    entries.write(USER_ID, str(tokens.user_id))
    entries.write(EXPIRES, tokens.expires.isoformat())


def remove_tokens(entries: Entries) -> None:
    """Remove the tokens."""
    for entry in TOKENS:
        entries.remove(entry)


def read_sign_in(entries: Entries) -> Credentials:
    """Return the sign-in; what is not there is empty, and without a name nothing is."""
    name = entries.read(NAME)
    if not name:
        return Credentials("", "")
    password = entries.read(PASSWORD)
    return Credentials(
        name=name,
        password=password,
        cid=entries.read(CID),
        secret=entries.read(API_SECRET),
        app_id=entries.read(APP_ID),
        remember=bool(password),
    )


def write_sign_in(who: Credentials, entries: Entries) -> None:
    """Write the sign-in in place of what was there, the password only where it is remembered."""
    password = who.password if who.remember else ""
    if read_sign_in(entries) == replace(who, password=password, remember=bool(password)):
        return  # the usual case, and each write may ask the trader
    entries.remove(NAME)
    entries.write(PASSWORD, password)
    entries.write(API_SECRET, who.secret)
    entries.write(APP_ID, who.app_id)
    entries.write(CID, who.cid)
    entries.write(NAME, who.name)


def remove_sign_in(entries: Entries) -> None:
    """Remove the sign-in."""
    for entry in SIGN_IN:
        entries.remove(entry)


def _aware(text: str) -> datetime:
    """Read a time with its zone; without one it cannot be compared."""
    time = datetime.fromisoformat(text)
    if time.tzinfo is None:
        raise ValueError("a time without a zone")
    return time
