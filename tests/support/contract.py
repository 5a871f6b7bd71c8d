"""The broker's contract (OpenAPI 3.0): checks what is sent and what is answered against it.

Where this project must deviate, the deviation stands in `contract_overlay.json` with its reason.
Properties the contract does not know are an error too, so that nothing is invented by accident.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft4Validator, FormatChecker

OVERLAY = Path(__file__).with_name("contract_overlay.json")
SOCKET_ONLY = {"/user/syncrequest": "SyncMessage"}
"""Calls that are no paths of the contract, and what answers them."""

ANY_REPLY = {"PenaltyTicket": "p-ticket", "Violations": "violations"}
"""What may come in any reply's place, and the property it is known by."""

INT32, INT64 = 2**31, 2**63

Schema = dict[str, Any]


class Contract:
    """The contract with the overlay laid over it."""

    def __init__(self, document: Schema) -> None:
        # OpenAPI 3.0 writes exclusiveMinimum as draft 4 does: true beside a minimum.
        # The broker's calls are found in any spelling (protocol.md 2).
        self._paths: Schema = {path.lower(): calls for path, calls in document["paths"].items()}
        self._components: Schema = document["components"]

    def check_request(self, path: str, body: object) -> None:
        """Check a POST's decoded body, as of `/order/cancelorder`; raises ValidationError."""
        content = self._paths[path.lower()]["post"]["requestBody"]["content"]
        self._check(body, content["application/json"]["schema"])

    def check_reply(self, path: str, body: object) -> None:
        """Check the decoded body of a reply with 200; raises ValidationError.

        A penalty ticket may come in any reply's place, and so may violations (1.7, 1.8).
        """
        for name, mark in ANY_REPLY.items():
            if isinstance(body, dict) and mark in body:
                return self.check_schema(name, body)
        if path.lower() in SOCKET_ONLY:
            return self.check_schema(SOCKET_ONLY[path.lower()], body)
        (operation,) = self._paths[path.lower()].values()
        content = operation["responses"]["200"]["content"]
        return self._check(body, content["application/json"]["schema"])

    def check_schema(self, name: str, value: object) -> None:
        """Check a value against a component, as `SyncMessage`; raises ValidationError."""
        self._check(value, {"$ref": f"#/components/schemas/{name}"})

    def _check(self, value: object, schema: Schema) -> None:
        whole = {"components": self._components, "allOf": [schema]}
        Draft4Validator(whole, format_checker=FORMATS).validate(value)


@cache
def load_contract(folder: Path) -> Contract:
    """Read the contract from the folder of the broker's data (the `broker_data` fixture)."""
    document = load_document(folder)
    close(document["components"]["schemas"])
    return Contract(document)


def load_document(folder: Path) -> Schema:
    """Read the contract with the overlay laid over it, as a document of one's own."""
    document: Schema = json.loads((folder / "broker-openapi.json").read_text())
    lay_over(document, json.loads(OVERLAY.read_text()))
    return document


def lay_over(document: Schema, overlay: Schema) -> None:
    """Change what the overlay names. Everything in it has its `reason`; it has

    `schemas`: `properties` to add, `required` of a schema that is new;
    `paths`: `method`, `tag`, the schemas' names of `request` and `reply`, `open` to anybody;
    `parameters`: what to add to the `schema` of every query's parameter of this name.
    """
    for section in overlay.values():
        for name, deviation in section.items():
            if not deviation["reason"]:
                raise ValueError(f"the deviation of {name} has no reason")
    for name, deviation in overlay.get("schemas", {}).items():
        new = {"type": "object", "properties": {}, "required": deviation.get("required", [])}
        schema = document["components"]["schemas"].setdefault(name, new)
        schema["properties"] |= deviation["properties"]
    for path, deviation in overlay.get("paths", {}).items():
        document["paths"][path] = {deviation["method"]: _operation(path, deviation)}
    for parameter in _parameters(document):
        deviation = overlay.get("parameters", {}).get(parameter["name"], {"schema": {}})
        parameter["schema"] |= deviation["schema"]


def close(schemas: Schema) -> None:
    """Let every schema know no property but its own."""
    for schema in schemas.values():
        if "properties" in schema:
            schema["additionalProperties"] = False


def _operation(path: str, deviation: Schema) -> Schema:
    operation: Schema = {
        "operationId": path.rpartition("/")[2],
        "tags": [deviation["tag"]],
        "responses": {
            "200": {"description": "", "content": _content(deviation["reply"])},
            "default": {"description": "refusal"},
        },
    }
    if not deviation.get("open"):
        operation["security"] = [{"bearer_access_token": []}]
    if "request" in deviation:
        operation["requestBody"] = {"required": True, "content": _content(deviation["request"])}
    return operation


def _content(name: str) -> Schema:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}


def _parameters(document: Schema) -> Iterator[Schema]:
    for calls in document["paths"].values():
        for operation in calls.values():
            yield from operation.get("parameters", [])


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
