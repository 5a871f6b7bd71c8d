"""What the window may ask for after the fill.

Every method is synchronous, called on the loop, and returns at once. Nothing here acts by itself:
each call is one click. Exits are free in every state in which a byte can leave (product.md, 8).
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from bracketdesk.controller.after.shown import AfterShown

if TYPE_CHECKING:
    from bracketdesk.controller.after.hands import Hands
    from bracketdesk.controller.after.looking import Looking
    from bracketdesk.controller.after.parts import Parts
    from bracketdesk.controller.after.views import ExitsCheck, Question
    from bracketdesk.domain.draft import LevelDraft
    from bracketdesk.domain.settings import Units
    from bracketdesk.domain.ticket import TimeInForce


class After(AfterShown):
    """Manage, protect, get out. What looks is made at the first connect, what acts at a click."""

    def __init__(self, parts: Parts) -> None:
        super().__init__()
        self._parts = parts

    @cached_property
    def _looking(self) -> Looking:
        from bracketdesk.controller.after.looking import Looking  # noqa: PLC0415 - the window first

        return Looking(self._parts, self)

    @cached_property
    def _hands(self) -> Hands:
        from bracketdesk.controller.after.hands import Hands  # noqa: PLC0415 - the window first

        return Hands(self._parts, self._looking, self)

    # What the desk tells
    def begin(self) -> None:
        """Be there before a line is."""
        _ = self._looking

    async def recover(self) -> None:
        """Know the commands of former runs; what they left open is settled as unknown."""
        await self._looking.recover()

    def look(self) -> None:
        """Show the account as it is now, after the strategies."""
        if "_looking" in self.__dict__:
            self._looking.look()

    def account_changed(self) -> None:
        """Begin anew with another account; what is under way goes on about its own."""
        if "_looking" in self.__dict__:
            self._looking.account_changed()

    def left(self) -> None:
        """Forget the environment that was left."""
        if "_hands" in self.__dict__:
            self._hands.procedures.left()
        if "_looking" in self.__dict__:
            self._looking.left()

    def dismiss_exited(self, contract_id: int) -> None:
        """Take what is said of a contract's exits off the screen."""
        self._looking.exited.dismiss(contract_id)

    # Cancelling
    def cancel_entry(self, strategy_id: int) -> None:
        """Cancel the strategy's working entry order."""
        self._hands.cancelling.cancel_entry(strategy_id)

    def ask_cancel_level(self, strategy_id: int, number: int) -> Question:
        """Return what to ask before a level's exits are cancelled."""
        return self._hands.cancelling.ask_level(strategy_id, number)

    def cancel_level(self, strategy_id: int, number: int) -> None:
        """Cancel a level's working exits, the target first and the stop last."""
        self._hands.cancelling.cancel_level(strategy_id, number)

    def ask_cancel_order(self, order_id: int) -> Question:
        """Return what to ask before one order is cancelled."""
        return self._hands.cancelling.ask_order(order_id)

    def cancel_order(self, order_id: int) -> None:
        """Cancel one order, whoever placed it."""
        self._hands.cancelling.cancel_order(order_id)

    def ask_interrupt(self, strategy_id: int) -> Question:
        """Return what to ask before a strategy is stopped."""
        return self._hands.cancelling.ask_interrupt(strategy_id)

    def interrupt(self, strategy_id: int) -> None:
        """Stop a strategy, then look at its orders and the position and say what was found."""
        self._hands.cancelling.interrupt(strategy_id)

    # Moving
    def move_problem(self, order_ids: tuple[int, ...], text: str) -> str:
        """Return why these exits cannot be moved there, empty where they can.

        `text` is a price ("5812.25"), a step from where each stands ("+4", "-2" ticks), or a
        distance from the average fill ("8 t" ticks, "2.00 p" points), on the exit's own side.
        """
        return self._hands.moving.problem(order_ids, text)

    def move_preview(self, order_ids: tuple[int, ...], text: str) -> str:
        """Return where they would stand, "6008.25" or several; empty where they cannot be moved."""
        return self._hands.moving.preview(order_ids, text)

    def move(self, order_ids: tuple[int, ...], text: str) -> None:
        """Move stops or targets; one new version each, and each is verified."""
        self._hands.moving.move(order_ids, text)

    def nudge(self, order_ids: tuple[int, ...], ticks: int) -> None:
        """Move them by so many ticks, up where positive."""
        self._hands.moving.nudge(order_ids, ticks)

    def breakeven_problem(self, strategy_id: int, number: int | None, ticks: int) -> str:
        """Return why the stops cannot go to breakeven, empty where they can."""
        return self._hands.moving.breakeven_problem(strategy_id, number, ticks)

    def breakeven(self, strategy_id: int, number: int | None, ticks: int) -> None:
        """Move the stops of a level, or of all, to the average fill plus `ticks` of profit."""
        self._hands.moving.breakeven(strategy_id, number, ticks)

    # Getting out
    def ask_flatten(self, contract_id: int) -> Question:
        """Return what to ask before a contract is flattened; other programs' orders are named."""
        return self._hands.closing.ask(contract_id)

    def flatten(self, contract_id: int) -> None:
        """Have the broker cancel the contract's orders and close its position, step by step."""
        self._hands.closing.flatten(contract_id)

    def ask_flatten_all(self) -> Question:
        """Return what to ask before every contract of the account is flattened."""
        return self._hands.closing.ask_all()

    def flatten_all(self) -> None:
        """Flatten contract by contract; stops at the first that is not flat."""
        self._hands.closing.flatten_all()

    def ask_reverse(self, contract_id: int) -> Question:
        """Return what to ask before a reverse."""
        return self._hands.closing.ask_reverse(contract_id)

    def reverse(self, contract_id: int) -> None:
        """Flatten, verify, then fill the ticket in with the other side; it sends nothing more."""
        self._hands.closing.reverse(contract_id)

    def take_offer(self, number: int, key: str) -> None:
        """Take the next step that a procedure offers."""
        self._hands.procedures.take(number, key)

    def dismiss(self, number: int) -> None:
        """Take a procedure that has ended off the screen."""
        self._hands.procedures.dismiss(number)

    # Protecting
    def check_exits(
        self,
        contract_id: int,
        levels: tuple[LevelDraft, ...],
        units: Units,
        time_in_force: TimeInForce,
    ) -> ExitsCheck:
        """Check exits for an open position: distances from its average price."""
        return self._hands.protecting.check(contract_id, levels, units, time_in_force)

    def protect(
        self,
        contract_id: int,
        levels: tuple[LevelDraft, ...],
        units: Units,
        time_in_force: TimeInForce,
    ) -> bool:
        """Send them as OCO pairs, level by level; False where the check blocks it."""
        return self._hands.protecting.protect(contract_id, levels, units, time_in_force)
