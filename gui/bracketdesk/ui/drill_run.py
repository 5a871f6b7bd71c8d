"""The page of a drill that runs: what it waits for or does, and its time line."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHeaderView, QPushButton, QVBoxLayout, QWidget

from bracketdesk.domain.drills import DrillLine, DrillRun, DrillState
from bracketdesk.ui.fields import Pill, heading, row, set_tone
from bracketdesk.ui.row_model import Cell, Piece, Row
from bracketdesk.ui.row_view import RowView
from bracketdesk.ui.text_boxes import wrapping
from bracketdesk.ui.theme import pixels
from bracketdesk.ui.times import in_full, to_the_second
from bracketdesk.ui.untrusted import one_line

STATES = {DrillState.ARMED: ("armed", "accent"), DrillState.GOING: ("going on", "warning")}
TONES = {"drill": "warning", "you": "accent"}
WIDTHS = (90, 90)


class DrillRunPage(QWidget):
    """`ended` fires when the trader wants to end the drill."""

    ended = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._title = wrapping("drillRunTitle", size="large")
        self._state = Pill()
        self._state.setObjectName("drillState")
        self._moment = wrapping("drillMoment")
        self._task = wrapping("drillRunTask", tone="secondary")
        self.view = RowView("drillTimeline", ("Time", "Who", "What"))
        self.view.setAccessibleName("Time line of the drill")
        self.view.setRootIsDecorated(False)
        for column, width in enumerate(WIDTHS):
            self.view.header().resizeSection(column, width)
        self.view.header().setSectionResizeMode(len(WIDTHS), QHeaderView.ResizeMode.Stretch)
        self.button = QPushButton("End it and talk it over")
        self.button.setObjectName("drillEndButton")
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self.ended)
        self._lay_out()

    def show_run(self, run: DrillRun, task: str) -> None:
        """Show the run as of now; the newest line stays in sight."""
        words, tone = STATES.get(run.state, ("over", ""))
        self._title.setText(run.title)
        self._state.setText(words)
        set_tone(self._state, tone)
        self._moment.setText(run.moment[:1].upper() + run.moment[1:])
        self._task.setText(task)
        self.view.show_rows(timeline_rows(run.timeline))
        self.view.scrollToBottom()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(pixels(2))
        column.addLayout(row(self._title, None, self._state))
        column.addWidget(self._moment)
        column.addWidget(self._task)
        column.addWidget(heading("So far"))
        column.addWidget(self.view, 1)
        column.addLayout(row(None, self.button))


def timeline_rows(lines: tuple[DrillLine, ...]) -> list[Row]:
    """Return the lines as rows."""
    return [
        Row(
            number,
            (
                Cell((Piece(to_the_second(line.at), "secondary"),), tooltip=in_full(line.at)),
                Cell((Piece(line.who, TONES.get(line.who, "secondary")),)),
                Cell((Piece(one_line(line.text)),)),
            ),
        )
        for number, line in enumerate(lines)
    ]
