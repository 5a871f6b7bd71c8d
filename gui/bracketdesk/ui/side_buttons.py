"""Buy and Sell: two checkable buttons, neither chosen at first."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from bracketdesk.domain.ticket import Side
from bracketdesk.ui.controls import Button

SHOWN = {
    Side.BUY: ("buyButton", "▲  &BUY", "Alt+B"),
    Side.SELL: ("sellButton", "▼  &SELL", "Alt+S"),
}


class SideButtons(QWidget):
    """Buy left, Sell right, told apart by word, shape, place and colour."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        self._buttons = {side: self._button(side) for side in Side}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for button in self._buttons.values():
            row.addWidget(button)
        self._group.buttonToggled.connect(self._toggled)

    @property
    def side(self) -> Side | None:
        """The side that is chosen, None where none is."""
        return next((side for side, b in self._buttons.items() if b.isChecked()), None)

    def choose(self, side: Side) -> None:
        """Choose a side as a click does."""
        self._buttons[side].setChecked(True)

    def clear(self) -> None:
        """Choose neither."""
        self._group.setExclusive(False)
        for button in self._buttons.values():
            button.setChecked(False)
        self._group.setExclusive(True)

    def take_focus(self) -> None:
        """Give the keys to the chosen side, or to Buy."""
        button = self._buttons[self.side or Side.BUY]
        button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _button(self, side: Side) -> Button:
        name, text, keys = SHOWN[side]
        button = Button(text)
        button.setObjectName(name)
        button.setProperty("side", side.value)
        button.setCheckable(True)
        button.setAccessibleName(side.value)
        button.setToolTip(f"{side.value} ({keys})")
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        self._group.addButton(button)
        return button

    def _toggled(self, button: Button, checked: bool) -> None:
        """Tell once per choice: the exclusive group also toggles the other one off."""
        if checked or self.side is None:
            self.changed.emit()
