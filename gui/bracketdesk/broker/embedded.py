"""The practice exchange as a process of its own, started and stopped by the app."""

import asyncio
import logging
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

import msgspec

from bracketdesk.broker.limit import TimeLimit
from bracketdesk.domain.problems import UserFacingError
from bracketdesk.domain.session import Credentials, Hosts
from bracketdesk.wire import codec
from bracketdesk.wire.clock import Clock, SystemClock

log = logging.getLogger(__name__)

START_LIMIT = 15.0
"""Seconds until the exchange must have said where it listens."""

STOP_LIMIT = 3.0
"""Seconds to end in an orderly way; then it is killed."""

NO_WINDOW: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)
"""Keeps Windows from opening a console for it."""

LOOK_EVERY = 0.05
"""Seconds between two looks for the announcement's file."""


Pipe = TypeVar("Pipe")


class _Announcement(msgspec.Struct, frozen=True, rename="camel"):
    """The exchange's first word (architecture.md, "Seams"); its credentials are throwaways."""

    rest: str
    socket: str
    market_data: str
    name: str
    password: str


class EmbeddedExchange:
    """The PracticeExchange port. `arguments` go to the exchange's command line.

    With `--announce FILE` among them the exchange says its first word in that file, not on its
    standard output; it is read from there.
    """

    def __init__(
        self,
        arguments: tuple[str, ...] = (),
        *,
        program: tuple[str, ...] | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._command = (*(program or exchange_program()), "--with-parent", *arguments)
        self._file = _announcement_file(arguments)
        self._clock = clock or SystemClock()
        self._turn = asyncio.Lock()
        self._process: asyncio.subprocess.Process | None = None
        self._attending: asyncio.Task[None] | None = None
        self._said = ""
        self._announced: tuple[Hosts, Credentials] | None = None

    async def start(self) -> tuple[Hosts, Credentials]:
        """Start it, or return what the running one announced; raises UserFacingError."""
        async with self._turn:
            running = self._process is not None and self._process.returncode is None
            if self._announced is None or not running:
                await self._end()
                self._announced = await self._launch()
            return self._announced

    async def ended(self) -> None:
        """Return once the one that runs has ended, however that happened; at once without one."""
        if self._attending is not None:
            await asyncio.wait({self._attending})

    async def stop(self) -> None:
        """End it; idempotent."""
        async with self._turn:
            await self._end()

    async def _launch(self) -> tuple[Hosts, Credentials]:
        try:
            if self._file is not None:
                self._file.unlink(missing_ok=True)
            process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.PIPE,  # held open: on some systems its end is our death
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                creationflags=NO_WINDOW,
            )
        except OSError as error:
            why = error.strerror or str(error)
            raise UserFacingError(f"The practice exchange cannot be started: {why}.") from None
        self._process, self._said = process, ""
        first_line: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._attending = asyncio.create_task(
            self._attend(process, first_line), name="practice exchange"
        )
        try:
            async with TimeLimit(self._clock, START_LIMIT):
                return _read(await self._announcement(first_line))
        except (OSError, ValueError):  # TimeoutError among them
            await self._end()
            raise UserFacingError(self._failure()) from None
        except BaseException:
            await self._end()
            raise

    async def _announcement(self, first_line: asyncio.Future[bytes]) -> bytes:
        """The first word, on standard output or in the file; empty where it ended without one."""
        if self._file is None:
            return await first_line
        while not self._file.exists():
            if first_line.done():
                return b""
            await self._clock.sleep(LOOK_EVERY)
        return self._file.read_bytes()

    async def _attend(
        self, process: asyncio.subprocess.Process, first_line: asyncio.Future[bytes]
    ) -> None:
        """Read whatever it says, so that it never blocks, until it ends."""
        await asyncio.gather(
            _drain(_piped(process.stdout), first_line),
            self._listen(_piped(process.stderr)),
            process.wait(),
        )
        log.info("The practice exchange has ended with status %s.", process.returncode)

    async def _listen(self, errors: asyncio.StreamReader) -> None:
        async for line in _lines(errors):
            self._said = line
            log.info("The practice exchange says: %s", line)

    async def _end(self) -> None:
        process, self._process, self._announced = self._process, None, None
        if process is None or self._attending is None:
            return
        _piped(process.stdin).close()
        with suppress(ProcessLookupError):
            process.terminate()
        try:
            async with TimeLimit(self._clock, STOP_LIMIT):
                await asyncio.shield(self._attending)
        except TimeoutError:
            with suppress(ProcessLookupError):
                process.kill()
            await self._attending

    def _failure(self) -> str:
        said = f" It said: {self._said}" if self._said else ""
        return f"The practice exchange did not start.{said}"


def exchange_program() -> tuple[str, ...]:
    """The command that runs the exchange: this program's own, frozen or not."""
    if not getattr(sys, "frozen", False):
        return (sys.executable, "-m", "bracketdesk", "practice-exchange")
    program = Path(sys.executable)
    if sys.platform == "win32":  # where the windowed program has no standard output
        program = program.with_name(f"{program.stem}-console{program.suffix}")
    return (str(program), "practice-exchange")


def _announcement_file(arguments: tuple[str, ...]) -> Path | None:
    for name, value in pairwise(arguments):
        if name == "--announce":
            return Path(value)
    return None


def _piped(pipe: Pipe | None) -> Pipe:
    if pipe is None:
        raise RuntimeError("the process was started without this pipe")
    return pipe


def _read(line: bytes) -> tuple[Hosts, Credentials]:
    said = codec.decode(line, _Announcement)
    hosts = Hosts(rest=said.rest, socket=said.socket, market_data=said.market_data)
    return hosts, Credentials(name=said.name, password=said.password)


async def _drain(output: asyncio.StreamReader, first_line: asyncio.Future[bytes]) -> None:
    """Take the first line and drop the rest; a first line too long to be one counts as none."""
    try:
        line = await output.readline()
    except ValueError:
        line = b""
    if not first_line.done():
        first_line.set_result(line)
    while await output.read(65536):
        pass


async def _lines(output: asyncio.StreamReader) -> AsyncIterator[str]:
    while True:
        try:
            line = await output.readline()
        except ValueError:  # longer than the reader's buffer, which it has dropped
            continue
        if not line:
            return
        text = "".join(c for c in line.decode(errors="replace").strip() if c.isprintable())
        yield text[:500]
