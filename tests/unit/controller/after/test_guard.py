"""The meter: what stops protect, with an alarm for less and for more once it lasts."""

from datetime import timedelta

from tests.support.clock import settle
from tests.support.fake_line import FakeLine
from tests.unit.controller.after.life import STOPS, filled, status_of
from tests.unit.controller.builders import link, order, position, quote, strategy, ticket, version
from tests.unit.controller.stage import Stage

from bracketdesk.controller.after.views import Cover, CoverView
from bracketdesk.domain.delivery import Delivery
from bracketdesk.domain.ticket import Side
from bracketdesk.wire.enums import Action, OrderType, OrdStatus


def meter(stage: Stage) -> CoverView:
    (view,) = stage.desk.after.covers.value
    return view


def alarms(stage: Stage) -> list[str]:
    return [alarm.text for alarm in stage.desk.alarms.value]


async def test_covered(stage: Stage) -> None:
    await filled(stage)
    await stage.clock.advance(5)
    view = meter(stage)
    assert (view.net, view.stops, view.targets, view.cover) == (3, 3, 2, Cover.COVERED)
    assert view.text == "position 3 long · stops working for 3"
    assert alarms(stage) == []


async def test_less_is_an_alarm_once_it_lasts_with_one_fix(stage: Stage) -> None:
    line = await filled(stage)
    status_of(line, STOPS[0], OrdStatus.CANCELED)
    await stage.clock.advance(1.5)
    view = meter(stage)
    assert (view.cover, view.fix, view.alarming) == (Cover.UNCOVERED, "Exits for 1 MESZ6", False)
    assert alarms(stage) == []
    await stage.clock.advance(1)
    assert meter(stage).alarming
    said = "MESZ6: position 3 long · stops working for 2. 1 of 3 have no stop that works."
    assert said in alarms(stage)


async def test_what_is_mended_in_time_is_no_alarm(stage: Stage) -> None:
    line = await filled(stage)
    status_of(line, STOPS[0], OrdStatus.CANCELED)
    await stage.clock.advance(1)
    line.change(order(7001, Action.SELL), version(7002, 7001, OrderType.STOP, None, "6000.00"))
    await stage.clock.advance(5)
    assert meter(stage).cover is Cover.COVERED
    assert not any("no stop that works" in text for text in alarms(stage))


async def test_more_is_an_alarm_too(stage: Stage) -> None:
    line = await filled(stage)
    line.change(position(1))
    await stage.clock.advance(3)
    view = meter(stage)
    assert (view.cover, view.fix) == (Cover.OVER, "")
    assert "The stops exceed the position by 2: filled, they turn it round." in alarms(stage)[-1]


async def test_stops_without_a_position_are_more(stage: Stage) -> None:
    line = await filled(stage)
    line.change(position(0))
    await stage.clock.advance(3)
    assert meter(stage).text == "flat · stops working for 3"
    assert "a stop that fills opens one" in alarms(stage)[-1]


async def test_a_stop_entry_of_another_strategy_protects_nothing(stage: Stage) -> None:
    line = await stage.ready()
    line.change(
        position(1),
        strategy(20, side=Action.SELL),
        order(21, Action.SELL),
        version(22, 21, OrderType.STOP, None, "6000.00"),
        link(23, 21, 20),
    )
    await stage.clock.advance(3)
    assert meter(stage).text == "position 1 long · stops working for 0"


async def test_suspended_stops_protect_nothing_yet_and_pending_ones_do(stage: Stage) -> None:
    line = await filled(stage)
    status_of(line, STOPS[0], OrdStatus.SUSPENDED)
    status_of(line, STOPS[1], OrdStatus.PENDING_REPLACE)
    await stage.clock.advance(0.2)
    assert meter(stage).stops == 2


async def test_nothing_open_shows_nothing(stage: Stage) -> None:
    line: FakeLine = await stage.ready()
    line.change(position(0))
    await stage.clock.advance(3)
    assert stage.desk.after.covers.value == ()


async def test_what_was_last_heard_stays_and_is_dated_while_the_line_is_down(
    stage: Stage,
) -> None:
    line = await filled(stage)
    at = stage.clock.now()
    assert meter(stage).sure
    line.go_down()
    assert meter(stage).as_of == at
    await stage.clock.advance(3)
    assert meter(stage).text == "position 3 long · stops working for 3"
    assert meter(stage).as_of == at
    line.come_up()
    await stage.clock.advance(1)
    assert meter(stage).sure


async def test_a_line_that_gives_no_answer_dates_it_before_it_is_lost(stage: Stage) -> None:
    line = await filled(stage)
    line.unheard = 6.0
    await stage.clock.advance(1)
    heard = meter(stage).as_of
    assert heard is not None
    assert 6 <= (stage.clock.now() - heard).total_seconds() <= 7
    line.quote(quote())  # the other socket lives
    await stage.clock.advance(0.1)
    assert meter(stage).as_of == heard
    line.unheard = 0.1
    await stage.clock.advance(1)
    assert meter(stage).sure
    line.unheard = 12.0
    at = stage.clock.now()
    line.go_down()
    assert meter(stage).as_of == at - timedelta(seconds=12)


async def test_an_order_that_may_exist_is_said_until_it_is_settled(stage: Stage) -> None:
    line = await filled(stage)
    line.on_start = Delivery(left=True, detail="nobody answers")
    stage.desk.submit(ticket(side=Side.SELL))
    await settle(20)
    line.go_down()
    assert meter(stage).doubt == "an order to sell 3 may exist"
    lock = stage.desk.lock.value
    assert lock is not None
    assert stage.desk.confirm_not_sent(lock.uuid, "NOT SENT")
    assert meter(stage).doubt == ""
