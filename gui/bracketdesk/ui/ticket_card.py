"""The ticket: everything that is composed before one click, and the click."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from bracketdesk.controller.desk import Desk
from bracketdesk.controller.views import Check, Connection, QuoteView, ResultView
from bracketdesk.domain.draft import TicketDraft
from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.outcomes import OutcomeKind
from bracketdesk.domain.settings import Units
from bracketdesk.ui.announcing import announce
from bracketdesk.ui.bracket_columns import cell_of
from bracketdesk.ui.bracket_model import BracketModel
from bracketdesk.ui.bracket_table import BracketTable
from bracketdesk.ui.draft_check import DraftCheck
from bracketdesk.ui.entry_row import EntryRow
from bracketdesk.ui.fields import Card, row
from bracketdesk.ui.level_tools import LevelTools
from bracketdesk.ui.problem_list import blocked_text
from bracketdesk.ui.quote_line import QuoteLine
from bracketdesk.ui.review import Review
from bracketdesk.ui.sender import Sender
from bracketdesk.ui.symbol_row import SymbolRow
from bracketdesk.ui.theme import WAIT_MS, pixels
from bracketdesk.ui.words import live_account

if TYPE_CHECKING:
    from bracketdesk.controller.after.views import Prefill

SENDING = "Sending …"
SIZES_LEFT = "{} is another product than {}: one contract a level now. {}"
UNDO = "Undo brings the levels' sizes back."
COLUMN_GAP = pixels(6)
REVIEW_WIDTHS = (300, 392)
"""The review beside the table is at least and at most so wide."""
ANY_WIDTH = 16_777_215
"""Qt's own word for no limit (QWIDGETSIZE_MAX)."""
USUAL_HEIGHT = 810
"""The window's, for which the table shows five levels; half of what it has more is the table's."""
Direction = QBoxLayout.Direction


