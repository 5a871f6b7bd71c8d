"""The bracket table's model: what was typed stays, every change can be undone."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from tests.support.fake_market import MES, ZN

from bracketdesk.controller.views import LevelFigures
from bracketdesk.domain.draft import LevelDraft
from bracketdesk.domain.problems import Problem, Severity
from bracketdesk.domain.settings import Units
from bracketdesk.ui.bracket_columns import EDITABLE, Column
from bracketdesk.ui.bracket_model import EXAMPLE, FINDING_ROLE, TONE_ROLE, BracketModel, total

Role = Qt.ItemDataRole

TOO_LONG = "9" * 5_000
"""More digits than Python reads as one number."""


@pytest.fixture
def model() -> BracketModel:
    model = BracketModel()
    model.show_instrument(MES)
    return model


def text(model: BracketModel, row: int, column: Column) -> str:
    return str(model.index(row, column).data())


def enter(model: BracketModel, row: int, column: Column, value: str) -> None:
    assert model.setData(model.index(row, column), value)


def test_it_starts_with_one_sensible_level(model: BracketModel) -> None:
    assert model.levels == (EXAMPLE,)
    assert [text(model, 0, c) for c in (Column.NUMBER, *EDITABLE)] == ["1", "1", "16", "16", "–"]


def test_it_is_a_well_behaved_model() -> None:
    model = BracketModel()
    tester = QAbstractItemModelTester(model)
    model.show_instrument(MES)
    for change in changes(model):
        change()
    assert tester.model() is model


@pytest.mark.parametrize("value", ["32", "x", "-4", "", "3.5", "ten ticks"])
def test_whatever_is_typed_stays(model: BracketModel, value: str) -> None:
    for column in (Column.QUANTITY, Column.TARGET, Column.STOP):
        enter(model, 0, column, value)
        assert model.index(0, column).data(Role.EditRole) == value


def test_the_auto_trail_is_three_texts(model: BracketModel) -> None:
    enter(model, 0, Column.AUTO_TRAIL, "24 / 12/1")
    level = model.level(0)
    assert (level.trigger, level.distance, level.step) == ("24", "12", "1")
    enter(model, 0, Column.AUTO_TRAIL, "")
    assert model.level(0) == EXAMPLE


def test_an_auto_trail_without_a_step_moves_by_one_tick(model: BracketModel) -> None:
    enter(model, 0, Column.AUTO_TRAIL, "24/12")
    assert model.level(0).step == "1"
    model.change_units(Units.POINTS)
    enter(model, 0, Column.AUTO_TRAIL, "6/3")
    assert model.level(0).step == "0.25"
    enter(model, 0, Column.AUTO_TRAIL, "6")
    assert model.level(0).step == ""


def test_a_cell_knows_what_it_holds(model: BracketModel) -> None:
    enter(model, 0, Column.AUTO_TRAIL, "24/")
    assert model.holds(0, Column.AUTO_TRAIL, "24")
    assert model.holds(0, Column.AUTO_TRAIL, "24//")
    assert not model.holds(0, Column.AUTO_TRAIL, "24/1")
    assert model.holds(0, Column.STOP, " 16 ")


def test_an_empty_distance_says_none(model: BracketModel) -> None:
    enter(model, 0, Column.TARGET, "")
    assert text(model, 0, Column.TARGET) == "none"
    assert model.index(0, Column.TARGET).data(TONE_ROLE) == "secondary"
    assert model.index(0, Column.TARGET).data(Role.EditRole) == ""


def test_the_figures_and_numbers_cannot_be_typed_into(model: BracketModel) -> None:
    for column in Column:
        editable = bool(model.flags(model.index(0, column)) & Qt.ItemFlag.ItemIsEditable)
        assert editable == (column in EDITABLE)
    assert not model.setData(model.index(0, Column.WIN), "5")
    assert not model.setData(model.index(0, Column.TARGET), "5", Role.DisplayRole)


def test_a_trailing_stop_is_ticked(model: BracketModel) -> None:
    index = model.index(0, Column.TRAIL)
    assert index.data(Role.CheckStateRole) == Qt.CheckState.Unchecked
    assert model.setData(index, Qt.CheckState.Checked, Role.CheckStateRole)
    assert model.level(0).trailing
    assert text(model, 0, Column.TRAIL) == "yes"
    model.toggle_trail(0)
    assert not model.level(0).trailing


def test_a_new_level_takes_what_is_left_and_the_last_stop(model: BracketModel) -> None:
    model.add(2)
    assert model.levels == (EXAMPLE, LevelDraft("2", "", "16"))
    model.add(-1)
    assert model.level(2).quantity == "1"


def test_a_level_for_an_empty_table(model: BracketModel) -> None:
    model.remove(0)
    assert model.rowCount() == 0
    model.add(3)
    assert model.levels == (LevelDraft("3", "", ""),)


def test_duplicate_move_and_remove(model: BracketModel) -> None:
    model.duplicate(0)
    enter(model, 1, Column.TARGET, "32")
    assert model.move(1, -1)
    assert [level.target for level in model.levels] == ["32", "16"]
    assert not model.move(0, -1)
    assert not model.move(1, 1)
    model.remove(0)
    assert model.levels == (EXAMPLE,)


def test_split_evenly_shares_the_quantity(model: BracketModel) -> None:
    model.duplicate(0)
    model.duplicate(0)
    model.split_evenly(5)
    assert [level.quantity for level in model.levels] == ["2", "2", "1"]
    assert total(model.levels) == 5


def test_the_only_level_follows_the_entrys_quantity(model: BracketModel) -> None:
    model.follow(1, 2)
    model.follow(2, 25)
    assert model.level(0) == replace(EXAMPLE, quantity="25")
    model.undo()
    assert model.levels == (EXAMPLE,)
    model.redo()
    model.follow(25, 26)
    model.undo()
    assert model.level(0).quantity == "25"


def test_a_level_of_its_own_quantity_follows_nothing(model: BracketModel) -> None:
    model.setData(model.index(0, Column.QUANTITY), "3")
    model.follow(1, 2)
    assert model.level(0).quantity == "3"
    model.follow(3, 4)
    assert model.level(0).quantity == "4"
    model.duplicate(0)
    model.follow(4, 5)
    assert [level.quantity for level in model.levels] == ["4", "4"]


def test_total_passes_over_what_is_no_number() -> None:
    assert total([LevelDraft("2"), LevelDraft("x"), LevelDraft(""), LevelDraft("²")]) == 2


def test_a_quantity_of_any_length_is_taken_as_it_is(model: BracketModel) -> None:
    enter(model, 0, Column.QUANTITY, TOO_LONG)
    assert model.stepped(0, Column.QUANTITY, TOO_LONG, 1) == TOO_LONG
    assert total(model.levels) == 0
    model.add(2)
    assert [level.quantity for level in model.levels] == [TOO_LONG, "2"]


def test_units_convert_every_distance(model: BracketModel) -> None:
    enter(model, 0, Column.AUTO_TRAIL, "24/12/1")
    model.change_units(Units.POINTS)
    level = model.level(0)
    assert (level.target, level.stop, level.trigger, level.distance, level.step) == (
        "4.00",
        "4.00",
        "6.00",
        "3.00",
        "0.25",
    )
    model.change_units(Units.DOLLARS)
    assert (model.level(0).target, text(model, 0, Column.TARGET)) == ("20", "$20.00")
    model.change_units(Units.TICKS)
    assert model.level(0).target == "16"


def test_units_wait_for_an_instrument() -> None:
    model = BracketModel()
    model.change_units(Units.POINTS)
    assert model.units is Units.TICKS


def test_it_begins_in_the_last_runs_units_with_nothing_to_undo(model: BracketModel) -> None:
    model.start_in(Units.POINTS)
    assert (model.units, model.level(0).stop) == (Units.POINTS, "4.00")
    assert not model.can_undo


def test_an_edit_of_a_cell_is_one_step_of_undo(model: BracketModel) -> None:
    model.begin_edit()
    for typed in ("3", "32", "320"):
        enter(model, 0, Column.TARGET, typed)
    model.end_edit()
    model.undo()
    assert model.level(0).target == "16"
    assert not model.can_undo
    model.redo()
    assert model.level(0).target == "320"


def test_an_edit_given_up_leaves_no_trace(model: BracketModel) -> None:
    model.begin_edit()
    enter(model, 0, Column.TARGET, "320")
    model.end_edit(keep=False)
    assert model.level(0).target == "16"
    assert not model.can_undo


def test_giving_up_an_edit_that_changed_nothing_takes_nothing_back(model: BracketModel) -> None:
    model.duplicate(0)
    model.begin_edit()
    model.end_edit(keep=False)
    assert len(model.levels) == 2
    assert model.can_undo


def test_a_change_of_the_table_ends_an_edit(model: BracketModel) -> None:
    model.begin_edit()
    enter(model, 0, Column.TARGET, "320")
    model.duplicate(0)
    model.undo()
    assert model.level(0).target == "320"
    model.undo()
    assert model.levels == (EXAMPLE,)


def changes(model: BracketModel) -> list[Callable[[], object]]:
    """Every kind of change; the first five need a level to work on."""
    on_a_level: list[Callable[[], object]] = [
        lambda: model.duplicate(0),
        lambda: model.remove(model.rowCount() - 1),
        lambda: model.move(0, 1),
        lambda: model.toggle_trail(0),
        lambda: model.setData(model.index(0, Column.STOP), "9"),
    ]
    always: list[Callable[[], object]] = [
        lambda: model.add(2),
        lambda: model.change_units(Units.DOLLARS),
        lambda: model.change_units(Units.TICKS),
        lambda: model.split_evenly(7),
    ]
    return [*(on_a_level if model.rowCount() else always[:1] * 5), *always]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(0, 8), max_size=12))
def test_undo_brings_every_state_back(picks: list[int]) -> None:
    model = BracketModel()
    model.show_instrument(MES)
    states = [(model.units, model.levels)]
    for pick in picks:
        changes(model)[pick]()
        if (model.units, model.levels) != states[-1]:
            states.append((model.units, model.levels))
    seen = [(model.units, model.levels)]
    while model.can_undo:
        model.undo()
        if (model.units, model.levels) != seen[-1]:
            seen.append((model.units, model.levels))
    assert seen == states[::-1]
    while model.can_redo:
        model.redo()
    assert (model.units, model.levels) == states[-1]


def test_every_change_is_told(model: BracketModel) -> None:
    told: list[int] = []
    model.edited.connect(lambda: told.append(len(model.levels)))
    model.duplicate(0)
    enter(model, 0, Column.TARGET, "32")
    enter(model, 0, Column.TARGET, "32")  # nothing new
    model.undo()
    model.undo()
    assert told == [2, 2, 2, 1]


@pytest.mark.parametrize(
    ("units", "typed", "steps", "expected"),
    [
        (Units.TICKS, "16", 1, "17"),
        (Units.TICKS, "16", -10, "6"),
        (Units.POINTS, "4.00", 1, "4.25"),
        (Units.DOLLARS, "20", 1, "21.25"),
        (Units.TICKS, "x", 1, "x"),
    ],
)
def test_distances_step_by_ticks_in_every_unit(
    model: BracketModel, units: Units, typed: str, steps: int, expected: str
) -> None:
    model.change_units(units)
    assert model.stepped(0, Column.STOP, typed, steps) == expected


def test_quantities_step_by_contracts_and_stay_above_nought(model: BracketModel) -> None:
    assert model.stepped(0, Column.QUANTITY, "3", 10) == "13"
    assert model.stepped(0, Column.QUANTITY, "3", -10) == "1"
    assert model.stepped(0, Column.QUANTITY, "0", 1) == "1"
    assert model.stepped(0, Column.QUANTITY, "x", 1) == "x"


def test_nothing_steps_without_an_instrument() -> None:
    assert BracketModel().stepped(0, Column.TARGET, "16", 1) == "16"


def test_figures_are_written_as_the_instrument_does(model: BracketModel) -> None:
    model.show_figures((LevelFigures(Decimal("6016.5"), Decimal("6008.5"), Decimal(20)),))
    assert text(model, 0, Column.TARGET_AT) == "6016.50"
    assert text(model, 0, Column.WIN) == "+$20.00"
    model.show_instrument(ZN)
    model.show_figures((LevelFigures(Decimal("110.515625")),))
    assert text(model, 0, Column.TARGET_AT) == "110'165"


def test_a_quote_repaints_the_figures_alone(model: BracketModel) -> None:
    painted: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda a, b: painted.append((a.column(), b.column())))
    figures = (LevelFigures(Decimal(1)),)
    model.show_figures(figures)
    model.show_figures(figures)
    assert painted == [(Column.TARGET_AT, Column.R)]


def test_a_problem_marks_its_cell_with_the_reason(model: BracketModel) -> None:
    model.show_problems(
        [
            Problem("levels[0].stopTicks", "Mind this.", Severity.WARNING),
            Problem("levels[0].stopTicks", "No number."),
            Problem("levels", "2 of 3 assigned."),
        ]
    )
    index = model.index(0, Column.STOP)
    assert index.data(FINDING_ROLE) is Severity.ERROR
    assert index.data(Role.ToolTipRole) == "No number."
    assert index.data(Role.AccessibleDescriptionRole) == "No number."
    assert model.index(0, Column.TARGET).data(FINDING_ROLE) is None
    model.show_problems([])
    assert index.data(FINDING_ROLE) is None


def test_the_headings_say_what_they_mean(model: BracketModel) -> None:
    across = Qt.Orientation.Horizontal
    assert model.headerData(Column.TARGET, across) == "Target"
    tip = model.headerData(Column.AUTO_TRAIL, across, Role.ToolTipRole)
    assert isinstance(tip, str)
    assert "24/12/1" in tip
    assert model.headerData(0, Qt.Orientation.Vertical) is None
