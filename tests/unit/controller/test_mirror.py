"""The account mirrored: in a measured pace, only what changed, differences once they last."""

from collections.abc import Sequence

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from tests.support.clock import settle
from tests.unit.controller.builders import (
    MES,
    answer,
    filled_strategy,
    order,
    position,
    strategy,
    ticket,
    version,
)
from tests.unit.controller.stage import Stage
from tests.unit.controller.steps import result

from bracketdesk.controller.mirror import BATCH, NEWEST
from bracketdesk.controller.views import StrategyView
from bracketdesk.wire.entities import Entity
from bracketdesk.wire.enums import Action, OrderType, OrdStatus, StrategyStatus


def entities(uuid: str | None = None, number: int = 9912, base: int = 1000) -> list[Entity]:
    return filled_strategy(uuid, number, base=base)


BOTH = entities() + entities(number=9913, base=2000)


async def shown(stage: Stage) -> Sequence[StrategyView]:
    await stage.clock.advance(0.2)
    return stage.desk.strategies.value


def alarms(stage: Stage) -> list[str]:
    return [alarm.text for alarm in stage.desk.alarms.value]


async def test_a_strategy_with_its_contracts_position(stage: Stage) -> None:
    line = await stage.ready()
    line.change(*entities())
    (view,) = await shown(stage)
    assert (view.symbol, view.position, view.stops_working) == ("MESZ6", 3, 3)
    assert view.instrument == MES
    line.change(position(1))
    (view,) = await shown(stage)
    assert (view.position, view.stops_working) == (1, 3)
    line.change(order(1011, Action.SELL, OrdStatus.CANCELED, twin=1010))
    (view,) = await shown(stage)
    assert view.stops_working == 2
    assert view.levels[0].legs[1].status == "cancelled"
    assert (view.left, view.stops) == (3, 2)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(both=some.permutations(BOTH), parts=some.integers(1, 8))
async def test_any_order_of_arrival_ends_with_the_same_picture(
    both: list[Entity], parts: int
) -> None:
    expected = await picture([BOTH])
    assert await picture([both[start::parts] for start in range(parts)]) == expected


async def picture(parts: list[list[Entity]]) -> Sequence[StrategyView]:
    stage = Stage()
    line = await stage.ready()
    for part in parts:
        line.change(*part)
        await stage.clock.advance(0.06)
    await stage.clock.advance(5)
    views = stage.desk.strategies.value
    await stage.desk.close()
    return views


async def test_hundreds_of_changes_a_second_are_looked_at_about_twenty_times(
    stage: Stage,
) -> None:
    line = await stage.ready()
    line.change(*entities())
    await stage.clock.advance(1)
    looks = 0

    def count(_: object) -> None:
        nonlocal looks
        looks += 1

    stage.desk.strategies.listen(count)
    for number in range(300):
        moved = version(5000 + number, 1011, OrderType.STOP, stop=str(6009 + number))
        line.change(moved)
        await stage.clock.advance(1 / 300)
    assert 15 <= looks <= 24
    (view,) = await shown(stage)
    assert view.levels[0].legs[1].price == 6308


async def test_unchanged_views_are_the_same_objects(stage: Stage) -> None:
    line = await stage.ready()
    line.change(*entities(), *entities(number=9913, base=2000))
    first = await shown(stage)
    line.change(version(5000, 2011, OrderType.STOP, stop="6009"))
    second = await shown(stage)
    assert second[0] is not first[0]
    assert second[1] is first[1]


async def test_newest_first_and_old_ones_only_while_they_run(stage: Stage) -> None:
    line = await stage.ready()
    over = StrategyStatus.EXECUTION_FINISHED
    line.state.put(strategy(1), strategy(2, status=over))
    line.change(*(strategy(10 + n, status=over) for n in range(NEWEST)))
    views = await shown(stage)
    numbers = [view.id for view in views]
    assert numbers == [*range(NEWEST + 9, 9, -1), 1]


async def test_a_large_snapshot_is_taken_in_slices(stage: Stage) -> None:
    line = await stage.ready()
    await stage.clock.advance(1)
    line.change(*(strategy(n) for n in range(1, 151)))
    assert [view.id for view in stage.desk.strategies.value] == list(range(150, 150 - BATCH, -1))
    assert len(await shown(stage)) == 150


async def test_ours_is_known_by_uuid_and_by_the_answers_id(stage: Stage) -> None:
    line = await stage.ready()
    line.on_start = answer(strategy(9912))
    assert stage.desk.submit(ticket())
    await settle()
    uuid = str(stage.starts[0]["uuid"])
    line.change(strategy(9912), strategy(9913, uuid=uuid), strategy(9914, uuid="another's"))
    assert {view.id: view.ours for view in await shown(stage)} == {
        9912: True,
        9913: True,
        9914: False,
    }
    line.change(strategy(9912, uuid="another's"))
    assert {view.id: view.ours for view in await shown(stage)}[9912] is False


