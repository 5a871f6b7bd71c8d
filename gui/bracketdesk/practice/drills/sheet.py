"""What a drill is before it is staged: its words, and the parameters it takes."""

from collections.abc import Mapping
from enum import StrEnum

from bracketdesk.practice.listing import Listing
from bracketdesk.practice.violations import Violated
from bracketdesk.wire import codec
from bracketdesk.wire.messages import Message, Violation

Given = Mapping[str, int | str]
"""A drill's parameters, whole and within their limits."""

LONGEST_VALUE = 64
"""Characters of a value that are said back."""


class FieldKind(StrEnum):
    """What a parameter is: a whole number, one of some words, or a contract's name."""

    NUMBER = "number"
    CHOICE = "choice"
    CONTRACT = "contract"  # empty for any


class Choice(Message, frozen=True, kw_only=True):
    """One word a parameter may be, and how people read it."""

    value: str
    label: str


class Field(Message, frozen=True, kw_only=True):
    """One parameter; `least` and `most` bound a number, `unit` says of what it is."""

    name: str
    label: str
    kind: FieldKind
    default: int | str
    least: int | None = None
    most: int | None = None
    unit: str | None = None
    choices: tuple[Choice, ...] = ()

    def problem(self, value: object, listing: Listing) -> str:
        """Return why a value is no good, empty where it is."""
        if self.kind is FieldKind.NUMBER:
            return self._number(value)
        if not isinstance(value, str):
            return "it is a text"
        if self.kind is FieldKind.CONTRACT:
            return "" if not value or listing.find(value) else "there is no such contract"
        words = [choice.value for choice in self.choices]
        return "" if value in words else f"it is one of {', '.join(words)}"

    def _number(self, value: object) -> str:
        within = isinstance(value, int) and not isinstance(value, bool)
        if within and (self.least or 0) <= int(str(value)) <= (self.most or 0):
            return ""
        return f"it is a whole number from {self.least} to {self.most}"


class Sheet(Message, frozen=True, kw_only=True):
    """A drill in words: what it stages, and what the trader is to do about it."""

    key: str
    title: str
    stages: str
    task: str
    fields: tuple[Field, ...]

    def read(self, given: Mapping[str, object], listing: Listing) -> Given:
        """Return the parameters, the defaults for those left out; raises Violated."""
        known = {field.name: field for field in self.fields}
        found = [
            Violation(constraint=name, value=_said(value), description=problem)
            for name, value in given.items()
            if (problem := _problem(known.get(name), value, listing))
        ]
        if found:
            raise Violated(found)
        chosen = {field.name: given.get(field.name, field.default) for field in self.fields}
        return {name: value for name, value in chosen.items() if isinstance(value, int | str)}


def number(name: str, label: str, default: int, least: int, most: int, unit: str = "s") -> Field:
    """Return a parameter that is a whole number."""
    return Field(
        name=name,
        label=label,
        kind=FieldKind.NUMBER,
        default=default,
        least=least,
        most=most,
        unit=unit,
    )


def choice(name: str, label: str, default: str, **words: str) -> Field:
    """Return a parameter that is one of some words."""
    choices = tuple(Choice(value=value, label=text) for value, text in words.items())
    return Field(name=name, label=label, kind=FieldKind.CHOICE, default=default, choices=choices)


CONTRACT = Field(name="contract", label="Contract", kind=FieldKind.CONTRACT, default="")
"""Whose market or orders; empty for whichever comes first."""


def delay(default: int = 5) -> Field:
    """Return how long the drill waits once its moment has come."""
    return number("delay", "Begins after", default, 0, 600)


def watch(default: int = 60) -> Field:
    """Return how long the drill looks on after what it staged."""
    return number("watch", "Watches for", default, 10, 900)


def _problem(field: Field | None, value: object, listing: Listing) -> str:
    return field.problem(value, listing) if field else "the drill has no such parameter"


def _said(value: object) -> str:
    return codec.encode(value).decode()[:LONGEST_VALUE]
