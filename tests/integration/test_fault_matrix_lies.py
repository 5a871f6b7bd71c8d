"""Beyond the matrix: the broker says that it did nothing, and has done it."""

import pytest
from tests.support.fault_watch import facing_faults, pass_until, ready
from tests.support.faulty_server import START
from tests.support.scripted_steps import Answer, Call, Step, Text

from bracketdesk.domain.session import Transport

pytestmark = pytest.mark.asyncio(loop_factories=["idle"])

AWAY = 60.0
"""Seconds after which nobody would think of it any more."""


@pytest.mark.parametrize("events_first", [False, True], ids=["then told", "told before"])
@pytest.mark.parametrize("transport", Transport)
@pytest.mark.parametrize(
    ("step", "letters"),
    [
        (Answer({"errorText": "No"}), "JA"),
        (Answer({"failureReason": "SessionClosed"}), "JA"),
        (Text("Bad request", 400), "JA"),
        (Text("Access is denied", 401), "NA"),
        (Text("", 429), "NA"),
        (Answer({"p-ticket": "t", "p-time": 2}), "NA"),
    ],
    ids=["errorText", "failureReason", "400", "401", "429", "penalty"],
)
async def test_a_refused_start_that_runs_is_shown_with_an_alarm(
    step: Step, letters: str, transport: Transport, events_first: bool
) -> None:
    async with facing_faults() as (seat, server):
        watch = await ready(seat, server, echoed=False)
        seat.by(transport)

        async def refuse_and_run(call: Call) -> None:
            strategy = server.begin(call.received.json)
            if events_first:
                await server.tell(strategy)
                await server.clock.sleep(1)
            await step(call)
            if not events_first:
                server.tell_soon(strategy)

        server.on(START, refuse_and_run)
        assert seat.desk.submit(seat.ticket())
        await pass_until(seat, 5, lambda: watch.letters == letters)
        assert watch.letters == letters
        assert len(server.requests(START)) == 1
        alarms = [alarm.text for alarm in seat.desk.alarms.value]
        assert any(f"strategy {server.started[0].strategy_id}" in text for text in alarms), alarms


@pytest.mark.parametrize("transport", Transport)
async def test_a_start_that_runs_after_it_was_found_absent_is_shown_with_an_alarm(
    transport: Transport,
) -> None:
    async with facing_faults() as (seat, server):
        watch = await ready(seat, server, echoed=True)
        seat.by(transport)

        async def run_much_later(call: Call) -> None:
            await server.clock.sleep(AWAY)
            await server.tell(server.begin(call.received.json))

        server.on(START, run_much_later)
        assert seat.desk.submit(seat.ticket())
        await pass_until(seat, AWAY - 1, lambda: watch.letters == "UN")
        assert seat.desk.lock.value is None
        await pass_until(seat, AWAY, lambda: watch.letters == "UNA")
        assert watch.letters == "UNA"
        assert len(server.started) == 1
        assert any("Look at it" in alarm.text for alarm in seat.desk.alarms.value)
