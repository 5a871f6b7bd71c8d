from dataclasses import replace
from datetime import timedelta

from tests.support.sample_views import AT
from tests.support.zones import system_zone

from bracketdesk.controller.views import ActivityRow
from bracketdesk.ui.activity_rows import ActivityRows

FIRST = ActivityRow(AT, "Buy 3 MESZ6", "recorded")
SECOND = ActivityRow(AT + timedelta(seconds=9), "Flatten MESZ6", "asked", "position +3")


def test_a_line_says_when_what_how_and_why() -> None:
    line = ActivityRow(AT, "Buy 3 MESZ6", "rejected", "no\nmargin", "rejected")
    with system_zone("UTC"):
        cells = ActivityRows().of([line])[0].cells
    assert [cell.text for cell in cells] == [
        "22 Nov 10:02:11",
        "Buy 3 MESZ6",
        "rejected",
        "no margin",
    ]
    assert (cells[2].pieces[0].pill, cells[2].pieces[0].tone) == (True, "loss")


def test_the_tooltip_of_the_time_names_the_zone() -> None:
    with system_zone("Europe/Berlin"):
        assert "CET" in ActivityRows().of([FIRST])[0].cells[0].tooltip


def test_equal_lines_at_one_instant_are_two_rows() -> None:
    keys = [row.key for row in ActivityRows().of([FIRST, FIRST])]
    assert len(set(keys)) == 2


def test_a_new_line_leaves_the_keys_of_the_old_ones() -> None:
    old = [row.key for row in ActivityRows().of([FIRST, FIRST])]
    new = [row.key for row in ActivityRows().of([SECOND, FIRST, FIRST, FIRST])]
    assert new[2:] == old


def test_a_row_is_made_once_and_anew_where_its_line_changed() -> None:
    rows = ActivityRows()
    first = rows.of([SECOND, FIRST, FIRST])
    again = rows.of([replace(SECOND, outcome="flat"), replace(FIRST), FIRST])
    assert all(new is old for new, old in zip(again[1:], first[1:], strict=True))
    assert again[0].key == first[0].key
    assert again[0].cells[2].text == "flat"


def test_another_zone_of_the_system_writes_the_times_anew() -> None:
    rows = ActivityRows()
    with system_zone("UTC"):
        assert rows.of([FIRST])[0].cells[0].text == "22 Nov 10:02:11"
    with system_zone("Europe/Berlin"):
        assert rows.of([FIRST])[0].cells[0].text == "22 Nov 11:02:11"
