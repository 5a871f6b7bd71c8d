"""Keyrings that stand in for the system's."""

from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError, PasswordSetError

WINDOWS_BYTES = 2560  # of UTF-16 in one credential


class WindowsLikeKeyring(KeyringBackend):
    """Keeps entries in memory, with the sizes Windows allows; its errors tell the secret."""

    priority = 5.0

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.entries: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if not password:
            raise PasswordSetError("an empty entry is refused")
        if len(password.encode("utf-16-le")) > WINDOWS_BYTES:
            raise PasswordSetError(f"too long: {password}")
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if (service, username) not in self.entries:
            raise PasswordDeleteError("no such entry")
        del self.entries[service, username]


class FailingKeyring(WindowsLikeKeyring):
    """Raises on every call."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def get_password(self, service: str, username: str) -> str | None:
        raise self.error

    def set_password(self, service: str, username: str, password: str) -> None:
        raise self.error


class PlaintextKeyring(WindowsLikeKeyring):
    """As weak as the keyrings that keep a file."""

    priority = 0.5
