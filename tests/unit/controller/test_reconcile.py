"""Unknown: the lock, the looking, and the few ways out of it. Never a second start."""

import asyncio
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from tests.support.clock import settle
from tests.unit.controller.builders import (
    AT,
    MES,
    answer,
    draft,
    fill,
    order,
    position,
    strategy,
    ticket,
)
from tests.unit.controller.stage import Stage
from tests.unit.controller.steps import LOST, confirm, echo, kind, result, unknown

from bracketdesk.controller.reconcile import SHOWN, WORD
from bracketdesk.domain.delivery import Delivery
from bracketdesk.domain.instruction import Act
from bracketdesk.domain.outcomes import OutcomeKind
from bracketdesk.domain.problems import UserFacingError
from bracketdesk.domain.ticket import Side
from bracketdesk.wire.entities import Entity
from bracketdesk.wire.enums import Action, OrdStatus, StrategyStatus

NOT_SENT, ACCEPTED, UNKNOWN = OutcomeKind.NOT_SENT, OutcomeKind.ACCEPTED, OutcomeKind.UNKNOWN


async def test_the_lock_stops_new_starts_and_says_what_lifts_it(stage: Stage) -> None:
    line = await unknown(stage)
    lock = stage.desk.lock.value
    assert lock is not None
    assert (lock.account, lock.symbol, lock.word) == ("DEMO1234", "MESZ6", WORD)
    assert "Sent at 15:00:00, and whether it exists is unknown: Buy 3 MESZ6 at market;" in lock.text
    assert "Do not send it again elsewhere." in lock.text
    assert WORD in lock.text
    assert stage.desk.check(draft()).blocked.startswith("Locked")
    assert not stage.desk.submit(ticket(side=Side.SELL))
    assert result(stage).cause.startswith("Locked")
    assert len(line.starts) == 1


async def test_another_contract_is_free(stage: Stage) -> None:
    line = await unknown(stage)
    stage.desk.choose_symbol("MNQZ6")
    await settle()
    assert stage.desk.lock.value is None
    elsewhere = stage.desk.locked_elsewhere.value
    assert elsewhere is not None
    assert "New orders in DEMO1234 MESZ6 are locked, exits are free" in elsewhere.text
    line.on_start = answer(strategy())
    assert stage.desk.submit(ticket(symbol="MNQZ6"))
    await settle()
    assert result(stage).kind is ACCEPTED
    stage.desk.choose_symbol("MESZ6")
    await settle()
    assert stage.desk.lock.value is not None
    assert stage.desk.locked_elsewhere.value is None


async def test_exits_are_free(stage: Stage) -> None:
    line = await unknown(stage)
    line.change(
        strategy(),
        order(1000, Action.BUY),
        position(1),
    )
    stage.desk.after.flatten(MES.contract_id)
    await settle()
    assert len(line.acted(Act.LIQUIDATE)) == 1


async def test_found_in_the_live_state(stage: Stage) -> None:
    line = await unknown(stage)
    uuid = str(stage.starts[0]["uuid"])
    line.change(strategy(77, uuid=uuid))
    await stage.clock.advance(0.2)
    assert kind(stage) is ACCEPTED
    assert (result(stage).kind, result(stage).strategy_id) == (ACCEPTED, 77)
    assert stage.desk.lock.value is None
    assert stage.desk.notice.value == "Buy 3 MESZ6 of 15:00:00 exists: it is strategy 77."
    assert len(line.starts) == 1
    assert stage.desk.before_sending(ticket()).repeats


@pytest.mark.parametrize("zone", ["America/Chicago", "Asia/Tokyo"])
@pytest.mark.parametrize(
    "time", ["2026-11-22T15:00:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"]
)
async def test_an_odd_time_of_the_brokers_holds_nothing_up(
    stage: Stage, time: str, zone: str
) -> None:
    """Neither what has it nor what stands beside it."""
    stage.zone = ZoneInfo(zone)
    await stage.restart()
    line = await unknown(stage)
    odd = msgspec.structs.replace(
        strategy(77, uuid=str(stage.starts[0]["uuid"])), timestamp=datetime.fromisoformat(time)
    )
    line.change(strategy(5, uuid="another's"), odd)
    await stage.clock.advance(5)
    assert kind(stage) is ACCEPTED
    assert stage.desk.lock.value is None
    assert {held.id for held in stage.desk.strategies.value} == {5, 77}


async def test_found_it_has_its_true_time_and_its_evidence(stage: Stage) -> None:
    line = await unknown(stage)
    uuid = str(stage.starts[0]["uuid"])
    line.state.put(strategy(5, uuid="another's"))
    await stage.clock.advance(7)
    true = msgspec.structs.replace(
        strategy(77, uuid=uuid), timestamp=AT + timedelta(milliseconds=120)
    )
    line.change(true)
    await stage.clock.advance(0.2)
    assert result(stage).at == true.timestamp
    assert "started it at 15:00:00" in result(stage).cause
    unmoved = "MESZ6: its orders, fills and position are as before the click."
    looks = [
        f"look 1: not among the 0 strategies heard of, not in the broker's list of 0; {unmoved}",
        f"look 2: not among the one strategy heard of, not in the broker's list of 0; {unmoved}",
        "found in its live state: strategy 77, started at 15:00:00.",
    ]
    assert stage.ports.journal.seen == [(uuid, look) for look in looks]
    times = ("15:00:00", "15:00:05", "15:00:07")
    said = tuple(f"{time} {look}" for time, look in zip(times, looks, strict=True))
    assert result(stage).evidence == said


