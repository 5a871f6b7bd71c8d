"""Watches the meters: what lasts is an alarm, raised once for what it says."""

from dataclasses import replace
from datetime import datetime, timedelta

from bracketdesk.controller.after.cover import alarm_text, cover_of
from bracketdesk.controller.after.holdings import Holdings
from bracketdesk.controller.after.views import Cover, CoverView
from bracketdesk.controller.alarms import Alarms
from bracketdesk.controller.ledger import Ledger, place
from bracketdesk.controller.observe import Observable
from bracketdesk.controller.session import Session
from bracketdesk.controller.tools import Tools
from bracketdesk.controller.views import SessionView

LASTING = 2.0
"""Seconds: exits arrive tens to hundreds of milliseconds after a fill (protocol.md 6.6)."""

WRONG = (Cover.UNCOVERED, Cover.OVER)


class Guard:
    """Shows one meter for each contract with a position or stops at work.

    While the line is down or silent they stay, dated; and they say so where an order may exist that
    nobody has seen.
    """

    def __init__(
        self,
        holdings: Holdings,
        session: Session,
        ledger: Ledger,
        alarms: Alarms,
        tools: Tools,
        shown: Observable[tuple[CoverView, ...]],
    ) -> None:
        self._holdings = holdings
        self._session = session
        self._ledger = ledger
        self._alarms = alarms
        self._clock = tools.clock
        self._shown = shown
        self._tasks = tools.tasks
        self._since: dict[int, float] = {}  # by contract, when it began to be wrong
        self._told: dict[int, str] = {}
        self._silent_since: datetime | None = None  # of a line that is up and gives no answer
        board = tools.board
        for change in (board.lock, board.locked_elsewhere):  # what is unknown
            change.listen(lambda _: self._date())
        board.session.listen(self._session_changed)

    def look(self) -> None:
        """Show the meters as they are now; raise an alarm for what has lasted."""
        line = self._holdings.line
        if line is None or not line.state.synchronised:
            self._date()  # what was last heard stays
            return
        views = [cover_of(self._holdings, number) for number in self._holdings.contracts()]
        shown = [self._judge(view) for view in views if view.net or view.stops]
        for gone in set(self._since) - {view.contract_id for view in shown}:
            self._forget(gone)
        sure = (self._doubt(replace(view, as_of=self._silent_since)) for view in shown)
        self._shown.set(tuple(sorted(sure, key=lambda view: view.symbol)))

    def _session_changed(self, view: SessionView) -> None:
        """A line that gives no answer dates the meters before it is lost."""
        silent_before = self._silent_since is not None
        if not view.silence:
            self._silent_since = None
        elif not silent_before:
            self._silent_since = self._clock.now() - timedelta(seconds=view.silence)
        if silent_before and self._silent_since is None and view.as_of is None:
            self.look()
        else:
            self._date()

    def _date(self) -> None:
        """Say of the meters as they stand since when they are not heard, and what may be more."""
        as_of = self._session.view.as_of or self._silent_since
        dated = (replace(view, as_of=as_of or view.as_of) for view in self._shown.value)
        self._shown.set(tuple(map(self._doubt, dated)))

    def _doubt(self, view: CoverView) -> CoverView:
        """Say that more may be open there than is seen, while an order's outcome is unknown."""
        account = self._holdings.account
        if account is None:
            return view
        where = place(self._session.environment, self._session.host, account.name, view.symbol)
        orders = [known.intent.ticket for known in self._ledger.unknown_in(where)]
        told = [f"an order to {order.side.lower()} {order.quantity} may exist" for order in orders]
        doubt = told[0] if len(told) == 1 else f"{len(told)} orders may exist" if told else ""
        return replace(view, doubt=doubt) if doubt != view.doubt else view

    def left(self) -> None:
        """Forget the environment or the account that was left."""
        self._since.clear()
        self._told.clear()
        self._shown.set(())

    def _judge(self, view: CoverView) -> CoverView:
        number = view.contract_id
        if view.cover not in WRONG:
            self._forget(number)
            return view
        now = self._clock.monotonic()
        if number not in self._since:
            self._since[number] = now
            self._tasks.spawn(self._wake(), "look at a meter again")
        if now - self._since[number] < LASTING:
            return view
        text = alarm_text(view)
        if self._told.get(number) != text:
            self._told[number] = text
            self._alarms.sound(f"cover {number}", text)
        return replace(view, alarming=True)

    def _forget(self, number: int) -> None:
        self._since.pop(number, None)
        self._told.pop(number, None)

    async def _wake(self) -> None:
        await self._clock.sleep(LASTING)
        self.look()
