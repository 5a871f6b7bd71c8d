"""What a click sets going, shown step by step while it is done, with the next step offered."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from bracketdesk.controller.after.errand import Deed
from bracketdesk.controller.after.views import Offer, ProcedureView, Progress, Step
from bracketdesk.controller.observe import Observable
from bracketdesk.controller.tools import Tools
from bracketdesk.domain.outcomes import OutcomeKind

KEPT = 4
"""How many procedures that have ended stay on the screen until they are dismissed."""

PROGRESS = {
    OutcomeKind.ACCEPTED: Progress.DONE,
    OutcomeKind.REJECTED: Progress.FAILED,
    OutcomeKind.NOT_SENT: Progress.FAILED,
    OutcomeKind.UNKNOWN: Progress.UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class Way:
    """A next step that may be taken: what the trader reads, and what it does."""

    text: str
    take: Callable[[], None]
    danger: bool = True


class Procedure:
    """One of them, written by whoever does it."""

    def __init__(self, owner: "Procedures", number: int, title: str) -> None:
        self._owner = owner
        self.number = number
        self.title = title

    def begin(self, text: str) -> None:
        """Show the next step as under way."""
        self._owner.change(self.number, lambda view: self._with_step(view, text))

    def note(self, text: str, progress: Progress) -> None:
        """Say how far the last step has come."""
        self._owner.change(self.number, lambda view: self._with_progress(view, text, progress))

    def did(self, text: str, deed: Deed) -> None:
        """Say what came of the last step's command."""
        self.note(f"{text}: {deed.text}", PROGRESS[deed.kind])

    def end(self, truth: str, tone: str, ways: tuple[Way, ...] = ()) -> None:
        """Say what the state shows now, and offer what may be done next."""
        self._owner.end(self, truth, tone, ways)

    def _with_step(self, view: ProcedureView, text: str) -> ProcedureView:
        return replace(view, steps=(*view.steps, Step(text, Progress.DOING, self._owner.now())))

    def _with_progress(self, view: ProcedureView, text: str, progress: Progress) -> ProcedureView:
        return replace(view, steps=(*view.steps[:-1], Step(text, progress, self._owner.now())))


class Procedures:
    """Keeps those that run and the last that ended, newest first."""

    def __init__(self, tools: Tools, shown: Observable[tuple[ProcedureView, ...]]) -> None:
        self._board = tools.board
        self.now = tools.clock.now
        self._shown = shown
        self._numbers = 0
        self._ways: dict[int, dict[str, Way]] = {}

    def begin(self, title: str) -> Procedure:
        """Show a new one."""
        self._numbers += 1
        view = ProcedureView(self._numbers, title, (), running=True)
        self._set((view, *self._shown.value))
        self._board.notice.set(f"{title}: asked …")
        return Procedure(self, self._numbers, title)

    def change(self, number: int, how: Callable[[ProcedureView], ProcedureView]) -> None:
        """Show one of them changed."""
        self._set(tuple(how(v) if v.number == number else v for v in self._shown.value))

    def end(self, which: Procedure, truth: str, tone: str, ways: tuple[Way, ...]) -> None:
        """Show one as ended, in the notice too."""
        named = {f"{place}": way for place, way in enumerate(ways)}
        self._ways[which.number] = named
        offers = tuple(Offer(key, way.text, way.danger) for key, way in named.items())
        self.change(
            which.number,
            lambda view: replace(
                view, running=False, truth=truth, tone=tone, ended=self.now(), offers=offers
            ),
        )
        self._board.notice.set(f"{which.title}: {truth}.")

    def take(self, number: int, key: str) -> None:
        """Take an offered step, once: the others of this procedure go with it."""
        way = self._ways.pop(number, {}).get(key)
        if way is not None:
            self.change(number, lambda view: replace(view, offers=()))
            way.take()

    def dismiss(self, number: int) -> None:
        """Take one that has ended away."""
        self._ways.pop(number, None)
        self._set(tuple(v for v in self._shown.value if v.running or v.number != number))

    def left(self) -> None:
        """Forget the environment that was left."""
        self._ways.clear()
        self._set(())

    def _set(self, views: tuple[ProcedureView, ...]) -> None:
        ended = [view.number for view in views if not view.running]
        gone = set(ended[KEPT:])
        self._shown.set(tuple(view for view in views if view.number not in gone))
