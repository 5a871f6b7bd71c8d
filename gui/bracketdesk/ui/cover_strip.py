"""The protected-quantity meters, always in sight under the ticket whatever tab is chosen."""

from collections.abc import Container, Hashable, Sequence
from itertools import pairwise
from typing import TypeVar

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from bracketdesk.controller.after.views import CoverView, ExitedView
from bracketdesk.controller.desk import Desk
from bracketdesk.ui.cover_texts import (
    TROUBLES,
    in_sight,
    mark,
    meter_text,
    spoken,
    state_tone,
    state_word,
)
from bracketdesk.ui.exited_chip import ExitedChip, exited_sentence, left_text
from bracketdesk.ui.fields import Pill, set_property, set_tone, text_label
from bracketdesk.ui.theme import pixels

Name = TypeVar("Name", bound=Hashable)
Part = TypeVar("Part", bound=QWidget)
HEIGHT = 28
PILL_HEIGHT = 20
GAP = pixels(2)
MORE_WIDTH, TROUBLE_WIDTH = 72, 176
"""What "+2 more" takes, and "+2 more, 1 in trouble"."""


class CoverMeter(QFrame):
    """One contract: its mark, its position and what protects it, and the one fix on offer."""

    fix_wanted = Signal()
    shown_wanted = Signal()

    def __init__(self, contract_id: int) -> None:
        super().__init__()
        self.setObjectName(f"coverMeter{contract_id}")
        self._mark = text_label(f"coverMark{contract_id}", strong=True)
        self._text = QPushButton()
        self._text.setObjectName(f"coverButton{contract_id}")
        self._text.setProperty("role", "flat")
        self._text.setProperty("strong", False)
        self._state = Pill()
        self._state.setObjectName(f"coverState{contract_id}")
        self._state.setFixedHeight(PILL_HEIGHT)
        self._fix = QPushButton()
        self._fix.setObjectName(f"coverFixButton{contract_id}")
        self._fix.setProperty("textSize", "row")
        self._action = QAction(self)
        self._action.setObjectName(f"coverFixAction{contract_id}")
        self._lay_out()

    def show_cover(self, view: CoverView, since: str = "") -> None:
        """Show this contract's meter, and what has closed part of the position."""
        tone, sentence = state_tone(view), spoken(view)
        self._mark.setText(mark(view))
        self._state.setText(state_word(view))
        for label in (self._mark, self._state):
            set_tone(label, tone)
        said = " · ".join(filter(None, (meter_text(view), since)))
        self._text.setText(f"{view.symbol}  {said}")
        self._text.setAccessibleName(f"{sentence} {since}".strip())
        self._text.setToolTip("Show the positions")
        self._fix.setText(view.fix)
        self._fix.setAccessibleDescription(sentence)
        self._fix.setVisible(bool(view.fix))
        self._action.setText(view.fix)
        self._action.setVisible(bool(view.fix))
        set_property(self, "role", ground(view))
        set_tone(self._fix, "danger" if view.alarming else "")
        self.setAccessibleName(sentence)

    def parts(self) -> tuple[QWidget, ...]:
        """Return what Tab stops at."""
        return self._text, self._fix

    def _lay_out(self) -> None:
        line = QHBoxLayout(self)
        line.setContentsMargins(pixels(1), 0, pixels(1), 0)
        line.setSpacing(pixels(1))
        for widget in (self._mark, self._text, self._state, self._fix):
            line.addWidget(widget)
        self.setFixedHeight(HEIGHT)
        self.addAction(self._action)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self._text.clicked.connect(self.shown_wanted)
        self._fix.clicked.connect(self.fix_wanted)
        self._action.triggered.connect(self.fix_wanted)


