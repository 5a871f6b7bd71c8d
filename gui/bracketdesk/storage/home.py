"""Where the app keeps its things on this machine."""

import contextlib
import os
import tempfile
from pathlib import Path
from uuid import uuid4

from bracketdesk.domain.problems import UserFacingError

HOME_VARIABLE = "BRACKETDESK_HOME"
LONGEST_DEVICE_ID = 64  # protocol.md 1.1


def home_folder(argument: str | None) -> Path:
    """Return the home folder, made where it is missing: argument, environment, the system's way."""
    chosen = argument or os.environ.get(HOME_VARIABLE)
    home = Path(chosen).expanduser().absolute() if chosen else _data_folder() / "home"
    _make(home)
    return home


def device_id(path: Path | None = None) -> str:
    """Return this machine's id: random, made once, kept in a file of its own outside the home.

    It survives sign-out and a new home, for Live refuses orders from an unknown device
    (protocol.md 1.5).
    """
    path = path or _data_folder() / "device-id"
    known = _read(path)
    if not known:
        _make(path.parent)
        _create(path)
        known = _read(path)
    if not known:
        raise UserFacingError(f"The file {path} cannot be used. Delete it and start again.")
    return known


def _data_folder() -> Path:
    import platformdirs  # noqa: PLC0415 - not needed where the home is given

    return platformdirs.user_data_path("bracketdesk", appauthor=False)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise UserFacingError(f"The folder {folder} cannot be made: {error.strerror}.") from error


def _read(path: Path) -> str:
    try:
        text = path.read_text("ascii").strip()
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise UserFacingError(f"The file {path} cannot be read.") from error
    return text if len(text) <= LONGEST_DEVICE_ID else ""


def _create(path: Path) -> None:
    """Put a whole new id in place, unless another process was quicker."""
    try:
        handle, draft = tempfile.mkstemp(dir=path.parent, prefix=path.name)
        with os.fdopen(handle, "w") as file:
            file.write(uuid4().hex)
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)  # unlike a rename it never replaces
        Path(draft).unlink()
    except OSError as error:
        raise UserFacingError(f"The file {path} cannot be written: {error.strerror}.") from error
