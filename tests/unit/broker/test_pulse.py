"""Whether a socket still lives."""

from tests.support.clock import ManualClock

from bracketdesk.broker.pulse import BEAT_EVERY, PING_EVERY, PONG_LIMIT, Pulse


async def test_asks_every_ten_seconds(clock: ManualClock) -> None:
    pulse = Pulse(clock)
    await clock.advance(PING_EVERY - 0.1)
    assert not pulse.ping_due
    await clock.advance(0.1)
    assert pulse.ping_due
    pulse.ping()
    assert not pulse.ping_due


async def test_silence_counts_only_after_a_ping(clock: ManualClock) -> None:
    pulse = Pulse(clock)
    await clock.advance(1000)
    assert not pulse.silent
    pulse.ping()
    await clock.advance(PONG_LIMIT - 0.1)
    assert not pulse.silent
    await clock.advance(0.1)
    assert pulse.silent


async def test_anything_heard_ends_the_silence(clock: ManualClock) -> None:
    pulse = Pulse(clock)
    await clock.advance(1)
    pulse.ping()
    await clock.advance(PONG_LIMIT)
    pulse.heard()
    assert not pulse.silent


async def test_counts_since_when_nothing_was_heard(clock: ManualClock) -> None:
    pulse = Pulse(clock)
    await clock.advance(4)
    pulse.ping()
    assert pulse.unheard == 4
    pulse.heard()
    assert pulse.unheard == 0


async def test_only_the_last_pings_answer_is_its_round_trip(clock: ManualClock) -> None:
    pulse = Pulse(clock)
    first = pulse.ping()
    await clock.advance(3)
    second = pulse.ping()
    await clock.advance(0.25)
    pulse.pong(first)
    assert pulse.latency is None
    pulse.pong(second)
    assert pulse.latency == 0.25


async def test_is_asked_until_something_is_heard(clock: ManualClock) -> None:
    pulse = Pulse(clock)
    await clock.advance(1)
    assert not pulse.asked
    pulse.ping()
    assert pulse.asked
    pulse.heard()
    assert not pulse.asked


async def test_a_late_heartbeat_does_not_shift_the_others(clock: ManualClock) -> None:
    pulse = Pulse(clock)
    assert pulse.until_beat() == BEAT_EVERY
    await clock.advance(BEAT_EVERY + 0.5)
    assert pulse.beat() == BEAT_EVERY + 0.5
    assert pulse.until_beat() == BEAT_EVERY - 0.5
    await clock.advance(BEAT_EVERY - 0.5)
    assert pulse.beat() == BEAT_EVERY - 0.5


async def test_heartbeats_that_were_overslept_are_not_made_up_for(clock: ManualClock) -> None:
    pulse = Pulse(clock)
    pulse.until_beat()
    await clock.advance(100)
    assert pulse.beat() == 100
    assert pulse.until_beat() == 0
    assert pulse.beat() == 0
    assert pulse.until_beat() == BEAT_EVERY
