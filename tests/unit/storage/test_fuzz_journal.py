"""Journals that a bad disk has bitten: opened, set aside or refused, and no outcome made up."""

from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.fuzz.targets import check_journal

damage = st.tuples(st.integers(0, 2**32 - 1), st.integers(0, 255))


@settings(max_examples=40)
@given(st.lists(damage, max_size=12), st.binary(max_size=4))
@example([(3607, 128)], b"")  # SQLite's own words of it are no UTF-8
@example([(42447, 0)], b"")  # a time that is none
def test_a_damaged_journal_opens_or_says_why(bites: list[tuple[int, int]], cut: bytes) -> None:
    check_journal(b"".join(at.to_bytes(4, "big") + bytes([byte]) for at, byte in bites) + cut)
