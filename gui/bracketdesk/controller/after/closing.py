"""Flatten, flatten all, reverse: the broker does both, and flat is what is seen to be flat.

The app takes no stop away before the closing order is known to have worked (product.md, rule 8):
liquidate leaves both to the broker, and where it says no the stops stay until the market order of
the next click has filled.
"""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass

from bracketdesk.controller import words
from bracketdesk.controller.after.acting import Kit
from bracketdesk.controller.after.cover import FLAT, still_open
from bracketdesk.controller.after.errand import Deed
from bracketdesk.controller.after.holdings import Holdings, closing, is_over, side_of
from bracketdesk.controller.after.procedures import PROGRESS, Procedure, Way
from bracketdesk.controller.after.views import Prefill, Progress, Question
from bracketdesk.controller.commands import Answer
from bracketdesk.controller.observe import Observable
from bracketdesk.wire.entities import Account, Order

NOW_FLAT = "flat, and no order is open"
BLIND = "the line is down: what is open cannot be seen"
UNDER_WAY = "It is under way already, so nothing was sent"
NO_LINE = "Not connected, so nothing was sent"
NO_ACCOUNT = "No account is chosen, so nothing was sent"
NOTHING = "There is no position and no order, so nothing was sent"
ASKED = "Ask the broker to cancel the orders and close the position"
WATCH = "Watch until flat with no order open"


@dataclass(frozen=True, slots=True)
class _Place:
    """A contract of one account; `at` is what it holds on the line that it is about."""

    account: Account
    contract_id: int
    at: Holdings


