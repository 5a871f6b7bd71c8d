"""A home folder on a real disk that fills up under way, and on one that is mounted read-only."""

import ctypes
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.integration.conftest import OpenApp, RunningApp
from tests.support.until import until

from bracketdesk.cli import AppOptions
from bracketdesk.storage import journal_file

MS_RDONLY, MS_REMOUNT, MNT_DETACH = 1, 32, 2
ROOM = 8 * 1024 * 1024
"""Bytes of the disk."""


class Disk:
    """A disk of its own, in memory, mounted at `place`."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self._libc = ctypes.CDLL(None, use_errno=True)
        place.mkdir()
        self._mount(0, f"size={ROOM}")

    def fill(self) -> None:
        """Leave no room at all."""
        with (self.place / "filler").open("wb", buffering=0) as file:
            for size in (4096, 1):
                try:
                    while True:
                        file.write(bytes(size))
                except OSError:
                    continue

    def free(self) -> None:
        """Give the room back."""
        (self.place / "filler").unlink()

    def make_read_only(self) -> None:
        """Let nothing be written from now on; nothing may be open for writing."""
        self._mount(MS_REMOUNT | MS_RDONLY, "")

    def unmount(self) -> None:
        self._libc.umount2(str(self.place).encode(), MNT_DETACH)

    def _mount(self, flags: int, options: str) -> None:
        place = str(self.place).encode()
        if self._libc.mount(b"tmpfs", place, b"tmpfs", flags, options.encode()):
            pytest.skip(f"nothing may be mounted here: {os.strerror(ctypes.get_errno())}")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    disk = Disk(tmp_path / "disk")
    yield disk
    disk.unmount()


async def ready(app: RunningApp) -> None:
    """Practice, connected, a Buy of one on the form."""
    hand = app.hand
    await until(lambda: hand.text("connectionLabel").startswith("connected"), 20)
    await until(lambda: app.desk.quote.value)
    hand.click("buyButton")
    hand.write("quantitySpin", "1")
    hand.click("splitEvenlyButton")


async def send(app: RunningApp) -> str:
    """Click, confirm, and return how the result is called."""
    before = app.desk.result.value
    await until(lambda: app.hand.find("submitButton").isEnabled())
    app.hand.click("submitButton")
    await app.hand.answer("questionConfirmButton")
    await until(lambda: (told := app.desk.result.value) not in (None, before) and not told.pending)
    return app.hand.text("resultPill")


async def test_a_disk_that_is_full_sends_nothing_and_the_ticket_stays(
    disk: Disk, open_app: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_file, "LOG_ROOM", 0)  # what was set aside for orders is used up
    app = await open_app(AppOptions(home=str(disk.place / "home")))
    await ready(app)
    disk.fill()
    before = app.desk.strategies.value
    assert await send(app) == "NOT SENT"
    said = app.hand.text("resultCause")
    assert (
        said == "The journal could not be written (database or disk is full), so nothing was sent."
    )
    assert app.desk.strategies.value == before
    assert app.hand.text("assignedLabel") == "1 of 1 assigned"
    disk.free()
    assert await send(app) == "ACCEPTED"


@pytest.mark.parametrize("known", [False, True], ids=["new home", "old home"])
async def test_a_read_only_home_opens_and_sends_nothing(
    disk: Disk, open_app: OpenApp, home: Path, *, known: bool
) -> None:
    folder = disk.place / "home"
    if known:
        earlier = await open_app(AppOptions(home=str(home)))
        await ready(earlier)
        assert await send(earlier) == "ACCEPTED"
        await earlier.quit()
        shutil.copytree(home, folder)
    folder.mkdir(exist_ok=True)
    disk.make_read_only()
    app = await open_app(AppOptions(home=str(folder)))
    hand = app.hand
    await until(lambda: hand.text("connectionLabel").startswith("connected"), 20)
    await until(lambda: app.desk.quote.value)
    assert "cannot be opened" in hand.text("noticeLabel")
    assert "exits work" in hand.text("noticeLabel")
    hand.click("buyButton")
    await until(lambda: hand.text("submitButton").startswith("The journal could not be read"))
    assert not hand.find("submitButton").isEnabled()
