"""Practice reset: balance, orders and history as in the beginning."""

from bracketdesk.practice.cash import Cash
from bracketdesk.practice.levers import Levers
from bracketdesk.practice.loss_watch import LossWatch
from bracketdesk.practice.trading_desk import TradingDesk
from bracketdesk.wire.enums import AdminAction

HISTORY = (
    "executionReport",
    "commandReport",
    "command",
    "fillPair",
    "fillFee",
    "fill",
    "position",
    "orderStrategyLink",
    "orderStrategy",
    "orderVersion",
    "order",
)
"""What a reset removes; of two kinds the one that refers to the other goes first."""


class CleanSlate:
    """Wipes what an account has done. Ids go on counting: nobody takes new for old."""

    def __init__(self, levers: Levers, cash: Cash, desk: TradingDesk, losses: LossWatch) -> None:
        self._levers = levers
        self._cash = cash
        self._desk = desk
        self._losses = losses

    def wipe(self) -> None:
        """Remove everything, tell each removal, and open the balance anew."""
        levers = self._levers
        for contract_id in levers.roster.contracts():
            for order in levers.roster.alive(contract_id):
                levers.floor.withdraw(order)
        levers.commands.forget()
        levers.roster.clear()
        levers.positions.clear()
        self._desk.clear()
        for kind in HISTORY:
            levers.store.clear(kind)
        self._cash.open(levers.agenda.stamp())
        self._losses.forget()
        levers.restrict(AdminAction.NORMAL)