async def test_what_moved_and_what_could_not_be_had_is_evidence_too(stage: Stage) -> None:
    line = await unknown(stage)
    line.listed = UserFacingError("Not now.")
    line.state.put(order(5000, Action.BUY), fill(5001, 5000, "6012.50"), position(1))
    await stage.clock.advance(5)
    assert result(stage).evidence[-1] == (
        "15:00:05 look 2: not among the 0 strategies heard of, the list could not be had (Not "
        "now); MESZ6: before the click 0 orders, 0 open, 0 fills, flat, now 1 order, 1 open, "
        "1 fill, 1 long."
    )


async def test_a_list_that_came_over_a_broken_line_is_no_look(stage: Stage) -> None:
    line = await unknown(stage)
    seen = len(stage.ports.journal.seen)
    line.list_gate.clear()
    await stage.clock.advance(5)
    line.go_down()
    line.list_gate.set()
    await settle()
    assert len(stage.ports.journal.seen) == seen


async def test_the_result_shows_the_latest_evidence_and_the_journal_all(stage: Stage) -> None:
    await unknown(stage)
    await stage.clock.advance(600)
    assert len(result(stage).evidence) == SHOWN
    assert len(stage.ports.journal.seen) > SHOWN + 5


async def test_found_in_the_list(stage: Stage) -> None:
    line = await unknown(stage)
    assert line.lists_asked == 1  # at once
    uuid = str(stage.starts[0]["uuid"])
    failed = strategy(77, uuid=uuid, status=StrategyStatus.EXECUTION_FAILED, failure="margin")
    line.listed = (strategy(1, uuid="another's"), failed)
    await stage.clock.advance(5)
    assert (kind(stage), result(stage).headline) == (ACCEPTED, "Accepted, then failed")


async def test_found_already_there_when_the_answer_fails_to_come(stage: Stage) -> None:
    """The strategy's event comes before the time is up; the answer never does."""
    line = await stage.ready()
    held: asyncio.Future[Delivery] = asyncio.get_running_loop().create_future()

    async def wait(_: bytes) -> Delivery:
        return await held

    line.on_start = wait
    stage.desk.submit(ticket())
    await settle()
    line.change(strategy(77, uuid=str(stage.starts[0]["uuid"])))
    await stage.clock.advance(1)
    assert result(stage).pending
    held.set_result(LOST)
    await settle(20)
    assert (kind(stage), result(stage).strategy_id) == (ACCEPTED, 77)


async def test_found_by_the_id_that_a_contradictory_answer_named(stage: Stage) -> None:
    line = await stage.ready()
    line.on_start = answer(strategy(77), errorText="No")
    stage.desk.submit(ticket())
    await settle(20)
    assert kind(stage) is UNKNOWN
    line.change(strategy(77, uuid="another's"))
    await stage.clock.advance(0.2)
    assert kind(stage) is UNKNOWN
    line.change(strategy(77))  # no uuid is echoed here
    await stage.clock.advance(0.2)
    assert kind(stage) is ACCEPTED


async def test_not_found_without_an_echo_stays_unknown_for_ever(stage: Stage) -> None:
    line = await unknown(stage)
    await stage.clock.advance(1000)
    assert kind(stage) is UNKNOWN
    assert stage.desk.lock.value is not None
    assert 10 < line.lists_asked < 30  # ever rarer
    assert len(line.starts) == 1


async def test_absent_where_every_sign_says_so(stage: Stage) -> None:
    await echo(stage)
    await unknown(stage)
    await stage.clock.advance(9.9)
    assert kind(stage, 1) is UNKNOWN
    await stage.clock.advance(0.2)
    assert kind(stage, 1) is NOT_SENT
    assert "three looks over ten seconds" in result(stage).cause
    assert stage.desk.lock.value is None
    assert len(stage.starts) == 2


@pytest.mark.parametrize(
    "moved",
    [
        order(5000, Action.BUY),
        order(5000, Action.BUY, OrdStatus.FILLED),
        fill(5000, 4999, "6012.50"),
        position(3),
    ],
)
async def test_not_absent_where_something_moved(stage: Stage, moved: Entity) -> None:
    line = await echo(stage)
    await unknown(stage)
    line.change(moved)
    await stage.clock.advance(200)
    assert kind(stage, 1) is UNKNOWN


