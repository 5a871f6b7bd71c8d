"""Works a headless app (`headless.py`) that runs in a process of its own, until that is killed."""

import asyncio
import json
import multiprocessing
import multiprocessing.context
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path
from typing import IO, Any, Self

from tests.support.headless import Options, live

ROOT = Path(__file__).parents[2]
PROGRAM = "tests.support.headless"
PAUSE = 0.05
"""Seconds an app is given to show something before its clock is moved on."""


class Life:
    """One process: `shown` is what it showed last by name, `told` everything it ever said."""

    def __init__(
        self,
        send: Callable[[str], object],
        said: Iterable[dict[str, Any]],
        kill: Callable[[], None],
    ) -> None:
        self.shown: dict[str, Any] = {}
        self.told: list[dict[str, Any]] = []
        self._send = send
        self._kill = kill
        self._alive = True
        self._news = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._reader = threading.Thread(target=self._read, args=(said,), daemon=True)
        self._reader.start()

    def tell(self, verb: str, *given: object) -> None:
        """Give an order without waiting for what comes of it."""
        self._send(json.dumps([verb, *given]))

    async def until(self, condition: Callable[[dict[str, Any]], object], limit: float = 30) -> None:
        """Wait until what is shown makes the condition true; only the process's own pace counts."""
        async with asyncio.timeout(limit):
            while not condition(self.shown):
                self._news.clear()
                await self._news.wait()

    async def connected(self) -> None:
        """Wait until an order could be clicked, or a lock says that none may be."""
        await self.until(lambda shown: shown.get("connection") == "connected")
        await self.until(lambda shown: shown.get("instrument"))
        await self.run(0)  # whatever is shown with it has been told

    async def click(self, side: str = "Buy", transport: str = "socket") -> bool:
        """One click on the send button; returns whether it was taken on."""
        self.shown.pop("taken", None)
        self.shown["result"] = None
        self.tell("click", side, None, transport)
        await self.until(lambda shown: "taken" in shown)
        return bool(self.shown["taken"])

    async def run(self, seconds: float) -> None:
        """Let so many seconds pass there."""
        self.shown.pop("passed", None)
        self.tell("pass", seconds)
        await self.until(lambda shown: "passed" in shown)

    async def run_until(self, condition: Callable[[dict[str, Any]], object]) -> None:
        """Wait for it a moment, then for as long as it takes let second after second pass."""
        async with asyncio.timeout(30):
            while True:
                try:
                    return await self.until(condition, PAUSE)
                except TimeoutError:
                    await self.run(1.0)

    async def confirm(self, word: str) -> bool:
        """Type the word into the lock's box."""
        self.shown.pop("confirmed", None)
        self.tell("confirm", word)
        await self.until(lambda shown: "confirmed" in shown)
        return bool(self.shown["confirmed"])

    def kill(self) -> None:
        """SIGKILL, and wait for its end; idempotent."""
        if self._alive:
            self._alive = False
            self._kill()
            self._reader.join()

    def _read(self, said: Iterable[dict[str, Any]]) -> None:
        for what in said:
            self._loop.call_soon_threadsafe(self._take, what)

    def _take(self, what: dict[str, Any]) -> None:
        self.told.append(what)
        self.shown.update(what)
        self._news.set()


class Lives:
    """Every process of one test: none outlives it."""

    def __init__(self) -> None:
        self._lives: list[Life] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for life in self._lives:
            life.kill()

    def program(self, options: Options) -> Life:
        """Start the program, with pipes for stdin and stdout."""
        process = subprocess.Popen(
            (sys.executable, "-m", PROGRAM, json.dumps(asdict(options))),
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        stdin, stdout = process.stdin, process.stdout
        assert stdin
        assert stdout

        def send(line: str) -> None:
            with suppress(OSError):  # it is dead
                stdin.write(line + "\n")
                stdin.flush()

        def kill() -> None:
            process.kill()
            process.wait()
            with suppress(BrokenPipeError):
                stdin.close()

        return self._keep(Life(send, _lines(stdout), kill))

    def fork(self, options: Options) -> Life:
        """Let a server that has imported everything fork one: an app within milliseconds."""
        ours, theirs = multiprocessing.Pipe()
        process = _nursery().Process(target=_live, args=(options, theirs), daemon=True)
        process.start()
        theirs.close()

        def kill() -> None:
            process.kill()
            process.join()
            process.close()

        def send(line: str) -> None:
            with suppress(OSError):  # it is dead
                ours.send(line)

        return self._keep(Life(send, _messages(ours), kill))

    def _keep(self, life: Life) -> Life:
        self._lives.append(life)
        return life


@cache
def _nursery() -> multiprocessing.context.ForkServerContext:
    nursery = multiprocessing.get_context("forkserver")
    nursery.set_forkserver_preload([PROGRAM])
    return nursery


def _live(options: Options, theirs: Connection) -> None:
    asyncio.run(live(options, _messages(theirs), theirs.send))


def _messages(connection: Connection) -> Iterator[Any]:
    with connection, suppress(EOFError, ConnectionError):
        while True:
            yield connection.recv()


def _lines(stdout: IO[str]) -> Iterator[dict[str, Any]]:
    with stdout:
        yield from map(json.loads, stdout)
