"""The buttons under the bracket table, and how much of the quantity is assigned."""

import re
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QWidget

from bracketdesk.controller.views import Check
from bracketdesk.domain.validation import few_contracts
from bracketdesk.ui.bracket_columns import Column
from bracketdesk.ui.bracket_model import BracketModel, total
from bracketdesk.ui.bracket_table import BracketTable
from bracketdesk.ui.controls import Button
from bracketdesk.ui.fields import set_tone, text_label
from bracketdesk.ui.theme import pixels

SPLIT_TIP = "Share the quantity among the levels"
_LEVELS_QUANTITY = re.compile(r"levels\[\d+\]\.quantity")


class LevelTools(QWidget):
    """Acts on the table's current level. `quantity` says what the entry is for."""

    def __init__(
        self, table: BracketTable, model: BracketModel, quantity: Callable[[], int]
    ) -> None:
        super().__init__()
        self._table = table
        self._model = model
        self._quantity = quantity
        self.assigned = text_label("assignedLabel", strong=True)
        self._build()
        table.addition.connect(self.add)
        model.edited.connect(self.show_what_applies)
        self.show_what_applies()

    def add(self) -> None:
        """Append a level for what is not assigned yet."""
        self._model.add(self._quantity() - total(self._model.levels))
        self._table.show_field(self._model.rowCount() - 1, Column.TARGET)

    def show_check(self, check: Check) -> None:
        """Say how much of the quantity the levels have."""
        self.show_assigned(check.assigned, check.quantity)
        if check.ticket is None and not check.quantity:
            self.assigned.setText(f"{check.assigned:,} of ? assigned")
        if any(_LEVELS_QUANTITY.fullmatch(problem.field) for problem in check.errors):
            set_tone(self.assigned, "loss")

    def show_assigned(self, assigned: int, quantity: int) -> None:
        """Say that the levels have `assigned` of `quantity` contracts."""
        self.assigned.setText(f"{assigned:,} of {quantity:,} assigned")
        whole = assigned == quantity and quantity > 0
        set_tone(self.assigned, "gain" if whole else "loss")
        self.show_what_applies()

    def _split(self) -> None:
        self._model.split_evenly(self._quantity())

    def show_what_applies(self) -> None:
        """Let the buttons be clicked that can do something."""
        several = self._model.rowCount() > 1
        some = self._model.rowCount() > 0
        for button in (self._duplicate, self._remove):
            self._enable(button, some)
        levels, quantity = self._model.rowCount(), self._quantity()
        self._enable(self._split_evenly, 0 < levels <= quantity)
        few = quantity < levels
        self._split_evenly.setToolTip(few_contracts(levels, quantity) if few else SPLIT_TIP)
        self._enable(self._up, several)
        self._enable(self._down, several)
        self._enable(self._undo, self._model.can_undo)
        self._enable(self._redo, self._model.can_redo)

    def _enable(self, button: Button, can: bool) -> None:
        """Pass the focus of a button that goes dark to the table, at the cell where it was."""
        if not can and button.hasFocus():
            self._table.setFocus(Qt.FocusReason.OtherFocusReason)
        button.setEnabled(can)

    def _build(self) -> None:
        table, model = self._table, self._model
        add = _button("addLevelButton", "+ Le&vel", "Add a level (Insert)", self.add)
        self._duplicate = _button(
            "duplicateLevelButton", "D&uplicate", "Copy the level (Ctrl+D)", table.duplicate
        )
        self._remove = _button(
            "removeLevelButton", "&Remove", "Remove the level (Ctrl+Delete)", table.remove
        )
        self._split_evenly = _button("splitEvenlyButton", "S&plit evenly", SPLIT_TIP, self._split)
        self._up = _sign(
            "moveLevelUpButton", "↑", "Move the level up (Alt+Up)", lambda: table.shift(-1)
        )
        self._down = _sign(
            "moveLevelDownButton", "↓", "Move the level down (Alt+Down)", lambda: table.shift(1)
        )
        self._undo = _sign("undoButton", "↶", "Undo (Ctrl+Z)", model.undo)
        self._redo = _sign("redoButton", "↷", "Redo (Ctrl+Shift+Z)", model.redo)
        self._lay_out(add)
        for keys, button in (("Ctrl+Z", self._undo), ("Ctrl+Shift+Z", self._redo)):
            QShortcut(QKeySequence(keys), self, button.click)
        QShortcut(QKeySequence("Ctrl+Y"), self, self._redo.click)

    def _lay_out(self, add: Button) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(pixels(2))
        for button in (add, self._duplicate, self._remove, self._split_evenly):
            row.addWidget(button)
        row.addSpacing(pixels(2))
        for pair in ((self._up, self._down), (self._undo, self._redo)):
            for button in pair:
                row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.assigned)


def _button(name: str, text: str, tip: str, act: Callable[[], object]) -> Button:
    button = Button(text)
    button.setObjectName(name)
    button.setToolTip(tip)
    button.clicked.connect(lambda _: act())
    return button


def _sign(name: str, text: str, tip: str, act: Callable[[], object]) -> Button:
    """Return a button that is one sign wide; its name is told to assistive technology."""
    button = _button(name, text, tip, act)
    button.setAccessibleName(tip.partition(" (")[0])
    button.setProperty("role", "sign")
    button.setFixedWidth(30)
    return button
