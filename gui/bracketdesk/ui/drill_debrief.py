"""The page after a drill: what happened, what was done, and what a careful trader does."""

from collections.abc import Iterator

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QScrollArea, QVBoxLayout, QWidget

from bracketdesk.domain.drills import DrillLine, DrillPoint, DrillRun
from bracketdesk.ui.fields import Card, row, text_label
from bracketdesk.ui.text_boxes import wrapping
from bracketdesk.ui.theme import pixels
from bracketdesk.ui.times import to_the_second

NEVER = "Its moment never came, so there is nothing to talk over."
IDLE = "Nothing."
DONE, UNDONE = ("✓", "gain"), ("✗", "loss")
MARK_WIDTH = 18


class DrillDebriefPage(QWidget):
    """`dismissed` fires when the trader wants another drill."""

    dismissed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._run: DrillRun | None = None
        self._title = wrapping("debriefTitle", size="large")
        self._ending = wrapping("debriefEnding", tone="secondary")
        self._area = QScrollArea()
        self._area.setObjectName("debriefArea")
        self._area.setAccessibleName("Debrief")
        self._area.setWidgetResizable(True)
        self.button = _button("debriefDoneButton", "Another drill")
        copy = _button("debriefCopyButton", "Copy as text")
        self.button.clicked.connect(self.dismissed)
        copy.clicked.connect(self._copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(pixels(2))
        column.addWidget(self._title)
        column.addWidget(self._ending)
        column.addWidget(self._area, 1)
        column.addLayout(row(copy, None, self.button))

    def show_run(self, run: DrillRun) -> None:
        """Show what is to be said of a drill that is over."""
        if run == self._run:
            return
        self._run = run
        self._title.setText(run.title)
        self._ending.setText(f"Over: {run.ending}." + ("" if run.debrief else f" {NEVER}"))
        self._area.setWidget(_content(run))

    def text(self) -> str:
        """Return all of it as lines of text."""
        return "\n".join(_lines(self._run)) if self._run else ""

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text())


def _content(run: DrillRun) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, pixels(2), 0)
    column.setSpacing(pixels(2))
    debrief = run.debrief
    if debrief is not None:
        column.addWidget(_section("What happened", "debriefHappened", debrief.happened))
        column.addWidget(_careful(debrief.careful))
        did = tuple(map(_deed, debrief.did)) or (IDLE,)
        column.addWidget(_section("What you did", "debriefDid", did))
        column.addWidget(_section("What was at risk", "debriefRisk", debrief.risk))
    column.addStretch(1)
    return holder


def _section(title: str, name: str, lines: tuple[str, ...]) -> Card:
    card = Card(title)
    card.body.setSpacing(pixels(1))
    for line in lines:
        card.body.addWidget(wrapping(name, line))
    return card


def _careful(points: tuple[DrillPoint, ...]) -> Card:
    card = Card("What a careful trader does")
    for point in points:
        sign, tone = DONE if point.done else UNDONE
        mark = text_label("debriefMark", sign, tone=tone, strong=True)
        mark.setFixedWidth(MARK_WIDTH)
        text = wrapping("debriefPoint", _point(point))
        text.setAccessibleName(f"{'Done' if point.done else 'Not done'}: {_point(point)}")
        line = row(mark, text, spacing=1)
        line.setStretch(1, 1)
        line.setAlignment(mark, Qt.AlignmentFlag.AlignTop)
        card.body.addLayout(line)
    return card


def _point(point: DrillPoint) -> str:
    return f"{point.text} ({point.note})" if point.note else point.text


def _deed(line: DrillLine) -> str:
    return f"{to_the_second(line.at)}  {line.text}"


def _lines(run: DrillRun) -> Iterator[str]:
    yield f"{run.title}: {run.ending}."
    if run.debrief is None:
        yield NEVER
        return
    yield from ("", "What happened", *run.debrief.happened)
    yield from ("", "What a careful trader does")
    yield from (f"{'done' if p.done else 'NOT DONE'}: {_point(p)}" for p in run.debrief.careful)
    yield from ("", "What you did", *(tuple(map(_deed, run.debrief.did)) or (IDLE,)))
    yield from ("", "What was at risk", *run.debrief.risk)


def _button(name: str, text: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setAutoDefault(False)
    return button
