"""What clicks set going, in sight whatever tab is chosen."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from bracketdesk.controller.after.views import ProcedureView, Question
from bracketdesk.controller.desk import Desk
from bracketdesk.ui.announcing import announce
from bracketdesk.ui.exit_question import unless_frozen
from bracketdesk.ui.procedure_card import ProcedureCard
from bracketdesk.ui.procedure_steps import news, said
from bracketdesk.ui.theme import pixels

BESIDE_WIDTH = 310
"""Its width beside what the tabs show."""
KEYS = "Ctrl+Shift+P"
"""Goes to its buttons from anywhere in the window."""
ANY_SIZE = 16_777_215
"""Qt's own bound of a size, where there is none."""


class ProcedurePanel(QScrollArea):
    """Not there while nothing goes on.

    Compact it is one line, of the procedure that runs or else of the newest one.
    """

    def __init__(self, desk: Desk, tell: Callable[[QWidget, str], None] = announce) -> None:
        super().__init__()
        self._desk = desk
        self._after = desk.after
        self._tell = tell
        self._cards: dict[int, ProcedureCard] = {}
        self._told: dict[int, ProcedureView] = {}
        self._compact = False
        self.setObjectName("procedurePanel")
        self.setAccessibleName("What is going on")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(pixels(1))
        self._column.addStretch(1)
        self.setWidget(inside)
        for surface in (inside, self.viewport()):
            surface.setAutoFillBackground(False)
        QShortcut(QKeySequence(KEYS), self, self.take_keys)
        self._after.procedures.listen(self._show)

    def set_compact(self, compact: bool) -> None:
        """Be one line above what the tabs show, or a column beside it."""
        self._compact = compact
        self._shape()

    def take_keys(self) -> None:
        """Go to the first button of what runs, or else of the newest."""
        first = self._first()
        stop = self._cards[first].first_stop() if first is not None else None
        if stop is not None:
            stop.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _show(self, views: tuple[ProcedureView, ...]) -> None:
        numbers = {view.number for view in views}
        for gone in [number for number in self._cards if number not in numbers]:
            card = self._cards.pop(gone)
            card.hide()
            card.deleteLater()
            self._told.pop(gone)
        for view in views:
            self._show_one(view)
        self._shape()

    def _show_one(self, view: ProcedureView) -> None:
        card = self._cards.get(view.number)
        if card is None:
            card = self._cards[view.number] = ProcedureCard(view.number)
            card.taken.connect(self._take)
            card.dismissed.connect(self._after.dismiss)
            self._column.insertWidget(0, card)  # the newest first
        card.show_procedure(view)
        told = news(self._told.get(view.number), view)
        self._told[view.number] = view
        self._tell(card, told)
        if told:
            QTimer.singleShot(0, card, lambda: self._bring_into_sight(card))

    def _take(self, number: int, key: str) -> None:
        """Take an offer; while the broker wants silence, ask before one that sends an order."""
        view = self._told[number]
        offer = next(offer for offer in view.offers if offer.key == key)
        asked = Question(f"{offer.text}?", said(view) or view.title, offer.text)
        if offer.danger:
            unless_frozen(self, self._desk, asked, lambda: self._after.take_offer(number, key))
        else:
            self._after.take_offer(number, key)

    def _bring_into_sight(self, card: ProcedureCard) -> None:
        """Scroll to the end of what has news: its last step, or what it offers."""
        if not self._compact:
            self.ensureVisible(0, card.geometry().bottom(), 0, 0)

    def _shape(self) -> None:
        first = self._first()
        for number, card in self._cards.items():
            card.set_compact(self._compact)
            card.setHidden(self._compact and number != first)
        self.setHidden(not self._cards)
        if self._compact and first is not None:
            self.setFixedHeight(self._cards[first].sizeHint().height())
            self.setMinimumWidth(0)
            self.setMaximumWidth(ANY_SIZE)
        else:
            self.setMinimumHeight(0)
            self.setMaximumHeight(ANY_SIZE)
            self.setFixedWidth(BESIDE_WIDTH)

    def _first(self) -> int | None:
        """Return what runs, else the newest."""
        running = [view.number for view in self._told.values() if view.running]
        return max(running or self._told, default=None)
