"""What this machine can do at all: a bare socket send, and one durable commit, nothing else."""

import asyncio
import json
import sqlite3
import tempfile
import time
import uuid
from pathlib import Path

import aiohttp
from tests.benchmarks.broker import OtherProcess
from tests.benchmarks.figures import median, p99

from bracketdesk.wire import frames

COUNT = 1000
BODY = {"accountId": 1001, "action": "Buy", "orderStrategyTypeId": 2, "params": "x" * 300}


async def bare_sends() -> list[float]:
    """Milliseconds from before a plain aiohttp `send_str` until the broker has the bytes."""
    broker = OtherProcess()
    hosts, who = await broker.start()
    sent = {}
    async with aiohttp.ClientSession() as session:
        name = {"name": who.name, "password": who.password}
        async with session.post(f"{hosts.rest}/auth/accesstokenrequest", json=name) as answer:
            token = (await answer.json())["accessToken"]
        async with session.ws_connect(hosts.socket) as socket:
            await socket.receive()
            await socket.send_str(frames.write_request(frames.Request("authorize", 0, "", token)))
            await socket.receive()
            for number in range(COUNT):
                ident = str(uuid.uuid4())
                start = frames.Request(
                    "orderStrategy/startorderstrategy",
                    number + 1,
                    body=json.dumps({**BODY, "uuid": ident}),
                )
                text = frames.write_request(start)
                await asyncio.sleep(0.005)
                sent[ident] = time.perf_counter_ns()
                await socket.send_str(text)
                await socket.receive()
    notes = broker.notes()
    return [(notes[ident][0] - at) / 1e6 for ident, at in sent.items()]


def bare_commits() -> list[float]:
    """Milliseconds of one SQLite insert, write-ahead log, synchronous FULL."""
    with tempfile.TemporaryDirectory() as folder:
        connection = sqlite3.connect(Path(folder) / "bare.sqlite3", isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("CREATE TABLE bare (uuid TEXT, body TEXT)")
        taken = []
        for _ in range(COUNT):
            time.sleep(0.005)
            begun = time.perf_counter_ns()
            connection.execute("INSERT INTO bare VALUES (?, ?)", (str(uuid.uuid4()), "x" * 600))
            taken.append((time.perf_counter_ns() - begun) / 1e6)
        connection.close()
    return taken


def run() -> str:
    sends, commits = asyncio.run(bare_sends()), bare_commits()
    return "\n".join(
        (
            "yardsticks on this machine, median and p99",
            f"  bare aiohttp socket send       {median(sends):.3f} {p99(sends):.3f} ms",
            f"  bare durable SQLite commit     {median(commits):.3f} {p99(commits):.3f} ms",
        )
    )


if __name__ == "__main__":
    print(run())
