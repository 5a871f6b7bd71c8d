"""One running app per home folder, and nothing that outlives its process."""

import asyncio
import signal
import stat
import subprocess
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bracketdesk.storage.lock import FILE_NAME, HomeLock, take_lock

ROOT = Path(__file__).parents[3]


@asynccontextmanager
async def a_holder(home: Path) -> AsyncIterator[tuple[Process, list[str]]]:
    """Run a process that takes the lock; yields it and the words it said."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.unit.storage.holding_program", str(home)),
        cwd=ROOT,
        stdout=subprocess.PIPE,
    )
    assert process.stdout
    try:
        yield process, (await process.stdout.readline()).decode().split()
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def taken(home: Path) -> HomeLock:
    lock = take_lock(home)
    assert isinstance(lock, HomeLock)
    return lock


def test_only_one_has_it_and_the_other_learns_its_address(tmp_path: Path) -> None:
    first = taken(tmp_path)
    assert take_lock(tmp_path) == ""
    first.announce("4711 word")
    assert take_lock(tmp_path) == "4711 word"
    first.announce("1 x")
    assert take_lock(tmp_path) == "1 x"
    first.release()
    first.announce("nobody hears")
    first.release()
    taken(tmp_path).release()


async def test_it_holds_between_processes_and_a_kill_frees_it(tmp_path: Path) -> None:
    async with a_holder(tmp_path) as (first, words):
        assert words == ["taken"]
        assert take_lock(tmp_path) == "4711 word"
        async with a_holder(tmp_path) as (second, refused):
            assert refused == ["held", "elsewhere"]
            assert await second.wait() == 0
        first.send_signal(signal.SIGKILL)
        await first.wait()
        lock = taken(tmp_path)
        assert take_lock(tmp_path) == ""  # not the dead one's address
        lock.release()


async def test_a_child_of_the_holder_does_not_keep_it(tmp_path: Path) -> None:
    lock = taken(tmp_path)
    child = await asyncio.create_subprocess_exec("sleep", "60")
    lock.release()
    taken(tmp_path).release()
    child.kill()
    await child.wait()


def test_homes_are_apart(tmp_path: Path) -> None:
    locks = []
    for name in "ab":
        (tmp_path / name).mkdir()
        locks.append(taken(tmp_path / name))
        assert locks[-1].trouble == ""
    for lock in locks:
        lock.release()


@pytest.mark.parametrize("content", [b"", b"\xff\x00 4711", b"bd-../../etc", b"x" * 9999])
def test_a_spoilt_file_is_written_anew(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    lock = taken(tmp_path)
    assert take_lock(tmp_path) == ""
    assert (tmp_path / FILE_NAME).read_bytes() == b""
    lock.release()


def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    taken(tmp_path).release()
    assert stat.S_IMODE((tmp_path / FILE_NAME).stat().st_mode) == 0o600


def test_a_folder_that_cannot_be_locked_is_a_lock_that_says_so(tmp_path: Path) -> None:
    assert taken(tmp_path).trouble == ""
    (tmp_path / FILE_NAME).unlink()
    (tmp_path / FILE_NAME).mkdir()
    lock = taken(tmp_path)
    assert lock.trouble == f"The folder {tmp_path} cannot be locked: Is a directory."
    lock.announce("4711 word")
    lock.release()
