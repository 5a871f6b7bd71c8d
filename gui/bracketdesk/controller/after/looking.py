"""What is shown of life after the fill: everything that looks and nothing that acts."""

from functools import partial

from bracketdesk.controller.after.authors import Authors
from bracketdesk.controller.after.commander import Commander
from bracketdesk.controller.after.day import NOTHING, Day
from bracketdesk.controller.after.exited import Exited
from bracketdesk.controller.after.finish import Finish
from bracketdesk.controller.after.guard import Guard
from bracketdesk.controller.after.happenings import Happenings
from bracketdesk.controller.after.history import History
from bracketdesk.controller.after.holdings import Holdings
from bracketdesk.controller.after.loose import Loose
from bracketdesk.controller.after.parts import Parts
from bracketdesk.controller.after.shown import AfterShown
from bracketdesk.controller.after.sight import Sight
from bracketdesk.controller.ports import Line
from bracketdesk.controller.positions import Sums, position_views
from bracketdesk.domain.instrument import Instrument
from bracketdesk.wire.entities import Account


class Looking:
    """Writes what the window listens to; takes its place in the mirror."""

    def __init__(self, parts: Parts, shown: AfterShown) -> None:
        self._parts, self._shown = parts, shown
        self._board = parts.tools.board
        self._apart = parts.tools.tasks.apart
        self._watched: list[Instrument] = []  # besides the ticket's
        holdings = Holdings(parts.session, parts.contracts, parts.market.quote_of)
        self.holdings = self._holdings = holdings
        self.commander = self._commander = Commander(
            parts.session, parts.journal, parts.activity, parts.freeze, parts.tools, parts.ask
        )
        self._authors = Authors(holdings, self.commander, parts.ledger)
        self._finish = Finish(holdings, self._authors, self.commander, parts.tools)
        self.loose = Loose(holdings, self._authors, self._finish)
        self._guard = Guard(
            holdings, parts.session, parts.ledger, parts.alarms, parts.tools, shown.covers
        )
        self._history = History(holdings, self._authors, parts.alarms, parts.tools, shown.history)
        self._day = Day(holdings)
        self.exited = Exited(holdings, parts.tools, shown.exited)
        self._happenings = Happenings(holdings, self._board, parts.activity, shown.happening)
        self._sight = Sight(parts.session, parts.tools, shown.unseen)
        parts.mirror.finish = self._finish.strategy
        parts.mirror.moved = self._authors.moved

    async def recover(self) -> None:
        """Know the commands of former runs; what they left open is settled as unknown."""
        await self._commander.recover()

    def look(self) -> None:
        """Show the account as it is now, after the strategies, part by part."""
        line, account = self._holdings.line, self._holdings.account
        if line is None or account is None:
            self._clear()
            return
        for part, name in (
            (self._commander.look, "look for what became of commands"),
            (partial(self._show_positions, line, account), "show the positions"),
            (self._show_loose, "show the orders of no strategy"),
            (self._show_day, "show the day"),
            (self._history.look, "show what happened to orders"),
            (self._happenings.look, "tell what happens"),
            (self._guard.look, "look at what stops protect"),
            (self.exited.look, "tell what closed a position"),
            (self._watch_quotes, "watch the quotes of what is open"),
        ):
            self._apart(part, name)

    def account_changed(self) -> None:
        """Begin anew with another account; what is under way goes on about its own."""
        self._guard.left()
        self.exited.left()
        self._history.left()
        self._happenings.left()

    def left(self) -> None:
        """Forget the environment that was left."""
        for part in (self._commander, self._authors, self._finish):
            part.left()
        self._watched = []
        self.account_changed()
        self._clear()

    def _show_positions(self, line: Line, account: Account) -> None:
        held = (p for p in line.state.positions.values() if p.account_id == account.id)
        traded = self._apart(self._day.traded, "add the day up") or NOTHING
        sums = Sums(traded.realised, traded.fees)
        quote_of = self._parts.market.quote_of
        self._board.positions.set(position_views(held, self._parts.contracts, quote_of, sums))
        self._sight.look()

    def _show_loose(self) -> None:
        self._shown.loose.set(self.loose.views())

    def _show_day(self) -> None:
        self._shown.day.set(self._day.view(self._board.positions.value))

    def _clear(self) -> None:
        self._board.positions.set(())
        self._sight.look()
        self._shown.loose.set(())
        self._shown.day.set(None)
        self._guard.left()

    def _watch_quotes(self) -> None:
        """Have the quotes of every contract with something open; the ticket's own comes anyway."""
        line, chosen = self._holdings.line, self._board.instrument.value
        others = self._holdings.contracts() - ({chosen.contract_id} if chosen else set())
        known = (self._holdings.instrument(number) for number in sorted(others))
        wanted = [instrument for instrument in known if instrument is not None]
        if line is not None and wanted != self._watched:
            self._watched = wanted
            line.watch_also(wanted)
