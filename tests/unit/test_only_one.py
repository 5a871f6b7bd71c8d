"""A second start: while the first lives, while it begins, and while it ends."""

import asyncio
import time
from pathlib import Path

import pytest

from bracketdesk.app import RUNS, _only_one
from bracketdesk.storage.door import open_door
from bracketdesk.storage.lock import HomeLock, take_lock


@pytest.fixture
def first(tmp_path: Path) -> HomeLock:
    lock = take_lock(tmp_path)
    assert isinstance(lock, HomeLock)
    return lock


class Pauses(list[float]):
    """Stands where the time between two tries passes; `then` happens in the third."""

    def __init__(self, then: object = None) -> None:
        self.then = then

    def __call__(self, seconds: float) -> None:
        self.append(seconds)
        if len(self) == 3 and callable(self.then):
            self.then()


async def test_the_first_is_shown(first: HomeLock, tmp_path: Path) -> None:
    knocks: list[None] = []
    door = await open_door(lambda: knocks.append(None))
    first.announce(door.address)
    said = await asyncio.to_thread(_only_one, tmp_path)
    assert said == f"{RUNS}; its window was brought to the front."
    assert len(knocks) == 1
    door.close()
    first.release()


def test_one_that_ends_is_waited_for(
    first: HomeLock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses = Pauses(then=first.release)
    monkeypatch.setattr(time, "sleep", pauses)
    lock = _only_one(tmp_path)
    assert isinstance(lock, HomeLock)
    assert len(pauses) == 3
    lock.release()


def test_one_that_does_not_answer_is_only_named(
    first: HomeLock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses = Pauses()
    monkeypatch.setattr(time, "sleep", pauses)
    assert _only_one(tmp_path) == f"{RUNS}."
    assert 5 < sum(pauses) < 11
    first.release()
