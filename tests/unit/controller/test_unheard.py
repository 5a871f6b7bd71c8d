"""An accepted strategy of which the line says nothing is an alarm, once."""

import asyncio

from tests.support.clock import settle
from tests.support.fake_line import FakeState
from tests.unit.controller.builders import account, answer, strategy, ticket
from tests.unit.controller.stage import Stage
from tests.unit.controller.steps import ACCEPTED, kind, unknown

from bracketdesk.controller.unheard import PATIENCE
from bracketdesk.domain.delivery import Delivery
from bracketdesk.domain.session import Environment

SAID = (
    "The broker accepted strategy 9912, but nothing of it was heard on this line: look at orders "
    "and positions at the broker. Exits stay free."
)


async def accepted(stage: Stage) -> None:
    line = await stage.ready()
    line.on_start = answer(strategy(9912))
    assert stage.desk.submit(ticket())
    await settle(20)
    assert kind(stage) is ACCEPTED


def alarms(stage: Stage) -> list[tuple[str, str]]:
    return [(alarm.where, alarm.text) for alarm in stage.desk.alarms.value]


async def test_nothing_heard_of_an_answers_strategy(stage: Stage) -> None:
    await accepted(stage)
    await stage.clock.advance(PATIENCE - 0.1)
    assert alarms(stage) == []
    await stage.clock.advance(0.1)
    assert alarms(stage) == [("Practice DEMO1234", SAID)]
    assert stage.line.lists_asked == 0
    stage.desk.acknowledge(stage.desk.alarms.value[0].number)
    await stage.clock.advance(60)
    assert alarms(stage) == []


async def test_nothing_heard_of_a_strategy_that_only_the_list_had(stage: Stage) -> None:
    line = await unknown(stage)
    line.listed = (strategy(9912, uuid=str(stage.starts[0]["uuid"])),)
    await stage.clock.advance(5)
    assert kind(stage) is ACCEPTED
    asked = line.lists_asked
    assert alarms(stage) == []
    await stage.clock.advance(PATIENCE)
    assert alarms(stage) == [("Practice DEMO1234", SAID)]
    assert line.lists_asked == asked


async def test_what_is_heard_in_time_is_no_alarm(stage: Stage) -> None:
    await accepted(stage)
    await stage.clock.advance(PATIENCE - 0.1)
    stage.line.change(strategy(9912))
    await stage.clock.advance(60)
    assert alarms(stage) == []


async def test_what_turns_up_later_adds_nothing(stage: Stage) -> None:
    await accepted(stage)
    await stage.clock.advance(PATIENCE)
    stage.line.change(strategy(9912))
    await stage.clock.advance(60)
    assert alarms(stage) == [("Practice DEMO1234", SAID)]
    assert [view.id for view in stage.desk.strategies.value] == [9912]


async def test_a_line_that_is_down_is_waited_for(stage: Stage) -> None:
    await accepted(stage)
    stage.line.go_down()
    await stage.clock.advance(60)
    assert alarms(stage) == []
    stage.line.come_up()
    await stage.clock.advance(2 * PATIENCE)
    assert alarms(stage) == [("Practice DEMO1234", SAID)]


async def test_a_line_that_comes_back_has_its_time_too(stage: Stage) -> None:
    line = await stage.ready()
    held: asyncio.Future[Delivery] = asyncio.get_running_loop().create_future()

    async def wait(_: bytes) -> Delivery:
        return await held

    line.on_start = wait
    assert stage.desk.submit(ticket())
    await settle()
    line.go_down()
    held.set_result(answer(strategy(9912)))
    await settle()
    await stage.clock.advance(PATIENCE - 1)
    line.come_up()
    await stage.clock.advance(PATIENCE)
    assert alarms(stage) == []
    await stage.clock.advance(1)
    assert alarms(stage) == [("Practice DEMO1234", SAID)]


async def test_another_environment_tells_nothing_of_it(stage: Stage) -> None:
    stage.ports.secrets.tokens["demo", "demo.example"] = stage.ports.gateway.tokens
    await accepted(stage)
    stage.state = FakeState(accounts={42: account()})
    await stage.open(Environment.DEMO)
    await stage.clock.advance(60)
    assert alarms(stage) == []


async def test_the_snapshot_of_a_line_that_came_back_may_have_it(stage: Stage) -> None:
    await accepted(stage)
    stage.line.go_down()
    await stage.clock.advance(60)
    stage.state.put(strategy(9912))
    stage.line.come_up()
    await stage.clock.advance(60)
    assert alarms(stage) == []


async def test_its_place_is_where_it_was_sent_not_what_was_chosen_since(stage: Stage) -> None:
    stage.state.accounts[43] = account("OTHER", 43)
    await stage.open()
    stage.desk.choose_account("DEMO1234")
    await accepted(stage)
    stage.desk.choose_account("OTHER")
    await stage.clock.advance(PATIENCE)
    assert alarms(stage) == [("Practice DEMO1234", SAID)]