async def test_what_moves_in_another_contract_says_nothing(stage: Stage) -> None:
    line = await echo(stage)
    await unknown(stage)
    line.change(order(5000, Action.BUY, contract_id=600), position(1, contract_id=600))
    await stage.clock.advance(10.1)
    assert kind(stage, 1) is NOT_SENT


async def test_looks_through_a_broken_line_do_not_count(stage: Stage) -> None:
    line = await echo(stage)
    await unknown(stage)
    await stage.clock.advance(6)
    asked = line.lists_asked
    line.go_down()
    await stage.clock.advance(20)
    assert kind(stage, 1) is UNKNOWN
    assert line.lists_asked == asked
    line.come_up()
    await settle()
    assert line.lists_asked == asked + 1  # at once
    await stage.clock.advance(9)
    assert kind(stage, 1) is UNKNOWN
    assert line.lists_asked == asked + 2
    await stage.clock.advance(1.2)
    assert kind(stage, 1) is NOT_SENT


async def test_a_line_that_comes_and_goes_leaves_one_search(stage: Stage) -> None:
    line = await unknown(stage)
    for _ in range(5):
        line.go_down()
        line.come_up()
        await settle()
    asked = line.lists_asked
    await stage.clock.advance(5)
    assert line.lists_asked == asked + 1


async def test_looks_that_fail_do_not_count(stage: Stage) -> None:
    line = await echo(stage)
    line.listed = UserFacingError("The list is not to be had.")
    await unknown(stage)
    await stage.clock.advance(100)
    assert kind(stage, 1) is UNKNOWN


async def test_two_looks_are_not_three(stage: Stage) -> None:
    line = await echo(stage)
    await unknown(stage)
    line.listed = UserFacingError("The list is not to be had.")
    await stage.clock.advance(7)
    line.listed = ()
    await stage.clock.advance(4)
    assert kind(stage, 1) is UNKNOWN
    await stage.clock.advance(10)
    assert kind(stage, 1) is NOT_SENT


async def test_a_snapshot_that_differs_is_no_proof(stage: Stage) -> None:
    """Whether finished orders are still in a new snapshot is not known: then nobody can say."""
    line = await echo(stage)
    line.change(order(4000, Action.SELL, OrdStatus.CANCELED))
    await unknown(stage)
    line.go_down()
    del stage.state.orders[4000]
    stage.state.changes += 1
    line.come_up()
    await stage.clock.advance(100)
    assert kind(stage, 1) is UNKNOWN


async def test_what_moved_once_is_not_forgotten_by_a_snapshot(stage: Stage) -> None:
    line = await echo(stage)
    await unknown(stage)
    line.change(order(5000, Action.BUY))
    await stage.clock.advance(5)
    line.go_down()
    del stage.state.orders[5000]
    stage.state.changes += 1
    line.come_up()
    await stage.clock.advance(100)
    assert kind(stage, 1) is UNKNOWN


async def test_one_that_shows_up_after_all_is_an_alarm(stage: Stage) -> None:
    line = await echo(stage)
    await unknown(stage)
    await stage.clock.advance(11)
    assert kind(stage, 1) is NOT_SENT
    line.change(strategy(77, uuid=str(stage.starts[1]["uuid"])))
    await stage.clock.advance(0.2)
    assert kind(stage, 1) is ACCEPTED
    assert [alarm.text for alarm in stage.desk.alarms.value] == [
        "Buy 3 MESZ6 of 15:00:01 was shown as not sent, but the broker has it as strategy 77. "
        "Look at it now."
    ]
    assert result(stage).kind is ACCEPTED


async def test_a_rejected_one_that_exists_is_an_alarm(stage: Stage) -> None:
    line = await stage.ready()
    line.on_start = answer(errorText="No")
    stage.desk.submit(ticket())
    await settle()
    line.change(strategy(77, uuid=str(stage.starts[0]["uuid"])))
    await stage.clock.advance(0.2)
    assert kind(stage) is ACCEPTED
    assert "was shown as rejected" in stage.desk.alarms.value[0].text


async def test_the_trader_lifts_the_lock_with_the_word(stage: Stage) -> None:
    line = await unknown(stage)
    assert not confirm(stage, "yes")
    assert not confirm(stage, "")
    assert kind(stage) is UNKNOWN
    assert confirm(stage, "  not  sent ")
    await settle()
    assert kind(stage) is NOT_SENT
    assert stage.desk.lock.value is None
    assert "You confirmed" in result(stage).cause
    assert stage.ports.journal.seen[-1][1].startswith(
        "NOT SENT was typed on this machine, as trader; 1 look before, the last: 15:00:00 look 1:"
    )
    assert not stage.desk.confirm_not_sent(str(stage.starts[0]["uuid"]), WORD)
    asked = line.lists_asked
    await stage.clock.advance(100)
    assert line.lists_asked == asked
    line.change(strategy(77, uuid=str(stage.starts[0]["uuid"])))
    await stage.clock.advance(0.2)
    assert kind(stage) is ACCEPTED
    assert len(stage.desk.alarms.value) == 1
