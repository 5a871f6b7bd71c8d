"""Getting out: the broker does both, what is not flat is said, and no race goes unseen."""

from tests.support.clock import settle
from tests.unit.controller.after.life import (
    STOPS,
    TARGETS,
    filled,
    go_flat,
    procedure,
    status_of,
    take,
)
from tests.unit.controller.builders import (
    ACCOUNT_ID,
    MES,
    MNQ,
    account,
    fill,
    filled_strategy,
    order,
    position,
    version,
)
from tests.unit.controller.stage import Stage

from bracketdesk.controller.after.views import Progress
from bracketdesk.domain.delivery import Delivery
from bracketdesk.domain.instruction import Act
from bracketdesk.domain.problems import UserFacingError
from bracketdesk.domain.ticket import Side
from bracketdesk.wire.enums import Action, OrderType, OrdStatus

FLATTEN = "Flatten MESZ6"
REFUSED = Delivery(True, 200, b'{"failureReason":"TradingLocked"}')


async def test_flatten_shows_its_steps_while_it_does_them(stage: Stage) -> None:
    line = await filled(stage)
    stage.desk.after.flatten(MES.contract_id)
    await settle()
    assert [step.progress for step in procedure(stage).steps] == [Progress.DONE, Progress.DOING]
    go_flat(line)
    await stage.clock.advance(1)
    view = procedure(stage)
    assert [step.progress for step in view.steps] == [Progress.DONE, Progress.DONE]
    assert (view.truth, view.tone, view.offers) == ("flat, and no order was open", "accepted", ())


async def test_a_refused_flatten_leaves_the_stops_and_offers_the_next_step(stage: Stage) -> None:
    line = await filled(stage)
    line.on_act[Act.LIQUIDATE] = REFUSED
    stage.desk.after.flatten(MES.contract_id)
    await stage.clock.advance(1)
    view = procedure(stage)
    assert view.truth.endswith("still open: 3 long, 5 orders open, stops working for 3")
    assert [act for act, _ in line.acts] == [Act.LIQUIDATE], "nothing more by code"
    take(stage, "market order")
    await settle()
    (placed,) = line.acted(Act.PLACE)
    assert (placed["action"], placed["orderQty"], placed["orderType"]) == ("Sell", 3, "Market")
    assert line.acted(Act.CANCEL) == [], "the stops stay until the closing order has filled"
    line.change(
        order(7001, Action.SELL, OrdStatus.FILLED),
        version(7003, 7001, OrderType.MARKET, quantity=3),
        position(0),
    )
    await stage.clock.advance(0.2)
    for number in sorted((*STOPS, *TARGETS)):
        await stage.clock.advance(0.2)
        status_of(line, number, OrdStatus.CANCELED)
    await stage.clock.advance(12)
    assert procedure(stage).truth == "flat, and no order was open"


async def test_closing_goes_though_it_cannot_be_recorded(stage: Stage) -> None:
    """An exit is always free (product.md, rule 8)."""
    line = await filled(stage)
    line.on_act[Act.LIQUIDATE] = REFUSED
    stage.ports.journal.record_trouble = UserFacingError("The disk is full.")
    stage.desk.after.flatten(MES.contract_id)
    await stage.clock.advance(1)
    take(stage, "market order")
    await settle()
    assert [act for act, _ in line.acts] == [Act.LIQUIDATE, Act.PLACE]
    assert stage.desk.notice.value == "The disk is full."


async def test_silence_stops_it_and_says_what_protects(stage: Stage) -> None:
    line = await filled(stage)
    line.on_act[Act.LIQUIDATE] = Delivery(True, detail="No answer.")
    stage.desk.after.flatten(MES.contract_id)
    await stage.clock.advance(11)
    view = procedure(stage)
    assert view.tone == "unknown"
    assert "no answer came" in view.truth
    assert "stops working for 3" in view.truth
    assert len(line.acts) == 1


