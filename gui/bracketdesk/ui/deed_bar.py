"""The deeds as buttons, as a menu and as keys: one set of actions, so that they never differ."""

from collections.abc import Mapping

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QMenu, QWidget

from bracketdesk.domain.texts import counted
from bracketdesk.ui.controls import Spin
from bracketdesk.ui.deeds import Deed, Offered
from bracketdesk.ui.fields import row, set_invalid
from bracketdesk.ui.flatten_key import KEY as FLATTEN_KEY
from bracketdesk.ui.once import DeedButton
from bracketdesk.ui.theme import pixels

KEYS = {
    Deed.FLATTEN: FLATTEN_KEY,
    Deed.CANCEL_ENTRY: "Ctrl+Shift+E",
    Deed.MOVE: "F2",
    Deed.BREAKEVEN: "Ctrl+Shift+B",
    Deed.STOP_STRATEGY: "Ctrl+Shift+S",
    Deed.CANCEL_LEVEL: "Ctrl+Shift+X",
    Deed.CANCEL_ORDER: "Ctrl+Shift+C",
    Deed.REVERSE: "Ctrl+Shift+R",
}
"""In force while the keys go to the strategies; Flatten's is the whole window's (FlattenKey)."""
GAP = 1.5
HEIGHT = 24
MOST_TICKS = 999
ANY_WIDTH = 16_777_215
"""Qt's own bound of a size, where there is none."""


class DeedBar(QWidget):
    """`wanted` carries the deed. What the width has no room for is under More, like everything.

    The keys work within `scope`; the focus of a button that goes dark passes to `home`.
    """

    wanted = Signal(Deed)
    ticks_changed = Signal()

    def __init__(self, scope: QWidget, home: QWidget) -> None:
        super().__init__()
        self._home = home
        self._low = False
        self.menu = QMenu(self)
        self.menu.setObjectName("deedMenu")
        self.menu.setToolTipsVisible(True)
        self._actions = {deed: self._action(deed, scope) for deed in Deed}
        self._buttons = {deed: self._button(deed) for deed in Deed}
        self._ticks = _ticks_spin()
        self._more = DeedButton("moreDeedsButton", "More…")
        self._more.setToolTip("All that can be done with the chosen row (the Menu key)")
        self._lay_out()
        self._ticks.changed.connect(self._ticks_typed)
        self._more.clicked.connect(self._open_menu)

    @property
    def ticks(self) -> int:
        """Ticks of profit beyond breakeven, the last that could be read."""
        return self._ticks.value()

    @property
    def ticks_problem(self) -> str:
        """Why what is typed there is no number of ticks, empty where it is one."""
        return self._ticks.problem

    def show_offers(self, offers: Mapping[Deed, Offered]) -> None:
        """Say what can be done, and of the rest why it cannot."""
        for deed, offered in offers.items():
            self._show(deed, offered)
        self._fit()

    def set_low(self, low: bool) -> None:
        """Be no wider than the first deed and More, beside the table instead of above it."""
        self._low = low
        if not low:
            self.setMinimumWidth(0)
            self.setMaximumWidth(ANY_WIDTH)
        self._fit()

    def tab_stops(self) -> list[QWidget]:
        """Return what takes the keys, from left to right."""
        stops: list[QWidget] = [*self._buttons.values(), self._more]
        stops.insert(stops.index(self._buttons[Deed.BREAKEVEN]) + 1, self._ticks)
        return stops

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many buttons as there is room for."""
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Ask for no more than cannot be done without."""
        return QSize(self._least(), HEIGHT)

    def sizeHint(self) -> QSize:
        """Ask for no more either: the width is given."""
        return self.minimumSizeHint()

    def _ticks_typed(self) -> None:
        set_invalid(self._ticks, self.ticks_problem)
        self.ticks_changed.emit()

    def _show(self, deed: Deed, offered: Offered) -> None:
        button, action = self._buttons[deed], self._actions[deed]
        plus = f" + {counted(self.ticks, 'tick')}" if deed is Deed.BREAKEVEN and self.ticks else ""
        tip = offered.why or f"{offered.tip} ({KEYS[deed]})"
        if not offered.why:
            button.setEnabled(True)
        elif button.isEnabled():
            if button.hasFocus():
                self._home.setFocus(Qt.FocusReason.OtherFocusReason)
            button.setEnabled(False)
        button.setText(offered.text)
        button.setToolTip(tip)
        button.setAccessibleDescription(tip)
        action.setText(f"{offered.text}{plus}")
        action.setToolTip(offered.why or offered.tip)
        action.setEnabled(not offered.why)

    def _fit(self) -> None:
        """Keep the first deeds in sight; More has them all."""
        if self._low:
            self.setFixedWidth(self._least())
        room, hidden = self._room(), False
        for deed, button in self._buttons.items():
            room -= self._width(deed)
            hidden = deed is not Deed.FLATTEN and (hidden or self._low or room < 0)
            button.setHidden(hidden)
            if deed is Deed.BREAKEVEN:
                self._ticks.setHidden(hidden)
        self._more.setVisible(hidden)

    def _room(self) -> int:
        """Return what the deeds may take: More needs some of it where they do not all fit."""
        more = self._more.sizeHint().width() + pixels(GAP)
        every = sum(self._width(deed) for deed in Deed)
        return self.width() if every <= self.width() else self.width() - more

    def _width(self, deed: Deed) -> int:
        spin = self._ticks.sizeHint().width() + pixels(GAP) if deed is Deed.BREAKEVEN else 0
        return self._buttons[deed].sizeHint().width() + pixels(GAP) + spin

    def _least(self) -> int:
        return self._width(Deed.FLATTEN) + self._more.sizeHint().width() + pixels(GAP)

    def open_menu_at(self, place: QPoint) -> None:
        """Open the menu at a place of the screen."""
        self.menu.popup(place)

    def _open_menu(self) -> None:
        self.menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    def _action(self, deed: Deed, scope: QWidget) -> QAction:
        action = QAction(self)
        action.setObjectName(f"{deed}Action")
        action.setShortcut(QKeySequence(KEYS[deed]))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.setAutoRepeat(False)
        action.triggered.connect(lambda: self.wanted.emit(deed))
        if deed is not Deed.FLATTEN:
            scope.addAction(action)  # else its key would be there twice, and neither would work
        self.menu.addAction(action)
        return action

    def _button(self, deed: Deed) -> DeedButton:
        button = DeedButton(f"{deed}Button")
        button.clicked.connect(lambda: self.wanted.emit(deed))
        return button

    def _lay_out(self) -> None:
        layout = row(spacing=GAP)
        for deed, button in self._buttons.items():
            layout.addWidget(button)
            if deed is Deed.BREAKEVEN:
                layout.addWidget(self._ticks)
        layout.addWidget(self._more)
        layout.addStretch(1)
        self.setLayout(layout)
        self.setFixedHeight(HEIGHT)


def _ticks_spin() -> Spin:
    spin = Spin("ticks")
    spin.setObjectName("breakevenTicksSpin")
    spin.setAccessibleName("Ticks of profit beyond breakeven")
    spin.setToolTip("Ticks of profit beyond breakeven")
    spin.setRange(0, MOST_TICKS)
    spin.setPrefix("+ ")
    spin.setSuffix(" t")
    spin.setProperty("textSize", "row")
    spin.setFixedSize(64, 22)
    return spin
