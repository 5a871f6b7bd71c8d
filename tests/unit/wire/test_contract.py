"""Every struct of the wire is as the broker's contract has it, or differs for a reason."""

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin

import msgspec
import pytest
from tests.support import wire_differences as differences
from tests.support.contract import load_document
from tests.support.surface import operations, reachable

from bracketdesk import wire
from bracketdesk.wire.entities import ENTITY_TYPES, Entity
from bracketdesk.wire.enums import OpenEnum

NO_ENTITIES = {"property", "userProperty", "userPlugin", "spreadDefinition"}
"""Of a snapshot only, and none of an order ticket's; the practice exchange has never any."""

Struct = type[msgspec.Struct]
Field = msgspec.structs.FieldInfo
Schemas = dict[str, Any]
Differing = Callable[[Schemas, Struct], set[str]]

PLAIN = {"integer": int, "number": Decimal, "boolean": bool, "string": str}


def structs() -> Iterator[Struct]:
    """Yield every struct that a module of the wire defines."""
    for found in pkgutil.iter_modules(wire.__path__):
        module = importlib.import_module(f"{wire.__name__}.{found.name}")
        for one in vars(module).values():
            is_struct = isinstance(one, type) and issubclass(one, msgspec.Struct)
            if is_struct and one.__module__ == module.__name__:
                yield one


def name_of(kind: type) -> str:
    return kind.__name__.lstrip("_")


EVERY = list(structs())
MIRRORS = [one for one in EVERY if name_of(one) not in differences.SHAPELESS]

each = pytest.mark.parametrize("kind", MIRRORS, ids=name_of)


@pytest.fixture(scope="module")
def document(broker_data: Path) -> dict[str, Any]:
    return load_document(broker_data)


@pytest.fixture(scope="module")
def schemas(document: dict[str, Any]) -> Schemas:
    found: Schemas = document["components"]["schemas"]
    return found


@pytest.fixture(scope="module")
def requests(document: dict[str, Any], schemas: Schemas) -> set[str]:
    """What is sent, and what that is made of."""
    asked = {one.request for one in operations(document) if one.request}
    return set(reachable(schemas, asked | {"SyncRequest"}))


def schema_name(schemas: Schemas, kind: type) -> str:
    wanted = differences.NAMES.get(name_of(kind), name_of(kind)).lower()
    (found,) = (name for name in schemas if name.lower() == wanted)
    return found


def schema_of(schemas: Schemas, kind: Struct) -> dict[str, Any]:
    found: dict[str, Any] = schemas[schema_name(schemas, kind)]
    return found


def properties_of(schemas: Schemas, kind: Struct) -> dict[str, Any]:
    found: dict[str, Any] = schema_of(schemas, kind)["properties"]
    return found


def fields_of(kind: Struct) -> dict[str, Field]:
    return {field.encode_name: field for field in msgspec.structs.fields(kind)}


def kinds(field: Field) -> set[Any]:
    """What it may be, beside None."""
    return {*alternatives(field)} - {type(None)}


def optional(field: Field) -> bool:
    return type(None) in alternatives(field)


def alternatives(field: Field) -> tuple[Any, ...]:
    return get_args(field.type) if get_origin(field.type) is UnionType else (field.type,)


def beyond(schemas: Schemas, kind: Struct) -> set[str]:
    return set(fields_of(kind)) - properties_of(schemas, kind).keys()


def left_out(schemas: Schemas, kind: Struct) -> set[str]:
    return set(properties_of(schemas, kind)) - fields_of(kind).keys()


def stricter(schemas: Schemas, kind: Struct) -> set[str]:
    """Fields never left out that may be; an entity without its id is none (protocol.md 3.5)."""
    required = {*schema_of(schemas, kind).get("required", [])}
    always = {name for name, field in fields_of(kind).items() if not optional(field)}
    return always - required - ({"id"} if issubclass(kind, Entity) else set())


TABLES: list[tuple[Differing, differences.Reasons]] = [
    (beyond, differences.BEYOND),
    (left_out, differences.LEFT_OUT),
    (stricter, differences.STRICTER),
]

by_table = pytest.mark.parametrize(
    ("differing", "table"), TABLES, ids=["beyond", "left out", "stricter"]
)


def allowed(table: differences.Reasons, kind: Struct) -> set[str]:
    return {field for base in kind.__mro__ for field in table.get(name_of(base), {})}


