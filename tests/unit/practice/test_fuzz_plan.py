"""Params as nobody should write them, read by the exchange."""

from hypothesis import example, given
from tests.fuzz.seeds import SEEDS
from tests.fuzz.targets import check_plan
from tests.support.mangle import mangled


@given(mangled(SEEDS["plan"]))
@example(b'{"entryVersion":1e99999999999999999999}')
def test_a_plan_or_a_refusal(data: bytes) -> None:
    check_plan(data)
