"""Keyrings that stand in for the system's, as strict as they are."""

from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError, PasswordSetError

WINDOWS_BYTES = 2560  # CRED_MAX_CREDENTIAL_BLOB_SIZE; the text is in UTF-16
WINDOWS_NAME = 513  # CRED_MAX_USERNAME_LENGTH


class MemoryKeyring(KeyringBackend):
    """Keeps entries in memory and refuses to delete what is not there."""

    priority = 5.0

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.entries: dict[str, tuple[str, str]] = {}  # by target: the entry's name and value

    @property
    def values(self) -> dict[str, str]:
        """Every entry's value by its name, of whatever service."""
        return dict(self.entries.values())

    def get_password(self, service: str, username: str) -> str | None:
        found = self.entries.get(f"{username}@{service}")
        return found[1] if found else None

    def set_password(self, service: str, username: str, password: str) -> None:
        self.entries[f"{username}@{service}"] = (username, password)

    def delete_password(self, service: str, username: str) -> None:
        if self.entries.pop(f"{username}@{service}", None) is None:
            raise PasswordDeleteError("no such entry")


class WindowsLikeKeyring(MemoryKeyring):
    """Windows' Credential Manager as `keyring` uses it; its errors tell the secret.

    The entry written last lies under the service's own name; the one that was there is moved to
    name@service, and an older copy of the first may still lie there.
    """

    def get_password(self, service: str, username: str) -> str | None:
        found = self.entries.get(service)
        if found is None or found[0] != username:
            return super().get_password(service, username)
        return found[1]

    def set_password(self, service: str, username: str, password: str) -> None:
        if not password:
            raise PasswordSetError("an empty entry is refused")
        if len(password.encode("utf-16-le")) > WINDOWS_BYTES or len(username) > WINDOWS_NAME:
            raise PasswordSetError(f"too long: {password}")
        if before := self.entries.get(service):
            super().set_password(service, *before)
        self.entries[service] = (username, password)

    def delete_password(self, service: str, username: str) -> None:
        places = (service, f"{username}@{service}")
        mine = [p for p in places if p in self.entries and self.entries[p][0] == username]
        if not mine:
            raise PasswordDeleteError("no such entry")
        for place in mine:
            del self.entries[place]


class MacLikeKeyring(MemoryKeyring):
    """macOS' Keychain as `keyring` uses it: to write is to delete and to add; NUL ends a text."""

    def get_password(self, service: str, username: str) -> str | None:
        found = super().get_password(service, username)
        if found == "":
            raise ValueError("NULL pointer access")  # what ctypes says of an item without data
        return found

    def set_password(self, service: str, username: str, password: str) -> None:
        if super().get_password(service, username) is not None:
            self.delete_password(service, username)
        super().set_password(service, username, password.partition("\0")[0])


class FailingKeyring(MemoryKeyring):
    """Raises on every call."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def get_password(self, service: str, username: str) -> str | None:
        raise self.error

    def set_password(self, service: str, username: str, password: str) -> None:
        raise self.error


class BreaksOff(MemoryKeyring):
    """Refuses everything after so many writes, as a keyring that is locked in between."""

    def __init__(self) -> None:
        super().__init__()
        self.left = 1_000

    def set_password(self, service: str, username: str, password: str) -> None:
        self._count()
        super().set_password(service, username, password)

    def delete_password(self, service: str, username: str) -> None:
        self._count()
        super().delete_password(service, username)

    def _count(self) -> None:
        if not self.left:
            raise PasswordSetError("locked in between")
        self.left -= 1


class PlaintextKeyring(MemoryKeyring):
    """As weak as the keyrings that keep a file."""

    priority = 0.5
