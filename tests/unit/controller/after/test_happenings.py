"""What is told by sounds: each thing once, and nothing of the past."""

from tests.support.clock import settle
from tests.unit.controller.after.life import STOPS, TARGETS, filled, status_of
from tests.unit.controller.builders import answer, fill, order, strategy, ticket, version
from tests.unit.controller.stage import Stage

from bracketdesk.controller.after.views import Happening, Sound
from bracketdesk.wire.enums import Action, OrderType, OrdStatus


def listen(stage: Stage) -> list[tuple[Sound, str]]:
    told: list[tuple[Sound, str]] = []

    def hear(happening: Happening | None) -> None:
        if happening is not None:
            told.append((happening.sound, happening.text))

    stage.desk.after.happening.listen(hear)
    return told


async def test_fills_by_what_they_are(stage: Stage) -> None:
    line = await stage.ready()
    told = listen(stage)
    await stage.clock.advance(0.1)
    line = await filled(stage)
    line.change(fill(9001, TARGETS[0], "6016.50", 1, Action.SELL))
    line.change(fill(9002, STOPS[1], "6008.50", 1, Action.SELL))
    await stage.clock.advance(0.1)
    assert told == [
        (Sound.FILLED, "Buy 3 MESZ6 at 6012.50"),
        (Sound.TARGET, "Target: Sell 1 MESZ6 at 6016.50"),
        (Sound.STOP, "Stop: Sell 1 MESZ6 at 6008.50"),
    ]


async def test_fills_stand_in_the_activity_a_line_an_order(stage: Stage) -> None:
    line = await stage.ready()
    await stage.clock.advance(0.1)
    line = await filled(stage)
    line.change(fill(9001, TARGETS[0], "6016.50", 1, Action.SELL))
    await stage.clock.advance(0.1)
    line.change(version(7002, STOPS[1], OrderType.STOP, None, "6008.50", 2))
    line.change(fill(9002, STOPS[1], "6008.50", 1, Action.SELL))
    await stage.clock.advance(0.1)
    line.change(fill(9003, STOPS[1], "6008.25", 1, Action.SELL))
    line.change(fill(9004, 8000, "6010.00", 1, Action.SELL))  # its order comes after it
    await stage.clock.advance(0.1)
    line.change(order(8000, Action.SELL, OrdStatus.FILLED))
    await stage.clock.advance(0.1)
    rows = [(row.what, row.outcome, row.detail, row.tone) for row in stage.desk.activity.value]
    assert rows == [
        ("DEMO1234 · order in MESZ6", "filled", "Sold 1 at 6010.00", ""),
        (
            "DEMO1234 · stop of 2 in MESZ6",
            "filled",
            "Sold 2 at 6008.375 · strategy 9912",
            "",
        ),
        ("DEMO1234 · target of 1 in MESZ6", "filled", "Sold 1 at 6016.50 · strategy 9912", ""),
        ("DEMO1234 · entry of 3 in MESZ6", "filled", "Bought 3 at 6012.50 · strategy 9912", ""),
    ]


async def test_accepted_and_rejected_once_each(stage: Stage) -> None:
    line = await stage.ready()
    told = listen(stage)
    line.on_start = answer(strategy(9912))
    assert stage.desk.submit(ticket())
    await settle()
    line.on_start = answer(failureReason="MaxPosLimitReached", errorText="no")
    await stage.clock.advance(1)
    assert stage.desk.submit(ticket())
    await settle()
    assert [sound for sound, _ in told if sound in (Sound.ACCEPTED, Sound.REJECTED)] == [
        Sound.ACCEPTED,
        Sound.REJECTED,
    ]


async def test_alarms(stage: Stage) -> None:
    line = await filled(stage)
    told = listen(stage)
    status_of(line, STOPS[0], OrdStatus.CANCELED)
    await stage.clock.advance(3)
    assert [sound for sound, _ in told] == [Sound.ALARM]
