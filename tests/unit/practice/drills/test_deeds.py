"""What the trader did, read from calls and put into words."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.drilling import Pupil
from tests.support.trading import BRACKET, Stage

from bracketdesk.practice.arguments import Arguments
from bracketdesk.practice.drills.deeds import KINDS, Deed, DeedKind, Outcome, Reader
from bracketdesk.practice.errors import Refused
from bracketdesk.practice.penalties import PenaltyTicket
from bracketdesk.practice.traffic import Call
from bracketdesk.wire.enums import FailureReason
from bracketdesk.wire.messages import CommandResult

STAGE = Stage()
READER = Reader(STAGE.exchange.levers)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
FIELDS = st.sampled_from(
    ["symbol", "action", "params", "orderQty", "orderType", "orderId", "contractId", "p-ticket"]
)


def call(name: str, body: object) -> Call:
    return Call(name, Arguments({}, json.dumps(body).encode()))


@pytest.mark.parametrize(
    ("name", "body", "words", "contract"),
    [
        (
            "orderstrategy/startorderstrategy",
            {
                "symbol": "MESZ6",
                "action": "Sell",
                "params": '{"entryVersion": {"orderQty": 3}, "brackets": []}',
            },
            "you started Sell 3 MESZ6",
            "MESZ6",
        ),
        (
            "order/placeorder",
            {"symbol": "MESZ6", "action": "Buy", "orderQty": 2, "orderType": "Market"},
            "you placed Buy 2 MESZ6 Market",
            "MESZ6",
        ),
        ("order/cancelorder", {"orderId": 999}, "you cancelled order 999", ""),
        ("order/liquidateposition", {"contractId": 999}, "you flattened", ""),
        ("orderstrategy/interruptorderstrategy", {}, "you stopped a strategy", ""),
        ("auth/accesstokenrequest", {"name": "x", "password": "secret"}, "you signed in", ""),
        ("user/syncrequest", {}, "your line was synchronised", ""),
    ],
)
def test_a_deed_in_words(name: str, body: dict[str, Any], words: str, contract: str) -> None:
    deed = READER.read(call(name, body))
    assert deed is not None
    assert (deed.text, deed.contract) == (words, contract)


def test_an_order_is_called_by_its_part_in_its_strategy() -> None:
    stage = Stage()
    strategy = stage.start(BRACKET)
    (stop,) = strategy.exits("Stop")
    deed = Reader(stage.exchange.levers).read(call("order/cancelorder", {"orderId": stop.id}))
    assert deed is not None
    assert (deed.words, deed.contract, deed.order_id) == ("you cancelled stop 1", "MESZ6", stop.id)


def test_what_reads_is_no_deed() -> None:
    assert READER.read(call("order/list", {})) is None


@given(st.sampled_from(sorted(KINDS)), st.dictionaries(FIELDS, ANYTHING) | ANYTHING)
def test_whatever_is_sent_can_be_said(name: str, body: object) -> None:
    deed = READER.read(call(name, body))
    assert deed is not None
    assert len(deed.text) < 400


@pytest.mark.parametrize(
    "params", ["", "nonsense", "[]", '{"entryVersion": []}', '{"entryVersion": {"orderQty": 1e99}}']
)
def test_a_quantity_that_cannot_be_read_is_left_out(params: str) -> None:
    body = {"symbol": "MESZ6", "action": "Buy", "params": params}
    deed = READER.read(call("orderstrategy/startorderstrategy", body))
    assert deed is not None
    assert deed.words == "you started Buy MESZ6"


def deed(kind: DeedKind = DeedKind.START) -> Deed:
    return Deed(STAGE.clock.now(), kind, "you acted", "MESZ6")


@pytest.mark.parametrize(
    ("reply", "outcome", "text"),
    [
        (CommandResult(command_id=1), Outcome.TAKEN, "you acted"),
        (
            CommandResult(failure_reason=FailureReason.NO_QUOTE, failure_text="No quote"),
            Outcome.REFUSED,
            "you acted: refused, NoQuote: No quote",
        ),
        (
            PenaltyTicket(p_ticket="t", p_time=9, p_captcha=True),
            Outcome.PENALISED,
            "you acted: penalised, 9 s, by a captcha",
        ),
    ],
)
def test_what_came_of_it(reply: object, outcome: Outcome, text: str) -> None:
    done = deed()
    done.answered(reply)
    assert (done.outcome, done.text) == (outcome, text)


def test_a_refusal_by_status() -> None:
    done = deed()
    done.refused(Refused(429, ""))
    assert done.text == "you acted: refused, 429"


def test_what_never_arrived() -> None:
    done = deed()
    done.outcome = Outcome.LOST
    assert done.text == "you acted: it never arrived"


async def test_a_password_stands_in_no_time_line(pupil: Pupil) -> None:
    await pupil.stage("session_closed")
    await pupil.trader.sign_in()
    run = (await pupil.ask("GET", "drills/debrief")).body
    assert pupil.trader.announcement.password not in json.dumps(run, default=str)
    assert run["timeline"][-1]["text"] == "you signed in"