def test_every_entity_of_the_contract_is_there(schemas: Schemas) -> None:
    snapshot = schemas["SyncMessage"]["properties"].values()
    refs = {one["items"]["$ref"].rpartition("/")[2] for one in snapshot if "$ref" in one["items"]}
    assert {name[0].lower() + name[1:] for name in refs} - NO_ENTITIES <= ENTITY_TYPES.keys()


def test_entities_have_the_names_of_their_schemas(schemas: Schemas) -> None:
    for name, kind in ENTITY_TYPES.items():
        assert schema_name(schemas, kind) == name[0].upper() + name[1:]


@by_table
@each
def test_its_fields_differ_only_where_there_is_a_reason(
    schemas: Schemas, kind: Struct, differing: Differing, table: differences.Reasons
) -> None:
    assert differing(schemas, kind) <= allowed(table, kind)


@each
def test_what_the_contract_requires_is_there_and_always_said(
    schemas: Schemas, kind: Struct
) -> None:
    fields = fields_of(kind)
    for name in schema_of(schemas, kind).get("required", []):
        assert not optional(fields[name])
        assert fields[name].default is msgspec.NODEFAULT  # which would be left out


@each
def test_only_a_request_says_more_than_it_must(
    schemas: Schemas, requests: set[str], kind: Struct
) -> None:
    """A reply that does would not be read where the broker leaves it out."""
    if schema_name(schemas, kind) not in requests:
        assert stricter(schemas, kind) == set()


@each
def test_its_types_are_the_contracts(schemas: Schemas, kind: Struct) -> None:
    properties = properties_of(schemas, kind)
    for name, field in fields_of(kind).items():
        if name in properties:
            schema = properties[name]
            wanted = schema.get("oneOf", [schema])
            matched = {one for one in kinds(field) if any(agrees(schemas, one, s) for s in wanted)}
            assert kinds(field) == matched, name
            assert len(matched) == len(wanted), name


def agrees(schemas: Schemas, kind: Any, schema: dict[str, Any]) -> bool:  # noqa: ANN401 - a type
    """Whether a type holds what a schema describes."""
    if "$ref" in schema:
        return bool(schema_name(schemas, kind) == schema["$ref"].rpartition("/")[2])
    if schema["type"] == "array":
        return get_origin(kind) is list and agrees(schemas, get_args(kind)[0], schema["items"])
    if "additionalProperties" in schema:
        (key, value) = get_args(kind)
        return key is str and agrees(schemas, value, schema["additionalProperties"])
    if schema.get("format") == "date-time":
        return kind is datetime
    return kind is PLAIN[schema["type"]] or ("enum" in schema and issubclass(kind, OpenEnum))


@each
def test_its_enumerations_are_open_and_have_all_the_contract_names(
    schemas: Schemas, kind: Struct
) -> None:
    fields = fields_of(kind)
    for name, schema in properties_of(schemas, kind).items():
        texts = allowed(differences.TEXTS, kind)
        if "enum" in schema and name in fields.keys() - texts:
            (enumeration,) = kinds(fields[name])
            assert issubclass(enumeration, OpenEnum)
            newer, _ = differences.NEWER.get(enumeration.__name__, (set(), ""))
            assert {str(member) for member in enumeration} - newer == {*schema["enum"]} - newer


def test_newer_values_are_of_the_enumerations_and_not_of_the_contract(schemas: Schemas) -> None:
    assert differences.NEWER.keys() == {"ProductType", "OrderType"}
    types = schemas["Product"]["properties"]["productType"]["enum"]
    assert not {*types} & differences.NEWER["ProductType"][0]
    types = schemas["OrderVersion"]["properties"]["orderType"]["enum"]
    assert not {*types} & differences.NEWER["OrderType"][0]


@by_table
def test_no_difference_is_allowed_that_there_is_not(
    schemas: Schemas, differing: Differing, table: differences.Reasons
) -> None:
    for name, reasons in table.items():
        heirs = [kind for kind in MIRRORS if name in map(name_of, kind.__mro__)]
        used = {field for kind in heirs for field in differing(schemas, kind)}
        assert reasons.keys() <= used, name
        assert all(reasons.values())


def test_what_mirrors_nothing_is_there_and_not_in_the_contract(schemas: Schemas) -> None:
    known = {name_of(kind) for kind in EVERY}
    assert differences.SHAPELESS.keys() | differences.NAMES.keys() <= known
    assert not {name.lower() for name in schemas} & {one.lower() for one in differences.SHAPELESS}