async def test_another_session_is_not_ours(stage: Stage) -> None:
    line = await stage.ready()
    line.change(*entities())
    (view,) = await shown(stage)
    assert not view.ours


async def test_a_difference_counts_once_it_lasts_and_is_an_alarm(stage: Stage) -> None:
    line = await stage.ready()
    line.on_start = answer(strategy(9912))
    assert stage.desk.submit(ticket())
    await settle()
    uuid = str(stage.starts[0]["uuid"])
    held = entities(uuid)
    line.change(*(e for e in held if e.id not in (1011, 1013, 1015)))
    (view,) = await shown(stage)
    assert view.difference == ""
    await stage.clock.advance(1.5)
    assert stage.desk.strategies.value[0].difference == ""
    assert alarms(stage) == []
    await stage.clock.advance(0.5)
    assert stage.desk.strategies.value[0].difference == "level 1: stop works for 0 of 1"
    said = [
        "Strategy 9912 of MESZ6 is not as planned: level 1: stop works for 0 of 1.",
        "MESZ6: position 3 long · stops working for 2. 1 of 3 have no stop that works.",
    ]
    assert alarms(stage) == said
    assert result(stage).read_back == "Not as planned: level 1: stop works for 0 of 1."
    line.change(*held)
    assert (await shown(stage))[0].difference == ""
    assert alarms(stage) == said  # until they are acknowledged
    at = f"{stage.clock.now():%H:%M:%S}"
    assert result(stage).read_back == f"Planned = held at {at}."
    await stage.clock.advance(20)
    line.change(*held)
    await shown(stage)
    assert result(stage).read_back == f"Planned = held at {at}."
    stage.desk.acknowledge(stage.desk.alarms.value[0].number)
    assert alarms(stage) == said[1:]


async def test_each_read_back_that_says_something_new_is_written_down(stage: Stage) -> None:
    line = await stage.ready()
    line.on_start = answer(strategy(9912))
    assert stage.desk.submit(ticket())
    await settle()
    held = entities(str(stage.starts[0]["uuid"]))
    line.change(*held[:3])  # nothing has filled yet, as far as is known
    await stage.clock.advance(5)
    assert stage.ports.journal.read_backs == []
    line.change(*held)
    for _ in range(3):
        await stage.clock.advance(2)
        line.change(position(3))
    line.change(version(1050, 1011, OrderType.STOP, stop="6008.00"))
    await stage.clock.advance(5)
    first, second = stage.ports.journal.read_backs
    assert first == (
        stage.starts[0]["uuid"],
        "Buy 3 MESZ6; level 1, 1: target 4.00, stop 4.00; level 2, 1: target 8.00, stop 4.00; "
        "level 3, 1: stop 4.00",
        "entry 6012.50 for 3 filled; level 1: target 6016.50 for 1 working, stop 6008.50 for 1 "
        "working; level 2: target 6020.50 for 1 working, stop 6008.50 for 1 working; level 3: "
        "stop 6008.50 for 1 working",
        "",
    )
    assert second[3] == "level 1: stop at 6008.00, planned 6008.50"


async def test_another_programs_strategy_raises_no_alarm_of_its_own(stage: Stage) -> None:
    line = await stage.ready()
    line.change(*(e for e in entities() if e.id not in (1011, 1013, 1015)))
    await stage.clock.advance(5)
    assert stage.desk.strategies.value[0].difference
    assert alarms(stage) == [  # the account's position is the trader's all the same
        "MESZ6: position 3 long · stops working for 2. 1 of 3 have no stop that works."
    ]
    assert stage.ports.journal.read_backs == []


async def test_exits_that_come_a_moment_later_are_no_difference(stage: Stage) -> None:
    line = await stage.ready()
    told: list[str] = []
    stage.desk.strategies.listen(lambda views: told.extend(view.difference for view in views))
    held = entities()
    line.change(*held[:6])
    await stage.clock.advance(0.8)
    line.change(*held)
    await stage.clock.advance(5)
    assert set(told) == {""}


async def test_without_an_account_nothing_is_shown(stage: Stage) -> None:
    line = await stage.ready()
    line.change(*entities())
    assert await shown(stage)
    stage.state.accounts.clear()
    line.change()
    assert await shown(stage) == ()


async def test_two_hundred_strategies_are_shown(stage: Stage) -> None:
    line = await stage.ready()
    for n in range(200):
        line.state.put(*entities(number=100 + n, base=100_000 + 100 * n))
    line.change()
    await stage.clock.advance(1)
    assert len(stage.desk.strategies.value) == 200