class CoverStrip(QFrame):
    """As many meters as there is room for, those in trouble before the others, then "+2 more".

    What closed a position stands in the place of its meter. `exits_wanted` carries the contract
    whose fix was taken.
    """

    exits_wanted = Signal(int)
    positions_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("coverStrip")
        self.setAccessibleName("What protects the positions")
        self._after = desk.after
        self._views: dict[int, CoverView] = {}
        self._meters: dict[int, CoverMeter] = {}
        self._ends: dict[int, ExitedView] = {}
        self._chips: dict[int, ExitedChip] = {}
        self._more = QPushButton()
        self._more.setObjectName("coverMoreButton")
        self._more.setProperty("role", "flat")
        self._more.clicked.connect(self.positions_wanted)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(GAP)
        self._line.addWidget(self._more)
        self._line.addStretch(1)
        desk.after.covers.listen(self._show)
        desk.after.exited.listen(self._show)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many as the new width has room for."""
        super().resizeEvent(event)
        self._share_width()

    def changeEvent(self, event: QEvent) -> None:
        """Measure anew in another font or style."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._share_width()

    def _show(self, _: object) -> None:
        views = (view for view in self._after.covers.value if in_sight(view))
        shown = sorted(views, key=lambda v: (v.symbol, v.contract_id))
        self._views = {view.contract_id: view for view in shown}
        exited = {view.contract_id: view for view in self._after.exited.value}
        self._ends = {k: v for k, v in exited.items() if not v.net and k not in self._views}
        _drop(self._meters, self._views)
        _drop(self._chips, self._ends)
        for place, view in enumerate(shown):
            meter = self._meters.get(view.contract_id) or self._add(view.contract_id)
            since = exited.get(view.contract_id)
            meter.show_cover(view, left_text(since) if since and since.net else "")
            self._place(meter, place)
        for place, end in enumerate(self._ends.values(), len(shown)):
            chip = self._chips.get(end.contract_id) or self._add_chip(end.contract_id)
            chip.show_exited(end)
            self._place(chip, place)
        self.setVisible(bool(self._views or self._ends))
        self._chain()
        self._share_width()

    def _place(self, part: QWidget, place: int) -> None:
        if self._line.indexOf(part) != place:
            self._line.insertWidget(place, part)

    def _add(self, contract_id: int) -> CoverMeter:
        meter = self._meters[contract_id] = CoverMeter(contract_id)
        meter.fix_wanted.connect(lambda: self.exits_wanted.emit(contract_id))
        meter.shown_wanted.connect(self.positions_wanted)
        return meter

    def _add_chip(self, contract_id: int) -> ExitedChip:
        chip = self._chips[contract_id] = ExitedChip(contract_id)
        chip.closed.connect(lambda: self._after.dismiss_exited(contract_id))
        return chip

    def _chain(self) -> None:
        """Make Tab go from meter to meter as they stand, from where the strip has its place."""
        meters = [part for ident in self._views for part in self._meters[ident].parts()]
        chips = [part for ident in self._ends for part in self._chips[ident].parts()]
        for before, after in pairwise([self._more, *meters, *chips, self._more]):
            QWidget.setTabOrder(before, after)

    def _share_width(self) -> None:
        """Show what fits; the first in trouble is there at any width."""
        order = sorted(self._views.values(), key=lambda v: (not v.alarming, not _troubled(v)))
        parts: list[QWidget] = [self._meters[view.contract_id] for view in order]
        parts += [self._chips[ident] for ident in self._ends]
        widths = [(part, part.sizeHint().width()) for part in parts]
        several = sum(map(_troubled, order)) > 1
        fits = fitting(widths, self.width(), TROUBLE_WIDTH if several else MORE_WIDTH)
        for part in parts:
            part.setVisible(part in fits)
        left = [v for v in self._views.values() if self._meters[v.contract_id] not in fits]
        ends = [e for e in self._ends.values() if self._chips[e.contract_id] not in fits]
        self._show_more(left, ends)

    def _show_more(self, left: Sequence[CoverView], ends: Sequence[ExitedView]) -> None:
        """Count what has no room, and say where something is wrong among it."""
        told = [*map(spoken, left), *map(exited_sentence, ends)]
        troubles = sum(map(_troubled, left))
        wrong = f", {troubles} in trouble" if troubles else ""
        self._more.setText(f"+{len(told)} more{wrong}")
        self._more.setToolTip("\n".join(told))
        self._more.setAccessibleDescription(" ".join(told))
        self._more.setVisible(bool(told))
        set_property(self._more, "alarm", bool(troubles))


def _troubled(view: CoverView) -> bool:
    return view.cover in TROUBLES


def ground(view: CoverView) -> str:
    """Return the style sheet's role of a meter: calm, warning or alarming."""
    if not _troubled(view):
        return "notice" if view.sure else "banner"
    return "danger" if view.alarming else "banner"


def _drop(widgets: dict[int, Part], kept: Container[int]) -> None:
    """Take away what has nothing to show any more."""
    for gone in [ident for ident in widgets if ident not in kept]:
        widget = widgets.pop(gone)
        widget.hide()
        widget.deleteLater()


def fitting(widths: Sequence[tuple[Name, int]], room: int, more: int = MORE_WIDTH) -> set[Name]:
    """Return which of (name, width) stand in `room` pixels, in this order, the first always.

    Where not all do, `more` pixels are left for what counts the others.
    """
    taken, fits = 0, set[Name]()
    for at, (name, width) in enumerate(widths):
        reserve = 0 if at == len(widths) - 1 else more + GAP
        if at and taken + width + reserve > room:
            break
        taken += width + GAP
        fits.add(name)
    return fits
