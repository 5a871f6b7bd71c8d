"""The broker's contract as a list of calls, and what they are made of."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Document = dict[str, Any]

MASTERS: Mapping[str, str] = {
    **dict.fromkeys(["order", "orderStrategy", "position", "cashBalance"], "account"),
    **dict.fromkeys(["marginSnapshot", "userAccountAutoLiq", "accountRiskStatus"], "account"),
    "userAccountPositionLimit": "account",
    "userAccountRiskParameter": "userAccountPositionLimit",
    **dict.fromkeys(["orderVersion", "command", "fill"], "order"),
    **dict.fromkeys(["commandReport", "executionReport"], "command"),
    "fillFee": "fill",
    "fillPair": "position",
    "orderStrategyLink": "orderStrategy",
    "contract": "contractMaturity",
    **dict.fromkeys(["contractMaturity", "productSession"], "product"),
    "product": "exchange",
    "account": "user",
}
"""What deps and ldeps of an entity are asked by (protocol.md 2; of the limits by their fields)."""


@dataclass(frozen=True, slots=True)
class Operation:
    """A call of the contract: `definition` is its OpenAPI object."""

    path: str
    verb: str
    definition: Mapping[str, Any]

    @property
    def entity(self) -> str:
        """What it is about, as `order`; empty outside every entity."""
        return self.path[1:].rpartition("/")[0]

    @property
    def name(self) -> str:
        """What it does, as `item`."""
        return self.path.rpartition("/")[2]

    @property
    def open(self) -> bool:
        """Whether it needs no token."""
        return "security" not in self.definition

    @property
    def request(self) -> str | None:
        """The component its body must be, as `CancelOrder`."""
        body = self.definition.get("requestBody")
        return _component(body["content"]["application/json"]["schema"]) if body else None

    @property
    def reply(self) -> Mapping[str, Any]:
        """The schema of its answer with 200."""
        schema: Mapping[str, Any] = self.definition["responses"]["200"]["content"][
            "application/json"
        ]["schema"]
        return schema


def operations(document: Document) -> Iterator[Operation]:
    """Yield every call of a contract."""
    for path, calls in document["paths"].items():
        for verb, definition in calls.items():
            yield Operation(path, verb.upper(), definition)


def reachable(schemas: Document, names: set[str]) -> Iterator[str]:
    """Yield the components that these are made of, themselves among them."""
    for name in names:
        yield name
        for part in components_in(schemas[name]):
            yield from reachable(schemas, {part})


def components_in(schema: object) -> Iterator[str]:
    """Yield the components that a schema names."""
    if isinstance(schema, Mapping):
        if "$ref" in schema:
            yield str(schema["$ref"]).rpartition("/")[2]
        for part in schema.values():
            yield from components_in(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from components_in(part)


def is_missing(path: str, status: int, text: object) -> bool:
    """Whether an answer says that there is no such call, not that there is no such thing."""
    return status == 404 and text == f"Not found: {path[1:]}"


def _component(schema: Mapping[str, Any]) -> str:
    return str(schema["$ref"]).rpartition("/")[2]
