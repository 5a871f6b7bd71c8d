"""The connection's figures, for whoever wonders about the line: live, and to be copied as text."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHeaderView, QPushButton, QVBoxLayout, QWidget

from bracketdesk.controller.desk import Desk
from bracketdesk.controller.views import SessionView
from bracketdesk.ui.fields import row
from bracketdesk.ui.line_strip import connection_text
from bracketdesk.ui.row_model import Cell, Piece, Row
from bracketdesk.ui.row_view import RowView
from bracketdesk.ui.text_boxes import wrapping
from bracketdesk.ui.theme import pixels
from bracketdesk.ui.untrusted import one_line

SIZE = (520, 440)
NAME_WIDTH = 260
LOOK_MS = 1000


class DiagnosticsDialog(QDialog):
    """Stays beside the window, which goes on working; looks again once a second."""

    def __init__(self, parent: QWidget | None, desk: Desk) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setObjectName("diagnosticsDialog")
        self.setWindowTitle("Connection")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(*SIZE)
        self._state = wrapping("diagnosticsState", size="large")
        self._text = wrapping("diagnosticsText")
        self._view = RowView("diagnosticsView", ("Figure", "Now"))
        self._view.setAccessibleName("Figures of the connection")
        self._view.setRootIsDecorated(False)
        self._view.header().resizeSection(0, NAME_WIDTH)
        self._view.header().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self._copy = _button("diagnosticsCopyButton", "Copy as text")
        self._close = _button("diagnosticsCloseButton", "Close")
        self._lay_out()
        self._copy.clicked.connect(self._copy_text)
        self._close.clicked.connect(self.accept)
        self._clock = QTimer(self)
        self._clock.setInterval(LOOK_MS)
        self._clock.timeout.connect(self._look)
        self._clock.start()
        self._stop = desk.session.listen(self._show)
        self.finished.connect(self._leave)
        self._view.setFocus()

    def text(self) -> str:
        """Return the figures as lines of text."""
        return diagnostics_text(self._desk)

    def _show(self, session: SessionView) -> None:
        self._text.setText(session.text)
        self._text.setVisible(bool(session.text))
        self._look()

    def _look(self) -> None:
        self._state.setText(_state(self._desk))
        self._view.show_rows([_row(name, value) for name, value in self._desk.diagnostics()])

    def _copy_text(self) -> None:
        QGuiApplication.clipboard().setText(self.text())

    def _leave(self) -> None:
        self._clock.stop()
        self._stop()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(pixels(5), pixels(4), pixels(5), pixels(4))
        column.setSpacing(pixels(2.5))
        column.addWidget(self._state)
        column.addWidget(self._text)
        column.addWidget(self._view, 1)
        column.addLayout(row(self._copy, None, self._close))


def diagnostics_text(desk: Desk) -> str:
    """Return state, sentence and figures as lines of text; no secret is in them."""
    said = [f"{name}: {value}" for name, value in desk.diagnostics()]
    return "\n".join([_state(desk), *filter(None, [desk.session.value.text]), *said])


def _state(desk: Desk) -> str:
    state = connection_text(desk.session.value, desk.countdown())
    return state[:1].upper() + state[1:]


def show_diagnostics(window: QWidget, desk: Desk) -> None:
    """Show the dialog, or bring the one that is open to the front."""
    open_one = window.findChild(DiagnosticsDialog)
    dialog = open_one or DiagnosticsDialog(window, desk)
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()


def _row(name: str, value: str) -> Row:
    return Row(name, (Cell((Piece(name, "secondary"),)), Cell((Piece(one_line(value)),))))


def _button(name: str, text: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setAutoDefault(False)
    return button
