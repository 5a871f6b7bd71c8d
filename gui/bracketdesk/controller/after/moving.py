"""Move stops and targets: each by a whole new version, and done only when the broker says so."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from bracketdesk.controller.after.acting import Kit
from bracketdesk.controller.after.errand import Errand
from bracketdesk.controller.after.holdings import Exit, Holdings
from bracketdesk.controller.legs import fixed
from bracketdesk.controller.views import LegRole, LegView
from bracketdesk.domain import aims
from bracketdesk.domain.aims import Aim, Top
from bracketdesk.domain.prices import format_price
from bracketdesk.domain.ticket import Side
from bracketdesk.wire.entities import Account

GONE = "It is no longer a working target or stop."
NO_STOPS = "No stop of it works."
NO_FILL = "Its entry has not filled."


@dataclass(frozen=True, slots=True)
class Move:
    """One exit and where it is to go."""

    exit: Exit
    price: Decimal

    @property
    def text(self) -> str:
        """What is done, as a step: "Stop of 2 to 5801.00"."""
        return f"{self.exit.name.capitalize()} to {format_price(self.price, self.exit.instrument)}"


class Moving:
    """Moves by clicks; what cannot be moved says why, and nothing of it is sent."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._holdings = kit.holdings

    def problem(self, order_ids: Sequence[int], text: str) -> str:
        """Return why these cannot be moved there, empty where they can."""
        try:
            self._moves(order_ids, text)
        except ValueError as error:
            return str(error)
        return ""

    def preview(self, order_ids: Sequence[int], text: str) -> str:
        """Return the prices they would have, empty where they cannot be moved there."""
        try:
            moves = self._moves(order_ids, text)
        except ValueError:
            return ""
        prices = (format_price(move.price, move.exit.instrument) for move in moves)
        return ", ".join(dict.fromkeys(prices))

    def move(self, order_ids: Sequence[int], text: str) -> None:
        """Move them, one after the other."""
        try:
            moves = self._moves(order_ids, text)
        except ValueError as error:
            self._kit.not_sent("Move", f"{str(error).rstrip('.')}; nothing was sent")
            return
        self._go(moves)

    def nudge(self, order_ids: Sequence[int], ticks: int) -> None:
        """Move them by so many ticks."""
        self.move(order_ids, f"{ticks:+d}")

    def breakeven_problem(self, strategy_id: int, number: int | None, ticks: int) -> str:
        """Return why the stops cannot go to breakeven, empty where they can."""
        try:
            self._to_breakeven(strategy_id, number, ticks)
        except ValueError as error:
            return str(error)
        return ""

    def breakeven(self, strategy_id: int, number: int | None, ticks: int) -> None:
        """Move the stops of a level, or of all, to the average fill plus `ticks` of profit."""
        try:
            moves = self._to_breakeven(strategy_id, number, ticks)
        except ValueError as error:
            self._kit.not_sent("Breakeven", f"{str(error).rstrip('.')}; nothing was sent")
            return
        self._go(moves)

    # What is to be moved
    def _moves(self, order_ids: Sequence[int], text: str) -> list[Move]:
        """Raises ValueError with a sentence."""
        exits = [self._movable(order_id) for order_id in order_ids]
        if not exits:
            raise ValueError(GONE)
        aim = aims.parse_aim(text, exits[0].instrument)
        return [self._checked(exit_, aim) for exit_ in exits]

    def _movable(self, order_id: int) -> Exit:
        exit_ = self._holdings.exit(order_id)
        if exit_ is None:
            raise ValueError(GONE)
        if why := fixed(exit_.version):
            raise ValueError(f"{why}.")
        return exit_

    def _checked(self, exit_: Exit, aim: Aim) -> Move:
        price = aims.goal(aim, exit_.standing, exit_.instrument)
        if price == exit_.standing.price:
            raise ValueError(f"The {exit_.name} stands there already.")
        top = self._top(exit_)
        if why := aims.misplaced(exit_.standing, price, top, exit_.instrument):
            raise ValueError(why)
        return Move(exit_, price)

    def _top(self, exit_: Exit) -> Top:
        return self._holdings.top(exit_.order.contract_id or 0)

    def _to_breakeven(self, strategy_id: int, number: int | None, ticks: int) -> list[Move]:
        strategy = self._holdings.strategy(strategy_id)
        legs = self._stops_of(strategy_id, number)
        if strategy is None or not legs:
            raise ValueError(NO_STOPS)
        moves = [self._even(leg.order_id, ticks) for leg in legs]
        wanted = [move for move in moves if move is not None]
        if not wanted:
            raise ValueError("The stops stand there already, or better.")
        return wanted

    def _even(self, order_id: int, ticks: int) -> Move | None:
        """Return the move of one stop, None where it stands there or better."""
        exit_ = self._movable(order_id)
        standing = exit_.standing
        if standing.average is None:
            raise ValueError(NO_FILL)
        price = aims.breakeven(standing.average, ticks, standing.side, exit_.instrument)
        gain = price - standing.price if standing.side is Side.SELL else standing.price - price
        return self._checked(exit_, Aim(price=price)) if gain > 0 else None

    def _stops_of(self, strategy_id: int, number: int | None) -> list[LegView]:
        shown = self._kit.tools.board.strategies.value
        view = next((v for v in shown if v.id == strategy_id), None)
        levels = view.levels if view else ()
        return [
            leg
            for level in levels
            if number in (None, level.number)
            for leg in level.legs
            if leg.role is LegRole.STOP and leg.cancellable
        ]

    # Doing it
    def _go(self, moves: Sequence[Move]) -> None:
        account = self._holdings.account
        if account is None:
            self._kit.not_sent("Move", "Not connected, so nothing was sent")
            return
        work = self._one(account, moves[0]) if len(moves) == 1 else self._all(account, moves)
        self._kit.tools.tasks.spawn(work, "move an exit")

    async def _one(self, account: Account, move: Move) -> None:
        what = f"{self._holdings.name(move.exit.order.contract_id or 0)}: {move.text.lower()}"
        self._kit.say(f"{what}: asked …")
        at = self._holdings.of(account)
        deed = await self._kit.commander.carry_out(self._errand(account, move, what))
        self._kit.say(f"{what}: {deed.text}{_where(at, move) if not deed.done else ''}.")

    async def _all(self, account: Account, moves: Sequence[Move]) -> None:
        """Try each: one that fails leaves the others as wanted, and is said."""
        symbol = self._holdings.name(moves[0].exit.order.contract_id or 0)
        procedure = self._kit.procedures.begin(f"Move {len(moves)} exits in {symbol}")
        at, tones = self._holdings.of(account), set()
        for move in moves:
            if at.line is None:  # it was left: another environment gets none of the others
                tones.add("rejected")
                break
            procedure.begin(move.text)
            errand = self._errand(account, move, f"{symbol}: {move.text.lower()}")
            deed = await self._kit.commander.carry_out(errand)
            where = "" if deed.done else _where(at, move)
            procedure.did(move.text, replace(deed, text=f"{deed.text}{where}"))
            tones.add("accepted" if deed.done else "unknown" if deed.open else "rejected")
        worst = next(tone for tone in ("unknown", "rejected", "accepted") if tone in tones)
        said = "all moved" if worst == "accepted" else "not all moved, see the steps"
        procedure.end(said, worst)

    def _errand(self, account: Account, move: Move, what: str) -> Errand:
        return self._kit.errands.move(account, move.exit, move.price, what)


def _where(at: Holdings, move: Move) -> str:
    """Say where it stands by now, nothing where that cannot be seen."""
    now = at.exit(move.exit.order.id)
    if not at.sees:
        return ""
    if now is None:
        return "; it works no longer"
    return f"; it stands at {format_price(now.standing.price, now.instrument)}"
