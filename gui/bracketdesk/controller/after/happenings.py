"""What just happened, for sounds and notifications: each thing once, and none of the past.

Fills stand in the activity too, a line an order.
"""

from bracketdesk.controller.activity import Activity
from bracketdesk.controller.after.holdings import Holdings
from bracketdesk.controller.after.views import Happening, Sound
from bracketdesk.controller.board import Board
from bracketdesk.controller.legs import average, leg_of
from bracketdesk.controller.observe import Observable
from bracketdesk.controller.views import ActivityRow, Alarm, LegRole, ResultView
from bracketdesk.domain.outcomes import OutcomeKind
from bracketdesk.domain.prices import format_price
from bracketdesk.wire.entities import Fill, Order
from bracketdesk.wire.enums import Action

OF_ROLE = {LegRole.TARGET: Sound.TARGET, LegRole.STOP: Sound.STOP}

OF_OUTCOME = {OutcomeKind.ACCEPTED: Sound.ACCEPTED, OutcomeKind.REJECTED: Sound.REJECTED}


FILLED = "filled"


class Happenings:
    """Listens to the board and looks at the fills."""

    def __init__(
        self,
        holdings: Holdings,
        board: Board,
        activity: Activity,
        shown: Observable[Happening | None],
    ) -> None:
        self._holdings = holdings
        self._activity = activity
        self._shown = shown
        self._numbers = 0
        self._told: tuple[str, OutcomeKind] | None = None
        self._alarms = 0
        self._fills: set[int] | None = None
        self._rows: dict[int, str] = {}  # by order, its line in the activity
        board.result.listen(self._result)
        board.alarms.listen(self._alarm)

    def look(self) -> None:
        """Tell of the fills that came since the last look; the first look only learns."""
        line, account = self._holdings.line, self._holdings.account
        if line is None or account is None or not line.state.synchronised:
            return
        fills = line.state.fills
        if self._fills is None:
            self._fills = set(fills)
            return
        for number in sorted(fills.keys() - self._fills):
            order = line.state.orders.get(fills[number].order_id)
            if order is None:
                continue  # whose it is will be known
            self._fills.add(number)
            if order.account_id == account.id:
                self._filled(fills[number], order)
                self._write_down(fills[number], order, account.name)

    def left(self) -> None:
        """Forget the environment that was left."""
        self._fills = None
        self._rows.clear()

    def _filled(self, fill: Fill, order: Order) -> None:
        strategy, terms = self._holdings.strategy_of(order.id), self._holdings.terms(order)
        leg = leg_of(terms, strategy.action) if strategy and terms else None
        sound = OF_ROLE.get(leg.role, Sound.FILLED) if leg else Sound.FILLED
        instrument = self._holdings.instrument(fill.contract_id)
        price = format_price(fill.price, instrument) if instrument else str(fill.price)
        symbol = self._holdings.name(fill.contract_id)
        what = "" if sound is Sound.FILLED else f"{str(sound).capitalize()}: "
        self._tell(sound, f"{what}{fill.action} {fill.qty} {symbol} at {price}")

    def _write_down(self, fill: Fill, order: Order, account: str) -> None:
        """Write what an order has traded so far into its line of the activity."""
        key, detail = self._rows.get(order.id), self._traded(order)
        if key is not None:
            self._activity.change(key, FILLED, detail, "")
            return
        what = f"{account} · {self._holdings.named(order)}"
        row = ActivityRow(fill.timestamp, what, FILLED, detail)
        self._rows[order.id] = self._activity.add(row)

    def _traded(self, order: Order) -> str:
        """Return "Sold 3 at 6008.00 · strategy 9912"."""
        terms, strategy = self._holdings.terms(order), self._holdings.strategy_of(order.id)
        fills = terms.fills if terms else ()
        price, instrument = average(fills), self._holdings.instrument(order.contract_id or 0)
        done = "Sold" if order.action == Action.SELL else "Bought"
        said = f"{done} {sum(fill.qty for fill in fills)}"
        if price is not None and instrument is not None:
            said += f" at {format_price(price, instrument)}"
        return f"{said} · strategy {strategy.id}" if strategy else said

    def _result(self, result: ResultView | None) -> None:
        if result is None or result.pending or result.kind not in OF_OUTCOME:
            return
        told = (result.uuid, result.kind)
        if told != self._told:
            self._told = told
            sound = OF_OUTCOME[result.kind]
            self._tell(sound, f"{str(sound).capitalize()}: {result.sentence or result.headline}")

    def _alarm(self, alarms: tuple[Alarm, ...]) -> None:
        newest = max((alarm.number for alarm in alarms), default=0)
        if newest > self._alarms:
            self._alarms = newest
            self._tell(Sound.ALARM, alarms[-1].text)

    def _tell(self, sound: Sound, text: str) -> None:
        self._numbers += 1
        self._shown.set(Happening(self._numbers, sound, text))
