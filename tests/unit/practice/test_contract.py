"""The check against the broker's contract is worth something only if it can fail."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from jsonschema import ValidationError
from tests.support.contract import OVERLAY, close, lay_over, load_contract, load_document

CONTRACT = {"id": 5, "name": "MESZ6", "contractMaturityId": 4}
ACCEPTED = {"errorText": "", "failureReason": "Success"}


def test_what_the_contract_allows_passes(broker_data: Path) -> None:
    contract = load_contract(broker_data)
    contract.check_schema("Contract", CONTRACT)
    contract.check_reply("/contract/find", CONTRACT)
    contract.check_reply("/contract/suggest", [CONTRACT])
    contract.check_reply("/orderStrategy/startorderstrategy", ACCEPTED)
    contract.check_request("/order/cancelorder", {"orderId": 5, "isAutomated": False})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": None}, "not of type 'string'"),
        ({"id": True}, "not of type 'integer'"),
        ({"id": 5.5}, "not of type 'integer'"),
        ({"id": 2**63}, "not a 'int64'"),
        ({"contractMaturityId": 0}, "less than or equal to the minimum"),
        ({"name": "x" * 65}, "too long"),
        ({"colour": "blue"}, "Additional properties"),
    ],
)
def test_what_it_does_not_allow_fails(
    broker_data: Path, change: dict[str, object], words: str
) -> None:
    with pytest.raises(ValidationError, match=words):
        load_contract(broker_data).check_schema("Contract", CONTRACT | change)


def test_a_missing_field_fails(broker_data: Path) -> None:
    with pytest.raises(ValidationError, match="required property"):
        load_contract(broker_data).check_request("/order/liquidateposition", {"accountId": 5})


def test_a_time_without_zone_fails(broker_data: Path) -> None:
    naive = {"expirationTime": "2026-11-18T15:00:00"}
    with pytest.raises(ValidationError, match="date-time"):
        load_contract(broker_data).check_reply("/auth/accesstokenrequest", naive)


def test_a_reason_the_broker_has_not_fails(broker_data: Path) -> None:
    with pytest.raises(ValidationError, match="is not one of"):
        load_contract(broker_data).check_reply(
            "/orderStrategy/startorderstrategy", {"failureReason": "BadMood"}
        )


def test_violations_and_a_penalty_may_come_in_any_replys_place(broker_data: Path) -> None:
    contract = load_contract(broker_data)
    wrong = {"constraint": "orderId", "value": "", "description": "orderId should be specified"}
    contract.check_reply("/order/list", {"violations": [wrong]})
    contract.check_reply("/order/list", {"p-ticket": "abc", "p-time": 15})
    for body in BAD_REPLIES:
        with pytest.raises(ValidationError):
            contract.check_reply("/order/list", body)


BAD_REPLIES: list[dict[str, object]] = [
    {"violations": []},
    {"violations": ["orderId"]},
    {"p-ticket": "abc"},
]

DOCUMENT: dict[str, Any] = {
    "components": {
        "schemas": {
            "Order": {"properties": {"id": {"type": "integer"}, "text": {"type": "string"}}}
        }
    },
    "paths": {
        "/order/items": {"get": {"parameters": [{"name": "ids", "schema": {"type": "array"}}]}}
    },
}


def test_the_overlay_changes_what_it_names() -> None:
    document = deepcopy(DOCUMENT)
    overlay = {
        "schemas": {
            "Order": {"reason": "newer", "properties": {"text": {}, "tag": {}}},
            "Time": {"reason": "missing", "properties": {"now": {}}, "required": ["now"]},
        },
        "paths": {"/time": {"reason": "missing", "method": "get", "tag": "Times", "reply": "Time"}},
        "parameters": {"ids": {"reason": "told nowhere", "schema": {"minItems": 1}}},
    }
    lay_over(document, overlay)
    close(schemas := document["components"]["schemas"])
    assert schemas["Order"] == {
        "properties": {"id": {"type": "integer"}, "text": {}, "tag": {}},
        "additionalProperties": False,
    }
    assert schemas["Time"]["required"] == ["now"]
    paths = document["paths"]
    assert "#/components/schemas/Time" in str(paths["/time"]["get"]["responses"]["200"])
    (ids,) = paths["/order/items"]["get"]["parameters"]
    assert ids["schema"] == {"type": "array", "minItems": 1}


def test_the_overlay_takes_nothing_away(broker_data: Path) -> None:
    plain = json.loads((broker_data / "broker-openapi.json").read_text())
    laid = load_document(broker_data)
    assert plain["paths"].keys() <= laid["paths"].keys()
    for name, schema in plain["components"]["schemas"].items():
        assert (
            schema["properties"].keys() <= laid["components"]["schemas"][name]["properties"].keys()
        )


@pytest.mark.parametrize("path", ["/gettimestamp", "/oidcuserinfo"])
def test_what_has_no_published_schema_is_marked_as_a_guess(path: str) -> None:
    overlay = json.loads(OVERLAY.read_text())
    deviation = overlay["paths"][path]
    assert "guess" in deviation["reason"].lower()
    assert "guess" in overlay["schemas"][deviation["reply"]]["reason"].lower()


@pytest.mark.parametrize("section", ["schemas", "paths", "parameters"])
def test_a_deviation_needs_its_reason(section: str) -> None:
    with pytest.raises(ValueError, match="no reason"):
        lay_over(deepcopy(DOCUMENT), {section: {"Order": {"reason": ""}}})
