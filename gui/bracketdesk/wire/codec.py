"""JSON in the broker's manner: camelCase, Decimals as plain numbers, times as ISO-8601 UTC."""

import json
from decimal import Decimal
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")

TOO_DEEP = "it is nested too deeply"

_encoder = msgspec.json.Encoder(decimal_format="number")


def encode(value: object) -> bytes:
    """Return compact JSON; Decimals become numbers with their own digits."""
    return _encoder.encode(value)


def decode(data: bytes | str, kind: type[T]) -> T:
    """Return `data` read as `kind`; raises msgspec.MsgspecError (a ValueError) on garbage."""
    try:
        return msgspec.json.decode(data, type=kind)
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
