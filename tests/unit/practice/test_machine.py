"""The practice exchange under everything at once, in random order: 10,000 steps and more."""

from collections import Counter
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test
from tests.support.exchange_machine import ExchangeMachine
from tests.support.tally import Tallies

pytestmark = pytest.mark.unmeasured

PARTS, RUNS, STEPS, ENOUGH = 4, 75, 60, 2_500

MUST_HAPPEN = (
    "ExecutionFinished",
    "ExecutionInterrupted",
    "StoppedByUser",
    "changes missed while away",
    "expired",
    "partial fill",
    "stop that met a gap",
    "TrailingStop moved",
)
"""A machine that comes by none of these proves nothing about them."""


@pytest.mark.timeout(300)
@pytest.mark.parametrize("part", range(PARTS))
def test_the_laws_hold_whatever_happens(part: int, tallies: Tallies) -> None:
    class Machine(ExchangeMachine):
        steps: ClassVar[Counter[str]] = Counter()
        seen: ClassVar[Counter[str]] = Counter()

    seed(part)(Machine)
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            phases=[Phase.generate],  # to tell a broken law briefly takes minutes
            print_blob=False,
            suppress_health_check=[HealthCheck.too_slow],  # a loaded machine is no fault of ours
        ),
    )
    counts = tallies.setdefault("practice exchange, random steps", Counter())
    counts.update({"steps": Machine.steps.total(), "runs": RUNS, "fills": Machine.seen["filled"]})
    assert Machine.steps.total() >= ENOUGH
    assert [what for what in MUST_HAPPEN if not Machine.seen[what]] == []
