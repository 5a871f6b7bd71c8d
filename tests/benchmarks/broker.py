"""The benchmark's broker, in a process and on a core of its own."""

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

    async def start(self) -> tuple[Hosts, Credentials]:
        assert self._process.stdout
        rest, socket, market_data, name, password = json.loads(self._process.stdout.readline())
        return Hosts(rest, socket, market_data), Credentials(name, password)

    async def stop(self) -> None:
        """Its notes are wanted first."""

    def notes(self) -> dict[str, tuple[int, int]]:
        told, _ = self._process.communicate("")
        times: dict[str, tuple[int, int]] = json.loads(told)
        return times
