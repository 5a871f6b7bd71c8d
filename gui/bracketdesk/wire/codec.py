"""JSON in the broker's manner: camelCase, Decimals as plain numbers, times as ISO-8601 UTC."""

import json
from decimal import Decimal
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")

_encoder = msgspec.json.Encoder(decimal_format="number")


def encode(value: object) -> bytes:
    """Return compact JSON; Decimals become numbers with their own digits."""
    return _encoder.encode(value)


def decode(data: bytes | str, kind: type[T]) -> T:
    """Return `data` read as `kind`; raises msgspec.MsgspecError (a ValueError) on garbage."""
    return msgspec.json.decode(data, type=kind)


def decode_plain(data: bytes | str) -> Any:  # noqa: ANN401 - JSON may be anything
    """Return JSON as dicts and lists with every fraction a Decimal; raises ValueError."""
    return json.loads(data, parse_float=Decimal)