class Closing:
    """Gets out of contracts, by clicks."""

    def __init__(
        self, kit: Kit, foreign: Callable[[Order], bool], prefill: Observable[Prefill | None]
    ) -> None:
        self._kit = kit
        self._foreign = foreign
        self._prefill = prefill
        self._numbers = 0
        self._busy: set[tuple[int, int]] = set()  # account and contract

    # Questions
    def ask(self, contract_id: int) -> Question:
        """Return what to ask before a contract is flattened."""
        symbol = self._name(contract_id)
        text = (
            f"Asks the broker to cancel every order in {symbol} and to close its position at the "
            f"market. Now: {self._open(contract_id) or NOW_FLAT}."
        )
        return Question(f"Flatten {symbol}?", text, f"Flatten {symbol}", self._others(contract_id))

    def ask_all(self) -> Question:
        """Return what to ask before every contract is flattened."""
        contracts = self._contracts()
        named = ", ".join(self._name(number) for number in contracts) or "nothing is open"
        text = f"Flattens contract by contract, and stops at the first that is not flat: {named}."
        warning = " ".join(filter(None, (self._others(number) for number in contracts)))
        return Question("Flatten all?", text, "Flatten all", warning)

    def ask_reverse(self, contract_id: int) -> Question:
        """Return what to ask before a reverse."""
        symbol = self._name(contract_id)
        text = (
            f"Flattens {symbol} first. Once it is flat, the ticket is filled in with the other "
            "side; nothing is sent before you press its button."
        )
        title = f"Reverse {symbol}?"
        return Question(title, text, f"Flatten {symbol} first", self._others(contract_id))

    # Clicks
    def flatten(self, contract_id: int) -> None:
        """Flatten a contract, step by step."""
        what = f"Flatten {self._name(contract_id)}"
        if place := self._begin(contract_id, what):
            self._spawn(self._alone(place, what), what)

    def flatten_all(self) -> None:
        """Flatten every contract, one after the other."""
        account = self._kit.holdings.account
        contracts = self._contracts()
        if account is None or not contracts:
            line = self._kit.holdings.line
            why = NOTHING if account else NO_ACCOUNT if line else NO_LINE
            self._kit.not_sent("Flatten all", why)
            return
        self._spawn(self._all(account, contracts), "Flatten all")

    def reverse(self, contract_id: int) -> None:
        """Flatten, verify, then fill the ticket in with the other side."""
        what = f"Reverse {self._name(contract_id)}"
        net = self._kit.holdings.net(contract_id)
        if not net:
            self._kit.not_sent(what, "There is no position to reverse, so nothing was sent")
        elif place := self._begin(contract_id, what):
            self._spawn(self._reverse(place, net, what), what)

    # Doing it
    async def _alone(self, place: _Place, what: str) -> None:
        procedure = self._kit.procedures.begin(what)
        before = self._net(place)
        deed = await self._liquidate(place, procedure, what)
        self._end(place, procedure, deed, before)

    async def _all(self, account: Account, contracts: list[int]) -> None:
        procedure = self._kit.procedures.begin("Flatten all")
        at = self._kit.holdings.of(account)
        for number in contracts:
            symbol = self._name(number)
            place = _Place(account, number, at)
            if not self._take(place):
                procedure.begin(f"{symbol} is being flattened already")
                procedure.note(f"{symbol} is being flattened already", Progress.FAILED)
                procedure.end(f"stopped at {symbol}", "rejected")
                return
            before = self._net(place)
            deed = await self._liquidate(place, procedure, f"Flatten {symbol}", f"{symbol}: ")
            if not deed.done:
                self._end(place, procedure, deed, before)
                return
        procedure.end(FLAT, "accepted")

    async def _reverse(self, place: _Place, net: int, what: str) -> None:
        procedure = self._kit.procedures.begin(what)
        deed = await self._liquidate(place, procedure, what)
        if not deed.done:
            self._end(place, procedure, deed, net)
            return
        self._numbers += 1
        side = side_of(closing(net))
        self._prefill.set(Prefill(self._numbers, place.contract_id, side, abs(net)))
        procedure.end(f"{FLAT}; the ticket is filled in with {side} {abs(net)}", "accepted")

    async def _liquidate(
        self, place: _Place, procedure: Procedure, what: str, prefix: str = ""
    ) -> Deed:
        procedure.begin(f"{prefix}{ASKED}")

        def answered(answer: Answer) -> None:
            how = Progress.DONE if answer.taken else Progress.UNKNOWN
            how = Progress.FAILED if answer.refused else how
            procedure.note(f"{prefix}{ASKED}: {answer.text}", how)
            if not answer.refused:
                procedure.begin(f"{prefix}{WATCH}")

        errand = self._kit.errands.liquidate(
            place.account, place.contract_id, what, lambda: self._still(place)
        )
        try:
            deed = await self._kit.commander.carry_out(errand, answered)
        finally:
            self._busy.discard((place.account.id, place.contract_id))
        still = self._still(place)
        if not deed.answer.refused:
            procedure.note(f"{prefix}{WATCH}: {still or FLAT}", PROGRESS[deed.kind])
        elif not deed.answer.left:
            procedure.note(f"{prefix}{ASKED}: {deed.text}", Progress.FAILED)
        return deed

    def _end(self, place: _Place, procedure: Procedure, deed: Deed, before: int) -> None:
        still, net = self._still(place), self._net(place)
        if not place.at.sees:
            why = "" if deed.answer.taken else f"{deed.text}; "
            procedure.end(f"{why}{BLIND}", "unknown")
        elif not still:
            procedure.end(FLAT, "accepted")
        elif net and before and (net > 0) != (before > 0):
            said = f"a race has turned the position round: {still}"
            procedure.end(said, "rejected", self._ways(place, "Close"))
        else:
            tone = "unknown" if deed.open else "rejected"
            why = "" if deed.answer.taken else f"{deed.text}; "
            said = f"{why}still open: {still}"
            procedure.end(said, tone, self._ways(place, "Try once more"))

    def _ways(self, place: _Place, first: str) -> tuple[Way, ...]:
        """Offer the next steps; each is a click of its own."""
        symbol, net = self._name(place.contract_id), self._net(place)
        held = f"{words.position(net)} {symbol}" if net else f"the orders in {symbol}"
        ways = [Way(f"{first}: flatten {held}", lambda: self.flatten(place.contract_id))]
        if net:
            text = f"Close {held} by a market order; its orders stay until it has filled"
            ways.append(Way(text, lambda: self._close(place)))
        elif self._orders(place):
            ways.append(Way(f"Cancel the open orders in {symbol}", lambda: self._sweep(place)))
        return tuple(ways)

    # The next steps
    def _close(self, place: _Place) -> None:
        what = f"Close {self._name(place.contract_id)} at the market"
        if self._begin(place.contract_id, what, place):
            self._spawn(self._close_at_market(place, what), what)

    async def _close_at_market(self, place: _Place, what: str) -> None:
        procedure = self._kit.procedures.begin(what)
        instrument = self._kit.holdings.instrument(place.contract_id)
        net = self._net(place)
        try:
            if instrument is None or not net:
                procedure.end(self._still(place) or FLAT, "rejected" if net else "accepted")
                return
            step = f"{closing(net)} {abs(net)} at the market"
            procedure.begin(step)
            errand = self._kit.errands.market(
                place.account, instrument, closing(net), abs(net), what
            )
            deed = await self._kit.commander.carry_out(errand)
            procedure.did(step, deed)
        finally:
            self._busy.discard((place.account.id, place.contract_id))
        if deed.done and not self._net(place):
            await self._cancel_all(place, procedure)
        self._end(place, procedure, deed, net)

    def _sweep(self, place: _Place) -> None:
        what = f"Cancel the open orders in {self._name(place.contract_id)}"
        if self._begin(place.contract_id, what, place):
            self._spawn(self._swept(place, what), what)

    async def _swept(self, place: _Place, what: str) -> None:
        procedure = self._kit.procedures.begin(what)
        try:
            await self._cancel_all(place, procedure)
        finally:
            self._busy.discard((place.account.id, place.contract_id))
        still = self._still(place)
        if not place.at.sees:
            procedure.end(BLIND, "unknown")
        else:
            procedure.end(still or FLAT, "rejected" if still else "accepted")

    async def _cancel_all(self, place: _Place, procedure: Procedure) -> None:
        """Cancel what is left open in a contract without a position, each order for itself."""
        for order in self._orders(place):
            now = place.at.order(order.id)
            if now is None or is_over(now) or self._net(place):
                continue
            step = f"Cancel order {order.id}"
            procedure.begin(step)
            errand = self._kit.errands.cancel(place.account, order, step)
            procedure.did(step, await self._kit.commander.carry_out(errand))

    # What is asked of the state
    def _begin(self, contract_id: int, what: str, place: _Place | None = None) -> _Place | None:
        """Take a contract for one procedure at a time; says why where it cannot be."""
        holdings = self._kit.holdings
        if holdings.line is None:
            self._kit.not_sent(what, NO_LINE)
            return None
        if place is None:
            if holdings.account is None:
                self._kit.not_sent(what, NO_ACCOUNT)
                return None
            place = _Place(holdings.account, contract_id, holdings.of(holdings.account))
        if not self._take(place):
            self._kit.not_sent(what, UNDER_WAY)
            return None
        return place

    def _take(self, place: _Place) -> bool:
        key = (place.account.id, place.contract_id)
        free = key not in self._busy
        self._busy.add(key)
        return free

    def _net(self, place: _Place) -> int:
        return place.at.net(place.contract_id)

    def _orders(self, place: _Place) -> list[Order]:
        return place.at.open_orders(place.contract_id)

    def _still(self, place: _Place) -> str:
        return still_open(place.at, place.contract_id)

    def _open(self, contract_id: int) -> str:
        return still_open(self._kit.holdings, contract_id)

    def _name(self, contract_id: int) -> str:
        return self._kit.holdings.name(contract_id)

    def _others(self, contract_id: int) -> str:
        """Name the other programs' orders that liquidating cancels too (protocol.md 4.4)."""
        orders = self._kit.holdings.open_orders(contract_id)
        count = sum(self._foreign(order) for order in orders)
        if not count:
            return ""
        symbol = self._name(contract_id)
        return f"{words.counted(count, 'order')} of other programs in {symbol} will be cancelled."

    def _contracts(self) -> list[int]:
        """Return the contracts in which something is open, by name."""
        holdings = self._kit.holdings
        account, line, book = holdings.account, holdings.line, holdings.book()
        if account is None or line is None or book is None:
            return []
        held = {
            p.contract_id
            for p in line.state.positions.values()
            if p.account_id == account.id and p.net_pos
        }
        return sorted(held | book.contracts_with_orders(account.id), key=holdings.name)

    def _spawn(self, work: Coroutine[object, None, None], what: str) -> None:
        self._kit.tools.tasks.spawn(work, what)
