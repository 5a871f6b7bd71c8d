"""The inputs of a drill's parameters, made as its sheet says."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from bracketdesk.domain.drills import DrillField, DrillFieldKind, DrillSheet, Parameters
from bracketdesk.ui.controls import Combo, Spin
from bracketdesk.ui.fields import labelled, set_invalid
from bracketdesk.ui.theme import pixels

COLUMNS = 2

Input = Spin | Combo | QLineEdit


class DrillForm(QWidget):
    """One labelled input a parameter, in two columns; long choices take a row of their own.

    `changed` carries what cannot be read of the numbers, empty where all of them can.
    """

    changed = Signal(str)

    def __init__(self, sheet: DrillSheet) -> None:
        super().__init__()
        self._inputs = {field.name: _input(field) for field in sheet.fields}
        self._spins = [made for made in self._inputs.values() if isinstance(made, Spin)]
        for spin in self._spins:
            spin.changed.connect(self._typed)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(pixels(3))
        grid.setVerticalSpacing(pixels(2))
        place = 0
        for field in sheet.fields:
            wide = field.kind is DrillFieldKind.CHOICE
            place += place % COLUMNS if wide else 0
            widget = labelled(field.label, self._inputs[field.name])
            grid.addWidget(widget, place // COLUMNS, place % COLUMNS, 1, COLUMNS if wide else 1)
            place += COLUMNS if wide else 1
        for column in range(COLUMNS):
            grid.setColumnStretch(column, 1)

    @property
    def inputs(self) -> tuple[QWidget, ...]:
        """The inputs, in their order."""
        return tuple(self._inputs.values())

    def parameters(self) -> Parameters:
        """Return what is chosen and typed."""
        return {name: _value(widget) for name, widget in self._inputs.items()}

    def _typed(self) -> None:
        """Mark what cannot be read, and tell the first of it."""
        for spin in self._spins:
            set_invalid(spin, spin.problem)
        wrong = (f"{spin.accessibleName()}: {spin.problem}" for spin in self._spins if spin.problem)
        self.changed.emit(next(wrong, ""))


def _input(field: DrillField) -> Input:
    makers = {DrillFieldKind.NUMBER: _spin, DrillFieldKind.CHOICE: _combo}
    widget = makers.get(field.kind, _edit)(field)
    widget.setObjectName(f"drill{field.name.capitalize()}Input")
    return widget


def _spin(field: DrillField) -> Input:
    spin = Spin()
    spin.setRange(field.least or 0, field.most or 0)
    spin.setValue(int(field.default))
    spin.setSuffix(f" {field.unit}" if field.unit else "")
    return spin


def _combo(field: DrillField) -> Input:
    combo = Combo()
    for choice in field.choices:
        combo.addItem(choice.label, choice.value)
    combo.setCurrentIndex(combo.findData(field.default))
    combo.setMinimumContentsLength(12)
    return combo


def _edit(field: DrillField) -> Input:
    edit = QLineEdit(str(field.default))
    edit.setPlaceholderText("any")
    edit.setMaxLength(64)
    return edit


def _value(widget: Input) -> int | str:
    if isinstance(widget, Spin):
        return widget.value()
    return str(widget.currentData()) if isinstance(widget, Combo) else widget.text().strip()
