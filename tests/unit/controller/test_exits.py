"""Cancel entry and flatten: one send per click, and the truth afterwards."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.support.clock import settle
from tests.support.fake_line import FakeLine
from tests.unit.controller.builders import (
    MES,
    fill,
    filled_strategy,
    link,
    order,
    position,
    strategy,
    version,
)
from tests.unit.controller.stage import Stage

from bracketdesk.domain.delivery import Delivery
from bracketdesk.domain.instruction import Act
from bracketdesk.domain.problems import UserFacingError
from bracketdesk.wire.enums import Action, OrderType, OrdStatus

WHAT = "Cancel entry Buy 3 MESZ6 limit 6012.50 (strategy 9912): "
FLATTEN = "Flatten MESZ6: "


async def with_entry(
    stage: Stage, status: OrdStatus = OrdStatus.WORKING, filled: int = 0
) -> FakeLine:
    line = await stage.ready()
    fills = [fill(1003, 1000, "6012.50", filled)] if filled else []
    line.change(
        strategy(),
        order(1000, Action.BUY, status),
        version(1001, 1000, OrderType.LIMIT, price="6012.50", quantity=3),
        link(1002, 1000),
        *fills,
    )
    return line


async def with_position(stage: Stage) -> FakeLine:
    line = await stage.ready()
    line.change(*filled_strategy())
    return line


def flat(line: FakeLine) -> None:
    ended = [
        order(number, Action.SELL, OrdStatus.CANCELED) for number in (1010, 1011, 1020, 1021, 1031)
    ]
    line.change(position(0, None), *ended)


def outcomes(stage: Stage) -> list[str]:
    return [row.outcome for row in reversed(stage.desk.activity.value)]


async def test_an_entry_is_cancelled_once_and_seen_to_be(stage: Stage) -> None:
    line = await with_entry(stage)
    stage.desk.after.cancel_entry(9912)
    await settle()
    assert [request["orderId"] for request in line.acted(Act.CANCEL)] == [1000]
    assert stage.desk.notice.value == f"{WHAT}asked …"
    assert outcomes(stage) == ["asked"]
    await stage.clock.advance(1)
    line.change(order(1000, Action.BUY, OrdStatus.CANCELED))
    await stage.clock.advance(1)
    assert stage.desk.notice.value == f"{WHAT}it is cancelled, nothing had filled."
    (row,) = stage.desk.activity.value
    assert (row.what, row.outcome, row.tone) == (WHAT[:-2], "accepted", "accepted")
    assert row.detail == "cancelled, nothing had filled"
    assert len(line.acted(Act.CANCEL)) == 1


async def test_a_partly_filled_entry_says_how_much_stays(stage: Stage) -> None:
    line = await with_entry(stage, filled=2)
    stage.desk.after.cancel_entry(9912)
    await settle()
    line.change(order(1000, Action.BUY, OrdStatus.CANCELED))
    await stage.clock.advance(1)
    assert stage.desk.notice.value == f"{WHAT}it is cancelled, after 2 of 3 had filled."


async def test_an_entry_that_filled_first_is_said_to_have(stage: Stage) -> None:
    line = await with_entry(stage)
    line.on_act[Act.CANCEL] = Delivery(True, 200, b'{"failureReason":"TooLate"}')
    stage.desk.after.cancel_entry(9912)
    await settle()
    line.change(order(1000, Action.BUY, OrdStatus.FILLED), fill(1003, 1000, "6012.50", 3))
    await stage.clock.advance(1)
    assert "the broker refused it: too late" in stage.desk.notice.value.lower()
    assert stage.desk.notice.value.endswith("too late, it had filled: 3 of 3.")
    assert outcomes(stage) == ["rejected"]


async def test_an_entry_that_stays_is_said_to_stay(stage: Stage) -> None:
    line = await with_entry(stage)
    line.on_act[Act.CANCEL] = Delivery(True, detail="No answer.")
    stage.desk.after.cancel_entry(9912)
    await stage.clock.advance(9)
    assert stage.desk.notice.value.endswith("asked …")
    await stage.clock.advance(2)
    assert stage.desk.notice.value == (
        f"{WHAT}no answer came, so it may or may not have been done; nothing shows yet that it "
        "was done; it is still there: working."
    )
    assert len(line.acted(Act.CANCEL)) == 1


@pytest.mark.parametrize(
    ("status", "word"), [(OrdStatus.FILLED, "filled"), (OrdStatus.CANCELED, "cancelled")]
)
async def test_nothing_is_sent_for_an_entry_that_is_over(
    stage: Stage, status: OrdStatus, word: str
) -> None:
    line = await with_entry(stage, status)
    stage.desk.after.cancel_entry(9912)
    await settle()
    assert line.acted(Act.CANCEL) == []
    assert stage.desk.notice.value == f"{WHAT}The entry is {word} already, so nothing was sent."


async def test_an_unknown_strategy_sends_nothing(stage: Stage) -> None:
    line = await stage.ready()
    stage.desk.after.cancel_entry(1)
    await settle()
    assert line.acted(Act.CANCEL) == []
    assert "not known here" in stage.desk.notice.value


async def test_flatten_until_it_is_flat(stage: Stage) -> None:
    line = await with_position(stage)
    stage.desk.after.flatten(MES.contract_id)
    await settle()
    (request,) = line.acted(Act.LIQUIDATE)
    assert request == {"accountId": 42, "contractId": 500, "admin": False, "isAutomated": False}
    line.change(position(0, None))
    await stage.clock.advance(1)
    assert stage.desk.notice.value.endswith("asked …")  # exits still work: not yet flat
    flat(line)
    await stage.clock.advance(1)
    assert stage.desk.notice.value == f"{FLATTEN}flat, and no order was open."
    ended = stage.desk.after.procedures.value[0].ended
    assert ended is not None
    assert stage.desk.notice.at == ended
    assert outcomes(stage) == ["accepted"]
    assert len(line.acted(Act.LIQUIDATE)) == 1


async def test_flatten_that_leaves_something_open_says_what(stage: Stage) -> None:
    line = await with_position(stage)
    stage.desk.after.flatten(MES.contract_id)
    await stage.clock.advance(1)
    line.change(order(1011, Action.SELL, OrdStatus.CANCELED), position(2))
    await stage.clock.advance(10)
    assert stage.desk.notice.value == (
        f"{FLATTEN}still open: 2 long, 4 orders open, stops working for 2."
    )
    assert stage.desk.activity.value[0].tone == "unknown"


async def test_what_a_broken_line_last_showed_is_not_taken_for_the_truth(stage: Stage) -> None:
    line = await with_position(stage)
    flat(line)
    line.go_down()
    stage.desk.after.flatten(MES.contract_id)
    await stage.clock.advance(3)
    assert stage.desk.notice.value.endswith("asked …")
    line.state.put(position(1))
    line.come_up()
    await stage.clock.advance(2)
    assert stage.desk.notice.value.endswith("asked …")
    line.change(position(0, None))
    await stage.clock.advance(1)
    assert stage.desk.notice.value == f"{FLATTEN}flat, and no order was open."


async def test_a_refused_flatten_is_explained_with_what_is_open(stage: Stage) -> None:
    line = await with_position(stage)
    line.on_act[Act.LIQUIDATE] = Delivery(
        True, 200, b'{"failureReason":"TradingLocked","failureText":"Locked by firm"}'
    )
    stage.desk.after.flatten(MES.contract_id)
    await stage.clock.advance(1)
    said = stage.desk.notice.value
    assert "trading is locked for the account" in said.lower()
    assert "“Locked by firm”" in said
    assert said.endswith("still open: 3 long, 5 orders open, stops working for 3.")


async def test_a_second_flatten_waits_for_the_end_of_the_first(stage: Stage) -> None:
    """Two at once could each close the whole position, which turns it round."""
    line = await with_position(stage)
    stage.desk.after.flatten(MES.contract_id)
    stage.desk.after.flatten(MES.contract_id)
    assert stage.desk.notice.value == f"{FLATTEN}It is under way already, so nothing was sent."
    await stage.clock.advance(30)
    assert len(line.acted(Act.LIQUIDATE)) == 1
    stage.desk.after.flatten(MES.contract_id)
    await stage.clock.advance(30)
    assert len(line.acted(Act.LIQUIDATE)) == 2


async def test_exits_go_out_while_the_line_is_down_and_see_nothing(stage: Stage) -> None:
    """REST may still carry them: the line decides, not the screen."""
    line = await with_entry(stage)
    line.go_down()
    stage.desk.after.flatten(MES.contract_id)
    stage.desk.after.cancel_entry(9912)
    await settle()
    assert (len(line.acted(Act.LIQUIDATE)), len(line.acted(Act.CANCEL))) == (1, 1)
    await stage.clock.advance(11)
    assert "cannot be seen" in stage.desk.notice.value
    assert [row.outcome for row in stage.desk.activity.value[:2]] == ["unknown", "unknown"]


async def test_exits_go_out_after_the_session_has_expired(stage: Stage) -> None:
    soon = stage.clock.now() + timedelta(seconds=5)
    stage.ports.gateway.tokens = replace(stage.ports.gateway.tokens, expires=soon)
    line = await with_position(stage)
    await stage.clock.advance(7)
    assert "expired" in stage.desk.session.value.text
    stage.desk.after.flatten(MES.contract_id)
    await settle()
    assert len(line.acted(Act.LIQUIDATE)) == 1


async def test_exits_go_out_without_a_journal(stage: Stage) -> None:
    stage.ports.journal.read_trouble = "The journal could not be read."
    line = await with_position(stage)
    stage.desk.after.flatten(MES.contract_id)
    await settle()
    assert len(line.acted(Act.LIQUIDATE)) == 1


async def test_former_exits_are_known_as_soon_as_the_journal_can_be_read(stage: Stage) -> None:
    """Whose they are decides what alarms: one reading that failed is not the last."""
    await with_position(stage)
    stage.desk.after.flatten(MES.contract_id)
    await settle()
    await stage.restart()
    stage.desk.after.begin()
    stage.ports.journal.read_trouble = "The journal could not be read."
    with pytest.raises(UserFacingError):
        await stage.desk.after.recover()
    stage.ports.journal.read_trouble = ""
    await asyncio.gather(stage.desk.after.recover(), stage.desk.after.recover())
    assert [row.what for row in stage.desk.activity.value] == ["Flatten MESZ6"]


async def test_without_a_line_or_account_nothing_is_sent_and_that_is_said(stage: Stage) -> None:
    stage.desk.after.flatten(MES.contract_id)
    assert stage.desk.notice.value == "Flatten contract 500: Not connected, so nothing was sent."
    stage.desk.after.cancel_entry(9912)
    assert "Not connected" in stage.desk.notice.value
    line = await stage.ready()
    stage.state.accounts.clear()
    line.listener.state_changed()
    stage.desk.after.flatten(MES.contract_id)
    await settle()
    assert "No account" in stage.desk.notice.value
    stage.desk.after.flatten_all()
    assert stage.desk.notice.value == "Flatten all: No account is chosen, so nothing was sent."
    assert line.acted(Act.LIQUIDATE) == []
    assert outcomes(stage) == ["not sent"] * 4


async def test_an_environment_left_meanwhile_is_not_spoken_for(stage: Stage) -> None:
    await with_position(stage)
    stage.desk.after.flatten(MES.contract_id)
    await settle()
    stage.desk.sign_out()
    await settle(30)
    await stage.clock.advance(11)
    assert "cannot be seen" in stage.desk.notice.value
