import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor, QHelpEvent, QImage
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem, QToolTip
from pytestqt.qtbot import QtBot
from tests.support.screen import shown
from tests.support.until import until

from bracketdesk.domain.settings import Settings, Theme
from bracketdesk.ui.row_model import Cell, Piece, Row
from bracketdesk.ui.row_view import ROW_HEIGHT, PieceDelegate, RowView, cell_width
from bracketdesk.ui.theme import DARK, LIGHT, apply_theme

LONG = "a long sentence that no column of eighty pixels has room for"


def opened(qtbot: QtBot, *cells: Cell, width: int = 240) -> RowView:
    view = RowView("view", [""] * len(cells))
    qtbot.addWidget(view)
    view.setHeaderHidden(True)
    view.setRootIsDecorated(False)
    view.show_rows([Row(1, cells), Row(2, cells)])
    for column in range(len(cells)):
        view.setColumnWidth(column, width)
    view.resize(width * len(cells) + 20, 120)
    view.show()
    return view


def ink(view: RowView, column: int, ground: str = LIGHT.card) -> list[int]:
    """Where in a cell of the first row something is painted, in pixels from its left edge."""
    area = view.visualRect(view.rows.index(0, column))
    image = view.viewport().grab(area).toImage()
    return [x for x in range(image.width()) if _column_differs(image, x, ground)]


def _column_differs(image: QImage, x: int, ground: str) -> bool:
    return any(image.pixelColor(x, y).name() != ground for y in range(image.height()))


def has(view: RowView, token: str) -> bool:
    image = view.viewport().grab(QRect(0, 0, 240, ROW_HEIGHT)).toImage()
    wanted = QColor(token)
    return any(
        _distance(image.pixelColor(x, y), wanted) < 40
        for x in range(image.width())
        for y in range(image.height())
    )


def _distance(one: QColor, other: QColor) -> int:
    return (
        abs(one.red() - other.red())
        + abs(one.green() - other.green())
        + abs(one.blue() - other.blue())
    )


def test_a_piece_wears_its_tone_in_the_theme_in_force(qtbot: QtBot, qapp: QApplication) -> None:
    view = opened(qtbot, Cell((Piece("target", "gain", strong=True),)))
    assert has(view, LIGHT.gain)
    apply_theme(qapp, Settings(theme=Theme.DARK))
    assert has(view, DARK.gain)


def test_rows_are_as_high_as_the_view_wants_them(qtbot: QtBot) -> None:
    view = RowView("view", [""], row_height=24)
    qtbot.addWidget(view)
    view.show_rows([Row(1, (Cell((Piece("a"),)),))])
    view.show()
    assert view.visualRect(view.rows.index(0, 0)).height() == 24


def test_a_pill_is_ringed(qtbot: QtBot) -> None:
    plain = ink(opened(qtbot, Cell((Piece("working", "text"),))), 0)
    pill = ink(opened(qtbot, Cell((Piece("working", "text", pill=True),))), 0)
    assert plain[0] == pytest.approx(8, abs=3)
    assert pill[0] == pytest.approx(8, abs=1)
    ringed = pill[-1] - pill[0]
    assert all(x in pill for x in range(pill[0], pill[0] + ringed))


def test_numbers_end_at_the_right_edge(qtbot: QtBot) -> None:
    view = opened(qtbot, Cell((Piece("+3"),), right=True), Cell((Piece("+3"),)))
    assert max(ink(view, 0)) > 220
    assert max(ink(view, 1)) < 60


def test_tabs_stand_below_each_other(qtbot: QtBot) -> None:
    short = opened(qtbot, Cell((Piece("a"), Piece("stop", tab=100))))
    longer = opened(qtbot, Cell((Piece("a word"), Piece("stop", tab=100))))
    starts = [min(x for x in ink(view, 0) if x > 90) for view in (short, longer)]
    assert starts[0] == starts[1]


def test_long_words_reach_over_empty_cells(qtbot: QtBot) -> None:
    view = opened(qtbot, Cell((Piece(LONG),)), Cell(), Cell(), width=80)
    assert max(ink(view, 0)) > 70
    assert max(ink(view, 1)) > 70
    assert ink(view, 2) != []


def test_numbers_stay_under_their_header(qtbot: QtBot) -> None:
    view = opened(qtbot, Cell((Piece("+3"),), right=True), Cell(), width=80)
    assert max(ink(view, 0)) > 60
    assert ink(view, 1) == []


def test_words_never_run_into_the_next_ones(qtbot: QtBot) -> None:
    pieces = (Piece(LONG), Piece("working", pill=True))
    view = opened(qtbot, Cell(pieces), Cell((Piece(""),)), Cell(), width=80)
    assert ink(view, 0) != []
    assert ink(view, 1) == []
    assert ink(view, 2) == []


@pytest.mark.parametrize(
    ("cell", "width", "text"),
    [
        (Cell((Piece(LONG),)), 80, LONG),
        (Cell((Piece("short"),)), 240, ""),
        (Cell((Piece("short"),), tooltip="Strategy 9912"), 240, "Strategy 9912"),
        (Cell((Piece(LONG),), tooltip="Strategy 9912"), 80, "Strategy 9912"),
    ],
)
async def test_the_tooltip_holds_what_the_cell_does_not(
    qtbot: QtBot, cell: Cell, width: int, text: str
) -> None:
    QToolTip.hideText()
    view = opened(qtbot, cell, width=width)
    await shown(view)
    index = view.rows.index(0, 0)
    option = QStyleOptionViewItem()
    option.rect = view.visualRect(index)
    delegate = view.itemDelegate()
    assert isinstance(delegate, PieceDelegate)
    place = QPoint(5, 5)
    event = QHelpEvent(QHelpEvent.Type.ToolTip, place, view.mapToGlobal(place))
    delegate.helpEvent(event, view, option, index)
    await until(lambda: QToolTip.text() == text)
    QToolTip.hideText()


async def test_the_current_row_is_ringed_while_the_keys_go_there(qtbot: QtBot) -> None:
    view = opened(qtbot, Cell((Piece("row", "text"),)))
    await shown(view)
    view.setFocus()
    view.setCurrentIndex(view.rows.index(0, 0))
    assert has(view, LIGHT.accent)
    view.clearFocus()
    assert not has(view, LIGHT.accent)


def test_the_width_of_a_cell_is_that_of_its_pieces_and_tabs(qtbot: QtBot) -> None:
    font = QApplication.font()
    one = cell_width(Cell((Piece("stop"),)), font)
    assert cell_width(Cell((Piece("stop"), Piece("stop"))), font) > 2 * (one - 16)
    assert cell_width(Cell((Piece("a"), Piece("stop", tab=300))), font) == 300 + one
    assert cell_width(Cell(), font) == 16
