"""Tells what happens to whoever looks elsewhere: by a sound and by a desktop notification."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from PySide6.QtWidgets import QWidget

from bracketdesk.controller.after.views import Happening, Sound
from bracketdesk.controller.desk import Desk
from bracketdesk.domain.settings import Telling
from bracketdesk.ui.untrusted import one_line
from bracketdesk.ui.words import where

TITLES = {
    Sound.ACCEPTED: "Accepted",
    Sound.FILLED: "Filled",
    Sound.TARGET: "Target filled",
    Sound.STOP: "Stop filled",
    Sound.REJECTED: "Rejected",
    Sound.ALARM: "Alarm",
}
"""What each kind is called, as the settings list them too."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What plays a sound, and what shows a notification of a title and a text."""

    play: Callable[[Sound], None]
    notify: Callable[[str, str], None]


class Teller:
    """Each kind by the switches in force; `tools` are made when first something is to be told.

    The window's alarms sound by `alarm`, once each.
    """

    def __init__(self, desk: Desk, tools: Callable[[], Tools]) -> None:
        self._desk = desk
        self._tools = cache(tools)
        self._told = desk.after.happening.value  # before there was a window
        desk.after.happening.listen(self._take)

    def alarm(self) -> None:
        """Sound the alarm, where it is switched on."""
        if self._switches(Sound.ALARM).sound:
            self._tools().play(Sound.ALARM)

    def _take(self, happening: Happening | None) -> None:
        if happening is None or happening == self._told:
            return
        self._told = happening
        switches = self._switches(happening.sound)
        if switches.sound and happening.sound is not Sound.ALARM:  # its banner sounds
            self._tools().play(happening.sound)
        if switches.notification:
            place = where(self._desk.session.value)
            self._tools().notify(f"{TITLES[happening.sound]} · {place}", one_line(happening.text))

    def _switches(self, sound: Sound) -> Telling:
        return self._desk.settings.value.telling(sound, self._desk.session.value.environment)


def window_tools(window: QWidget) -> Tools:
    """Return what plays and shows for a window."""
    from bracketdesk.ui.notifier import Notifier  # noqa: PLC0415 - the window first
    from bracketdesk.ui.sounds import Sounds  # noqa: PLC0415 - the window first

    return Tools(Sounds(window).play, Notifier(window).notify)
