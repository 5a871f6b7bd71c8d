"""Wrong types, missing fields and what is too long or too large (protocol.md 1.8)."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.practice import Trader, dump

from bracketdesk.practice.arguments import SignIn
from bracketdesk.practice.order_requests import CancelOrder
from bracketdesk.practice.violations import LONGEST_VALUE, violated

CANCEL, LIQUIDATE, SNAPSHOT, SIGN_IN, ROLL = (
    "/order/cancelorder",
    "/order/liquidateposition",
    "/cashBalance/getcashbalancesnapshot",
    "/auth/accesstokenrequest",
    "/contract/rollcontract",
)

CASES: list[tuple[str, object, list[str]]] = [
    (CANCEL, {}, ["orderId"]),
    (CANCEL, {"orderId": "5"}, ["orderId"]),
    (CANCEL, {"orderId": 5.5}, ["orderId"]),
    (CANCEL, {"orderId": True}, ["orderId"]),
    (CANCEL, {"orderId": None}, ["orderId"]),
    (CANCEL, {"orderId": 0}, ["orderId"]),
    (CANCEL, {"orderId": 2**63}, ["orderId"]),
    (CANCEL, {"orderId": 5, "isAutomated": "no"}, ["isAutomated"]),
    (CANCEL, {"orderId": 5, "customTag50": "x" * 65}, ["customTag50"]),
    (CANCEL, {"orderId": 5, "activationTime": "2026-11-18T15:00:00"}, ["activationTime"]),
    (
        CANCEL,
        {"orderId": [5], "clOrdId": 5, "isAutomated": 1},
        ["orderId", "clOrdId", "isAutomated"],
    ),
    (LIQUIDATE, {"accountId": 1, "contractId": 1}, ["admin"]),
    (LIQUIDATE, {"accountId": {}, "contractId": []}, ["accountId", "contractId", "admin"]),
    (SNAPSHOT, {"accountId": -1}, ["accountId"]),
    (SIGN_IN, {"name": "x"}, ["password"]),
    (SIGN_IN, {"name": "x", "password": 5}, ["password"]),
    (SIGN_IN, {"name": "x" * 65, "password": "x", "cid": 1.5}, ["name", "cid"]),
    (ROLL, {"name": "MESZ6", "forward": "true"}, ["forward"]),
    ("/contract/getproductfeeparams", {"productIds": [1, "2"]}, ["productIds"]),
    ("/contract/rollcontracts", {"rollContracts": [{"name": "MESZ6"}]}, ["rollContracts"]),
]


@pytest.mark.parametrize(("path", "body", "named"), CASES)
async def test_every_field_that_breaks_its_rule_is_named(
    trader: Trader, path: str, body: object, named: list[str]
) -> None:
    answer = await trader.post(path, body)
    assert answer.status == 200
    assert [one["constraint"] for one in answer.body["violations"]] == named
    assert all(one["description"] for one in answer.body["violations"])
    socket = await trader.authorised()
    assert await socket.call(path.strip("/"), dump(body)) == answer


async def test_a_missing_field_is_said_in_the_brokers_words(trader: Trader) -> None:
    answer = await trader.post(CANCEL, {})
    assert answer.body["violations"] == [
        {"constraint": "orderId", "value": "", "description": "orderId should be specified"}
    ]


def found(body: bytes, kind: type[object] = CancelOrder) -> list[tuple[str, str]]:
    refusal = violated(body, kind)
    assert refusal is not None
    assert refusal.status == 200
    body_of: Any = refusal.body
    return [(one.constraint, one.value) for one in body_of.violations]


def test_a_value_is_said_back_as_it_came_but_no_further_than_it_helps() -> None:
    assert found(b'{"orderId": "5"}') == [("orderId", '"5"')]
    assert found(b'{"orderId": [1,  2]}') == [("orderId", "[1,  2]")]
    ((_, value),) = found(dump({"orderId": "x" * 500}).encode())
    assert len(value) == LONGEST_VALUE


@pytest.mark.parametrize("password", ["s" * 65, 31337])
def test_a_secret_is_never_said_back(password: object) -> None:
    body = dump({"name": "x", "password": password, "sec": 5}).encode()
    assert found(body, SignIn) == [("password", ""), ("sec", "")]


@given(st.binary() | st.sampled_from([b"[]", b"5", b"null", b'"x"', b'{"orderId": "5"']))
def test_what_is_no_object_has_no_violations(body: bytes) -> None:
    if not body.strip().startswith(b"{") or not body.strip().endswith(b"}"):
        assert violated(body, CancelOrder) is None


def test_a_kind_without_fields_has_none_to_blame() -> None:
    assert violated(b"{}", dict[str, object]) is None
    assert violated(b'{"orderId": 5}', CancelOrder) is None
