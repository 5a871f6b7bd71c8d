"""Whatever a broker answers: nothing is claimed that was not clearly said."""

from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.fuzz.seeds import SEEDS, STATUSES
from tests.fuzz.targets import check_verdict
from tests.support.mangle import mangled

BODIES = tuple(seed[2:] for seed in SEEDS["verdict"])


@settings(max_examples=300)
@given(st.booleans(), st.integers(0, len(STATUSES) - 1), mangled(BODIES))
@example(True, STATUSES.index(400), b'{"orderStrategy":{"id":1}}')
@example(True, STATUSES.index(429), b'{"orderStrategy":{"id":1,"status":7}}')
@example(True, STATUSES.index(400), b'{"orderStrategy":{"status":"Acti\xd1eStrategy"}}')
@example(True, STATUSES.index(200), b'{"p-time":1e99999999999999999999}')
@example(True, STATUSES.index(200), b'{"orderStrategy":' + b"[" * 5000)
def test_no_answer_is_taken_for_more_than_it_says(told: bool, number: int, body: bytes) -> None:
    check_verdict(bytes([told, number]) + body)
