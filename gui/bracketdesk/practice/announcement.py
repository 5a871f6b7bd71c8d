"""Where a running exchange can be reached, and with which sign-in (architecture.md, Seams)."""

import os
import secrets
from pathlib import Path

import msgspec

from bracketdesk.wire import codec


class Announcement(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """The JSON object the exchange says first; its credentials are this run's throwaways."""

    rest: str
    socket: str
    market_data: str
    name: str
    password: str

    def __repr__(self) -> str:
        return f"Announcement({self.rest!r})"


def announce(announcement: Announcement, file: Path | None) -> None:
    """Print it as one line, or write it to `file` instead; raises OSError."""
    text = codec.encode(announcement).decode()
    if file is None:
        print(text, flush=True)
    else:
        _write(text, file)


def _write(text: str, file: Path) -> None:
    """Put a whole file, for its owner's eyes, in the place of what was there."""
    if file.is_symlink():
        raise FileExistsError("it is a symbolic link")
    draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as output:
        output.write(text + "\n")
    try:
        draft.replace(file)
    except OSError:
        draft.unlink()
        raise
