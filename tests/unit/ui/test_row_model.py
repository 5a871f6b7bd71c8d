from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from bracketdesk.ui.row_model import Cell, Piece, Row, RowModel

Told = list[tuple[object, tuple[str, ...], "Told"]]


def row(key: int, text: str = "", *children: Row) -> Row:
    return Row(key, (Cell((Piece(text or str(key)),)), Cell()), children)


def told(model: RowModel, parent: QModelIndex = QModelIndex()) -> Told:  # noqa: B008
    """Everything the model says, read through Qt's own interface."""
    result: Told = []
    for at in range(model.rowCount(parent)):
        index = model.index(at, 0, parent)
        texts = tuple(str(index.siblingAtColumn(c).data()) for c in range(model.columnCount()))
        result.append((model.row_at(index).key, texts, told(model, index)))
    return result


def meant(rows: tuple[Row, ...]) -> Told:
    return [(r.key, tuple(cell.text for cell in r.cells), meant(r.children)) for r in rows]


def unique(rows: list[Row]) -> tuple[Row, ...]:
    return tuple({r.key: r for r in rows}.values())


TEXTS = st.sampled_from(["a", "b"])
LEAVES = st.builds(row, st.integers(0, 4), TEXTS)
BRANCHES = st.builds(
    lambda key, text, below: row(key, text, *unique(below)),
    st.integers(0, 7),
    TEXTS,
    st.lists(LEAVES, max_size=4),
)
TREES = st.lists(BRANCHES, max_size=8).map(unique)


@given(st.lists(TREES, min_size=2, max_size=4))
def test_whatever_it_showed_before_it_says_the_rows_it_was_given(
    trees: list[tuple[Row, ...]],
) -> None:
    model = RowModel(("One", "Two"))
    for rows in trees:
        model.show(rows)
        assert told(model) == meant(rows)


@given(TREES, TREES)
def test_a_row_that_stays_is_the_same_row_to_the_view(
    before: tuple[Row, ...], after: tuple[Row, ...]
) -> None:
    model = RowModel(("One", "Two"))
    model.show(before)
    kept = {r.key: QPersistentModelIndex(model.index(i, 0)) for i, r in enumerate(before)}
    model.show(after)
    stay = {r.key for r in after}
    for key, index in kept.items():
        assert index.isValid() == (key in stay)
        if index.isValid():
            assert model.row_at(index).key == key


@given(TREES, TREES)
def test_qt_hears_of_every_change_in_order(before: tuple[Row, ...], after: tuple[Row, ...]) -> None:
    """A view that only follows the signals ends with as many rows as the model has."""
    model = RowModel(("One", "Two"))
    count = [0]
    model.rowsInserted.connect(lambda parent, a, b: _add(count, parent, b - a + 1))
    model.rowsRemoved.connect(lambda parent, a, b: _add(count, parent, a - b - 1))
    model.show(before)
    model.show(after)
    assert count == [len(after)]


def _add(count: list[int], parent: QModelIndex, change: int) -> None:
    if not parent.isValid():
        count[0] += change


def test_only_what_differs_is_repainted() -> None:
    model = RowModel(("One", "Two"))
    rows = tuple(row(key, "", row(1, "x")) for key in range(50))
    model.show(rows)
    changed: list[tuple[int, bool]] = []
    model.dataChanged.connect(lambda a, _: changed.append((a.row(), a.parent().isValid())))
    resets: list[None] = []
    model.modelReset.connect(lambda: resets.append(None))
    model.show(
        (*rows[:7], row(7, "new", row(1, "x")), *rows[8:20], row(20, "", row(1, "y")), *rows[21:])
    )
    assert changed == [(7, False), (0, True)]
    assert resets == []


def test_of_a_row_only_the_numbers_that_differ_are_repainted() -> None:
    """Words aligned left may reach over the cells after them, numbers do not."""
    model = RowModel(("One", "Two", "Three"))
    words, old, new = (Cell((Piece(text),), right=text.isdigit()) for text in ("a", "1", "2"))
    model.show((Row(1, (words, old, words)), Row(2, (words, old, words))))
    columns: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda a, b: columns.append((a.column(), b.column())))
    model.show((Row(1, (words, new, words)), Row(2, (old, old, words))))
    assert columns == [(1, 1), (0, 2)]


def test_the_same_rows_again_say_nothing() -> None:
    model = RowModel(("One", "Two"))
    model.show((row(1), row(2)))
    heard: list[object] = []
    for signal in (model.dataChanged, model.rowsInserted, model.rowsRemoved, model.rowsMoved):
        signal.connect(lambda *what: heard.append(what))
    model.show((row(1), row(2)))
    assert heard == []


def test_qt_finds_no_fault_with_it(qtmodeltester: ModelTester, qtbot: QtBot) -> None:
    model: QAbstractItemModel = RowModel(("One", "Two"), right=(1,))
    assert isinstance(model, RowModel)
    model.show((row(1, "a", row(1), row(2)), row(2)))
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]  # pytest-qt gives it no types


def test_a_header_stands_over_its_numbers() -> None:
    model = RowModel(("Contract", "Net"), right=(1,))
    sides = [
        model.headerData(c, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole)
        for c in (0, 1)
    ]
    right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    assert sides[1] == right
    assert sides[0] != right


def test_a_row_is_read_aloud_as_a_whole_without_its_signs() -> None:
    model = RowModel(("Contract", "Side", "P&L", "", "Age"))
    texts = ("MESZ6", "▲ Buy 3", "–", "held", "4:05")
    cells = tuple(Cell((Piece(text),), right=text in ("–", "4:05")) for text in texts)
    model.show((Row(1, cells),))
    first = model.index(0, 0)
    aloud, rest = Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.AccessibleDescriptionRole
    assert first.data(aloud) == "MESZ6"
    assert first.data(rest) == "Buy 3, held, Age 4:05"
    side = first.siblingAtColumn(1)
    assert (side.data(aloud), side.data(rest)) == ("Buy 3", None)
    assert first.siblingAtColumn(2).data(aloud) == ""
