"""Frames as nobody should send them."""

from hypothesis import example, given
from tests.fuzz.seeds import SEEDS
from tests.fuzz.targets import check_frame
from tests.support.mangle import mangled


@given(mangled(SEEDS["frame"]))
@example(b"a" + b"[" * 5000)
def test_any_text_is_a_frame_or_none(data: bytes) -> None:
    check_frame(data)
