"""The state machine of life after the fill, bounded and counted."""

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from tests.support.after_machine import AfterTheFill
from tests.support.after_world import STEPS
from tests.support.tally import Tallies

pytestmark = pytest.mark.unmeasured


@pytest.mark.timeout(300)
def test_life_after_the_fill_at_random(tallies: Tallies) -> None:
    bounds = settings(
        max_examples=16,
        stateful_step_count=30,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
    run_state_machine_as_test(AfterTheFill, settings=bounds)
    assert STEPS["steps"] > 200
    tallies["life after the fill"] = STEPS
