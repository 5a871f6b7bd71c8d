"""The line in which a stop or a target is moved: what, where to, and why it cannot go there."""

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from bracketdesk.ui.chosen import Movable
from bracketdesk.ui.controls import Combo
from bracketdesk.ui.fields import row, set_invalid, set_tone, text_label
from bracketdesk.ui.once import DeedButton
from bracketdesk.ui.text_boxes import OneLine
from bracketdesk.ui.theme import pixels

HINT = "A price, +4 or -2 ticks from where it stands, 8 t or 2.00 p from the fill"
NUDGES = {"Alt+Up": 1, "Alt+Down": -1, "Alt+Shift+Up": 10, "Alt+Shift+Down": -10}
"""Ticks by key. In the bracket table the same keys shift a level: they go where the focus is."""
KEYS_TIP = "Alt+Up and Alt+Down, with Shift ten ticks"

SIGN_WIDTH = 28
TEXT_WIDTH = 172
HEIGHT = 34

Answer = Callable[[tuple[int, ...], str], str]
"""Says something of these orders moved there, or nothing."""


class MoveEditor(QFrame):
    """`moved` carries orders and text, `nudged` orders and ticks; `left` that nothing is wanted.

    `problem` tells why they cannot be moved there, `preview` the prices they would have.
    """

    moved = Signal(object, str)
    nudged = Signal(object, int)
    left = Signal()

    def __init__(self, problem: Answer, preview: Answer) -> None:
        super().__init__()
        self._problem = problem
        self._preview = preview
        self._movables: tuple[Movable, ...] = ()
        self.setObjectName("moveEditor")
        self.setProperty("role", "notice")
        self._of = text_label("moveOfLabel")
        self._what = Combo()
        self._what.setObjectName("moveWhatCombo")
        self._what.setAccessibleName("What to move")
        self._text = QLineEdit()
        self._text.setObjectName("moveEdit")
        self._text.setAccessibleName("Move it to")
        self._text.setToolTip(HINT)
        self._text.setPlaceholderText("price, +4, 8 t, 2.00 p")
        self._text.setFixedWidth(TEXT_WIDTH)
        self._send = DeedButton("moveSendButton", "Move")
        self._why = OneLine("moveProblem", "secondary")
        self._lay_out()
        self._text.textChanged.connect(self.look)
        self._what.currentIndexChanged.connect(self.look)
        self._send.clicked.connect(self._move)
        add_nudges(self._text, self.nudge)
        self.setMaximumHeight(HEIGHT)
        self.hide()

    def open_for(self, symbol: str, found: tuple[Movable, ...]) -> None:
        """Begin anew for what is chosen in a contract."""
        self._of.setText(f"Move {symbol}")
        self._text.clear()
        self._take(found, 0)
        self.show()
        self._text.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_movables(self, found: tuple[Movable, ...]) -> None:
        """Follow what can be moved; what is typed stays. Where nothing is left, leave."""
        if self.isHidden():
            return
        same = self._same(found)
        if same is None:
            self.left.emit()
            return
        self._take(found, same)

    def nudge(self, ticks: int) -> None:
        """Move what is named by so many ticks."""
        chosen = self._chosen()
        if chosen is not None and not chosen.fixed:
            self.nudged.emit(chosen.orders, ticks)

    def look(self) -> None:
        """Say where it would stand, or why it cannot be moved there, as of now."""
        text, chosen = self._text.text().strip(), self._chosen()
        why = chosen.fixed if chosen else ""
        if chosen and text and not why:
            why = self._problem(chosen.orders, text)
        said = why or HINT
        if chosen and text and not why:
            said = f"→ {self._preview(chosen.orders, text)}"
        self._why.setText(said)
        set_tone(self._why, "loss" if why else "text" if text else "secondary")
        self._text.setAccessibleDescription(said)
        set_invalid(self._text, why if text else "")
        self._send.setEnabled(bool(text) and not why)
        self._send.setToolTip(why or ("Enter" if text else HINT))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter sends, Escape leaves; a held Enter is no second one."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if not event.isAutoRepeat() and not plain:
                self._move()
        else:
            super().keyPressEvent(event)

    def _move(self) -> None:
        self.look()
        chosen = self._chosen()
        if chosen is not None and self._send.isEnabled():
            self.moved.emit(chosen.orders, self._text.text().strip())

    def _chosen(self) -> Movable | None:
        at = self._what.currentIndex()
        return self._movables[at] if 0 <= at < len(self._movables) else None

    def _same(self, found: tuple[Movable, ...]) -> int | None:
        """Return where what is named stands among these; None where it is gone."""
        chosen = self._chosen()
        names = [one.text.partition(" (")[0] for one in found]
        name = chosen.text.partition(" (")[0] if chosen else ""
        return names.index(name) if name in names else None

    def _take(self, found: tuple[Movable, ...], at: int) -> None:
        if found != self._movables or at != self._what.currentIndex():
            with QSignalBlocker(self._what):
                self._what.clear()
                self._what.addItems([one.text for one in found])
                self._what.setCurrentIndex(at)
        self._movables = found
        self.look()

    def _lay_out(self) -> None:
        leave = DeedButton("moveLeaveButton", "Leave")
        leave.setToolTip("Escape")
        leave.clicked.connect(self.left)
        line = row(
            self._of,
            self._what,
            text_label(text="to", tone="secondary"),
            self._text,
            *self._nudge_buttons(),
            self._send,
            leave,
            self._why,
            None,
            spacing=1.5,
        )
        line.setContentsMargins(pixels(2), 1, pixels(2), 1)
        self.setLayout(line)

    def _nudge_buttons(self) -> tuple[DeedButton, DeedButton]:
        up, down = DeedButton("nudgeUpButton", "▲"), DeedButton("nudgeDownButton", "▼")
        for button, ticks, name in ((up, 1, "up"), (down, -1, "down")):
            button.setProperty("role", "sign")
            button.setFixedWidth(SIGN_WIDTH)
            button.setAccessibleName(f"One tick {name}")
            button.setToolTip(f"One tick {name} ({KEYS_TIP})")
            button.clicked.connect(lambda _=False, n=ticks: self.nudge(n))
        return up, down


def add_nudges(widget: QWidget, nudge: Callable[[int], None]) -> None:
    """Let the tick keys work while the focus is in this widget; a held key is one press."""
    for keys, ticks in NUDGES.items():
        action = QAction(widget)
        action.setShortcut(QKeySequence(keys))
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.setAutoRepeat(False)
        action.triggered.connect(lambda _=False, n=ticks: nudge(n))
        widget.addAction(action)
