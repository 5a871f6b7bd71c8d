"""Fields that break their rules in a request that is otherwise well formed (protocol.md 1.8).

The broker answers them with 200 and a list of `violations`; a request that cannot be read at all is
a 400. GUESS: that this holds for every call with a body, that a query's mistakes are 400 all the
same, and that `constraint` names the field: one version of the broker's page has its name there,
another a word for the rule.
"""

import msgspec

from bracketdesk.practice.errors import RefusedInJson
from bracketdesk.wire import codec
from bracketdesk.wire.messages import Violation, Violations

LONGEST_VALUE = 64
"""Characters of a value that are said back."""

SECRETS = frozenset(
    {"password", "sec", "client_secret", "code", "refresh_token", "code_verifier", "assertion"}
)
"""Fields whose values are never said back."""


class Violated(RefusedInJson):
    """A refusal with 200 and the violations."""

    def __init__(self, violations: list[Violation]) -> None:
        told = "; ".join(f"{one.constraint}: {one.description}" for one in violations)
        super().__init__(200, told, Violations(violations=violations))


def violated(body: bytes, kind: type[object]) -> Violated | None:
    """Return the refusal of a body that is no `kind`, None where no field of it is to blame."""
    if not (isinstance(kind, type) and issubclass(kind, msgspec.Struct)):
        return None
    try:
        given = codec.decode(body, dict[str, msgspec.Raw])
    except ValueError:
        return None
    found = [_violation(field, given) for field in msgspec.structs.fields(kind)]
    violations = [one for one in found if one]
    return Violated(violations) if violations else None


def _violation(field: msgspec.structs.FieldInfo, given: dict[str, msgspec.Raw]) -> Violation | None:
    name = field.encode_name
    if name not in given:
        told = f"{name} should be specified"
        return Violation(constraint=name, value="", description=told) if field.required else None
    raw = bytes(given[name])
    try:
        codec.decode(raw, field.type)
    except ValueError as error:
        return Violation(constraint=name, value=_said_back(name, raw), description=str(error))
    return None


def _said_back(name: str, raw: bytes) -> str:
    return "" if name in SECRETS else raw.decode(errors="replace")[:LONGEST_VALUE]
