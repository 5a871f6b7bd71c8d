"""A broker in a process of its own, pinned to the other core, that notes when bytes come and go.

Announces its addresses on stdout. Each line on stdin is a command, one JSON object whose `do` is
burst or cut; it is answered with one line. At the end of stdin it writes what it noted, one JSON
object of `uuid: [arrived, answered]` in nanoseconds of the machine's monotonic clock, and ends.
"""

import asyncio
import json
import sys
import time
from typing import Any

from tests.benchmarks.quotes_sent import send_burst
from tests.support.scripted import ScriptedServer
from tests.support.scripted_steps import Answer, Call
from tests.support.scripted_world import CONTRACT_ID, NOW

START = "orderStrategy/startorderstrategy"


class Notes:
    """Answers every start at once and remembers when."""

    def __init__(self) -> None:
        self.times: dict[str, tuple[int, int]] = {}

    async def __call__(self, call: Call) -> None:
        asked = call.received.json
        strategy = {
            "id": 10_000 + len(self.times),
            "accountId": asked["accountId"],
            "timestamp": NOW,
            "contractId": CONTRACT_ID,
            "orderStrategyTypeId": 2,
            "action": asked["action"],
            "params": asked["params"],
            "uuid": asked["uuid"],
            "status": "ActiveStrategy",
        }
        answer = Answer({"orderStrategy": strategy})
        self.times[asked["uuid"]] = (call.received.arrived, time.perf_counter_ns())
        await answer(call)


async def obey(server: ScriptedServer, command: dict[str, Any]) -> dict[str, float]:
    """Do as the line on stdin says."""
    if command["do"] == "cut":
        await server.drop_sockets()
        return {}
    return await send_burst(server, command["rate"], command["seconds"], command["per_frame"])


async def main() -> None:
    notes = Notes()
    async with ScriptedServer() as server:
        server.on(START, notes)
        hosts, who = server.hosts, server.credentials
        said = [hosts.rest, hosts.socket, hosts.market_data, who.name, who.password]
        print(json.dumps(said), flush=True)
        loop = asyncio.get_running_loop()
        while line := await loop.run_in_executor(None, sys.stdin.readline):
            print(json.dumps(await obey(server, json.loads(line))), flush=True)
        print(json.dumps(notes.times), flush=True)


asyncio.run(main())
