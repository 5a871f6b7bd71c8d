"""Exits for a position that is open, whoever opened it: the bracket table, sent as pairs.

The dialog stays beside the window, so that nothing keeps the trader from getting out meanwhile.
"""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QVBoxLayout, QWidget

from bracketdesk.controller.after.views import ExitsCheck, Question
from bracketdesk.controller.desk import Desk
from bracketdesk.controller.views import SessionView
from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.settings import Units
from bracketdesk.domain.ticket import Side, TimeInForce
from bracketdesk.ui.bracket_columns import Column, cell_of
from bracketdesk.ui.bracket_model import total
from bracketdesk.ui.bracket_table import BracketTable
from bracketdesk.ui.bracket_texts import UNIT_NAMES
from bracketdesk.ui.controls import Combo
from bracketdesk.ui.draft_check import PACE_MS
from bracketdesk.ui.exit_question import unless_frozen
from bracketdesk.ui.exits_model import WITHOUT, ExitsModel
from bracketdesk.ui.fields import labelled, row, set_tone, text_label
from bracketdesk.ui.figures import price_text, signed
from bracketdesk.ui.level_tools import LevelTools
from bracketdesk.ui.problem_list import ProblemList, blocked_text
from bracketdesk.ui.send_button import SendButton
from bracketdesk.ui.text_boxes import ReadBox, wrapping
from bracketdesk.ui.theme import pixels
from bracketdesk.ui.words import where

SIZE = (600, 470)
FIXED = "These exits lie at fixed prices; their stops do not trail."
NOTHING_YET = "Type a stop for each level, and all of it is said here in one sentence."
LEAST_LINES = 3
LIVES = (TimeInForce.DAY, TimeInForce.GTC)


