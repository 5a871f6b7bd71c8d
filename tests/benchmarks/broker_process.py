"""A broker in a process of its own, pinned to the other core, that notes when bytes come and go.

Announces its addresses on stdout; at the end of stdin it writes what it noted, one JSON object of
`uuid: [arrived, answered]` in nanoseconds of the machine's monotonic clock, and ends.
"""

import asyncio
import json
import sys
import time

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


async def main() -> None:
    notes = Notes()
    async with ScriptedServer() as server:
        server.on(START, notes)
        hosts, who = server.hosts, server.credentials
        said = [hosts.rest, hosts.socket, hosts.market_data, who.name, who.password]
        print(json.dumps(said), flush=True)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
        print(json.dumps(notes.times), flush=True)


asyncio.run(main())
