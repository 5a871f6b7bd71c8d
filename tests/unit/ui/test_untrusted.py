import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from bracketdesk.ui.untrusted import LIMIT, LINE_LIMIT, bounded_text, one_line

RIGHT_TO_LEFT = "\u202e"


def _acts(text: str) -> bool:
    return any(unicodedata.category(c).startswith("C") for c in text)


@given(st.text())
def test_nothing_in_a_text_acts_but_its_line_breaks(text: str) -> None:
    assert not any(_acts(line) for line in bounded_text(text).split("\n"))
    assert not _acts(one_line(text))


@given(st.text(min_size=LIMIT + 1, max_size=LIMIT + 50))
def test_a_long_text_says_how_much_is_left_out(text: str) -> None:
    assert bounded_text(text).endswith(f"… and {len(text) - LIMIT:,} more characters")


@given(st.text(min_size=LINE_LIMIT + 1))
def test_a_line_is_bounded(text: str) -> None:
    assert len(one_line(text)) <= LINE_LIMIT + 1


def test_a_turned_direction_shows_instead_of_acting() -> None:
    assert bounded_text(f"sell{RIGHT_TO_LEFT}yub") == "sell�yub"


def test_lines_and_tabs_stay_readable() -> None:
    assert bounded_text("a\r\nb\rc\td") == "a\nb\nc   d"
    assert one_line("a\n  b\tc") == "a b c"