class ExitsDialog(QDialog):
    """What was typed is kept while it is open, though the position changes.

    Another account or environment closes it: what was typed was meant for the first.
    """

    def __init__(self, parent: QWidget | None, desk: Desk, contract_id: int) -> None:
        super().__init__(parent)
        self.contract_id = contract_id
        self._desk = desk
        self._check: ExitsCheck | None = None
        self.setObjectName("exitsDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(*SIZE)
        settings = desk.settings.value
        self._life = _combo("exitsTimeInForceCombo", {life: life.value for life in LIVES})
        self._units = _combo("exitsUnitsCombo", UNIT_NAMES)
        first = desk.after.check_exits(contract_id, (), settings.units, TimeInForce.DAY)
        self._model = ExitsModel(self, settings.units, first.uncovered)
        self._table = BracketTable(self._model, WITHOUT)
        self._tools = LevelTools(self._table, self._model, self._uncovered)
        self._soon = self._timer(0)
        self._paced = self._timer(PACE_MS)
        self._done = QTimer(self)
        self._done.setSingleShot(True)
        self._done.timeout.connect(self.accept)
        self._build()
        self._lay_out()
        self._session = desk.session.value
        self._stops = self._listen()
        self.finished.connect(self._leave)
        self._look()

    def begin(self) -> None:
        """Go to the first stop, ready to type: it is what the position lacks."""
        self._table.show_field(0, Column.STOP)

    # What stands in the form
    @property
    def check(self) -> ExitsCheck:
        """What the desk thinks of the form as it stands."""
        return self._desk.after.check_exits(
            self.contract_id,
            self._model.levels,
            self._model.units,
            TimeInForce(self._life.currentData()),
        )

    def _uncovered(self) -> int:
        """Return the contracts that no stop protects."""
        return self._check.uncovered if self._check else 0

    def _instrument(self) -> Instrument | None:
        """Return how the contract's prices are written, None where that is not known."""
        for view in self._desk.positions.value:
            if view.contract_id == self.contract_id and view.instrument is not None:
                return view.instrument
        chosen = self._desk.instrument.value
        return chosen if chosen is not None and chosen.contract_id == self.contract_id else None

    # What the desk says
    def _look(self) -> None:
        """Check and show the form; the fields stay as they were typed."""
        self._soon.stop()
        self._paced.stop()
        instrument = self._instrument()
        if instrument != self._model.instrument:
            self._model.show_instrument(instrument)
            self._units.setEnabled(instrument is not None)
        check = self.check
        if check != self._check:
            self._check = check
            self._show(check)
        self._tools.show_assigned(total(self._model.levels), check.uncovered)

    def _show(self, check: ExitsCheck) -> None:
        symbol = check.symbol or "this contract"
        self.setWindowTitle(f"Exits for {symbol}")
        self._title.setText(position_text(check, self._model.instrument))
        self._open.setText(uncovered_text(check))
        set_tone(self._open, "loss" if check.uncovered else "gain" if check.net else "secondary")
        self._model.show_lines(check.lines)
        self._model.show_problems(check.problems)
        self._problems.show_problems(check.problems)
        self._sentence.show_text(check.sentence or NOTHING_YET)
        self._show_button(check)

    def _show_button(self, check: ExitsCheck) -> None:
        if check.blocked:
            blocked = blocked_text(check.blocked, check.problems)
            self._protect.show_blocked(blocked)
            self._protect.setToolTip(blocked)
            return
        out = Side.SELL if check.net > 0 else Side.BUY
        self._protect.show_ready(out, deed_text(check), where(self._session))
        set_tone(self._protect, "accent")
        self._protect.setToolTip("Ctrl+Enter")

    def _take_session(self, session: SessionView) -> None:
        """Close on another account; one that is only not known now is waited for."""
        account = session.account or self._session.account
        if (session.environment, account) != (self._session.environment, self._session.account):
            self.reject()
        else:
            self._soon.start()

    # What is done by hand
    def _show_field(self, field: str) -> None:
        cell = cell_of(field)
        if cell is not None:
            self._table.show_field(*cell)
        elif field == "timeInForce":
            self._life.setFocus()
        else:
            self._table.setFocus()

    def _send(self) -> None:
        """Place them as they were shown; first ask where the broker wants silence."""
        check, shown = self.check, self._check
        moved = shown is None or (check.net, check.average) != (shown.net, shown.average)
        if check.blocked or moved:
            self._look()
        else:
            words = deed_text(check)
            asked = Question(f"{words} now?", check.sentence, words)
            unless_frozen(self, self._desk, asked, self._place_them)

    def _place_them(self) -> None:
        """Send; the dialog outlives a double click, whose other half would hit what lies below."""
        life = TimeInForce(self._life.currentData())
        levels, units = self._model.levels, self._model.units
        if self._desk.after.protect(self.contract_id, levels, units, life):
            self.setEnabled(False)
            self._done.start(QApplication.doubleClickInterval())
        else:
            self._look()

    # Building
    def _build(self) -> None:
        self._title = wrapping("exitsTitle", size="large")
        self._open = text_label("exitsUncovered", strong=True)
        self._problems = ProblemList()
        self._problems.setObjectName("exitsProblemList")
        self._problems.hide()
        self._sentence = ReadBox("exitsSentence", LEAST_LINES)
        self._sentence.setAccessibleName("What will be sent")
        self._protect = SendButton()
        self._close = QPushButton("Close")
        self._table.setObjectName("exitsTable")
        self._units.setCurrentIndex(self._units.findData(self._model.units))
        self._protect.setObjectName("protectButton")
        self._close.setObjectName("exitsCloseButton")
        for button in self._tools.findChildren(QPushButton):
            name = button.objectName()
            button.setObjectName(f"exits{name[:1].upper()}{name[1:]}")
        self._tools.assigned.setObjectName("exitsAssignedLabel")
        self._connect()

    def _connect(self) -> None:
        self._model.edited.connect(self._soon.start)
        self._life.currentIndexChanged.connect(lambda _: self._soon.start())
        self._units.activated.connect(
            lambda _: self._model.change_units(Units(self._units.currentData()))
        )
        self._problems.chosen.connect(self._show_field)
        self._protect.clicked.connect(self._send)
        self._close.clicked.connect(self.reject)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self._protect.click).setAutoRepeat(False)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(pixels(5), pixels(4), pixels(5), pixels(4))
        column.setSpacing(pixels(2))
        life = labelled("&Time in force", self._life)
        units = labelled("D&istances in", self._units)
        column.addWidget(self._title)
        column.addLayout(row(self._open, None, life, units))
        column.addWidget(self._table, 1)
        column.addWidget(self._tools)
        column.addWidget(self._problems)
        column.addWidget(self._sentence)
        column.addWidget(text_label("exitsFixed", FIXED, tone="secondary", size="small"))
        foot = row(self._close, self._protect, spacing=2)
        foot.setStretch(1, 1)
        column.addLayout(foot)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)  # Enter belongs to the table

    def _timer(self, milliseconds: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(self._look)
        return timer

    def _listen(self) -> list[Callable[[], None]]:
        desk = self._desk
        return [
            desk.session.listen(self._take_session),
            desk.positions.listen(lambda _: self._refresh()),
            desk.after.covers.listen(lambda _: self._soon.start()),
            desk.quote.listen(lambda _: self._refresh()),
        ]

    def _refresh(self) -> None:
        """Look again soon: the market or the open loss has moved."""
        if not self._paced.isActive():
            self._paced.start()

    def _leave(self) -> None:
        self._soon.stop()
        self._paced.stop()
        for stop in self._stops:
            stop()


def show_exits(window: QWidget, desk: Desk, contract_id: int) -> None:
    """Show the dialog of a contract, or bring the one that is open to the front."""
    open_ones = [d for d in window.findChildren(ExitsDialog) if d.isVisible()]
    same = next((d for d in open_ones if d.contract_id == contract_id), None)
    dialog = same or ExitsDialog(window, desk, contract_id)
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()
    if same is None:
        dialog.begin()


def position_text(check: ExitsCheck, instrument: Instrument | None) -> str:
    """Return MESZ6 · position +4 at 6012.50, or that there is none."""
    if not check.net:
        return f"{check.symbol} · no position" if check.symbol else "No position"
    at = "" if check.average is None else f" at {price_text(check.average, instrument)}"
    return f"{check.symbol} · position {signed(check.net)}{at}"


def deed_text(check: ExitsCheck) -> str:
    """Return what a click does: Protect 2 MESZ6; targets alone protect nothing."""
    protected = sum(line.quantity for line in check.lines if line.stop is not None)
    return f"Protect {protected:,} {check.symbol}" if protected else f"Targets for {check.symbol}"


def uncovered_text(check: ExitsCheck) -> str:
    """Return how much of the position no stop protects."""
    if not check.net:
        return "Nothing to protect"
    if not check.uncovered:
        return "Stops protect all of it"
    has = "has" if check.uncovered == 1 else "have"
    return f"{check.uncovered:,} of {abs(check.net):,} {has} no stop"


def _combo(name: str, entries: dict[TimeInForce, str] | dict[Units, str]) -> Combo:
    combo = Combo()
    combo.setObjectName(name)
    for entry, text in entries.items():
        combo.addItem(text, entry)
    return combo
