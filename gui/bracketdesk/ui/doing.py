"""From a click on a deed to the desk: the question where one is wanted, each click once."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from bracketdesk.controller.after.views import Question
from bracketdesk.controller.desk import Desk
from bracketdesk.controller.views import StrategyView
from bracketdesk.domain.numbers import MINUS
from bracketdesk.domain.texts import counted
from bracketdesk.ui.chosen import Chosen, movables
from bracketdesk.ui.deeds import Deed
from bracketdesk.ui.exit_question import ask_exit, unless_frozen
from bracketdesk.ui.move_editor import MoveEditor
from bracketdesk.ui.once import Once


class Doing(QObject):
    """Does deeds with what `chosen` returns at the click. `editing`: the editor came or went."""

    editing = Signal()

    def __init__(
        self,
        desk: Desk,
        tab: QWidget,
        chosen: Callable[[], Chosen],
        editor: MoveEditor,
        ticks: Callable[[], int],
    ) -> None:
        super().__init__(tab)
        self._desk = desk
        self._after = desk.after
        self._tab = tab
        self._chosen = chosen
        self._editor = editor
        self._ticks = ticks
        self._once = Once()
        self._asking = False
        self._home: QWidget | None = None  # where the focus was before the editor
        self._deeds: dict[Deed, Callable[[Chosen], None]] = {
            Deed.FLATTEN: self._flatten,
            Deed.CANCEL_ENTRY: self._cancel_entry,
            Deed.MOVE: self._open_editor,
            Deed.BREAKEVEN: self._breakeven,
            Deed.STOP_STRATEGY: self._stop_strategy,
            Deed.CANCEL_LEVEL: self._cancel_level,
            Deed.CANCEL_ORDER: self._cancel_order,
            Deed.REVERSE: self._reverse,
        }
        editor.moved.connect(self._move)
        editor.nudged.connect(self._nudge)
        editor.left.connect(self.close_editor)

    def do(self, deed: Deed) -> None:
        """Do this with what is chosen now."""
        self._deeds[deed](self._chosen())

    def nudge_chosen(self, ticks: int) -> None:
        """Move the one exit that is chosen, or what the editor names; of several it asks which."""
        chosen = self._chosen()
        found = movables(chosen)
        if not self._editor.isHidden():
            self._editor.nudge(ticks)
        elif not found:
            return
        elif chosen.order is None:
            self._open_editor(chosen)
        elif found[0].orders == (chosen.order.order_id,) and not found[0].fixed:
            self._nudge(found[0].orders, ticks)

    # With a question
    def _cancel_entry(self, chosen: Chosen) -> None:
        view = chosen.strategy
        if view is not None:
            asked = Question(
                f"Cancel the entry of {view.side} {view.quantity} {view.symbol}?",
                cancel_text(view),
                "Cancel entry",
            )
            self._ask(asked, lambda: self._after.cancel_entry(view.id))

    def _cancel_level(self, chosen: Chosen) -> None:
        view, level = chosen.strategy, chosen.level
        if view is not None and level is not None:
            asked = self._after.ask_cancel_level(view.id, level.number)
            self._ask(asked, lambda: self._after.cancel_level(view.id, level.number))

    def _cancel_order(self, chosen: Chosen) -> None:
        order = chosen.order
        if order is not None:
            asked = self._after.ask_cancel_order(order.order_id)
            self._ask(asked, lambda: self._after.cancel_order(order.order_id))

    def _stop_strategy(self, chosen: Chosen) -> None:
        view = chosen.strategy
        if view is not None:
            asked = self._after.ask_interrupt(view.id)
            self._ask(asked, lambda: self._after.interrupt(view.id))

    def _flatten(self, chosen: Chosen) -> None:
        contract = chosen.contract_id
        if contract is not None:
            self._ask(self._after.ask_flatten(contract), lambda: self._after.flatten(contract))

    def _reverse(self, chosen: Chosen) -> None:
        contract = chosen.contract_id
        if contract is not None:
            self._ask(self._after.ask_reverse(contract), lambda: self._after.reverse(contract))

    def _ask(self, asked: Question, act: Callable[[], None]) -> None:
        """Ask one question at a time: a key pressed twice may arrive before the first is seen."""
        if not self._asking:
            self._asking = True
            ask_exit(self._tab, self._desk, asked, act).finished.connect(self._answered)

    def _answered(self, _: int) -> None:
        self._asking = False

    # At once
    def _breakeven(self, chosen: Chosen) -> None:
        view, ticks = chosen.strategy, self._ticks()
        if view is None:
            return
        number = chosen.level.number if chosen.level else None
        of = f"of level {number}" if number else "of every level"
        plus = counted(ticks, "tick")
        text = f"Moves the stop {of} of {view.symbol} to the average fill plus {plus}."
        asked = Question("Move to breakeven?", text, "Move to breakeven")
        self._at_once(
            ("breakeven", view.id, number),
            asked,
            lambda: self._after.breakeven(view.id, number, ticks),
        )

    def _move(self, orders: tuple[int, ...], text: str) -> None:
        asked = Question("Move?", f"Moves {_counted(orders)} to {text}.", "Move")
        self.close_editor()
        self._at_once(("move", orders, text), asked, lambda: self._after.move(orders, text))

    def _nudge(self, orders: tuple[int, ...], ticks: int) -> None:
        asked = Question("Move?", f"Moves {_counted(orders)} by {_signed(ticks)}.", "Move")
        unless_frozen(self._tab, self._desk, asked, lambda: self._after.nudge(orders, ticks))

    def _at_once(self, deed: tuple[object, ...], asked: Question, act: Callable[[], None]) -> None:
        if self._once.fresh(deed):
            unless_frozen(self._tab, self._desk, asked, act)

    # The editor
    def _open_editor(self, chosen: Chosen) -> None:
        found = movables(chosen)
        if found:
            self._home = self._tab.window().focusWidget()
            self._editor.open_for(chosen.symbol, found)
            self.editing.emit()

    def close_editor(self) -> None:
        """Give the focus back to where it was."""
        inside = self._editor.isAncestorOf(self._tab.window().focusWidget() or self._tab)
        self._editor.hide()
        self.editing.emit()
        if inside and self._home is not None:
            self._home.setFocus(Qt.FocusReason.OtherFocusReason)


def cancel_text(view: StrategyView) -> str:
    """Return what cancelling the entry does to this strategy, as far as it is filled by now."""
    filled = view.entry.filled if view.entry else 0
    if not filled:
        return (
            "Cancels the working entry order. Nothing of it is filled so far; what fills before "
            "the cancel arrives stays, with its exits."
        )
    return (
        f"Cancels what still works of the entry order. {filled} of {view.quantity} "
        f"{'is' if filled == 1 else 'are'} filled so far: that position and its exits stay, and "
        "so does what fills before the cancel arrives."
    )


def _counted(orders: tuple[int, ...]) -> str:
    return "one order" if len(orders) == 1 else f"{len(orders)} orders"


def _signed(ticks: int) -> str:
    return f"{'+' if ticks > 0 else MINUS}{counted(abs(ticks), 'tick')}"
