"""The benchmark's broker, in a process and on a core of its own."""

import asyncio
import json
import os
import subprocess
import sys

from bracketdesk.domain.session import Credentials, Hosts


class OtherProcess:
    """The PracticeExchange port over the benchmark's broker."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.benchmarks.broker_process"]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        if hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > 1:
            os.sched_setaffinity(self._process.pid, {1})
            os.sched_setaffinity(0, {0})

        assert self._process.stdout
        rest, socket, market_data, name, password = json.loads(self._process.stdout.readline())
        self._announced = Hosts(rest, socket, market_data), Credentials(name, password)

    async def start(self) -> tuple[Hosts, Credentials]:
        return self._announced

    async def ended(self) -> None:
        await asyncio.Event().wait()  # it outlives the app

    async def stop(self) -> None:
        """Its notes are wanted first."""

    async def ask(self, **command: object) -> dict[str, float]:
        """Have it do something (see broker_process), and return what it says of it."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(command) + "\n")
        self._process.stdin.flush()
        line = await asyncio.get_running_loop().run_in_executor(None, self._process.stdout.readline)
        told: dict[str, float] = json.loads(line)
        return told

    def notes(self) -> dict[str, tuple[int, int]]:
        told, _ = self._process.communicate("")
        times: dict[str, tuple[int, int]] = json.loads(told)
        return times
