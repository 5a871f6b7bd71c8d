from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.domain.samples import refusal

from bracketdesk.domain.jsontext import JsonObject, NotJson, read_json


def test_fractions_are_exact() -> None:
    assert read_json("[12.10, 1e-3, 5]") == [Decimal("12.10"), Decimal("0.001"), 5]


def test_keys_given_twice_are_remembered() -> None:
    value = read_json('{"a": 1, "b": 2, "a": 3, "c": {"d": 1, "d": 2}}')
    assert isinstance(value, JsonObject)
    assert value.repeated == ("a",)
    inner = value["c"]
    assert isinstance(inner, JsonObject)
    assert inner.repeated == ("d",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "line 1, column 1."),
        ("{\n'a': 1}", "line 2, column 1."),
        ("[" * 200_000, "nested too deeply."),
        ('{"a":' * 100_000, "nested too deeply."),
        ("9" * 5000, "nobody could mean."),
        ("1e99999999999999999999", "nobody could mean."),
        ("NaN", "nobody could mean."),
        ("[-Infinity]", "nobody could mean."),
        (" " * 1_000_001, "longer than 1,000,000 characters."),
    ],
)
def test_what_is_no_json_is_a_sentence(text: str, said: str) -> None:
    with pytest.raises(NotJson) as refused:
        read_json(text)
    assert str(refused.value).endswith(said)


def test_a_huge_object_of_equal_keys_is_read() -> None:
    value = read_json(
        "{" + ",".join(f'"{number}":1,"{number}":2' for number in range(30_000)) + "}"
    )
    assert isinstance(value, JsonObject)
    assert len(value.repeated) == 30_000


@given(st.text(max_size=80))
def test_any_text_is_json_or_refused(text: str) -> None:
    said = refusal(read_json, text)
    assert not said or said.endswith(".")
