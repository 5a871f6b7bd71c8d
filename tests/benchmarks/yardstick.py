"""What this machine can do at all: a bare socket send, and one durable commit, nothing else.

Both are measured between the clicks, so that a machine that drifts takes all three with it.
"""

import asyncio
import json
import sqlite3
import time
import uuid
from pathlib import Path
from types import TracebackType

import aiohttp
from tests.benchmarks.broker import OtherProcess

from bracketdesk.wire import frames

BODY = {"accountId": 1001, "action": "Buy", "orderStrategyTypeId": 2, "params": "x" * 300}


class Yardstick:
    """A plain aiohttp socket to the broker and a plain SQLite file, one row for one start."""

    def __init__(self, broker: OtherProcess, home: Path) -> None:
        self._broker = broker
        self._session = aiohttp.ClientSession()
        self._connection = sqlite3.connect(home / "bare.sqlite3", isolation_level=None)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.execute("CREATE TABLE bare (uuid TEXT, body TEXT)")
        self.sent: dict[str, int] = {}
        self.commits: list[float] = []

    async def __aenter__(self) -> "Yardstick":
        hosts, who = await self._broker.start()
        name = {"name": who.name, "password": who.password}
        async with self._session.post(f"{hosts.rest}/auth/accesstokenrequest", json=name) as answer:
            token = (await answer.json())["accessToken"]
        self._socket = await self._session.ws_connect(hosts.socket)
        await self._socket.receive()
        await self._ask(frames.Request("authorize", 0, "", token))
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        await self._session.close()
        self._connection.close()

    async def measure(self, rest: float) -> None:
        """One commit and one send, each after a rest, as the click has it."""
        await asyncio.sleep(rest)
        ident = str(uuid.uuid4())
        begun = time.perf_counter_ns()
        self._connection.execute("INSERT INTO bare VALUES (?, ?)", (ident, "x" * 600))
        self.commits.append((time.perf_counter_ns() - begun) / 1e6)
        await asyncio.sleep(rest)
        body = json.dumps({**BODY, "uuid": ident})
        start = frames.Request("orderStrategy/startorderstrategy", len(self.sent) + 1, body=body)
        self.sent[ident] = await self._ask(start)

    async def _ask(self, request: frames.Request) -> int:
        """Return when it was written, in nanoseconds; its answer has come too."""
        text = frames.write_request(request)
        at = time.perf_counter_ns()
        await self._socket.send_str(text)
        await self._socket.receive()
        return at
