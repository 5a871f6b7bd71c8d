"""Random sessions of the headless app among faults, each life of it killed with SIGKILL.

CI plays as many as fit into BRACKETDESK_RANDOM_SECONDS (30 by default) and prints their number; the
long run (`-m long`) plays a thousand. `python -m tests.support.random_sessions --seed N` replays.
"""

import os
import time
from collections import Counter
from collections.abc import Iterator

import pytest
from tests.support.random_sessions import Reckoning, play_all
from tests.support.tally import Tallies

pytestmark = pytest.mark.unmeasured

SECONDS = float(os.environ.get("BRACKETDESK_RANDOM_SECONDS", "30"))
FIRST = int(os.environ.get("BRACKETDESK_RANDOM_SEED", "1"))
THOUSAND = 1000
NAME = "random sessions"


@pytest.mark.expects_errors  # the scripted server's, for whoever is killed while it answers
@pytest.mark.timeout(SECONDS + 240)
async def test_as_many_sessions_as_fit(tallies: Tallies) -> None:
    """The machine's clock says how many, and nothing else."""
    run = Reckoning(tallies.setdefault(NAME, Counter()))
    await play_all(seeds_for(SECONDS), run)
    assert run.counts["sessions"] > 0
    assert run.counts["clicks"] > 0
    assert not run.wrong


@pytest.mark.long
@pytest.mark.expects_errors
@pytest.mark.timeout(0)
async def test_a_thousand_sessions(tallies: Tallies) -> None:
    run = Reckoning(tallies.setdefault(NAME, Counter()))
    await play_all(range(FIRST, FIRST + THOUSAND), run)
    assert run.counts["sessions"] == THOUSAND
    assert not run.wrong


def seeds_for(seconds: float) -> Iterator[int]:
    """Seeds, one after the other, until so much time is over; one at least."""
    end = time.monotonic() + seconds
    seed = FIRST
    yield seed
    while time.monotonic() < end:
        seed += 1
        yield seed
