"""Until when the journal has seen the line: what is noted, and what is news after that."""

from datetime import UTC, datetime

import msgspec
from tests.support.clock import settle
from tests.unit.controller.builders import fill, filled_strategy
from tests.unit.controller.stage import Stage
from tests.unit.controller.test_away import LATER, demo, rows, seen_once

from bracketdesk.controller.sightings import NEVER, ROWS
from bracketdesk.wire.enums import Action


async def test_what_came_while_it_was_seen_is_not_told_again(stage: Stage) -> None:
    await seen_once(stage)
    line = await demo(stage)
    out = msgspec.structs.replace(fill(70, 1010, "6016.50", action=Action.SELL), timestamp=LATER)
    line.change(out)
    await stage.clock.advance(5)
    assert rows(stage) == []
    assert stage.ports.journal.sightings[-1][2] == LATER
    line.go_down()
    line.come_up()
    await settle()
    await stage.restart()
    stage.state.put(*filled_strategy(), out)
    await demo(stage)
    assert rows(stage) == []


async def test_practice_has_no_yesterday(stage: Stage) -> None:
    stage.state.put(*filled_strategy())
    await stage.ready()
    await stage.clock.advance(5)
    assert stage.ports.journal.sightings == []


async def test_an_empty_account_is_seen_too(stage: Stage) -> None:
    await demo(stage)
    assert [newest for _, _, newest in stage.ports.journal.sightings] == [NEVER]
    await stage.restart()
    stage.state.put(msgspec.structs.replace(fill(70, 1010, "6016.50"), timestamp=LATER))
    await demo(stage)
    assert len(rows(stage)) == 1


async def test_a_time_that_never_comes_does_not_hide_the_news(stage: Stage) -> None:
    never = datetime.max.replace(tzinfo=UTC)
    stage.state.put(msgspec.structs.replace(fill(60, 1010, "6016.50"), timestamp=never))
    await seen_once(stage)
    stage.state.put(msgspec.structs.replace(fill(70, 1010, "6016.50"), timestamp=LATER))
    await demo(stage)
    assert len(rows(stage)) == 1


async def test_of_very_many_the_latest_have_rows(stage: Stage) -> None:
    await seen_once(stage)
    many = (fill(n, 1010, "6016.50") for n in range(100, 100 + ROWS + 20))
    stage.state.put(*(msgspec.structs.replace(one, timestamp=LATER) for one in many))
    await demo(stage)
    assert len(rows(stage)) == ROWS
    assert f"{ROWS + 20} filled" in stage.desk.notice.value


async def test_what_is_seen_last_is_noted_on_the_way_out(stage: Stage) -> None:
    line = await demo(stage)
    line.change(msgspec.structs.replace(fill(70, 1010, "6016.50"), timestamp=LATER))
    await stage.desk.close()
    assert stage.ports.journal.sightings[-1][2] == LATER
