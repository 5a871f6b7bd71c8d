"""Works an app that runs in a process of its own (`driven_app`)."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PROGRAM = "tests.support.driven_app"
PAUSE = 0.02


class RemoteApp:
    """The Hand of a process elsewhere. `said` is all of its stdout, answers included."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.said = b""

    @property
    def pid(self) -> int:
        return self.process.pid

    async def do(self, verb: str, *given: object) -> Any:  # noqa: ANN401 - whatever the verb yields
        """Let it do one thing; an AssertionError where it cannot."""
        self.tell(verb, *given)
        assert self.process.stdout
        line = await self.process.stdout.readline()
        self.said += line
        assert line, "the app has ended"
        result, *error = json.loads(line)
        assert not error, error
        return result

    def tell(self, verb: str, *given: object) -> None:
        """Give an order without waiting for what comes of it."""
        assert self.process.stdin
        self.process.stdin.write(json.dumps([verb, *given]).encode() + b"\n")

    async def until(self, *order: object, says: str | None = None, timeout: float = 20) -> None:
        """Wait until this order is answered with something true, or with a text that has `says`."""
        verb, *given = order
        async with asyncio.timeout(timeout):
            while True:
                answer = await self.do(str(verb), *given)
                if answer if says is None else says in answer:
                    return
                await asyncio.sleep(PAUSE)

    async def leave(self) -> int:
        """Close the window and return the exit status."""
        self.tell("close")
        return await self.end()

    async def end(self) -> int:
        """Read what it still says and return its exit status."""
        assert self.process.stdout
        self.said += await asyncio.wait_for(self.process.stdout.read(), 20)
        return await self.process.wait()


class Machine:
    """A user's folders and session: what the app finds when it starts, and leaves behind.

    Everything it may write is below `folder`; `bus` is the address of the session bus.
    """

    def __init__(self, folder: Path, bus: str) -> None:
        self.folder = folder
        self.home = folder / "home"
        self.stderr = folder / "stderr"
        folder.mkdir(mode=0o700)
        self.environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": os.environ.get("PYTHONPATH", ""),  # the tree under test
            "QT_QPA_PLATFORM": "offscreen",
            "DBUS_SESSION_BUS_ADDRESS": bus,
            "HOME": str(folder),
            "TMPDIR": str(self._folder("tmp")),
            "XDG_RUNTIME_DIR": str(self._folder("run")),
            "XDG_DATA_HOME": str(self._folder("data")),
            "XDG_CONFIG_HOME": str(self._folder("config")),
            "XDG_CACHE_HOME": str(self._folder("cache")),
            "XDG_STATE_HOME": str(self._folder("state")),
        }

    @asynccontextmanager
    async def app(self, *arguments: str) -> AsyncIterator[RemoteApp]:
        """Start the app with these arguments; stderr goes to the file of that name."""
        with self.stderr.open("ab") as stderr:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", PROGRAM, "--home", str(self.home), *arguments),
                cwd=ROOT,
                env=self.environment,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=stderr,
                limit=2**24,
            )
        try:
            yield RemoteApp(process)
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()

    def _folder(self, name: str) -> Path:
        folder = self.folder / name
        folder.mkdir(mode=0o700)
        return folder
