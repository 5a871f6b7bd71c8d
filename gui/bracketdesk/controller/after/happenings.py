"""What just happened, for sounds and notifications: each thing once, and none of the past."""

from bracketdesk.controller.after.holdings import Holdings
from bracketdesk.controller.after.views import Happening, Sound
from bracketdesk.controller.board import Board
from bracketdesk.controller.legs import leg_of
from bracketdesk.controller.observe import Observable
from bracketdesk.controller.views import Alarm, LegRole, ResultView
from bracketdesk.domain.outcomes import OutcomeKind
from bracketdesk.domain.prices import format_price
from bracketdesk.wire.entities import Fill, Order

OF_ROLE = {LegRole.TARGET: Sound.TARGET, LegRole.STOP: Sound.STOP}

OF_OUTCOME = {OutcomeKind.ACCEPTED: Sound.ACCEPTED, OutcomeKind.REJECTED: Sound.REJECTED}


class Happenings:
    """Listens to the board and looks at the fills."""

    def __init__(
        self, holdings: Holdings, board: Board, shown: Observable[Happening | None]
    ) -> None:
        self._holdings = holdings
        self._shown = shown
        self._numbers = 0
        self._told: tuple[str, OutcomeKind] | None = None
        self._alarms = 0
        self._fills: set[int] | None = None
        board.result.listen(self._result)
        board.alarms.listen(self._alarm)

    def look(self) -> None:
        """Tell of the fills that came since the last look; the first look only learns."""
        line, account = self._holdings.line, self._holdings.account
        if line is None or account is None or not line.state.synchronised:
            return
        fills = line.state.fills
        if self._fills is not None and len(self._fills) == len(fills):
            return
        known, self._fills = self._fills, set(fills)
        if known is None:
            return
        for number in sorted(fills.keys() - known):
            order = line.state.orders.get(fills[number].order_id)
            if order is not None and order.account_id == account.id:
                self._filled(fills[number], order)

    def left(self) -> None:
        """Forget the environment that was left."""
        self._fills = None

    def _filled(self, fill: Fill, order: Order) -> None:
        strategy, terms = self._holdings.strategy_of(order.id), self._holdings.terms(order)
        leg = leg_of(terms, strategy.action) if strategy and terms else None
        sound = OF_ROLE.get(leg.role, Sound.FILLED) if leg else Sound.FILLED
        instrument = self._holdings.instrument(fill.contract_id)
        price = format_price(fill.price, instrument) if instrument else str(fill.price)
        symbol = self._holdings.name(fill.contract_id)
        what = "" if sound is Sound.FILLED else f"{str(sound).capitalize()}: "
        self._tell(sound, f"{what}{fill.action} {fill.qty} {symbol} at {price}")

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
