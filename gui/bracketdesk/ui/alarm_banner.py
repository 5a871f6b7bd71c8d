"""Alarms: one at a time, the oldest first, each until its button is pressed."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QPushButton

from bracketdesk.controller.desk import Desk
from bracketdesk.controller.views import Alarm
from bracketdesk.ui.fields import text_label
from bracketdesk.ui.theme import pixels
from bracketdesk.ui.times import in_full, to_the_second


class AlarmBanner(QFrame):
    """Not there while nothing is wrong. `beep` sounds once for each alarm."""

    def __init__(self, desk: Desk, beep: Callable[[], None] = QApplication.beep) -> None:
        super().__init__()
        self._desk = desk
        self._beep = beep
        self._sounded = 0  # the highest number that has been heard
        self._shown: Alarm | None = None
        self.setObjectName("alarmBanner")
        self.setProperty("role", "danger")
        self._text = text_label("alarmLabel", strong=True)
        self._text.setWordWrap(True)
        self._count = text_label("alarmCountLabel", tone="secondary")
        self._button = QPushButton("I have seen this al&arm")
        self._button.setObjectName("alarmButton")
        self._button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # on macOS too
        self.settling = QTimer(self)  # the second click of a double click is meant for the first
        self.settling.setSingleShot(True)
        self._lay_out()
        self._button.clicked.connect(self._acknowledge)
        desk.alarms.listen(self._show)

    def _show(self, alarms: tuple[Alarm, ...]) -> None:
        first = alarms[0] if alarms else None
        former = self._shown
        self._shown = first
        self._text.setText(
            f"{to_the_second(first.at)} {first.where}: {first.text}" if first else ""
        )
        self._text.setToolTip(in_full(first.at) if first else "")
        self._button.setAccessibleDescription(first.text if first else "")
        self._count.setText(f"1 of {len(alarms)}" if len(alarms) > 1 else "")
        self._count.setVisible(len(alarms) > 1)
        self.setVisible(bool(alarms))
        if first and former and first.number != former.number:
            self.settling.start(QApplication.doubleClickInterval())
        self._sound(alarms)

    def _sound(self, alarms: tuple[Alarm, ...]) -> None:
        newest = max((alarm.number for alarm in alarms), default=0)
        if newest > self._sounded:
            self._sounded = newest
            self._beep()

    def _acknowledge(self) -> None:
        if self._shown is not None and not self.settling.isActive():
            self._desk.acknowledge(self._shown.number)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(pixels(3), pixels(2), pixels(3), pixels(2))
        row.setSpacing(pixels(2))
        row.addWidget(self._text, 1)
        row.addWidget(self._count)
        row.addWidget(self._button)
