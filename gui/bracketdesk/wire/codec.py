"""JSON in the broker's manner: camelCase, Decimals as plain numbers, times as ISO-8601 UTC."""

import json
import re
from decimal import Decimal
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")

TOO_DEEP = "it is nested too deeply"

# ISO-8601 lets a time end with its minutes or have a 60th second (protocol.md 2 promises no more
# than ISO-8601); the decoder knows neither.
_MINUTES = re.compile(rb'("\d{4}-\d\d-\d\dT\d\d:\d\d)((?:Z|[+-]\d\d:?\d\d)?")')
_LEAP_SECOND = re.compile(rb'("\d{4}-\d\d-\d\dT\d\d:\d\d):60')

_encoder = msgspec.json.Encoder(decimal_format="number")


def encode(value: object) -> bytes:
    """Return compact JSON; Decimals become numbers with their own digits."""
    return _encoder.encode(value)


def decode(data: bytes | str, kind: type[T], *, strict: bool = True) -> T:
    """Return `data` read as `kind`; raises msgspec.MsgspecError (a ValueError) on garbage.

    Where it is not `strict`, 3.0 and "3" are good for an integer, 1 and "true" for a boolean.
    """
    try:
        return _decode(data, kind)
    except msgspec.ValidationError:
        plain = data.encode() if isinstance(data, str) else data
        completed = _LEAP_SECOND.sub(rb"\1:59", _MINUTES.sub(rb"\1:00\2", plain))
        if strict and completed == plain:
            raise
    return _decode(completed, kind, strict=strict)


def _decode(data: bytes | str, kind: type[T], *, strict: bool = True) -> T:
    try:
        return msgspec.json.decode(data, type=kind, strict=strict)
    except RecursionError:
        raise msgspec.DecodeError(TOO_DEEP) from None


def decode_plain(data: bytes | str) -> Any:  # noqa: ANN401 - JSON may be anything
    """Return JSON as dicts and lists with every fraction a Decimal; raises ValueError."""
    try:
        return json.loads(data, parse_float=Decimal)
    except RecursionError:
        raise ValueError(TOO_DEEP) from None
    except ArithmeticError:  # Decimal's, of an exponent with twenty digits
        raise ValueError("it holds a number nobody could mean") from None
