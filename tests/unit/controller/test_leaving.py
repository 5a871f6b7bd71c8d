"""What goes on at the broker when one signs out or quits."""

from tests.support.clock import settle
from tests.unit.controller.builders import filled_strategy, order, position, strategy, ticket
from tests.unit.controller.sign_ins import demo
from tests.unit.controller.stage import Stage
from tests.unit.controller.steps import LOST, hold

from bracketdesk.wire.enums import Action, OrdStatus, StrategyStatus


async def ready(stage: Stage) -> None:
    await demo(stage)
    stage.desk.choose_symbol("MESZ6")
    await settle()


async def test_nothing_goes_on_where_nothing_is(stage: Stage) -> None:
    assert stage.desk.leaving() == ""
    await ready(stage)
    stage.line.change(
        order(1, Action.BUY, OrdStatus.FILLED),
        strategy(2, status=StrategyStatus.EXECUTION_FINISHED),
        position(0, None),
    )
    assert stage.desk.leaving() == ""


async def test_orders_strategies_and_positions_go_on(stage: Stage) -> None:
    await ready(stage)
    stage.line.change(*filled_strategy())
    assert stage.desk.leaving() == (
        "This goes on at the broker: 5 working orders, 1 running strategy, 3 long in MESZ6."
    )
    stage.line.change(strategy(7), position(-2, number=2))
    assert "2 running strategies, 3 long in MESZ6, 2 short in MESZ6." in stage.desk.leaving()


async def test_it_is_told_as_of_when_it_was_heard(stage: Stage) -> None:
    await ready(stage)
    stage.line.change(position(1))
    stage.line.go_down()
    assert stage.desk.leaving() == ("This goes on at the broker, as of 15:00:00: 1 long in MESZ6.")


async def test_an_unknown_outcome_is_told_even_without_a_line(stage: Stage) -> None:
    await ready(stage)
    stage.line.on_start = LOST
    assert stage.desk.submit(ticket())
    await settle(20)
    said = "Whether an order of yours exists at the broker is still unknown."
    assert stage.desk.leaving() == said
    stage.desk.sign_out()
    await settle(40)
    assert stage.desk.leaving() == said
    await stage.open()  # Practice has nothing to do with it
    assert stage.desk.leaving() == ""


async def test_a_start_in_flight_is_told(stage: Stage) -> None:
    await ready(stage)
    held = hold(stage)
    assert stage.desk.submit(ticket())
    await settle()
    assert stage.desk.leaving() == (
        "An order is being sent right now: its answer would not be seen here."
    )
    held.set_result(LOST)
    await settle(20)


async def test_practice_ends_with_its_exchange(stage: Stage) -> None:
    line = await stage.ready()
    line.change(*filled_strategy())
    assert stage.desk.leaving() == ""
