"""A start that was accepted must be heard of on the line, else its exits cannot be watched."""

from bracketdesk.controller.alarms import Alarms
from bracketdesk.controller.ports import Line
from bracketdesk.controller.session import Session
from bracketdesk.controller.tools import Tools
from bracketdesk.domain.intent import Intent
from bracketdesk.domain.outcomes import Outcome
from bracketdesk.domain.venue import venue

PATIENCE = 5.0
"""Seconds: events follow an answer within a second; lost ones never come (protocol.md 3.8)."""

UNHEARD = (
    "The broker accepted strategy {}, but nothing of it was heard on this line: look at orders "
    "and positions at the broker. Exits stay free."
)


class Unheard:
    """Raises an alarm for each accepted strategy that does not enter the live state.

    It asks for no new snapshot: 300 an hour is the broker's limit (protocol.md 1.7).
    """

    def __init__(self, session: Session, alarms: Alarms, tools: Tools) -> None:
        self._session = session
        self._alarms = alarms
        self._clock = tools.clock
        self._tasks = tools.tasks

    def expect(self, intent: Intent, outcome: Outcome) -> None:
        """Begin to wait for the strategy that a start became."""
        if outcome.strategy_id is not None:
            self._tasks.spawn(self._wait(intent, outcome.strategy_id), "wait for a strategy")

    async def _wait(self, intent: Intent, strategy_id: int) -> None:
        """A line that is not up tells nothing: it is waited for, and then as long again."""
        listening = False
        while not self._is_held(intent, strategy_id):
            if listening and self._line_of(intent):
                text = UNHEARD.format(strategy_id)
                self._alarms.sound(f"unheard {strategy_id}", text, intent.account)
                return
            listening = self._line_of(intent) is not None
            await self._clock.sleep(PATIENCE)

    def _is_held(self, intent: Intent, strategy_id: int) -> bool:
        line = self._line_of(intent)
        return line is not None and strategy_id in line.state.strategies

    def _line_of(self, intent: Intent) -> Line | None:
        """Return the line to where it was sent, None where that is not up."""
        session = self._session
        here = venue(session.host) == venue(intent.host)
        return session.line if here and session.up else None
