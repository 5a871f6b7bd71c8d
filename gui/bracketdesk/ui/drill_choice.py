"""The page where a drill is chosen, read and staged."""

from itertools import pairwise

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from bracketdesk.domain.drills import DrillSheet
from bracketdesk.ui.drill_form import DrillForm
from bracketdesk.ui.fields import Card, heading, row, text_label
from bracketdesk.ui.row_model import Cell, Piece, Row
from bracketdesk.ui.row_view import RowView
from bracketdesk.ui.text_boxes import wrapping
from bracketdesk.ui.theme import pixels

LIST_WIDTH = 190


class DrillChoice(QWidget):
    """`staged` carries the key and the parameters of the drill that is wanted."""

    staged = Signal(str, dict)

    def __init__(self) -> None:
        super().__init__()
        self._sheets: tuple[DrillSheet, ...] = ()
        self._chosen: DrillSheet | None = None
        self._form: DrillForm | None = None
        self.view = RowView("drillsView", ("Drill",))
        self.view.setAccessibleName("Drills")
        self.view.setRootIsDecorated(False)
        self.view.setHeaderHidden(True)
        self.view.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.view.setFixedWidth(LIST_WIDTH)
        self._title = wrapping("drillTitle", size="large")
        self._stages = wrapping("drillStages")
        self._task = wrapping("drillTask", tone="secondary")
        self._problem = text_label("drillProblem", tone="loss")
        self._button = QPushButton("Stage it")
        self._button.setObjectName("drillStageButton")
        self._button.setAutoDefault(False)
        self._button.setProperty("tone", "accent")
        self._lay_out()
        self._button.clicked.connect(self._stage)
        self.view.activated.connect(self._to_the_button)
        self.view.selectionModel().currentChanged.connect(self._choose)

    def show_drills(self, sheets: tuple[DrillSheet, ...]) -> None:
        """Offer these; what is chosen and typed stays."""
        if sheets == self._sheets:
            return
        self._sheets = sheets
        self.view.show_rows([Row(s.key, (Cell((Piece(s.title),)),)) for s in sheets])
        if self._chosen is None and sheets:
            self.view.setCurrentIndex(self.view.model().index(0, 0))

    def _choose(self, index: QModelIndex) -> None:
        found = [s for s in self._sheets if index.isValid() and s.key == self._key(index)]
        if not found or found[0] is self._chosen:
            return
        self._chosen = sheet = found[0]
        self._title.setText(sheet.title)
        self._stages.setText(sheet.stages)
        self._task.setText(sheet.task)
        self._button.setAccessibleName(f"Stage the drill: {sheet.title}")
        former, self._form = self._form, DrillForm(sheet)
        self._form.changed.connect(self._show_problem)
        self._show_problem("")
        self._place.addWidget(self._form)
        for before, after in pairwise((self.view, *self._form.inputs, self._button)):
            QWidget.setTabOrder(before, after)  # what is made later would come last
        if former is not None:
            self._place.removeWidget(former)
            former.hide()
            former.deleteLater()

    def _show_problem(self, problem: str) -> None:
        """Stage nothing but what stands in the form; say what of it cannot be read."""
        self._problem.setText(problem)
        self._button.setEnabled(not problem)

    def _key(self, index: QModelIndex) -> object:
        return self.view.rows.row_at(index).key

    def _to_the_button(self) -> None:
        self._button.setFocus()

    def _stage(self) -> None:
        if self._chosen is not None and self._form is not None:
            self.staged.emit(self._chosen.key, dict(self._form.parameters()))

    def _lay_out(self) -> None:
        sheet = Card()
        sheet.body.setSpacing(pixels(2))
        self._place = QVBoxLayout()
        sheet.body.addWidget(self._title)
        for title, text in (("What is staged", self._stages), ("What to do", self._task)):
            sheet.body.addSpacing(pixels(1))
            sheet.body.addWidget(heading(title))
            sheet.body.addWidget(text)
        sheet.body.addSpacing(pixels(1))
        sheet.body.addLayout(self._place)
        sheet.body.addStretch(1)
        sheet.body.addLayout(row(self._problem, None, self._button))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(sheet)
        columns = QHBoxLayout(self)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(pixels(3))
        columns.addWidget(self.view)
        columns.addWidget(area, 1)
