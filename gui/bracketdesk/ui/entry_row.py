"""The row of the entry: side, type, quantity, prices, time in force, and the table's units."""

from datetime import datetime
from decimal import Decimal
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from bracketdesk.controller.views import QuoteView
from bracketdesk.domain.draft import TicketDraft
from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.problems import Problem, Severity
from bracketdesk.domain.settings import Units
from bracketdesk.domain.ticket import EntryType, Side, TimeInForce
from bracketdesk.ui.bracket_texts import UNIT_NAMES
from bracketdesk.ui.controls import Combo, Spin
from bracketdesk.ui.fields import labelled, set_invalid
from bracketdesk.ui.price_edit import PriceEdit
from bracketdesk.ui.side_buttons import SideButtons
from bracketdesk.ui.theme import pixels

ENTRY_TYPES = {
    EntryType.MARKET: "Market",
    EntryType.LIMIT: "Limit",
    EntryType.STOP: "Stop",
    EntryType.STOP_LIMIT: "Stop limit",
}
PRICE_WIDTH = 98
"""Room for 110.515625, the longest way to type a price."""
MOST = 99_999
"""What the quantity can hold; what may be sent is the domain's to say."""


class EntryRow(QWidget):
    """Everything about the entry. `changed` fires after each change by hand.

    `touched` fires when a field that was empty by itself is the trader's to fill.
    """

    changed = Signal()
    touched = Signal()
    unitsChosen = Signal(str)  # noqa: N815 - a Qt signal

    def __init__(self) -> None:
        super().__init__()
        self._quote: QuoteView | None = None
        self.side = SideButtons()
        self.type = _combo("entryTypeCombo", ENTRY_TYPES)
        self.quantity = Spin("contracts")
        self.limit = PriceEdit("limitPriceEdit", lambda: self._market(Side.BUY))
        self.stop = PriceEdit("stopPriceEdit", lambda: self._market(Side.SELL))
        self.time_in_force = _combo("timeInForceCombo", {t: t.value for t in TimeInForce})
        self.expiry = QLineEdit()
        self._texts: tuple[QLineEdit, ...] = (self.limit, self.stop, self.expiry)
        self._untouched = set(self._texts)
        self.units = _combo("unitsCombo", UNIT_NAMES)
        self._name_things()
        self._lay_out()
        self._connect()
        self._show_what_applies()

    def fill(self, draft: TicketDraft) -> TicketDraft:
        """Return the draft with what stands in this row."""
        return TicketDraft(
            side=self.side.side,
            quantity=self.quantity.typed,
            entry_type=self.entry_type,
            limit_price=self.limit.text(),
            stop_price=self.stop.text(),
            time_in_force=TimeInForce(self.time_in_force.currentData()),
            expire_time=self.expiry.text(),
            units=draft.units,
            levels=draft.levels,
            acknowledge_no_stop=draft.acknowledge_no_stop,
        )

    @property
    def entry_type(self) -> EntryType:
        """The entry type that is chosen."""
        return EntryType(self.type.currentData())

    def show_instrument(self, instrument: Instrument | None) -> None:
        """Step and write prices as this instrument does."""
        self.limit.instrument = self.stop.instrument = instrument
        self.units.setEnabled(instrument is not None)

    def show_quote(self, quote: QuoteView | None) -> None:
        """Remember where the market is: an empty price begins there."""
        self._quote = quote

    def show_units(self, units: Units) -> None:
        """Say what the distances are typed in."""
        self.units.setCurrentIndex(self.units.findData(units))

    def take(self, side: Side, quantity: int) -> None:
        """Take side and quantity; what else was chosen stays."""
        self.side.choose(side)
        self.quantity.setValue(quantity)

    def clear_prices(self) -> None:
        """Leave no price and no expiry of the last order behind."""
        for edit in self._texts:
            edit.clear()
        self._untouched.update(self._texts)

    def lacks(self, name: str) -> bool:
        """Whether a problem's field is empty and nobody has been there: nothing is wrong yet."""
        field = self.field(name)
        return isinstance(field, QLineEdit) and field in self._untouched and not field.text()

    def touch(self) -> None:
        """Take every field as the trader's to fill: sending was tried."""
        self._untouched.clear()
        self.touched.emit()

    def show_problems(self, problems: tuple[Problem, ...]) -> None:
        """Mark the fields that stand in the way."""
        errors = {p.field: p.text for p in problems if p.severity is Severity.ERROR}
        set_invalid(self.quantity, errors.get("quantity", ""))
        set_invalid(self.limit, errors.get("entry.limitPrice", ""))
        set_invalid(self.stop, errors.get("entry.stopPrice", ""))
        set_invalid(self.expiry, errors.get("entry.expireTime", ""))

    def field(self, name: str) -> QWidget | None:
        """Return the input a problem's field means."""
        return {
            "quantity": self.quantity,
            "entry.type": self.type,
            "entry.limitPrice": self.limit,
            "entry.stopPrice": self.stop,
            "entry.timeInForce": self.time_in_force,
            "entry.expireTime": self.expiry,
        }.get(name)

    def _market(self, side: Side) -> Decimal | None:
        """Return the price a first step begins at: the bid to buy at, the ask to sell at."""
        if self._quote is None:
            return None
        near = self._quote.bid if side is Side.BUY else self._quote.ask
        return near if near is not None else self._quote.last

    def _show_what_applies(self) -> None:
        self.limit.setEnabled(self.entry_type.has_limit)
        self.stop.setEnabled(self.entry_type.has_stop)
        gtd = self.time_in_force.currentData() == TimeInForce.GTD
        self._expiry_field.setVisible(gtd)

    def _changed_kind(self) -> None:
        self._show_what_applies()
        self.changed.emit()

    def _name_things(self) -> None:
        self.quantity.setObjectName("quantitySpin")
        self.quantity.setRange(1, MOST)
        self.quantity.setProperty("strong", True)
        self.expiry.setObjectName("expireTimeEdit")
        self.expiry.setProperty("role", "tight")
        self.expiry.setPlaceholderText("2026-12-01 15:00")
        self.expiry.setToolTip(f"Date and time in {datetime.now().astimezone().tzname()}")
        for price in (self.limit, self.stop):
            price.setPlaceholderText("–")

    def _lay_out(self) -> None:
        self._expiry_field = labelled("E&xpires", self.expiry)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(pixels(2))
        fields = (
            (labelled("", self.side), 150),
            (labelled("&Entry", self.type), 94),
            (labelled("&Quantity", self.quantity), 68),
            (labelled("&Limit", self.limit), PRICE_WIDTH),
            (labelled("St&op", self.stop), PRICE_WIDTH),
            (labelled("&Time in force", self.time_in_force), 78),
            (labelled("D&istances in", self.units), 98),
            (self._expiry_field, 134),  # last, so that it moves nothing when it comes
        )
        for field, width in fields:
            field.setFixedWidth(width)
            row.addWidget(field)
        row.addStretch(1)
        QWidget.setTabOrder(self.time_in_force, self.expiry)
        QWidget.setTabOrder(self.expiry, self.units)

    def _connect(self) -> None:
        self.side.changed.connect(self.changed)
        self.type.currentIndexChanged.connect(self._changed_kind)
        self.time_in_force.currentIndexChanged.connect(self._changed_kind)
        self.units.activated.connect(lambda _: self.unitsChosen.emit(self.units.currentData()))
        self.quantity.changed.connect(self.changed)
        for edit in self._texts:
            edit.textChanged.connect(self.changed)
            edit.textEdited.connect(partial(self._touch, edit))
            edit.editingFinished.connect(partial(self._touch, edit))

    def _touch(self, edit: QLineEdit, _: str = "") -> None:
        if edit in self._untouched:
            self._untouched.discard(edit)
            self.touched.emit()


def _combo(
    name: str, entries: dict[EntryType, str] | dict[TimeInForce, str] | dict[Units, str]
) -> Combo:
    combo = Combo()
    combo.setObjectName(name)
    for value, text in entries.items():
        combo.addItem(text, value)
    return combo
