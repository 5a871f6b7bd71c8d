"""The columns, and which of them a problem belongs to."""

import pytest

from bracketdesk.ui.bracket_columns import COLUMNS, EDITABLE, HEADINGS, REACHABLE, Column, cell_of


def test_every_column_has_a_heading_that_is_explained() -> None:
    assert set(HEADINGS) == set(Column)
    assert all(heading.title and heading.meaning for heading in HEADINGS.values())


def test_columns_can_be_looked_up_by_number() -> None:
    assert [COLUMNS[column] for column in Column] == list(Column)


def test_whatever_is_typed_into_can_be_reached() -> None:
    assert set(EDITABLE) < set(REACHABLE)


@pytest.mark.parametrize(
    ("field", "cell"),
    [
        ("levels[0].quantity", (0, Column.QUANTITY)),
        ("levels[12].targetTicks", (12, Column.TARGET)),
        ("levels[1].stopTicks", (1, Column.STOP)),
        ("levels[0].target", (0, Column.TARGET)),
        ("levels[0].stop", (0, Column.STOP)),
        ("levels[1].trailing", (1, Column.TRAIL)),
        ("levels[1].autoTrail", (1, Column.AUTO_TRAIL)),
        ("levels[1].autoTrail.stepTicks", (1, Column.AUTO_TRAIL)),
        ("levels[2]", (2, Column.NUMBER)),
        ("levels", None),
        ("quantity", None),
    ],
)
def test_a_problem_belongs_to_a_cell(field: str, cell: tuple[int, Column] | None) -> None:
    assert cell_of(field) == cell
