"""The limits of one order as a table of inputs: a row each, a column for each environment."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from bracketdesk.domain.guards import Guards
from bracketdesk.domain.numbers import parse_number, parse_whole, plain
from bracketdesk.domain.session import Environment
from bracketdesk.ui.fields import set_invalid, text_label
from bracketdesk.ui.theme import pixels
from bracketdesk.ui.words import ENVIRONMENTS

WIDTH = 76
TOO_SMALL = "More than nought, or empty for no limit."
ROWS = {
    "contracts": "Contracts",
    "dollars": "Dollars at the stops",
    "ticks": "Entry price from the market, ticks",
}

Value = TypeVar("Value", int, Decimal)


@dataclass(frozen=True, slots=True)
class _Edits:
    """The inputs of one environment."""

    contracts: QLineEdit
    dollars: QLineEdit
    ticks: QLineEdit


class GuardFields(QWidget):
    """`changed` tells after each change what cannot be read, empty where everything can."""

    changed = Signal(str)

    def __init__(self, guards: dict[Environment, Guards]) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(pixels(2))
        self._grid.setVerticalSpacing(pixels(1))
        self._grid.setColumnStretch(0, 1)
        for row, label in enumerate(ROWS.values(), 1):
            self._grid.addWidget(text_label(text=label), row, 0)
        self._edits = {
            environment: self._column(column, environment, guards[environment])
            for column, environment in enumerate(ENVIRONMENTS, 1)
        }

    def guards(self) -> dict[Environment, Guards]:
        """Return what is typed; ValueError where something cannot be read."""
        return {
            environment: Guards(
                _read(edits.contracts, parse_whole),
                _read(edits.dollars, parse_number),
                _read(edits.ticks, parse_whole),
            )
            for environment, edits in self._edits.items()
        }

    def _column(self, column: int, environment: Environment, guards: Guards) -> _Edits:
        name = ENVIRONMENTS[environment]
        title = text_label(text=name, tone="secondary", size="small")
        self._grid.addWidget(title, 0, column, Qt.AlignmentFlag.AlignRight)
        dollars = "" if guards.dollars is None else plain(guards.dollars)
        texts = (_whole(guards.contracts), dollars, _whole(guards.ticks))
        edits = _Edits(*(_edit(name, part, text) for part, text in zip(ROWS, texts, strict=True)))
        for row, edit in enumerate((edits.contracts, edits.dollars, edits.ticks), 1):
            self._grid.addWidget(edit, row, column)
            edit.textChanged.connect(self._check)
        return edits

    def _check(self) -> None:
        """Mark what cannot be read, and tell the first of it."""
        wrong = ""
        for environment, edits in self._edits.items():
            checked = (
                ("contracts", _mark(edits.contracts, parse_whole)),
                ("dollars", _mark(edits.dollars, parse_number)),
                ("ticks", _mark(edits.ticks, parse_whole)),
            )
            for part, why in checked:
                if why and not wrong:
                    wrong = f"{ENVIRONMENTS[environment]}, {part}: {why}"
        self.changed.emit(wrong)


def _edit(environment: str, part: str, text: str) -> QLineEdit:
    edit = QLineEdit(text)
    edit.setObjectName(f"guard{environment}{part.capitalize()}Edit")
    edit.setAccessibleName(f"{environment}: at most, {ROWS[part].lower()}")
    edit.setAlignment(Qt.AlignmentFlag.AlignRight)
    edit.setPlaceholderText("off")
    edit.setFixedWidth(WIDTH)
    return edit


def _whole(value: int | None) -> str:
    return "" if value is None else str(value)


def _mark(edit: QLineEdit, parse: Callable[[str], Value]) -> str:
    """Mark an input that cannot be read, and return why."""
    why = ""
    try:
        _read(edit, parse)
    except ValueError as error:
        why = str(error)
    set_invalid(edit, why)
    return why


def _read(edit: QLineEdit, parse: Callable[[str], Value]) -> Value | None:
    """Return what an input says, None where it is empty."""
    text = edit.text().strip()
    if not text:
        return None
    value = parse(text)
    if value <= 0:
        raise ValueError(TOO_SMALL)
    return value
