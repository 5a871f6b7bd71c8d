"""What closed a position, told once the position and the fills agree on it.

Fills, orders, positions and pairs come in any order. Nothing is said of figures that do not add
up to the position the broker states; what is won or lost is what its own pairs of fills say.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from bracketdesk.controller.after.holdings import Holdings
from bracketdesk.controller.after.views import ExitedView
from bracketdesk.controller.board import Board
from bracketdesk.controller.legs import average
from bracketdesk.controller.observe import Observable
from bracketdesk.controller.ports import AccountState
from bracketdesk.controller.tools import Tools
from bracketdesk.controller.views import LegRole
from bracketdesk.domain.prices import format_price
from bracketdesk.wire.entities import Fill
from bracketdesk.wire.enums import Action

PATIENCE = 10.0
"""Seconds after which fills that do not add up to the position are given up."""

VERBS = {LegRole.STOP: ("stopped", "stopped"), LegRole.TARGET: ("took its target", "took targets")}
CLOSED = ("closed", "closed")
"""What one contract, and what several of them, were."""


@dataclass(slots=True)
class Round:
    """A contract from where its position was last known; `seen` is what agreed since.

    Fills by their ids: the broker restates them as they are paired.
    """

    began: int
    seen: int
    fills: list[int] = field(default_factory=list)
    disagrees_since: float | None = None


class Exited:
    """Shows of each contract what its exits came to, until it is opened anew or dismissed."""

    def __init__(
        self, holdings: Holdings, tools: Tools, shown: Observable[tuple[ExitedView, ...]]
    ) -> None:
        self._holdings = holdings
        self._board: Board = tools.board
        self._clock = tools.clock
        self._shown = shown
        self._key: tuple[object, ...] = ()
        self._known: set[int] | None = None  # the fills that were looked at
        self._rounds: dict[int, Round] = {}
        self._exits: dict[int, tuple[int, ...]] = {}  # the fills of what is shown
        self._dismissed: dict[int, tuple[int, ...]] = {}

    def look(self) -> None:
        """Take what came since the last look; the first one only learns."""
        line, account = self._holdings.line, self._holdings.account
        if line is None or account is None or not line.state.synchronised:
            return
        key = (line, account.id, line.state.changes)
        pending = any(one.disagrees_since is not None for one in self._rounds.values())
        if key == self._key and not pending and not self._exits:
            return
        self._key, fills = key, line.state.fills
        if self._known is None or self._known - fills.keys():  # some were taken back: a reset
            self._begin(line.state, account.id)
        else:
            self._take(line.state, account.id, self._known)
        for contract_id, one in self._rounds.items():
            self._judge(contract_id, one)
        self._show()

    def dismiss(self, contract_id: int) -> None:
        """Take what is shown of a contract off the screen; what comes later is shown."""
        self._dismissed[contract_id] = self._exits.get(contract_id, ())
        self._show()

    def left(self) -> None:
        """Forget the environment or the account that was left."""
        self._known, self._key = None, ()
        self._forget()
        self._shown.set(())

    def _forget(self) -> None:
        for kept in (self._rounds, self._exits, self._dismissed):
            kept.clear()

    def _begin(self, state: AccountState, account_id: int) -> None:
        self._forget()
        self._known = set(state.fills)
        for position in state.positions.values():
            if position.account_id == account_id:
                net = position.net_pos
                self._rounds[position.contract_id] = Round(net, net)

    def _take(self, state: AccountState, account_id: int, known: set[int]) -> None:
        for number in sorted(state.fills.keys() - known):
            fill = state.fills[number]
            order = state.orders.get(fill.order_id)
            if order is None:
                continue  # whose it is will be known
            known.add(number)
            if order.account_id == account_id:
                self._rounds.setdefault(fill.contract_id, Round(0, 0)).fills.append(number)

    def _fills(self, numbers: Iterable[int]) -> list[Fill]:
        """Return fills as they stand now, in their own order."""
        line = self._holdings.line
        held = line.state.fills if line else {}
        return sorted((held[number] for number in numbers if number in held), key=_when)

    def _judge(self, contract_id: int, one: Round) -> None:
        net, fills = self._holdings.net(contract_id), self._fills(one.fills)
        if one.began + sum(map(_signed, fills)) != net:
            self._wait(contract_id, one, net)
            return
        one.disagrees_since = None
        if one.seen == net == 0 and not fills:
            return
        side = one.seen or one.began or net or _signed(fills[0])
        if side * net < 0 or _turns(one.began, fills, side):
            self._restart(contract_id, net)  # which fill closed what is open
            return
        exits = tuple(fill.id for fill in fills if _signed(fill) * side < 0)
        if net and not one.seen and not exits:
            self._opened(contract_id)
        one.seen = net
        if exits:
            self._exits[contract_id] = exits
        if not net:
            self._rounds[contract_id] = Round(0, 0)

    def _wait(self, contract_id: int, one: Round, net: int) -> None:
        """Let what is missing come; that it is flat is certain at once."""
        now = self._clock.monotonic()
        if one.disagrees_since is None:
            one.disagrees_since = now
        if one.seen and not net:
            self._exits[contract_id] = ()
        if now - one.disagrees_since >= PATIENCE:
            self._restart(contract_id, net)

    def _restart(self, contract_id: int, net: int) -> None:
        self._rounds[contract_id] = Round(net, net)
        if net:
            self._opened(contract_id)

    def _opened(self, contract_id: int) -> None:
        """Let what the former position came to be over."""
        for kept in (self._exits, self._dismissed):
            kept.pop(contract_id, None)

    # In words
    def _show(self) -> None:
        shown = (
            self._view(contract_id, exits)
            for contract_id, exits in self._exits.items()
            if self._dismissed.get(contract_id) != exits
        )
        self._shown.set(tuple(sorted(shown, key=lambda view: (view.symbol, view.contract_id))))

    def _view(self, contract_id: int, numbers: Iterable[int]) -> ExitedView:
        net, exits = self._holdings.net(contract_id), self._fills(numbers)
        at = max((fill.timestamp for fill in exits), default=None)
        dollars = self._gained(contract_id, exits)
        view = ExitedView(contract_id, self._holdings.name(contract_id), net, at)
        r = self._r(exits, dollars) if not net else None
        return replace(view, text=self._text(contract_id, exits), dollars=dollars, r=r)

    def _text(self, contract_id: int, exits: Iterable[Fill]) -> str:
        roles: dict[LegRole, list[Fill]] = {}
        for fill in exits:
            role = self._role(fill)
            roles.setdefault(role if role in VERBS else LegRole.OTHER, []).append(fill)
        return ", ".join(self._told(contract_id, role, some) for role, some in roles.items())

    def _told(self, contract_id: int, role: LegRole, fills: Sequence[Fill]) -> str:
        """Return "3 stopped at 6008.00", with the average where they have several prices."""
        instrument, price = self._holdings.instrument(contract_id), average(tuple(fills))
        count = sum(fill.qty for fill in fills)
        said = f"{count} {VERBS.get(role, CLOSED)[count > 1]}"
        if instrument is None or price is None:
            return said
        mean = " on average" if len({fill.price for fill in fills}) > 1 else ""
        return f"{said} at {format_price(price, instrument)}{mean}"

    def _role(self, fill: Fill) -> LegRole:
        return self._holdings.role_of(self._holdings.order(fill.order_id))

    def _gained(self, contract_id: int, exits: Collection[Fill]) -> Decimal | None:
        """Return dollars before fees by the broker's pairs, None until they pair all of it."""
        line, instrument = self._holdings.line, self._holdings.instrument(contract_id)
        if line is None or instrument is None or not exits:
            return None
        closing = {fill.id for fill in exits}
        pairs = [
            pair
            for pair in line.state.fill_pairs.values()
            if pair.active and not closing.isdisjoint((pair.buy_fill_id, pair.sell_fill_id))
        ]
        if sum(pair.qty for pair in pairs) != sum(fill.qty for fill in exits):
            return None
        points = sum(((p.sell_price - p.buy_price) * p.qty for p in pairs), Decimal(0))
        return points * instrument.value_per_point

    def _r(self, exits: Iterable[Fill], dollars: Decimal | None) -> Decimal | None:
        """Return the R of the one strategy it was, where that comes to the same dollars."""
        strategies = {self._holdings.strategy_of(fill.order_id) for fill in exits}
        strategy = strategies.pop() if len(strategies) == 1 else None
        if strategy is None or dollars is None:
            return None
        view = self._holdings.view_of(strategy.id, self._board.strategies.value)
        return view.pnl.r if view is not None and view.pnl.dollars == dollars else None


def _signed(fill: Fill) -> int:
    return -fill.qty if fill.action == Action.SELL else fill.qty


def _when(fill: Fill) -> tuple[datetime, int]:
    return (fill.timestamp, fill.id)


def _turns(began: int, fills: Iterable[Fill], side: int) -> bool:
    """Whether the position lay on the other side for a while, in the fills' own order."""
    net = began
    for fill in fills:
        net += _signed(fill)
        if net * side < 0:
            return True
    return False
