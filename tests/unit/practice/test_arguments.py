"""What a call is given, as a query or as a body (protocol.md 2)."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bracketdesk.practice.arguments import (
    Arguments,
    ById,
    ByIds,
    Suggestion,
    fields_of,
    numbers,
)
from bracketdesk.practice.errors import Refused
from bracketdesk.practice.order_requests import CancelOrder

INT64 = st.integers(-(2**63), 2**63 - 1)


@given(INT64)
def test_an_id_is_the_same_in_a_query_and_in_a_body(id: int) -> None:
    assert Arguments({"id": str(id)}, b"").read(ById) == ById(id=id)
    assert Arguments({}, b'{"id": %d}' % id).read(ById) == ById(id=id)


@given(st.integers(min_value=2**63) | st.integers(max_value=-(2**63) - 1))
def test_what_is_no_int64_is_no_id(id: int) -> None:
    for given_ in (Arguments({"id": str(id)}, b""), Arguments({}, b'{"id": %d}' % id)):
        with pytest.raises(Refused):
            given_.read(ById)
    with pytest.raises(Refused):
        numbers(str(id))


@given(st.lists(INT64, min_size=1))
def test_a_list_of_ids_is_the_same_in_every_spelling(ids: list[int]) -> None:
    joined = ",".join(map(str, ids))
    repeated = fields_of(("ids", str(id)) for id in ids)
    for given_ in (
        Arguments({"ids": joined}, b""),
        Arguments(repeated, b""),
        Arguments({}, f'{{"ids": [{joined}]}}'.encode()),
        Arguments({}, f'{{"ids": "{joined}"}}'.encode()),
    ):
        assert numbers(given_.read(ByIds).ids) == ids


@pytest.mark.parametrize("body", [b"", b"  \n", b"undefined", b"{}"])
def test_a_body_that_says_nothing_leaves_the_query(body: bytes) -> None:
    query = {"t": "ES", "l": "5"}
    assert Arguments(query, body).read(Suggestion) == Suggestion(text="ES", limit=5)


def test_a_body_that_says_something_stands_alone() -> None:
    assert Arguments({"id": "5"}, b'{"id": 6}').read(ById) == ById(id=6)


@pytest.mark.parametrize("body", [b"\xff", b'{"orderId": 5, "x": "\xff"}', b'{"orderId": 5}\x00'])
def test_what_is_no_text_is_malformed(body: bytes) -> None:
    with pytest.raises(Refused, match="Malformed request") as refusal:
        Arguments({}, body).read(CancelOrder)
    assert refusal.value.status == 400


@given(st.text() | st.from_regex("-?[0-9]*(,-?[0-9]*)*"))
def test_a_list_of_ids_is_read_or_refused(text: str) -> None:
    with suppress(Refused):
        read = numbers(text)
        assert [int(part) for part in text.split(",")] == read


def test_a_ticket_does_not_change_what_call_it_is() -> None:
    plain = Arguments({}, b'{"orderId": 5}')
    again = Arguments({}, b'{"orderId": 5, "p-ticket": "abc"}')
    assert again.fingerprint == plain.fingerprint
    assert (plain.ticket, again.ticket) == ("", "abc")
    assert Arguments({}, b'{"orderId": 6}').fingerprint != plain.fingerprint
