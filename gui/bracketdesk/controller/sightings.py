"""Until when the journal has seen the line, so that the next run knows what is news.

Only the broker's own times are compared with each other: the newest one a line has shown is kept,
and what the next line's first snapshot has after it happened while the app was away.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from bracketdesk.controller.activity import Activity
from bracketdesk.controller.ledger import Ledger
from bracketdesk.controller.pace import Pace
from bracketdesk.controller.ports import AccountState, Line
from bracketdesk.controller.session import Session
from bracketdesk.controller.tools import Tools
from bracketdesk.controller.views import ActivityRow
from bracketdesk.domain.session import Difference, Environment
from bracketdesk.wire.timed import LATEST

PERIOD = 2.0
"""Seconds between two notes: what came since the last one is told again after a crash."""

ROWS = 50
"""How many events get a row in the activity; the sentence counts them all."""

NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class Sightings:
    """Notes what a line shows; tells what is new on its first snapshot and after each gap.

    Practice has no yesterday: there its gaps alone are told.
    """

    def __init__(
        self,
        session: Session,
        ledger: Ledger,
        activity: Activity,
        tools: Tools,
        name_of: Callable[[int], str],
    ) -> None:
        self._session = session
        self._ledger = ledger
        self._activity = activity
        self._clock = tools.clock
        self._tasks = tools.tasks
        self._board = tools.board
        self._name_of = name_of
        self._pace = Pace(self.note, PERIOD, tools, "note what was seen")
        self._line: Line | None = None
        self._here = (Environment.PRACTICE, "")
        self._noted: datetime | None = None  # None until it is known what is news

    def line_up(self, differences: tuple[Difference, ...]) -> None:
        """Tell what is new: the first time a line is up, and then over each of its own gaps."""
        session = self._session
        if session.line is not None and differences:
            self._tell_gap(session.line.state, differences)
        if session.line is self._line or session.environment is Environment.PRACTICE:
            return
        self._line, self._noted = session.line, None
        self._here = (session.environment, session.host)
        self._tasks.spawn(self._tell(self._line), "look what happened meanwhile")

    def ask(self) -> None:
        """Have what is seen noted soon."""
        if self._noted is not None:
            self._pace.ask()

    def note(self) -> None:
        """Note the newest of the broker's times."""
        if self._line is None or self._noted is None:
            return
        at = newest(self._line.state)
        if at > self._noted:
            self._noted = at
            self._ledger.note_sighting(*self._here, at)

    def _tell_gap(self, state: AccountState, differences: tuple[Difference, ...]) -> None:
        from bracketdesk.controller.gap import OPENING, gap_of  # noqa: PLC0415 - the window first

        gap = gap_of(differences, state, self._name_of)
        if not gap.sentence:
            return
        self._board.notice.set(gap.sentence)
        now = self._clock.now()
        for change in gap.changes[:ROWS]:
            self._activity.add(ActivityRow(now, OPENING, change.became, change.what))

    async def _tell(self, line: Line | None) -> None:
        since = await self._ledger.last_sighting(*self._here)
        book = self._session.book()
        if line is None or book is None or line is not self._session.line:
            return
        if since is not None:
            from bracketdesk.controller.away import OPENING, Away  # noqa: PLC0415 - the window first

            away = Away(line.state, book, self._name_of)
            events = away.events(since)
            for event in events[-ROWS:]:
                what = f"{OPENING}: {event.what}"
                self._activity.add(ActivityRow(event.at, what, event.became, event.detail))
            if said := away.sentence(events):
                self._board.notice.set(said)
        self._noted = since or datetime.min.replace(tzinfo=UTC)
        self.note()


def newest(state: AccountState) -> datetime:
    """Return the newest time among the broker's entities; long ago where there are none.

    "Never" is none: once noted, nothing would be news any more.
    """
    tables = (
        state.fills,
        state.commands,
        state.command_reports,
        state.execution_reports,
        state.orders,
        state.strategies,
    )
    times = (entity.timestamp for table in tables for entity in table.values())
    return max((time for time in times if time < LATEST), default=NEVER)
