"""Whether what is open is known, and what was seen last where it is not."""

from dataclasses import dataclass
from datetime import datetime

from bracketdesk.controller import words
from bracketdesk.controller.after.shown import NOT_CONNECTED
from bracketdesk.controller.observe import Observable
from bracketdesk.controller.session import Session
from bracketdesk.controller.tools import Tools
from bracketdesk.controller.views import PositionView, SessionView
from bracketdesk.domain.session import Environment

OVER = "Not connected. What was open here ended with the practice exchange that held it."
NO_ACCOUNT = "No account is chosen: what is open is not known."


@dataclass(frozen=True, slots=True)
class Seen:
    """What an account held when it was seen last."""

    environment: Environment
    host: str
    account: str
    positions: tuple[PositionView, ...]


class Sight:
    """Writes why what is open is not known, empty where it is (rule 4: it says so)."""

    def __init__(self, session: Session, tools: Tools, shown: Observable[str]) -> None:
        self._session = session
        self._board = tools.board
        self._clock = tools.clock
        self._zone = tools.zone
        self._shown = shown
        self._seen: Seen | None = None
        self._at: datetime | None = None  # when that ended
        tools.board.session.listen(lambda _: self._look_away())

    def look(self) -> None:
        """Take the positions as the account's: they have just been shown."""
        if not self._sees():
            self._look_away()
            return
        view = self._session.view
        positions = self._board.positions.value
        self._seen = Seen(view.environment, view.host, view.account, positions)
        self._at = None
        self._shown.set("")

    def _look_away(self) -> None:
        """Say that it is not known any more; that it is again is for `look` to say."""
        if self._sees():
            return
        view = self._session.view
        if self._at is None:
            self._at = view.as_of or self._clock.now()
        self._shown.set(NO_ACCOUNT if self._session.up else self._not_connected(view))

    def _sees(self) -> bool:
        return self._session.up and self._session.account is not None

    def _not_connected(self, view: SessionView) -> str:
        return OVER if view.over else f"{NOT_CONNECTED}{self._last(view)}"

    def _last(self, view: SessionView) -> str:
        """Say what was seen last there, as the rest of the sentence."""
        seen = self._seen
        if seen is None or self._at is None or not _is_of(seen, view):
            return ""
        at = words.moment(self._at, self._zone, self._clock.now())
        held = ", ".join(f"{p.symbol} {words.position(p.net)}" for p in seen.positions)
        return f" When {seen.account} was last seen, at {at}: {held or 'flat'}."


def _is_of(seen: Seen, view: SessionView) -> bool:
    hosts = {seen.host, view.host} - {""}
    accounts = {seen.account, view.account} - {""}
    return seen.environment is view.environment and len(hosts) < 2 and len(accounts) < 2
