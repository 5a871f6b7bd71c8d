"""An X display of its own, with a window manager, and the hand that works what is on it."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.skips import need

SIZE = "1280x900x24"
PATIENCE = 30.0


@contextmanager
def display() -> Iterator[str]:
    """Start Xvfb and openbox; yields the display's name."""
    for tool in ("Xvfb", "openbox", "xdotool", "wmctrl", "import"):
        need(shutil.which(tool), f"{tool} is not installed")
    reader, writer = os.pipe()
    options = ["-displayfd", str(writer), "-screen", "0", SIZE, "-nolisten", "tcp", "-ac"]
    screen = subprocess.Popen(["Xvfb", *options], pass_fds=[writer], stderr=subprocess.DEVNULL)
    os.close(writer)
    with os.fdopen(reader) as told:
        name = f":{told.readline().strip()}"
    manager = subprocess.Popen(["openbox"], env=_on(name), stderr=subprocess.DEVNULL)
    try:
        yield name
    finally:
        for process in (manager, screen):
            process.terminate()
            process.wait()


def window(name: str, title: str) -> str:
    """Wait until a window of that title is seen; returns its number."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        found = _ask(name, "xdotool", "search", "--onlyvisible", "--name", title).split()
        if found:
            return found[-1]
        time.sleep(0.1)
    raise AssertionError(f"no window {title!r}: {_ask(name, 'wmctrl', '-l')}")


def gone(name: str, title: str) -> None:
    """Wait until no window of that title is left."""
    until = time.monotonic() + PATIENCE
    while _ask(name, "xdotool", "search", "--onlyvisible", "--name", title).split():
        assert time.monotonic() < until, f"{title} is still there"
        time.sleep(0.1)


def keys(name: str, *pressed: str) -> None:
    """Press keys where the focus is."""
    _ask(name, "xdotool", "key", "--delay", "60", *pressed)


def close(name: str, number: str) -> None:
    """Close a window as its frame's button does."""
    _ask(name, "wmctrl", "-i", "-c", hex(int(number)))


def picture(name: str, number: str, file: Path) -> None:
    """Take a window's picture."""
    _ask(name, "import", "-window", number, str(file))
    assert file.stat().st_size > 5_000, "nothing is on the picture"


def _ask(name: str, *command: str) -> str:
    done = subprocess.run(
        command, env=_on(name), check=False, capture_output=True, text=True, timeout=60
    )
    return done.stdout


def _on(name: str) -> dict[str, str]:
    return {**os.environ, "DISPLAY": name}