async def test_flatten_while_a_target_fills_shows_the_leftover_with_one_click(
    stage: Stage,
) -> None:
    line = await filled(stage)
    stage.desk.after.flatten(MES.contract_id)
    await settle()
    go_flat(line, net=-1)  # the target sold one while the close sold three
    await stage.clock.advance(11)
    view = procedure(stage)
    assert view.truth == (
        "a race has turned the position round: 1 short, 0 orders open, stops working for 0"
    )
    take(stage, "Close: flatten 1 short MESZ6")
    await settle()
    assert len(line.acted(Act.LIQUIDATE)) == 2
    line.change(position(0))
    await stage.clock.advance(1)
    assert procedure(stage).truth == "flat, and no order was open"


async def test_an_offer_is_taken_once(stage: Stage) -> None:
    line = await filled(stage)
    line.on_act[Act.LIQUIDATE] = REFUSED
    stage.desk.after.flatten(MES.contract_id)
    await stage.clock.advance(1)
    view = procedure(stage)
    for _ in range(2):
        stage.desk.after.take_offer(view.number, view.offers[0].key)
        await stage.clock.advance(1)
    assert len(line.acted(Act.LIQUIDATE)) == 2


async def test_account_switched_mid_command_changes_nothing_about_it(stage: Stage) -> None:
    stage.state.accounts[43] = account("DEMO9999", 43)
    line = await stage.open()
    stage.desk.choose_account("DEMO1234")
    line = stage.line
    line.change(*filled_strategy())
    await stage.clock.advance(0.1)
    stage.desk.after.flatten(MES.contract_id)
    await settle()
    stage.desk.choose_account("DEMO9999")
    await stage.clock.advance(1)
    assert procedure(stage).running, "the other account is flat, which says nothing"
    go_flat(line)
    await stage.clock.advance(1)
    assert procedure(stage).truth == "flat, and no order was open"
    assert line.acted(Act.LIQUIDATE)[0]["accountId"] == ACCOUNT_ID


async def test_flatten_all_stops_at_the_first_that_is_not_flat(stage: Stage) -> None:
    line = await filled(stage)
    line.change(position(2, "20000", MNQ.contract_id, number=2))
    await stage.clock.advance(0.2)
    stage.desk.after.flatten_all()
    await stage.clock.advance(11)
    assert [b["contractId"] for b in line.acted(Act.LIQUIDATE)] == [MES.contract_id]
    assert "still open" in procedure(stage).truth
    stage.desk.after.flatten_all()
    await settle()
    go_flat(line)
    await stage.clock.advance(0.3)
    line.change(position(0, None, MNQ.contract_id, number=2))
    await stage.clock.advance(1)
    assert [b["contractId"] for b in line.acted(Act.LIQUIDATE)] == [500, 500, 600]
    assert procedure(stage).truth == "flat, and no order was open"


async def test_reverse_fills_in_only_what_was_verified(stage: Stage) -> None:
    line = await filled(stage)
    stage.desk.after.reverse(MES.contract_id)
    await stage.clock.advance(11)
    assert stage.desk.after.prefill.value is None, "not flat"
    stage.desk.after.reverse(MES.contract_id)
    await settle()
    go_flat(line)
    await stage.clock.advance(1)
    prefill = stage.desk.after.prefill.value
    assert prefill is not None
    assert (prefill.side, prefill.quantity) == (Side.SELL, 3)
    assert {act for act, _ in line.acts} == {Act.LIQUIDATE}
    assert line.starts == []


async def test_the_question_names_other_programs_orders(stage: Stage) -> None:
    line = await filled(stage)
    line.change(
        order(8001, Action.SELL), version(8002, 8001, OrderType.LIMIT, price="6030.00", quantity=1)
    )
    await stage.clock.advance(0.1)
    question = stage.desk.after.ask_flatten(MES.contract_id)
    assert question.confirm == "Flatten MESZ6"
    assert question.warning == "6 orders of other programs in MESZ6 will be cancelled."
    assert "3 long, 6 orders open, stops working for 3" in question.text


async def test_a_partial_flatten_keeps_what_is_known(stage: Stage) -> None:
    line = await filled(stage)
    stage.desk.after.flatten(MES.contract_id)
    await settle()
    line.change(fill(9001, 1011, "6008.50", 1, Action.SELL), position(2))
    status_of(line, 1011, OrdStatus.FILLED)
    await stage.clock.advance(11)
    assert "2 long, 4 orders open, stops working for 2" in procedure(stage).truth
