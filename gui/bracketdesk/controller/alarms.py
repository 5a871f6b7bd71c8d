"""Alarms: what stays in sight until the trader has acknowledged it, oldest first."""

from collections.abc import Callable
from dataclasses import replace

from bracketdesk.controller import words
from bracketdesk.controller.activity import Activity
from bracketdesk.controller.tools import Tools
from bracketdesk.controller.views import ActivityRow, Alarm
from bracketdesk.domain.session import Environment

ALARM = "Alarm"
STANDS = "not acknowledged"
SEEN = "acknowledged"


class Alarms:
    """Keeps the queue; each alarm has a row in the activity, which says when it was seen."""

    def __init__(self, activity: Activity, tools: Tools) -> None:
        self._activity = activity
        self._clock = tools.clock
        self._board = tools.board
        self._numbers = 0
        self._rows: dict[int, str] = {}  # the activity's keys by the alarms' numbers
        self._about: dict[tuple[str, str], int] = {}  # what stands, by place and subject
        self._hearers: dict[int, Callable[[], None]] = {}  # whom it concerns that one was seen

    def sound(
        self,
        subject: str,
        text: str,
        account: str = "",
        environment: Environment | None = None,
        seen: Callable[[], None] = lambda: None,
    ) -> None:
        """Raise an alarm; one about the same subject that still stands takes the new words.

        It is about the chosen account here, unless others are named. `seen` is called once it is
        acknowledged.
        """
        view = self._board.session.value
        name = words.NAMES[environment or view.environment]
        where = f"{name} {account or view.account}".rstrip()
        number = self._about.get((where, subject))
        if number is None:
            self._hearers[self._raise(where, subject, text)] = seen
            return
        self._activity.change(self._rows[number], STANDS, text, "rejected")
        self._board.alarms.set(
            tuple(
                replace(alarm, text=text) if alarm.number == number else alarm
                for alarm in self._board.alarms.value
            )
        )

    def acknowledge(self, number: int) -> None:
        """Take an alarm away: the trader has seen it."""
        seen = [alarm for alarm in self._board.alarms.value if alarm.number == number]
        if not seen:
            return
        self._about = {about: known for about, known in self._about.items() if known != number}
        self._activity.change(self._rows.pop(number), SEEN, seen[0].text, "")
        self._hearers.pop(number)()
        self._board.alarms.set(
            tuple(alarm for alarm in self._board.alarms.value if alarm.number != number)
        )

    def _raise(self, where: str, subject: str, text: str) -> int:
        self._numbers += 1
        alarm = Alarm(self._numbers, where, text, self._clock.now())
        self._about[where, subject] = alarm.number
        row = ActivityRow(alarm.at, f"{ALARM} in {where}", STANDS, text, "rejected")
        self._rows[alarm.number] = self._activity.add(row)
        self._board.alarms.set((*self._board.alarms.value, alarm))
        return alarm.number
