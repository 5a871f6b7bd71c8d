"""The check against the broker's contract is worth something only if it can fail."""

from pathlib import Path

import pytest
from jsonschema import ValidationError
from tests.support.contract import lay_over, load_contract

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


def test_the_overlay_changes_what_it_names() -> None:
    schemas = {"Order": {"properties": {"id": {"type": "integer"}, "text": {"type": "string"}}}}
    lay_over(schemas, {"Order": {"reason": "newer", "properties": {"text": {}, "tag": {}}}})
    order = schemas["Order"]
    assert order["properties"] == {"id": {"type": "integer"}, "text": {}, "tag": {}}


def test_a_deviation_needs_its_reason() -> None:
    with pytest.raises(ValueError, match="no reason"):
        lay_over({"Order": {"properties": {}}}, {"Order": {"reason": "", "properties": {}}})
