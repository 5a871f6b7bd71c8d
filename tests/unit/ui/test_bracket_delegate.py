"""The delegate's own rules; what it paints and edits is seen in the table's tests."""

import pytest

from bracketdesk.ui.bracket_delegate import step_part


@pytest.mark.parametrize(
    ("caret", "expected"),
    [(0, "25/12/1"), (2, "25/12/1"), (3, "24/13/1"), (5, "24/13/1"), (6, "24/12/2")],
)
def test_the_part_at_the_caret_steps(caret: int, expected: str) -> None:
    text, at = step_part("24/12/1", caret, 1, lambda part: lambda n: str(int(part) + n))
    assert text == expected
    assert text.count("/", 0, at) == "24/12/1".count("/", 0, caret)
