"""One procedure: its steps, what the state shows at its end, and the next steps as buttons."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QVBoxLayout, QWidget

from bracketdesk.controller.after.views import Offer, ProcedureView, Step
from bracketdesk.ui.fields import row, set_property, set_tone, text_label
from bracketdesk.ui.once import DeedButton, Once
from bracketdesk.ui.procedure_steps import MARK_WIDTH, StepLine, ending, said, told
from bracketdesk.ui.text_boxes import OneLine
from bracketdesk.ui.theme import pixels
from bracketdesk.ui.times import in_full
from bracketdesk.ui.untrusted import one_line


class ProcedureCard(QFrame):
    """Compact it is one line: its last step, or what the state shows at its end."""

    taken = Signal(int, str)
    dismissed = Signal(int)

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number
        self._view: ProcedureView | None = None
        self._compact = False
        self._once = Once()
        self._offers: dict[str, DeedButton] = {}
        self.setObjectName(f"procedure{number}")
        self._mark = text_label("procedureMark", strong=True)
        self._mark.setFixedWidth(MARK_WIDTH)
        self._mark.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter)
        self._title = text_label("procedureTitle", strong=True)
        self._line = OneLine("procedureLine", "text")
        self._truth = text_label("procedureTruth")
        self._truth.setWordWrap(True)
        self._close = DeedButton(f"procedureCloseButton{number}", "Close")
        self._close.setToolTip("Take it off the screen; the activity keeps it")
        self._lay_out()
        self._close.clicked.connect(lambda: self.dismissed.emit(self.number))

    def show_procedure(self, view: ProcedureView) -> None:
        """Show how far it has come."""
        if view == self._view:
            return
        self._view = view
        mark, tone, ground = ending(view)
        set_property(self, "role", ground)
        self._mark.setText(mark)
        set_tone(self._mark, tone)
        self._title.setText(one_line(view.title))
        self._show_steps(view.steps)
        self._truth.setText(said(view) if view.truth else "")
        self._truth.setToolTip(in_full(view.ended) if view.ended else "")
        set_tone(self._truth, tone)
        self._line.setText(said(view))
        self.setToolTip("\n".join(told(view)))
        self.setAccessibleName(one_line(view.title))
        self.setAccessibleDescription(said(view))
        self._show_offers(view.offers)
        self._close.setAccessibleName(f"Close {view.title}")
        self._close.setHidden(view.running)
        self._arrange()

    def first_stop(self) -> QWidget | None:
        """Return the first button that can be pressed, None while there is none."""
        if self._offers:
            return min(self._offers.values(), key=self._offer_row.indexOf)
        return None if self._close.isHidden() else self._close

    def set_compact(self, compact: bool) -> None:
        """Be one line, or everything."""
        if compact == self._compact:
            return
        self._compact = compact
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._offer_row.setDirection(across if compact else down)
        if compact:
            self._head.insertWidget(self._head.count() - 1, self._offer_box)
        else:
            self._column.addWidget(self._offer_box)
        self._arrange()

    def _arrange(self) -> None:
        compact = self._compact
        edge = pixels(0.5 if compact else 1)
        self._column.setContentsMargins(pixels(2), edge, pixels(2), edge)
        self._steps_body.setHidden(compact)
        self._truth.setHidden(compact or not self._truth.text())
        self._line.setHidden(not compact)
        self._offer_box.setHidden(not self._offers)

    def _show_steps(self, steps: tuple[Step, ...]) -> None:
        while self._steps.count() < len(steps):
            self._steps.addWidget(StepLine())
        for at, line in enumerate(self._steps_body.findChildren(StepLine)):
            line.setHidden(at >= len(steps))
            if at < len(steps):
                line.show_step(steps[at])

    def _show_offers(self, offers: tuple[Offer, ...]) -> None:
        """Keep the button of an offer that stays: its focus stays too."""
        wanted = {offer.key for offer in offers}
        for key in [key for key in self._offers if key not in wanted]:
            gone = self._offers.pop(key)
            gone.hide()
            self._offer_row.removeWidget(gone)
            gone.deleteLater()
        for at, offer in enumerate(offers):
            button = self._offers.get(offer.key) or self._offer_button(offer.key)
            self._offers[offer.key] = button
            button.setText(offer.text)
            set_tone(button, "danger" if offer.danger else "")
            self._offer_row.insertWidget(at, button)

    def _offer_button(self, key: str) -> DeedButton:
        button = DeedButton(f"offerButton_{self.number}_{key}")
        button.clicked.connect(lambda: self._take(key))
        return button

    def _take(self, key: str) -> None:
        if self._once.fresh(key):
            self.taken.emit(self.number, key)

    def _lay_out(self) -> None:
        self._offer_box = QWidget()
        self._offer_row = QBoxLayout(QBoxLayout.Direction.TopToBottom, self._offer_box)
        self._offer_row.setContentsMargins(0, 0, 0, 0)
        self._offer_row.setSpacing(pixels(1))
        self._steps_body = QWidget()
        self._steps = QVBoxLayout(self._steps_body)
        self._steps.setContentsMargins(0, 0, 0, 0)
        self._steps.setSpacing(2)
        self._head = row(self._mark, self._title, self._line, None, self._close, spacing=1.5)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(pixels(1))
        self._column.addLayout(self._head)
        self._column.addWidget(self._steps_body)
        self._column.addWidget(self._truth)
        self._column.addWidget(self._offer_box)
