"""The two plain exits. They are free in every state in which a byte can leave (product.md, rule 8).

Each click sends once. What is said afterwards is what the state shows, not what was hoped for.
"""

from collections.abc import Callable
from dataclasses import dataclass

from bracketdesk.controller import words
from bracketdesk.controller.activity import Activity
from bracketdesk.controller.book import FINAL
from bracketdesk.controller.commands import Answer, read_answer
from bracketdesk.controller.ports import Line
from bracketdesk.controller.session import Session
from bracketdesk.controller.strategies import closing_side
from bracketdesk.controller.tools import Tools
from bracketdesk.controller.views import ActivityRow
from bracketdesk.wire.entities import Account, Order
from bracketdesk.wire.enums import Action, OrdStatus
from bracketdesk.wire.messages import CancelOrder, LiquidatePosition

PATIENCE = 10.0
"""Seconds to watch for the effect before saying what is still open."""

LOOK_EVERY = 0.1

NO_LINE = "Not connected, so nothing was sent"
NO_ACCOUNT = "No account is chosen, so nothing was sent"
BLIND = "the line is down, so what became of it cannot be seen"


@dataclass(frozen=True, slots=True)
class Truth:
    """What the state shows after an exit; `tone` as in ActivityRow."""

    outcome: str
    text: str
    tone: str = ""


class Exits:
    """Cancel entry and flatten, with the truth afterwards in the notice and the activity."""

    def __init__(
        self,
        session: Session,
        activity: Activity,
        tools: Tools,
        name_of: Callable[[int], str],
    ) -> None:
        self._session = session
        self._activity = activity
        self._clock = tools.clock
        self._tasks = tools.tasks
        self._board = tools.board
        self._name_of = name_of

    def cancel_entry(self, strategy_id: int) -> None:
        """Cancel the strategy's entry order, if it may still fill."""
        what = f"Cancel entry of strategy {strategy_id}"
        line = self._session.line
        if line is None:
            self._not_sent(what, NO_LINE)
            return
        entries = self._entries(line, strategy_id)
        acting = [order for order in entries if order.ord_status not in FINAL]
        if not acting:
            self._not_sent(what, _nothing_to_cancel(entries))
        for order in acting:
            self._tasks.spawn(self._cancel(line, order, what), "cancel an entry")

    def flatten(self, contract_id: int) -> None:
        """Have the broker cancel the contract's orders and close its position."""
        what = f"Flatten {self._name_of(contract_id)}"
        line, account = self._session.line, self._session.account
        if line is None:
            self._not_sent(what, NO_LINE)
        elif account is None:
            self._not_sent(what, NO_ACCOUNT)
        else:
            self._tasks.spawn(self._flatten(line, account, contract_id, what), "flatten")

    async def _cancel(self, line: Line, order: Order, what: str) -> None:
        row = self._asked(what)
        answer = read_answer(await line.cancel_order(CancelOrder(order_id=order.id)))
        self._answered(row, answer)
        await self._watch(line, answer, lambda: self._entry_ended(line, order.id))
        self._tell(row, what, answer, self._entry_truth(line, order.id))

    async def _flatten(self, line: Line, account: Account, contract_id: int, what: str) -> None:
        row = self._asked(what)
        request = LiquidatePosition(account_id=account.id, contract_id=contract_id)
        answer = read_answer(await line.liquidate_position(request))
        self._answered(row, answer)
        await self._watch(line, answer, lambda: not self._still_open(account.id, contract_id))
        self._tell(row, what, answer, self._flat_truth(line, account.id, contract_id))

    async def _watch(self, line: Line, answer: Answer, done: Callable[[], bool]) -> None:
        """Return once the state shows it, or after a while; soon where it was refused."""
        until = self._clock.monotonic() + (LOOK_EVERY if answer.refused else PATIENCE)
        while self._clock.monotonic() < until and line is self._session.line:
            if line.state.synchronised and done():
                return
            await self._clock.sleep(LOOK_EVERY)

    # Entries
    def _entries(self, line: Line, strategy_id: int) -> list[Order]:
        strategy, book = line.state.strategies.get(strategy_id), self._session.book()
        if strategy is None or book is None:
            return []
        orders = (terms.order for terms in book.orders_of(strategy_id))
        return [order for order in orders if order.action == strategy.action]

    def _entry_ended(self, line: Line, order_id: int) -> bool:
        order = line.state.orders.get(order_id)
        return order is not None and order.ord_status in FINAL

    def _entry_truth(self, line: Line, order_id: int) -> Truth:
        order, book = line.state.orders.get(order_id), self._session.book()
        if order is None or book is None or not self._sees(line):
            return Truth("unknown", BLIND, "unknown")
        terms = book.terms(order)
        filled = sum(fill.qty for fill in terms.fills)
        size = terms.version.order_qty if terms.version else filled
        if order.ord_status == OrdStatus.FILLED:
            return Truth(
                "filled", f"too late, the entry had filled: {filled} of {size}", "rejected"
            )
        if order.ord_status in FINAL:
            status = words.order_status(order.ord_status)
            after = f"after {filled} of {size} had filled" if filled else "nothing had filled"
            return Truth(status, f"the entry is {status}, {after}", "accepted")
        status = words.order_status(order.ord_status)
        return Truth("still open", f"the entry is still there: {status}", "unknown")

    # Flatten
    def _still_open(self, account_id: int, contract_id: int) -> str:
        """What is open in a contract in words, empty where it is flat and nothing may act."""
        book = self._session.book()
        if book is None:
            return ""
        net = book.net(account_id, contract_id)
        orders = book.open_orders(account_id, contract_id)
        if not net and not orders:
            return ""
        said = [words.position(net), f"{words.counted(len(orders), 'order')} open"]
        if net:
            stops = book.stops_working(account_id, contract_id, closing_side(net, Action.BUY))
            said.append(f"stops working for {stops}")
        return ", ".join(said)

    def _flat_truth(self, line: Line, account_id: int, contract_id: int) -> Truth:
        if not self._sees(line):
            return Truth("unknown", BLIND, "unknown")
        still = self._still_open(account_id, contract_id)
        if not still:
            return Truth("flat", "flat, and no order is open", "accepted")
        return Truth("still open", f"still open: {still}", "rejected")

    # Telling
    def _sees(self, line: Line) -> bool:
        return line is self._session.line and line.state.synchronised

    def _not_sent(self, what: str, why: str) -> None:
        self._board.notice.set(f"{what}: {why}.")
        self._activity.add(ActivityRow(self._clock.now(), what, "not sent", why, "not sent"))

    def _asked(self, what: str) -> str:
        self._board.notice.set(f"{what}: asked …")
        return self._activity.add(ActivityRow(self._clock.now(), what, "asked"))

    def _answered(self, row: str, answer: Answer) -> None:
        outcome = "asked" if answer.taken else "refused" if answer.refused else "unknown"
        tone = "" if answer.taken else "rejected" if answer.refused else "unknown"
        self._activity.change(row, outcome, answer.text, tone)

    def _tell(self, row: str, what: str, answer: Answer, truth: Truth) -> None:
        said = truth.text if answer.taken else f"{answer.text}; {truth.text}"
        self._board.notice.set(f"{what}: {said}.")
        self._activity.change(row, truth.outcome, f"{answer.text}; {truth.text}", truth.tone)


def _nothing_to_cancel(entries: list[Order]) -> str:
    if not entries:
        return "Its entry order is not known here, so nothing was sent"
    status = words.order_status(entries[-1].ord_status)
    return f"The entry is {status} already, so nothing was sent"
