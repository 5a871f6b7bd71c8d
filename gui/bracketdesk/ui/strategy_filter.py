"""Which strategies and orders are shown: what works, what the day began, or all that is known."""

from datetime import datetime
from enum import StrEnum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QWidget

from bracketdesk.controller.after.views import LooseView
from bracketdesk.controller.views import StrategyView
from bracketdesk.ui.controls import Button
from bracketdesk.ui.fields import row


class Filter(StrEnum):
    """The value is the button's word."""

    WORKING = "Working"
    TODAY = "Today"
    ALL = "All"


TIPS = {
    Filter.WORKING: "What may still act, and what left a position",
    Filter.TODAY: "That, and whatever began today",
    Filter.ALL: "Everything the broker told of",
}
EMPTY = {
    Filter.WORKING: "Nothing works now. Today and All have what is over.",
    Filter.TODAY: "Nothing began today and nothing works. All has what is older.",
    Filter.ALL: "",
}
"""What is said where there is something, but none of it is shown."""


def takes(chosen: Filter, view: StrategyView) -> bool:
    """Whether a strategy is shown."""
    works = view.running or bool(view.left and view.position)
    return chosen is Filter.ALL or works or (chosen is Filter.TODAY and view.today)


def takes_order(chosen: Filter, view: LooseView, now: datetime) -> bool:
    """Whether an order of no strategy is shown; its day is that of the system's calendar."""
    today = view.at.astimezone().date() == now.astimezone().date()
    return chosen is Filter.ALL or view.running or (chosen is Filter.TODAY and today)


class FilterButtons(QWidget):
    """Three buttons of which one is down. `changed` fires when it is another one."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._buttons = {chosen: _button(chosen) for chosen in Filter}
        self._group = QButtonGroup(self)
        for button in self._buttons.values():
            self._group.addButton(button)
        self._buttons[Filter.TODAY].setChecked(True)
        layout = row(*self._buttons.values(), spacing=0)
        self.setLayout(layout)
        self._group.buttonToggled.connect(self._tell)

    @property
    def chosen(self) -> Filter:
        """The one that is down."""
        return next(chosen for chosen, button in self._buttons.items() if button.isChecked())

    def _tell(self, _: object, down: bool) -> None:
        if down:
            self.changed.emit()


def _button(chosen: Filter) -> Button:
    button = Button(str(chosen))
    button.setObjectName(f"show{chosen}Button")
    button.setCheckable(True)
    button.setProperty("textSize", "row")
    button.setProperty("role", "choice")
    button.setToolTip(TIPS[chosen])
    return button
