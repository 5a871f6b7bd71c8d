"""The real app on its own loop: the real window, desk, journal and wire; only the host differs."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from tests.support.hand import Hand

from bracketdesk.app import Assembly, assemble, build_application
from bracketdesk.cli import AppOptions
from bracketdesk.controller.desk import Desk
from bracketdesk.ui.event_loop import EventLoop
from bracketdesk.wire.clock import SystemClock


def _loop() -> EventLoop:
    return EventLoop(build_application())


def pytest_asyncio_loop_factories(
    config: pytest.Config, item: pytest.Item
) -> dict[str, Callable[[], EventLoop]]:
    return {"qt": _loop}


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


OpenApp = Callable[[AppOptions], Awaitable[RunningApp]]


@pytest.fixture
async def open_app(qapp: QApplication, home: Path) -> AsyncIterator[OpenApp]:
    """Return what opens the app; whatever was opened is left in order after the test."""
    async with AsyncExitStack() as stack:

        async def open_one(options: AppOptions) -> RunningApp:
            app = await assemble(options, SystemClock())
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
