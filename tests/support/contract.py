"""The broker's contract (OpenAPI 3.0): checks what is sent and what is answered against it.

Where this project must deviate, the deviation stands in `contract_overlay.json` with its reason.
Properties the contract does not know are an error too, so that nothing is invented by accident.
"""

import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft4Validator, FormatChecker

OVERLAY = Path(__file__).with_name("contract_overlay.json")
INT32, INT64 = 2**31, 2**63

Schema = dict[str, Any]


class Contract:
    """The contract with the overlay laid over it."""

    def __init__(self, document: Schema) -> None:
        # OpenAPI 3.0 writes exclusiveMinimum as draft 4 does: true beside a minimum.
        self._paths: Schema = document["paths"]
        self._components: Schema = document["components"]

    def check_request(self, path: str, body: object) -> None:
        """Check a POST's decoded body, as of `/order/cancelorder`; raises ValidationError."""
        content = self._paths[path]["post"]["requestBody"]["content"]
        self._check(body, content["application/json"]["schema"])

    def check_reply(self, path: str, body: object) -> None:
        """Check the decoded body of a reply with 200; raises ValidationError."""
        (operation,) = self._paths[path].values()
        self._check(body, operation["responses"]["200"]["content"]["application/json"]["schema"])

    def check_schema(self, name: str, value: object) -> None:
        """Check a value against a component, as `SyncMessage`; raises ValidationError."""
        self._check(value, {"$ref": f"#/components/schemas/{name}"})

    def _check(self, value: object, schema: Schema) -> None:
        whole = {"components": self._components, "allOf": [schema]}
        Draft4Validator(whole, format_checker=FORMATS).validate(value)


@cache
def load_contract(folder: Path) -> Contract:
    """Read the contract from the folder of the broker's data (the `broker_data` fixture)."""
    document = json.loads((folder / "broker-openapi.json").read_text())
    lay_over(document["components"]["schemas"], json.loads(OVERLAY.read_text()))
    return Contract(document)


def lay_over(schemas: Schema, overlay: Schema) -> None:
    """Change what the overlay names, and close every schema to properties it does not know.

    The overlay has by schema `{"reason": why we deviate, "properties": {name: its schema}}`.
    """
    for name, deviation in overlay.items():
        if not deviation["reason"]:
            raise ValueError(f"the deviation of {name} has no reason")
        schemas[name]["properties"] |= deviation["properties"]
    for schema in schemas.values():
        if "properties" in schema:
            schema["additionalProperties"] = False


FORMATS = FormatChecker(formats=())


@FORMATS.checks("date-time", raises=ValueError)
def _is_time(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@FORMATS.checks("int32")
def _is_int32(value: object) -> bool:
    return not isinstance(value, int) or -INT32 <= value < INT32


@FORMATS.checks("int64")
def _is_int64(value: object) -> bool:
    return not isinstance(value, int) or -INT64 <= value < INT64
