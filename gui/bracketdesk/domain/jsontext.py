"""JSON texts written by others: strict, exact, and harmless whatever they hold."""

import json
from collections import Counter
from decimal import Decimal
from typing import Never

_LONGEST = 1_000_000


class NotJson(ValueError):
    """One sentence: the text is not JSON."""


class JsonObject(dict[str, object]):
    """A JSON object that remembers which keys came more than once."""

    repeated: tuple[str, ...] = ()


def read_json(text: str) -> object:
    """Return the value, every fraction a Decimal; raises NotJson."""
    if len(text) > _LONGEST:
        raise NotJson(f"it is longer than {_LONGEST:,} characters.")
    try:
        return json.loads(
            text, parse_float=Decimal, parse_constant=_refuse, object_pairs_hook=_object
        )
    except json.JSONDecodeError as error:
        raise NotJson(f"{error.msg}, line {error.lineno}, column {error.colno}.") from None
    except RecursionError:
        raise NotJson("it is nested too deeply.") from None
    except (ValueError, ArithmeticError):  # a number of thousands of digits
        raise NotJson("it holds a number nobody could mean.") from None


def _refuse(name: str) -> Never:
    raise ValueError(name)


def _object(pairs: list[tuple[str, object]]) -> JsonObject:
    found = JsonObject(pairs)
    if len(found) < len(pairs):
        counts = Counter(key for key, _ in pairs)
        found.repeated = tuple(key for key, count in counts.items() if count > 1)
    return found
