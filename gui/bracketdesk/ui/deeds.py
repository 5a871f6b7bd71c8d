"""What can be done with the chosen row: each deed with its words, or why it cannot be done now.

A guard, a lock or a freeze stops none of them: exits are always free (product.md, rule 8).
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from bracketdesk.controller.views import LegView
from bracketdesk.ui.chosen import Chosen, Movable, movables

NOTHING_CHOSEN = "Choose a strategy or an order first"


class Deed(StrEnum):
    """The value is the first part of the button's objectName."""

    FLATTEN = "flatten"
    CANCEL_ENTRY = "cancelEntry"
    MOVE = "move"
    BREAKEVEN = "breakeven"
    STOP_STRATEGY = "stopStrategy"
    CANCEL_LEVEL = "cancelLevel"
    CANCEL_ORDER = "cancelOrder"
    REVERSE = "reverse"


@dataclass(frozen=True, slots=True)
class Offered:
    """A deed's words and what it does; `why` is why it cannot be done, empty where it can."""

    text: str
    tip: str
    why: str = ""


Refusal = Callable[[int, int | None], str]
"""Answers why the stops of a strategy or of one of its levels cannot go to breakeven."""


def offers(chosen: Chosen, refusal: Refusal) -> dict[Deed, Offered]:
    """Return every deed, in the order of the buttons."""
    return {
        Deed.FLATTEN: _flatten(chosen),
        Deed.CANCEL_ENTRY: _cancel_entry(chosen),
        Deed.MOVE: _move(chosen),
        Deed.BREAKEVEN: _breakeven(chosen, refusal),
        Deed.STOP_STRATEGY: _stop_strategy(chosen),
        Deed.CANCEL_LEVEL: _cancel_level(chosen),
        Deed.CANCEL_ORDER: _cancel_order(chosen),
        Deed.REVERSE: _reverse(chosen),
    }


def _flatten(chosen: Chosen) -> Offered:
    tip = "Cancel the contract's orders and close its position, step by step"
    name = f"Flatten {chosen.symbol}".rstrip()
    if chosen.contract_id is None:
        return Offered(name, tip, NOTHING_CHOSEN)
    idle = not chosen.running and not chosen.net
    return Offered(name, tip, "It is flat and nothing of it works" if idle else "")


def _reverse(chosen: Chosen) -> Offered:
    tip = "Flatten, then fill the ticket in with the other side; it sends no order of its own"
    why = NOTHING_CHOSEN if chosen.contract_id is None else ""
    return Offered("Reverse…", tip, why or ("" if chosen.net else "There is no position to turn"))


def _cancel_entry(chosen: Chosen) -> Offered:
    tip = "Cancel what still works of the strategy's entry order"
    if chosen.strategy is None:
        return Offered("Cancel entry", tip, _no_strategy(chosen))
    entry = chosen.strategy.entry
    return Offered("Cancel entry", tip, _acting(entry, "entry") if entry else "It has no entry")


def _stop_strategy(chosen: Chosen) -> Offered:
    tip = "Have the broker stop running the strategy; what becomes of its orders is looked at after"
    if chosen.strategy is None:
        return Offered("Stop strategy", tip, _no_strategy(chosen))
    return Offered("Stop strategy", tip, "" if chosen.strategy.running else "It runs no more")


def _cancel_level(chosen: Chosen) -> Offered:
    tip = "Cancel the working exits of the chosen level"
    if chosen.level is None:
        return Offered("Cancel exits", tip, "Choose a level, or one of its exits, first")
    number, legs = chosen.level.number, chosen.level.legs
    works = any(leg.cancellable for leg in legs)
    why = "" if works else f"No exit of level {number} works"
    return Offered("Cancel exits", tip, why)


def _cancel_order(chosen: Chosen) -> Offered:
    tip = "Cancel this one order"
    if chosen.order is None:
        return Offered("Cancel order", tip, "Choose an order first")
    return Offered("Cancel order", tip, _acting(chosen.order, "order"))


def _move(chosen: Chosen) -> Offered:
    tip = "Move a stop or a target, or all of them"
    why = NOTHING_CHOSEN if chosen.contract_id is None else _unmovable(chosen, movables(chosen))
    return Offered("Move…", tip, why)


def _unmovable(chosen: Chosen, found: tuple[Movable, ...]) -> str:
    if not found:
        return "No stop and no target works here"
    if chosen.order is not None and chosen.order.fixed:
        return chosen.order.fixed
    return "" if any(not one.fixed for one in found) else found[0].fixed


def _breakeven(chosen: Chosen, refusal: Refusal) -> Offered:
    where = f" of level {chosen.level.number}" if chosen.level else ""
    tip = f"Move the stop{where or 's'} to the average fill plus so many ticks of profit, at once"
    if chosen.strategy is None:
        return Offered("Breakeven", tip, _no_strategy(chosen))
    number = chosen.level.number if chosen.level else None
    return Offered("Breakeven", tip, refusal(chosen.strategy.id, number))


def _acting(leg: LegView, word: str) -> str:
    return "" if leg.cancellable else f"The {word} is {leg.status} already"


def _no_strategy(chosen: Chosen) -> str:
    return "This order belongs to no strategy" if chosen.loose else NOTHING_CHOSEN
