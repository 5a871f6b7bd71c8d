"""Records and settles for ever and says so each time, until it is killed."""

import asyncio
import itertools
import sys
from pathlib import Path

from tests.unit.storage.intents import an_intent, an_outcome

from bracketdesk.domain.outcomes import OutcomeKind
from bracketdesk.storage.journal import open_journal
from bracketdesk.wire.clock import SystemClock


async def run(home: Path) -> None:
    """Write one word and the uuid for everything that is on disk."""
    journal = await open_journal(home, SystemClock())
    for number in itertools.count():
        await journal.record(an_intent(f"uuid-{number}"))
        print("recorded", f"uuid-{number}", flush=True)
        await journal.settle(f"uuid-{number}", an_outcome(OutcomeKind.UNKNOWN), 5.0)
        print("settled", f"uuid-{number}", flush=True)


if __name__ == "__main__":
    asyncio.run(run(Path(sys.argv[1])))
