"""What is made before a click is of that very order, and goes once."""

import json

from hypothesis import given
from hypothesis import strategies as st
from tests.support.clock import settle
from tests.unit.controller.builders import ACCOUNT_ID, MES, account, answer, draft, strategy, ticket
from tests.unit.controller.stage import Stage

from bracketdesk.controller.starts import Starts
from bracketdesk.domain.delivery import Delivery
from bracketdesk.domain.params import write_params
from bracketdesk.domain.ticket import Side

Order = tuple[int, str, Side, str]
ORDERS = st.tuples(
    st.integers(1, 2), st.sampled_from(("MESZ6", "MNQZ6")), st.sampled_from(Side), st.text()
)


@given(st.lists(st.tuples(st.booleans(), ORDERS), max_size=30))
def test_whatever_was_made_before_a_start_is_what_was_asked_for_and_new(
    steps: list[tuple[bool, Order]],
) -> None:
    starts, uuids = Starts(), []
    for taken, (number, symbol, side, params) in steps:
        who = account(f"DEMO{number}", number)
        if not taken:
            starts.prepare(who, symbol, side, params)
            continue
        start = starts.take(who, symbol, side, params)
        told = json.loads(start.body)
        uuids.append(start.uuid)
        assert told["uuid"] == start.uuid
        assert (told["accountId"], told["accountSpec"]) == (number, f"DEMO{number}")
        assert (told["symbol"], told["action"], told["params"]) == (symbol, side.value, params)
    assert len(set(uuids)) == len(uuids)


def test_what_is_ready_is_not_made_again() -> None:
    starts = Starts()
    starts.prepare(account(), "MESZ6", Side.BUY, "{}")
    (ready,) = [starts._ready]
    starts.prepare(account(), "MESZ6", Side.BUY, "{}")
    assert starts.take(account(), "MESZ6", Side.BUY, "{}") is ready


async def accepting(body: bytes) -> Delivery:
    return answer(strategy(uuid=json.loads(body)["uuid"]))


async def test_two_clicks_on_one_check_are_two_intents(stage: Stage) -> None:
    line = await stage.ready()
    line.on_start = accepting
    check = stage.desk.check(draft())
    assert check.ticket is not None
    for _ in range(2):
        assert stage.desk.submit(check.ticket)
        await settle()
    first, second = (json.loads(body)["uuid"] for body, _ in line.starts)
    assert first != second
    assert set(stage.ports.journal.entries) == {first, second}


async def test_another_ticket_than_the_one_checked_goes_as_it_is(stage: Stage) -> None:
    line = await stage.ready()
    stage.desk.check(draft())
    sell = ticket(side=Side.SELL)
    assert stage.desk.submit(sell)
    await settle()
    ((body, _),) = line.starts
    told = json.loads(body)
    assert (told["accountId"], told["action"]) == (ACCOUNT_ID, "Sell")
    assert told["params"] == write_params(sell, MES.tick_size)
