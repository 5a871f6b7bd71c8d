"""What was said of one place does not stand on the screen as if it were another's."""

from dataclasses import dataclass

from bracketdesk.controller.board import Board
from bracketdesk.controller.views import SessionView
from bracketdesk.domain.outcomes import OutcomeKind
from bracketdesk.domain.session import Environment


@dataclass(frozen=True, slots=True)
class _Here:
    """Where the app is, with the last account and host known there: a lost line has none."""

    environment: Environment
    host: str
    account: str

    def then(self, view: SessionView) -> "_Here":
        if view.environment is not self.environment:
            return _Here(view.environment, view.host, view.account)
        return _Here(self.environment, view.host or self.host, view.account or self.account)


class LeftBehind:
    """Takes notice and result away with the environment, host or account they were about.

    An order on its way and one that may exist stay; the result names their place.
    """

    def __init__(self, board: Board) -> None:
        self._board = board
        view = board.session.value
        self._here = _Here(view.environment, view.host, view.account)
        board.session.listen(self._look)

    def _look(self, view: SessionView) -> None:
        former, self._here = self._here, self._here.then(view)
        if former.account and self._here != former:
            self._leave()

    def _leave(self) -> None:
        self._board.notice.set("")
        result = self._board.result.value
        if result is None or result.pending or result.kind is OutcomeKind.UNKNOWN:
            return
        self._board.result.set(None)
