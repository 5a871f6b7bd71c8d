"""Where the app keeps its things on this machine."""

import contextlib
import logging
import os
import re
import tempfile
from pathlib import Path
from uuid import uuid4

from bracketdesk.domain.problems import UserFacingError

HOME_VARIABLE = "BRACKETDESK_HOME"
DEVICE_ID = re.compile(r"[!-~]{1,64}")  # protocol.md 1.1

log = logging.getLogger(__name__)


def home_folder(argument: str | None) -> Path:
    """Return the home folder, made where it is missing: argument, environment, the system's way."""
    chosen = argument or os.environ.get(HOME_VARIABLE)
    home = Path(chosen).expanduser().absolute() if chosen else _data_folder() / "home"
    _make(home)
    return home


def device_id(path: Path | None = None) -> str:
    """Return this machine's id: random, made once, kept in a file of its own outside the home.

    It survives sign-out and a new home, for Live refuses orders from an unknown device
    (protocol.md 1.5). A file that holds no id is set aside and a new one made.
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
    """Return the id, empty where there is none; what is no id is moved out of the way."""
    try:
        text = path.read_bytes().decode("ascii", errors="replace").strip()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise UserFacingError(f"The file {path} cannot be read: {error.strerror}.") from error
    if DEVICE_ID.fullmatch(text):
        return text
    _set_aside(path)
    return ""


def _set_aside(path: Path) -> None:
    aside = path.with_name(f"{path.name}.unreadable-{os.urandom(4).hex()}")
    with contextlib.suppress(FileNotFoundError):  # another process was quicker
        path.rename(aside)
    log.warning("The device id could not be read; it is kept as %s and a new one made", aside.name)


def _create(path: Path) -> None:
    """Put a whole new id in place, unless another process was quicker."""
    try:
        handle, draft = tempfile.mkstemp(dir=path.parent, prefix=path.name)
        try:
            with os.fdopen(handle, "w") as file:
                file.write(uuid4().hex)
                file.flush()
                os.fsync(file.fileno())
            with contextlib.suppress(FileExistsError):
                os.link(draft, path)  # unlike a rename it never replaces
        finally:
            Path(draft).unlink()
    except OSError as error:
        raise UserFacingError(f"The file {path} cannot be written: {error.strerror}.") from error
