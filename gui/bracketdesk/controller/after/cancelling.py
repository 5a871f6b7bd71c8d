"""Cancel an entry, a level's exits, one order; stop a strategy. Each says what it leaves."""

from collections.abc import Coroutine, Sequence

from bracketdesk.controller import words
from bracketdesk.controller.after.acting import Kit
from bracketdesk.controller.after.cover import FLAT, cover_of, still_open
from bracketdesk.controller.after.errand import Deed
from bracketdesk.controller.after.holdings import Exit, Holdings, is_over, is_stop
from bracketdesk.controller.after.procedures import PROGRESS
from bracketdesk.controller.after.views import Progress, Question
from bracketdesk.controller.book import Terms
from bracketdesk.controller.strategies import may_run
from bracketdesk.controller.views import LevelView, StrategyView
from bracketdesk.domain.aims import ExitKind
from bracketdesk.domain.outcomes import OutcomeKind
from bracketdesk.domain.texts import counted
from bracketdesk.wire.entities import Account, Order

NO_LINE = "Not connected, so nothing was sent"
BLIND = "the line is down: what is open cannot be seen"
NO_ACCOUNT = "No account is chosen, so nothing was sent"


class Cancelling:
    """Takes orders away, by clicks."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._holdings = kit.holdings
        self._board = kit.tools.board

    # Entry
    def cancel_entry(self, strategy_id: int) -> None:
        """Cancel the strategy's entry, if it may still fill."""
        entries = self._entries(strategy_id)
        what = self._what(strategy_id, entries)
        account = self._ready(what)
        if account is None:
            return
        acting = [terms.order for terms in entries if not is_over(terms.order)]
        if not acting:
            self._kit.not_sent(what, _nothing_to_cancel(entries))
        for order in acting:
            self._spawn(self._one(account, order, what), what)

    # One order
    def ask_order(self, order_id: int) -> Question:
        """Return what to ask before one order is cancelled."""
        order = self._holdings.order(order_id)
        named = self._name(order)
        text = f"Asks the broker to cancel the {named}."
        return Question(f"Cancel the {named}?", text, "Cancel order", self._leaves([order]))

    def cancel_order(self, order_id: int) -> None:
        """Cancel one order, whoever placed it."""
        order = self._holdings.order(order_id)
        what = f"Cancel the {self._name(order)}"
        account = self._ready(what)
        if account is None:
            return
        if order is None or is_over(order):
            self._kit.not_sent(what, "It is no longer open, so nothing was sent")
            return
        self._spawn(self._one(account, order, what), what)

    # A level's exits
    def ask_level(self, strategy_id: int, number: int) -> Question:
        """Return what to ask before a level's exits are cancelled."""
        orders = self._exits(strategy_id, number)
        named = ", ".join(self._name(order) for order in orders) or "nothing, no exit is open"
        text = f"Asks the broker to cancel, one after the other: {named}."
        title = f"Cancel the exits of level {number}?"
        return Question(title, text, f"Cancel exits of level {number}", self._leaves(orders))

    def cancel_level(self, strategy_id: int, number: int) -> None:
        """Cancel a level's exits; the stop last, for the first may fail."""
        what = f"Cancel exits of level {number} of strategy {strategy_id}"
        account = self._ready(what)
        if account is None:
            return
        orders = self._exits(strategy_id, number)
        if not orders:
            self._kit.not_sent(what, "No exit of it is open, so nothing was sent")
            return
        self._spawn(self._several(account, orders, what), what)

    # A strategy
    def ask_interrupt(self, strategy_id: int) -> Question:
        """Return what to ask before a strategy is stopped."""
        text = (
            f"Asks the broker to stop strategy {strategy_id}. Whether that cancels its working "
            "exits is not documented: orders and position are looked at afterwards."
        )
        strategy = self._holdings.strategy(strategy_id)
        warning = ""
        if strategy is not None and (net := self._holdings.net(strategy.contract_id)):
            warning = f"The position, {words.position(net)}, may be left without a stop."
        return Question(f"Stop strategy {strategy_id}?", text, "Stop strategy", warning)

    def interrupt(self, strategy_id: int) -> None:
        """Stop a strategy and say what was found of its orders and the position."""
        what = f"Stop strategy {strategy_id}"
        account = self._ready(what)
        strategy = self._holdings.strategy(strategy_id)
        if account is None:
            return
        if strategy is None or not may_run(strategy):
            self._kit.not_sent(what, "It does not run, so nothing was sent")
            return
        work = self._interrupt(account, strategy_id, strategy.contract_id, what)
        self._spawn(work, what)

    async def _one(self, account: Account, order: Order, what: str) -> None:
        self._kit.say(f"{what}: asked …")
        at = self._holdings.of(account)
        errand = self._kit.errands.cancel(account, order, what)
        deed = await self._kit.commander.carry_out(errand)
        self._kit.say(f"{what}: {_said(at, deed, order)}.")

    async def _several(self, account: Account, orders: Sequence[Order], what: str) -> None:
        procedure = self._kit.procedures.begin(what)
        at, tone = self._holdings.of(account), "accepted"
        for order in orders:
            step = f"Cancel the {self._name(order)}"
            procedure.begin(step)
            errand = self._kit.errands.cancel(account, order, f"{what}: {step.lower()}")
            deed = await self._kit.commander.carry_out(errand)
            procedure.did(step, deed)
            if not deed.done:
                tone = "unknown" if deed.open else "rejected"
                break
        procedure.end(_meter(at, orders[0].contract_id or 0), tone)

    async def _interrupt(
        self, account: Account, strategy_id: int, contract_id: int, what: str
    ) -> None:
        procedure = self._kit.procedures.begin(what)
        at = self._holdings.of(account)
        procedure.begin("Ask the broker to stop it")
        errand = self._kit.errands.interrupt(account, strategy_id, contract_id, what)
        deed = await self._kit.commander.carry_out(errand)
        procedure.note(f"Stop it: {deed.text}", PROGRESS[deed.kind])
        procedure.begin("Look at its orders and the position")
        left = [terms for terms in at.orders_of(strategy_id) if not is_over(terms.order)]
        stops = sum(1 for terms in left if is_stop(terms))
        found = f"{counted(len(left), 'order')} of it still open, {stops} of them stops"
        if at.sees:
            procedure.note(found, Progress.DONE)
        else:
            procedure.note("Its orders and the position cannot be seen", Progress.UNKNOWN)
        tone = {OutcomeKind.ACCEPTED: "accepted", OutcomeKind.UNKNOWN: "unknown"}
        procedure.end(_meter(at, contract_id), tone.get(deed.kind, "rejected"))

    # What is asked of the state
    def _entries(self, strategy_id: int) -> list[Terms]:
        strategy = self._holdings.strategy(strategy_id)
        orders = self._holdings.orders_of(strategy_id)
        return [t for t in orders if strategy and t.order.action == strategy.action]

    def _what(self, strategy_id: int, entries: Sequence[Terms]) -> str:
        """Name the order that is cancelled: nobody knows strategies by their numbers."""
        named = self._holdings.written(entries[0]) if entries else ""
        if not named:
            return f"Cancel entry of strategy {strategy_id}"
        return f"Cancel entry {named} (strategy {strategy_id})"

    def _exits(self, strategy_id: int, number: int) -> list[Order]:
        """Return a level's open exits, the stops last."""
        level = self._level(strategy_id, number)
        if level is None:
            return []
        legs = sorted(level.legs, key=lambda leg: leg.role == ExitKind.STOP.value)
        found = (self._holdings.order(leg.order_id) for leg in legs if leg.cancellable)
        return [order for order in found if order is not None and not is_over(order)]

    def _level(self, strategy_id: int, number: int) -> LevelView | None:
        view = self._view(strategy_id)
        levels = view.levels if view else ()
        return next((level for level in levels if level.number == number), None)

    def _view(self, strategy_id: int) -> StrategyView | None:
        return next((v for v in self._board.strategies.value if v.id == strategy_id), None)

    def _leaves(self, orders: Sequence[Order | None]) -> str:
        """Name what stays unprotected once these are gone."""
        stops = [e for o in orders if o and (e := self._stop(o)) is not None]
        if not stops or stops[0].order.contract_id is None:
            return ""
        cover = cover_of(self._holdings, stops[0].order.contract_id)
        after = max(0, cover.stops - sum(stop.quantity for stop in stops))
        bare = max(0, abs(cover.net) - after)
        if not bare:
            return ""
        return f"Of the position, {words.position(cover.net)}, {bare} will have no stop."

    def _stop(self, order: Order) -> Exit | None:
        exit_ = self._holdings.exit(order.id)
        return exit_ if exit_ and exit_.standing.kind is ExitKind.STOP else None

    def _name(self, order: Order | None) -> str:
        if order is None:
            return "order"
        exit_ = self._holdings.exit(order.id)
        return exit_.name if exit_ else f"{str(order.action).lower()} order {order.id}"

    def _ready(self, what: str) -> Account | None:
        if self._holdings.line is None:
            self._kit.not_sent(what, NO_LINE)
            return None
        account = self._holdings.account
        if account is None:
            self._kit.not_sent(what, NO_ACCOUNT)
        return account

    def _spawn(self, work: Coroutine[object, None, None], what: str) -> None:
        self._kit.tools.tasks.spawn(work, what)


def _said(at: Holdings, deed: Deed, order: Order) -> str:
    """Say what came of a cancel, and where it did not, how the order stands."""
    now = at.order(order.id)
    if deed.done:
        return f"it is {deed.text}"
    if now is None or is_over(now):
        return deed.text
    return f"{deed.text}; it is still there: {words.order_status(now.ord_status)}"


def _meter(at: Holdings, contract_id: int) -> str:
    open_now = still_open(at, contract_id) or FLAT
    return f"{at.name(contract_id)}: {open_now if at.sees else BLIND}"


def _nothing_to_cancel(entries: Sequence[Terms]) -> str:
    if not entries:
        return "Its entry order is not known here, so nothing was sent"
    status = words.order_status(entries[-1].order.ord_status)
    return f"The entry is {status} already, so nothing was sent"
