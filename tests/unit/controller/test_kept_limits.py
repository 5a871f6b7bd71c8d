"""What the broker counts on while the app is closed."""

from tests.support.clock import ManualClock
from tests.support.fakes import DEMO_HOSTS, PRACTICE_HOSTS
from tests.unit.controller.stage import Stage

from bracketdesk.controller.kept_limits import KeptLimits
from bracketdesk.controller.session import Session
from bracketdesk.domain.session import Environment, HostLimits


def kept_limits(stage: Stage) -> KeptLimits:
    session: Session = stage.desk._session
    return KeptLimits(session, stage.desk._tools)


async def test_they_are_kept_by_environment_and_host(stage: Stage) -> None:
    limits, clock = kept_limits(stage), stage.clock
    limits.note_failure(Environment.DEMO, DEMO_HOSTS)
    limits.note_freeze(Environment.DEMO, DEMO_HOSTS, clock.now().replace(minute=30))
    limits.note_wait(Environment.DEMO, DEMO_HOSTS, clock.now().replace(minute=40))
    limits.note_failure(Environment.CUSTOM, DEMO_HOSTS)
    both = stage.ports.settings.kept.limits
    assert sorted(both) == ["custom:demo.example", "demo:demo.example"]
    assert limits.of(Environment.DEMO, DEMO_HOSTS) == HostLimits(
        clock.now().replace(minute=30), (clock.now(),), clock.now().replace(minute=40)
    )


async def test_practice_keeps_none(stage: Stage) -> None:
    limits = kept_limits(stage)
    limits.note_failure(Environment.PRACTICE, PRACTICE_HOSTS)
    limits.note_freeze(Environment.PRACTICE, PRACTICE_HOSTS, stage.clock.now())
    assert (stage.ports.settings.kept.limits, stage.ports.settings.saves) == ({}, 0)


async def test_what_is_spent_goes_with_the_next_change(stage: Stage) -> None:
    limits = kept_limits(stage)
    limits.note_failure(Environment.DEMO, DEMO_HOSTS)
    clock: ManualClock = stage.clock
    await clock.advance(3601)
    limits.note_failure(Environment.CUSTOM, DEMO_HOSTS)
    assert list(stage.ports.settings.kept.limits) == ["custom:demo.example"]
