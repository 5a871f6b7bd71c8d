"""The settings of sounds and notifications: two switches for each kind of event."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from bracketdesk.controller.after.views import Sound
from bracketdesk.domain.settings import Settings, Telling
from bracketdesk.ui.choices import CheckBox
from bracketdesk.ui.fields import text_label
from bracketdesk.ui.notifier import can_notify
from bracketdesk.ui.sounds import WINDOWS, player_name
from bracketdesk.ui.teller import TITLES
from bracketdesk.ui.text_boxes import wrapping
from bracketdesk.ui.theme import pixels

KINDS = TITLES | {
    Sound.ACCEPTED: "Order accepted",
    Sound.FILLED: "Entry filled",
    Sound.REJECTED: "Order rejected",
    Sound.ALARM: "Alarm (its banner stays either way)",
}
ON_PRACTICE = "On Practice too, which is quiet otherwise"


class TellingFields(QWidget):
    """A row for each kind, and below whether any of it is meant for Practice too."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(pixels(4))
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(0, 1)
        for column, title in ((1, "Sound"), (2, "Notification")):
            self._grid.addWidget(text_label(text=title, tone="secondary", size="small"), 0, column)
        self._boxes = {
            sound: self._row(row, sound, settings.tellings.get(sound, Telling()))
            for row, sound in enumerate(Sound, 1)
        }
        self._on_practice = _check("tellOnPracticeCheck", ON_PRACTICE, settings.tell_on_practice)
        self._on_practice.setText(ON_PRACTICE)
        below = len(Sound) + 1
        self._grid.setRowMinimumHeight(below, pixels(9))
        self._grid.addWidget(self._on_practice, below, 0, 1, 3)
        for row, (name, text) in enumerate(_explanations(), below + 1):
            label = wrapping(name, text, tone="secondary")
            label.setContentsMargins(0, pixels(1), 0, 0)
            self._grid.addWidget(label, row, 0, 1, 3)

    def fill(self, settings: Settings) -> Settings:
        """Return the settings with what is ticked; only what is not the default is kept."""
        ticked = {
            str(sound): Telling(play.isChecked(), notify.isChecked())
            for sound, (play, notify) in self._boxes.items()
        }
        tellings = {k: t for k, t in (settings.tellings | ticked).items() if t != Telling()}
        return replace(settings, tellings=tellings, tell_on_practice=self._on_practice.isChecked())

    def _row(self, row: int, sound: Sound, telling: Telling) -> tuple[CheckBox, CheckBox]:
        words = KINDS[sound]
        self._grid.addWidget(text_label(text=words), row, 0)
        name = sound.value.capitalize()
        boxes = (
            _check(f"sound{name}Check", f"Sound: {words}", telling.sound),
            _check(f"notify{name}Check", f"Notification: {words}", telling.notification),
        )
        for column, box in enumerate(boxes, 1):
            self._grid.addWidget(box, row, column, Qt.AlignmentFlag.AlignLeft)
        return boxes


def sound_text() -> str:
    """Return what plays the sounds on this computer."""
    player = player_name()
    if player == WINDOWS:
        return "Windows plays the sounds."
    if player:
        return f"The sounds are played by {player}."
    return (
        "No player was found (pw-play, paplay or aplay): the system's beep stands for every sound, "
        "where the system has one."
    )


def notification_text() -> str:
    """Return what shows the notifications on this computer."""
    if can_notify():
        return "Notifications are shown by the system, which may hold them back."
    return (
        "This desktop has no tray to notify by: the window's entry in the task bar asks for a look "
        "instead, without a text."
    )


def _explanations() -> tuple[tuple[str, str], ...]:
    return (("soundPlayerLabel", sound_text()), ("notificationsLabel", notification_text()))


def _check(name: str, spoken: str, checked: bool) -> CheckBox:
    box = CheckBox("")
    box.setObjectName(name)
    box.setAccessibleName(spoken)
    box.setChecked(checked)
    return box
