"""A dialog beside the window with one table in it: what Help shows."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHeaderView, QPushButton, QVBoxLayout, QWidget

from bracketdesk.ui.fields import row
from bracketdesk.ui.row_model import Cell, Piece, Row
from bracketdesk.ui.row_view import RowView
from bracketdesk.ui.theme import pixels


class TableDialog(QDialog):
    """Named `name`, with the rows' table between what a subclass puts above and its buttons.

    The columns are as wide as `widths` says; the last one takes the rest.
    """

    def __init__(
        self, parent: QWidget | None, name: str, title: str, size: tuple[int, int]
    ) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}Dialog")
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(*size)
        self._name = name
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(pixels(5), pixels(4), pixels(5), pixels(4))
        self.column.setSpacing(pixels(2.5))

    def put_table(
        self, headers: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]
    ) -> RowView:
        """Add the table, which takes the keys."""
        view = RowView(f"{self._name}View", tuple(headers))
        view.setAccessibleName(self.windowTitle())
        view.setRootIsDecorated(False)
        for at, width in enumerate(widths):
            view.header().resizeSection(at, width)
        view.header().setSectionResizeMode(len(headers) - 1, QHeaderView.ResizeMode.Stretch)
        view.show_rows([_row(at, cells) for at, cells in enumerate(rows)])
        self.column.addWidget(view, 1)
        view.setFocus()
        return view

    def put_buttons(self, *buttons: QPushButton) -> None:
        """Add the buttons, Close at their right."""
        close = self.button("Close", "Close")
        close.clicked.connect(self.accept)
        self.column.addLayout(row(*buttons, None, close))

    def button(self, name: str, text: str) -> QPushButton:
        """Return a button of this dialog's own."""
        button = QPushButton(text)
        button.setObjectName(f"{self._name}{name}Button")
        button.setAutoDefault(False)
        return button


def _row(at: int, cells: Sequence[str]) -> Row:
    first, *rest = cells
    return Row(at, (Cell((Piece(first),)), *(Cell((Piece(each, "secondary"),)) for each in rest)))
