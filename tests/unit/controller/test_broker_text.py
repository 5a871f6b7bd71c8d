import pytest
from hypothesis import given
from hypothesis import strategies as some

from bracketdesk.controller.broker_text import LIMIT, clean, words_of


@given(some.text(max_size=5000))
def test_what_is_shown_is_plain_and_bounded(text: str) -> None:
    shown = clean(text)
    assert len(shown) <= LIMIT
    assert all(character.isprintable() or character == "\n" for character in shown)


def test_direction_and_control_characters_go_and_lines_stay() -> None:
    assert clean("no\x1b[31m\u202e way\r\n\r\n  in\x00deed ") == "no[31m way\nindeed"


def test_a_long_text_is_cut_visibly() -> None:
    assert clean("x" * 3000) == "x" * (LIMIT - 1) + "…"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'"Access is denied"', "Access is denied"),
        (b'{"errorText":"No","failureReason":"X"}', "No"),
        (b'{"failureText":"Not now"}', "Not now"),
        (b'{"errorText":"  ","failureText":7}', '{"errorText":"  ","failureText":7}'),
        (b"<html>Bad Gateway</html>", "<html>Bad Gateway</html>"),
        (b"[1,2]", "[1,2]"),
        (b"", ""),
        (b"\xff\xfe", "\ufffd\ufffd"),
        (b"[" * 5000, "[" * (LIMIT - 1) + "…"),
    ],
)
def test_what_an_answer_says(body: bytes, said: str) -> None:
    assert words_of(body) == said
