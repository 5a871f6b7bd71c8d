"""The contract: its symbol with suggestions, what it is, its last day, and a tick's worth."""

from decimal import Decimal

from PySide6.QtCore import QObject, QStringListModel, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCompleter,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QVBoxLayout,
    QWidget,
)

from bracketdesk.controller.desk import Desk
from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.prices import format_points
from bracketdesk.ui.fields import labelled, set_tone, text_label
from bracketdesk.ui.theme import pixels
from bracketdesk.ui.times import to_the_day

DEBOUNCE_MS = 150


class SymbolRow(QWidget):
    """What is typed becomes the ticket's contract by Enter, by leaving the field, or by a choice.

    `changed` fires whenever `unsettled` may have changed.
    """

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.edit = QLineEdit()
        self.edit.setObjectName("symbolEdit")
        self.edit.setPlaceholderText("MESZ6")
        self.edit.setProperty("strong", True)
        self._names = QStringListModel(self)
        self._completer: QCompleter | None = None
        self._name = text_label("instrumentLabel")
        self._details = text_label("tickValueLabel", tone="secondary")
        self._remark = text_label("symbolTextLabel", tone="warning", size="small")
        self._debounce = _single_shot(self, DEBOUNCE_MS)
        self._taken = ""
        self._turn = _single_shot(self, 0)  # one choice in the popup arrives three times
        self._lay_out()
        self._connect()

    @property
    def unsettled(self) -> str:
        """Why the contract on the screen is not the desk's yet, or empty."""
        instrument = self._desk.instrument.value
        typed = self._typed()
        if instrument is not None and typed == instrument.symbol:
            return ""
        if not typed:
            return "Choose a contract"
        if self.edit.hasFocus() and self.edit.isModified():
            return f"Press Enter to take {typed}"
        return self._desk.symbol_text.value or f"Looking up {typed} …"

    def _typed(self) -> str:
        return self.edit.text().strip().upper()

    def _take(self) -> None:
        """Make what is typed the desk's contract, unless it is that already.

        Enter takes what was typed, and then the completion that was chosen meanwhile.
        """
        self._debounce.stop()
        self.edit.setModified(False)
        instrument, typed = self._desk.instrument.value, self._typed()
        here = instrument is not None and instrument.symbol == typed
        told = self._turn.isActive() and typed == self._taken
        if typed and not here and not told:
            self._taken = typed
            self._turn.start()
            self._desk.choose_symbol(typed)
        self._select()
        self.changed.emit()

    def _complete(self, name: str) -> None:
        """Take a completion; Qt would write it into the field only after this."""
        self.edit.setText(name)
        self._take()

    def _select(self) -> None:
        """Let what is typed next be another symbol, not the rest of this one."""
        if self.edit.hasFocus():
            self.edit.selectAll()

    def _leave(self) -> None:
        if self.edit.isModified():
            self._take()

    def _ask(self) -> None:
        if self._typed():
            self._desk.suggest(self._typed(), self._show_suggestions)

    def _show_suggestions(self, names: tuple[str, ...]) -> None:
        self._names.setStringList(list(names))
        if names and self._completer and self.edit.hasFocus() and self.edit.isModified():
            self._completer.complete()

    def _typing(self) -> None:
        if self._completer is None:
            self._completer = self._make_completer()
        self._debounce.start()
        self.changed.emit()

    def _show_instrument(self, instrument: Instrument | None) -> None:
        if instrument is not None and not (self.edit.hasFocus() and self.edit.isModified()):
            self.edit.setText(instrument.symbol)
            self._select()
        self._name.setText(instrument.description or instrument.product if instrument else "")
        self._details.setText(details(instrument) if instrument else "")
        self._show_remark(self._desk.symbol_text.value)

    def _show_remark(self, text: str) -> None:
        """Say what is to be said of the symbol, else the contract's last day."""
        instrument = self._desk.instrument.value
        tone = "loss" if instrument is None else "warning"
        self._remark.setText(text or expiry(instrument))
        set_tone(self._remark, tone if text else "secondary")
        self.changed.emit()

    def _make_completer(self) -> QCompleter:
        """Build the suggestions when something is typed: they would delay the first paint."""
        completer = QCompleter(self._names, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        popup = QListView()
        popup.setObjectName("symbolSuggestions")
        popup.setProperty("role", "popup")
        completer.setPopup(popup)
        completer.activated.connect(self._complete)
        self.edit.setCompleter(completer)
        return completer

    def _connect(self) -> None:
        self.edit.textEdited.connect(self._typing)
        self.edit.returnPressed.connect(self._take)
        self.edit.editingFinished.connect(self._leave)
        self._debounce.timeout.connect(self._ask)
        self._desk.instrument.listen(self._show_instrument)
        self._desk.symbol_text.listen(self._show_remark)

    def _lay_out(self) -> None:
        field = labelled("Sy&mbol", self.edit)
        field.setFixedWidth(132)
        for label in (self._remark, self._name, self._details):
            _keep_height(label)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(self._remark)
        words.addStretch(1)
        words.addWidget(self._name)
        words.addWidget(self._details)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(pixels(3))
        row.addWidget(field)
        row.addLayout(words)


def _keep_height(label: QLabel) -> None:
    """Give a label the height of a line even while it says nothing: no row may jump."""
    label.setText("X")
    label.ensurePolished()
    label.setMinimumHeight(label.sizeHint().height())
    label.clear()


def _single_shot(parent: QObject, milliseconds: int) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(milliseconds)
    return timer


def expiry(instrument: Instrument | None) -> str:
    """Return the last day: its month alone would be taken for the contract's."""
    expires = instrument.expires if instrument else None
    return f"Expires {to_the_day(expires)}" if expires else ""


def details(instrument: Instrument) -> str:
    """Return what a tick is worth: 0.25 = $1.25, or 5 = 2,500.00 JPY; its size where unknown."""
    tick, value = format_points(instrument.tick_size, instrument), _value(instrument.tick_value)
    if not instrument.currency:
        return tick
    return (
        f"{tick} = ${value}" if instrument.in_dollars else f"{tick} = {value} {instrument.currency}"
    )


def _value(amount: Decimal) -> str:
    """Cents at least, and all of 15.625."""
    exponent = amount.normalize().as_tuple().exponent
    return f"{amount:,.{max(2, -exponent if isinstance(exponent, int) else 0)}f}"
