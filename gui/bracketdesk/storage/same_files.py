"""Whether files that are open still lie where they were found.

On POSIX a file can be removed or replaced under whoever writes it: what is written then goes
nowhere a later start would look. Windows refuses that while the file is open.
"""

import sys
from collections.abc import Iterable
from pathlib import Path


class SameFiles:
    """Remembers which files these are, of those that exist."""

    def __init__(self, paths: Iterable[Path]) -> None:
        watched = () if sys.platform == "win32" else tuple(paths)
        self._known = {path: which for path in watched if (which := _which(path))}

    def gone(self) -> Path | None:
        """Return the place that has another file or none by now, None where there is no such.

        A click waits for this: a look at a file takes two microseconds.
        """
        for path, which in self._known.items():
            if _which(path) != which:
                return path
        return None


def _which(path: Path) -> tuple[int, int] | None:
    """Tell a file from any other."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
