"""Params and ticket files as nobody should write them."""

from hypothesis import given
from tests.fuzz.seeds import SEEDS
from tests.fuzz.targets import check_params, check_ticket_file
from tests.support.mangle import mangled


@given(mangled(SEEDS["params"]))
def test_params_are_read_or_refused_with_a_sentence(data: bytes) -> None:
    check_params(data)


@given(mangled(SEEDS["ticket file"]))
def test_a_ticket_file_is_read_or_its_problems_are_named(data: bytes) -> None:
    check_ticket_file(data)
