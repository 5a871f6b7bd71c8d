"""One running app per home folder: a lock the system itself lets go when its process ends.

No pid is written down, so none can be stale. The file holds the address of the door where whoever
has the lock can be asked to come to the front (storage/door.py), readable by its user alone.
"""

import os
import sys
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

FILE_NAME = "running.lock"

_FAR = 1 << 30  # where Windows locks, beyond the address: a byte locked there cannot be read


class HomeLock:
    """Held until `release`, or until this process ends, however that happens."""

    def __init__(self, handle: int, trouble: str = "") -> None:
        self._handle = handle
        self.trouble = trouble
        """Why nothing is held, empty where all is well: another app may run, so never send."""

    def announce(self, address: str) -> None:
        """Let other starts read where to knock; does nothing where the lock is not held."""
        if self._handle >= 0:
            _write(self._handle, address)

    def release(self) -> None:
        """Let the next one in; idempotent."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1


def take_lock(home: Path) -> HomeLock | str:
    """Return the lock, or the address of the app that has it ("" while it starts).

    Where the folder cannot be locked, the lock says so in its `trouble`.
    """
    path = home / FILE_NAME
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)  # not inherited by child processes
        try:
            if not _locked(handle):
                address = _read(handle)
                os.close(handle)
                return address
            _write(handle, "")
            return HomeLock(handle)
        except BaseException:
            os.close(handle)
            raise
    except OSError as error:
        return HomeLock(-1, f"The folder {home} cannot be locked: {error.strerror}.")


if sys.platform == "win32":

    def _locked(handle: int) -> bool:
        os.lseek(handle, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        return True

else:

    def _locked(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def _read(handle: int) -> str:
    os.lseek(handle, 0, os.SEEK_SET)
    return os.read(handle, 100).decode("ascii", errors="replace")


def _write(handle: int, address: str) -> None:
    os.ftruncate(handle, 0)
    os.lseek(handle, 0, os.SEEK_SET)
    os.write(handle, address.encode())
