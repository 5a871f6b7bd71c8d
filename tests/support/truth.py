"""What really became of each start, kept by the scripted server's side."""

from collections import Counter
from contextlib import suppress

from tests.support.scripted import ScriptedServer
from tests.support.scripted_steps import Call
from tests.support.scripted_world import Json

from bracketdesk.wire import frames

START = "orderStrategy/startorderstrategy"
LIST = "orderStrategy/list"


class Truth:
    """Starts every strategy of a test, and counts by uuid how often that happened."""

    def __init__(self, server: ScriptedServer) -> None:
        self.server = server
        self.executed: Counter[str] = Counter()
        self.strategies: dict[str, int] = {}

    def start(self, call: Call) -> Json:
        """Run what a start asks for, whatever is answered."""
        strategy = self.server.world.strategy(call.received.json)
        self.executed[strategy["uuid"]] += 1
        self.strategies[strategy["uuid"]] = strategy["id"]
        return strategy

    async def tell(self, strategy: Json, event: str = "Created") -> None:
        """Send an event of a strategy, and hold it so."""
        self.server.world.put("orderStrategy", strategy)
        data = {"entityType": "orderStrategy", "eventType": event, "entity": strategy}
        with suppress(ConnectionError):  # the client has just gone
            await self.server.push_frame(frames.write_messages({"e": "props", "d": data}))

    @property
    def sent(self) -> list[str]:
        """The uuids of the starts that arrived, oldest first."""
        return [received.json["uuid"] for received in self.server.requests(START)]
