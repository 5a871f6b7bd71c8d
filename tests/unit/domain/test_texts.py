import pytest
from hypothesis import given
from hypothesis import strategies as st

from bracketdesk.domain.texts import counted, printable, quoted


@given(st.text(max_size=200))
def test_a_quoted_text_is_short_printable_and_can_be_written_out(text: str) -> None:
    shown = quoted(text)
    assert len(shown) <= 26
    assert shown.isprintable()
    shown.encode()


def test_quoted_keeps_what_fits_and_marks_what_was_cut() -> None:
    assert quoted("abc") == "“abc”"
    assert quoted("abcdef", 4) == "“abc…”"


def test_control_characters_and_line_breaks_are_replaced() -> None:
    assert printable("a\n\x1b[31m\u202eb") == "a��[31m�b"


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0 levels"), (1, "1 level"), (1200, "1,200 levels")]
)
def test_counted(count: int, text: str) -> None:
    assert counted(count, "level") == text