class TicketCard(Card):
    """Composes a `TicketDraft`, has the desk check it, and shows what came of it.

    `checked` carries each new Check on to whoever shows it (the params tab).
    """

    checked = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("ticketCard")
        self._desk = desk
        self._stacked = False
        self._units_known = False
        self._cleared_for = ""
        self._sized_for: Instrument | None = None
        self._open_levels = 0
        self._tools_width = 0  # what the width was last shared for
        self._former = 1  # the quantity before this one
        self._shown: Check | None = None
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(WAIT_MS)
        self._wait.timeout.connect(self._show_button)
        self.symbol = SymbolRow(desk)
        self.quote = QuoteLine(desk)
        self.entry = EntryRow()
        self.model = BracketModel(self)
        self.table = BracketTable(self.model)
        self.tools = LevelTools(self.table, self.model, self._quantity)
        self.review = Review()
        self.check = DraftCheck(desk, self.draft, self)
        self._sender = Sender(desk, self.check.latest, self._blocked, self)
        self._lay_out()
        self._connect()
        self._listen()

    def draft(self) -> TicketDraft:
        """Return the form as it stands."""
        return self.entry.fill(
            TicketDraft(
                units=self.model.units,
                levels=self.model.levels,
                acknowledge_no_stop=self.review.acknowledge.isChecked(),
            )
        )

    def send(self) -> None:
        """Do what the send button does; what is lacking is marked from now on."""
        self._sender.send()
        if self._shown and any(self.entry.lacks(each.field) for each in self._shown.problems):
            self.entry.touch()

    def set_shape(self, *, stacked: bool, tight: bool) -> None:
        """Put the review under the table or at its right; tighten the rows of a low window."""
        self._stacked = stacked
        self._lower.setDirection(Direction.TopToBottom if stacked else Direction.LeftToRight)
        self.review.set_shape(stacked=stacked, tight=tight)
        edge = pixels(2 if tight else 3)
        self.body.setContentsMargins(pixels(4), edge, pixels(4), edge)
        self.body.setSpacing(pixels(1.5 if tight else 3))
        self._lower.setSpacing(self.body.spacing() if stacked else COLUMN_GAP)
        self.table.be_high(self.window().height() - USUAL_HEIGHT)
        self._share_width()

    def make_room(self, wanted: bool) -> None:
        """Leave to the status panel what further rows of the table would take, or have it."""
        self.table.be_modest(wanted)
        height = QSizePolicy.Policy.Preferred if wanted else QSizePolicy.Policy.Maximum
        self.setSizePolicy(QSizePolicy.Policy.Preferred, height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the new width."""
        super().resizeEvent(event)
        self._share_width()

    def _share_width(self) -> None:
        """Give the table and what is under it their room, the review the rest in its bounds."""
        inside = self.contentsRect().width() - 2 * pixels(4)
        self._tools_width = self.tools.minimumSizeHint().width()
        room = inside - COLUMN_GAP - max(self.table.natural_width, self._tools_width)
        least, most = REVIEW_WIDTHS
        wanted = max(least, min(most, room))
        self.review.setMinimumWidth(0 if self._stacked else wanted)
        self.review.setMaximumWidth(ANY_WIDTH if self._stacked else wanted)

    def show_field(self, field: str) -> None:
        """Go to the input a problem names."""
        cell = cell_of(field)
        widget = self.entry.field(field)
        if cell is not None:
            self.table.show_field(*cell)
        elif field == "levels":
            self.table.setFocus()
        elif field == "side":
            self.entry.side.take_focus()
        else:
            (widget or self.symbol.edit).setFocus()

    # What the desk says
    def _show_instrument(self, instrument: Instrument | None) -> None:
        """Take a new contract: side and prices of the last one are left behind."""
        before = self.model.instrument
        self.entry.show_instrument(instrument)
        self.model.show_instrument(instrument)
        if instrument is not None and not self._units_known:
            self._units_known = True
            self.model.start_in(self._desk.settings.value.units)
        if before is not None and (instrument is None or instrument.symbol != before.symbol):
            self.entry.clear_prices()
            self.entry.side.clear()
        if instrument is not None:
            self._leave_sizes(instrument)
        self.check.touch()

    def _leave_sizes(self, instrument: Instrument) -> None:
        """Begin with one contract a level on another product: seven of MES are not seven of ES.

        Distances stay as typed, and a roll to another month keeps the sizes too.
        """
        former, self._sized_for = self._sized_for, instrument
        if former is None or former.product == instrument.product:
            return
        self.review.acknowledge.setChecked(False)
        sized, quantity = self.model.one_each(), max(1, len(self.model.levels))
        entered = self._quantity() != quantity
        self.entry.quantity.setValue(quantity)
        if sized or entered:
            said = SIZES_LEFT.format(instrument.symbol, former.symbol, UNDO if sized else "")
            self._desk.notice.set(said.rstrip())

    def _show_quote(self, quote: QuoteView | None) -> None:
        self.entry.show_quote(quote)
        self.check.refresh()

    def _show_result(self, result: ResultView | None) -> None:
        """Show a wait only where there is one to see; the desk takes no second click anyway."""
        if result is not None and result.pending:
            self._wait.start()
            return
        self._wait.stop()
        if result is not None and result.kind is OutcomeKind.ACCEPTED:
            self._leave_no_prices(result.uuid)
        self.check.touch()
        self._show_button()

    def _leave_no_prices(self, uuid: str) -> None:
        """Clear the entry's prices once for each order that was accepted; the levels stay."""
        if uuid != self._cleared_for:
            self._cleared_for = uuid
            self.entry.clear_prices()
            self.review.acknowledge.setChecked(False)

    def _take_prefill(self, prefill: "Prefill | None") -> None:
        """Fill in the other side after a reverse, where the ticket is of that contract."""
        instrument = self._desk.instrument.value
        if prefill is None or instrument is None:
            return
        if instrument.contract_id == prefill.contract_id:
            self.entry.take(prefill.side, prefill.quantity)
            what = f"{prefill.side} {prefill.quantity} {instrument.symbol}"
            announce(self, f"The ticket is filled in: {what}. Nothing was sent.")

    # What the check says
    def _show_check(self, check: Check) -> None:
        self.model.show_figures(check.figures)
        if self._shown is None or check.problems != self._shown.problems:
            self.model.show_problems(check.problems)
        self._shown = check
        self.tools.show_check(check)
        if self.tools.minimumSizeHint().width() != self._tools_width:
            self._share_width()
        self._show_problems()
        self._show_button()
        self.checked.emit(check)

    def _show_problems(self) -> None:
        """Mark and list what is wrong; what merely waits to be filled in, the button says."""
        check = self._shown
        if check is not None:
            wrong = tuple(p for p in check.problems if not self.entry.lacks(p.field))
            self.entry.show_problems(wrong)
            self.review.show_check(replace(check, problems=wrong), self._open_levels)

    def _show_button(self) -> None:
        """Say on the button what it sends, or why it cannot."""
        if self._shown is None:
            return
        account = live_account(self._desk.session.value)
        self.review.show_button(self._shown, self._blocked(self._shown), account)

    def _blocked(self, check: Check) -> str:
        """Return why the ticket cannot go now, or empty."""
        result = self._desk.result.value
        if result is not None and result.pending:
            return SENDING
        blocked = blocked_text(check.blocked, check.problems)
        if self._desk.session.value.connection is not Connection.CONNECTED:
            return blocked or self.symbol.unsettled
        return self.symbol.unsettled or blocked

    # What is done by hand
    def _table_edited(self) -> None:
        """Take the tick of the open loss back where another level lost its stop."""
        open_levels = sum(not level.stop.strip() for level in self.model.levels)
        if open_levels > self._open_levels:
            self.review.acknowledge.setChecked(False)
        self._open_levels = open_levels
        self.entry.show_units(self.model.units)
        self.check.touch()

    def _choose_units(self, name: str) -> None:
        units = Units(name)
        self.model.change_units(units)
        self._desk.change_settings(replace(self._desk.settings.value, units=units))

    def _follow(self, quantity: int) -> None:
        """Let the only level have the new quantity, if it had the former one."""
        former, self._former = self._former, quantity
        self.model.follow(former, quantity)

    def _quantity(self) -> int:
        quantity = self.entry.quantity
        return 0 if quantity.problem else quantity.value()

    def _lay_out(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(pixels(2))
        column.addWidget(self.table, 1)
        column.addWidget(self.tools)
        self._lower = QBoxLayout(Direction.LeftToRight)
        self._lower.addWidget(left, 1)
        self._lower.addWidget(self.review)
        self.body.addLayout(row(self.symbol, None, self.quote))
        self.body.addWidget(self.entry)
        self.body.addLayout(self._lower, 1)
        self.make_room(False)
        self.set_shape(stacked=False, tight=False)

    def _connect(self) -> None:
        self.entry.changed.connect(self.check.touch)
        self.entry.quantity.valueChanged.connect(self._follow)
        self.entry.quantity.changed.connect(self.tools.show_what_applies)
        self.entry.touched.connect(self._show_problems)
        self.entry.unitsChosen.connect(self._choose_units)
        self.model.edited.connect(self._table_edited)
        self.table.widthsChanged.connect(self._share_width)
        self.symbol.changed.connect(self._show_button)
        self.review.acknowledged.connect(self.check.touch)
        self.review.sent.connect(self.send)
        self.review.problems.chosen.connect(self.show_field)
        self.check.checked.connect(self._show_check)

    def _listen(self) -> None:
        desk = self._desk
        desk.instrument.listen(self._show_instrument)
        desk.quote.listen(self._show_quote)
        desk.result.listen(self._show_result)
        desk.lock.listen(self.check.touch)
        desk.session.listen(self.check.touch)
        desk.after.prefill.listen(self._take_prefill)
