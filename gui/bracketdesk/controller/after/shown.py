"""What the window listens to of life after the fill."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bracketdesk.controller.observe import Observable

if TYPE_CHECKING:  # none of them is there before the window is painted
    from bracketdesk.controller.after.views import (
        CoverView,
        DayView,
        ExitedView,
        Happening,
        HistoryLine,
        LooseView,
        Prefill,
        ProcedureView,
    )


NOT_CONNECTED = "Not connected: what is open is not known."


class AfterShown:
    """Everything the parts write. `unseen` is why what is open is not known, empty where it is."""

    def __init__(self) -> None:
        self.unseen: Observable[str] = Observable(NOT_CONNECTED)
        self.covers: Observable[tuple[CoverView, ...]] = Observable(())
        self.exited: Observable[tuple[ExitedView, ...]] = Observable(())
        self.procedures: Observable[tuple[ProcedureView, ...]] = Observable(())
        self.history: Observable[tuple[HistoryLine, ...]] = Observable(())
        self.loose: Observable[tuple[LooseView, ...]] = Observable(())
        self.day: Observable[DayView | None] = Observable(None)
        self.happening: Observable[Happening | None] = Observable(None)
        self.prefill: Observable[Prefill | None] = Observable(None)
