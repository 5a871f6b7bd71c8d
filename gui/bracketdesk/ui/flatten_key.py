"""Flatten by its key, wherever the keys go in the window: always with its question."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from bracketdesk.controller.after.views import LooseView
from bracketdesk.controller.desk import Desk
from bracketdesk.controller.views import StrategyView
from bracketdesk.ui.exit_question import ask_exit

KEY = "Ctrl+Shift+F"
NO_CONTRACT = "There is nothing to flatten: the ticket has no symbol yet."
FLAT = "There is nothing to flatten: {} has no position and no order works."


class FlattenKey(QObject):
    """In the strategies it means the contract of the chosen row, anywhere else the ticket's."""

    def __init__(self, window: QWidget, desk: Desk) -> None:
        super().__init__(window)
        self._window = window
        self._desk = desk
        self._asking = False
        QShortcut(QKeySequence(KEY), window, self._flatten).setAutoRepeat(False)

    def _flatten(self) -> None:
        meant = self._chosen() or self._of_ticket()
        if meant is None:
            self._desk.notice.set(NO_CONTRACT)
        elif self._may_be_open(*meant):
            self._ask(meant[0])
        else:
            self._desk.notice.set(self._desk.after.unseen.value or FLAT.format(meant[1]))

    def _chosen(self) -> tuple[int, str] | None:
        """Return the contract of the row the keys go to, with its name."""
        from bracketdesk.ui.strategies_tab import (  # noqa: PLC0415 - when it is wanted
            StrategiesTab,
        )

        at: QWidget | None = self._window.focusWidget()
        while at is not None and not isinstance(at, StrategiesTab):
            at = at.parentWidget()
        chosen = at.chosen() if at is not None else None
        if chosen is None or chosen.contract_id is None:
            return None
        return chosen.contract_id, chosen.symbol

    def _of_ticket(self) -> tuple[int, str] | None:
        instrument = self._desk.instrument.value
        return (instrument.contract_id, instrument.symbol) if instrument else None

    def _may_be_open(self, contract: int, symbol: str) -> bool:
        """Whether anything of it is open, or may be: while the line is down, or an order of
        unknown outcome is about, what is shown is no proof that it is flat.
        """
        desk = self._desk
        lock = desk.lock.value
        if desk.session.value.as_of is not None or (lock and lock.symbol == symbol):
            return True
        position = any(view.net for view in desk.positions.value if view.contract_id == contract)
        orders: tuple[StrategyView | LooseView, ...] = (
            *desk.strategies.value,
            *desk.after.loose.value,
        )
        return position or any(view.running for view in orders if view.contract_id == contract)

    def _ask(self, contract: int) -> None:
        """Ask one question at a time: a key pressed twice may arrive before the first is seen."""
        if self._asking:
            return
        self._asking = True
        after = self._desk.after
        asked = after.ask_flatten(contract)
        question = ask_exit(self._window, self._desk, asked, lambda: after.flatten(contract))
        question.finished.connect(self._answered)

    def _answered(self, _: int) -> None:
        self._asking = False
