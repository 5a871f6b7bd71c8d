"""The real app on its own loop: the real window, desk, journal and wire; only the host differs."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest
from PySide6.QtWidgets import QApplication
from tests.support.hand import Hand
from tests.support.hours import IdleLoop, Timeline
from tests.support.pair import BEHIND, WEDNESDAY, Broker, open_pair
from tests.support.scripted import ScriptedServer
from tests.support.seat import Seat, open_seat

from bracketdesk.app import Assembly, assemble, build_application
from bracketdesk.cli import AppOptions
from bracketdesk.controller.desk import Desk
from bracketdesk.domain.session import Hosts
from bracketdesk.practice.limits import Limits
from bracketdesk.ui.event_loop import EventLoop
from bracketdesk.wire.clock import Clock, SystemClock


def _loop() -> EventLoop:
    return EventLoop(build_application())


def pytest_asyncio_loop_factories(
    config: pytest.Config, item: pytest.Item
) -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    """The app's own loop, but for tests that ask for another by name: `loop_factories`."""
    marker = item.get_closest_marker("asyncio")
    asked = marker is not None and "loop_factories" in marker.kwargs
    return {"qt": _loop, "idle": IdleLoop} if asked else {"qt": _loop}


@dataclass
class RunningApp:
    """An app with its window on the screen, and the hand that works it."""

    assembly: Assembly
    hand: Hand
    left: bool = False

    @property
    def desk(self) -> Desk:
        return self.assembly.desk

    async def quit(self) -> None:
        """Close the window and leave in order; once."""
        if self.left:
            return
        self.left = True
        self.assembly.window.close()
        await self.assembly.close()
        self.assembly.window.deleteLater()


class OpenApp(Protocol):
    """Opens an app, by the machine's clock where none is given; Live is locked without hosts."""

    async def __call__(
        self, options: AppOptions, clock: Clock | None = None, live: Hosts | None = None
    ) -> RunningApp: ...


@pytest.fixture
async def open_app(qapp: QApplication, home: Path) -> AsyncIterator[OpenApp]:
    """Return what opens the app; whatever was opened is left in order after the test."""
    async with AsyncExitStack() as stack:

        async def open_one(
            options: AppOptions, clock: Clock | None = None, live: Hosts | None = None
        ) -> RunningApp:
            app = await assemble(options, clock or SystemClock(), live=live)
            app.window.show()
            app.desk.open_environment(app.start)
            running = RunningApp(app, Hand(app.window))
            stack.push_async_callback(running.quit)
            return running

        yield open_one


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder of the test's own, and a place for the device id beside it."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "home"


@pytest.fixture
def limits() -> Limits:
    """The broker's published ones; a test that wants others parametrizes `limits`."""
    return Limits()


@pytest.fixture
async def both_sides(tmp_path: Path, limits: Limits) -> AsyncIterator[tuple[Seat, Broker]]:
    """A desk and the practice exchange, on an idle loop, the trader's clock far behind."""
    async with open_pair(tmp_path, limits, BEHIND) as sides:
        yield sides


@pytest.fixture
def seat(both_sides: tuple[Seat, Broker]) -> Seat:
    return both_sides[0]


@pytest.fixture
def broker(both_sides: tuple[Seat, Broker]) -> Broker:
    return both_sides[1]


@pytest.fixture
async def scripted() -> AsyncIterator[ScriptedServer]:
    """A broker of the test's own words."""
    async with ScriptedServer() as server:
        yield server


@pytest.fixture
async def scripted_seat(tmp_path: Path, scripted: ScriptedServer) -> AsyncIterator[Seat]:
    """A desk in front of it, on an idle loop."""
    async with open_seat(
        tmp_path, scripted.hosts, scripted.credentials, Timeline(WEDNESDAY)
    ) as seat:
        yield seat
