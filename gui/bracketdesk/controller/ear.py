"""A line's listener, deaf once its line is no longer the session's."""

from typing import TYPE_CHECKING

from bracketdesk.domain.session import Difference, LineDown
from bracketdesk.wire.messages import Quote

if TYPE_CHECKING:
    from bracketdesk.controller.session import Session


class Ear:
    """Passes everything on to the session until it is deafened."""

    def __init__(self, session: "Session") -> None:
        self._session: Session | None = session

    def deafen(self) -> None:
        """Hear nothing from now on."""
        self._session = None

    def line_connecting(self) -> None:
        """Pass it on."""
        if self._session:
            self._session.line_is_connecting()

    def line_synchronising(self) -> None:
        """Pass it on."""
        if self._session:
            self._session.line_is_synchronising()

    def line_up(self, differences: tuple[Difference, ...]) -> None:
        """Pass it on."""
        if self._session:
            self._session.line_is_up(differences)

    def line_down(self, down: LineDown) -> None:
        """Pass it on."""
        if self._session:
            self._session.line_is_down(down)

    def frozen(self, seconds: float) -> None:
        """Pass it on; how long is asked of the gateway, whose clock it is."""
        if self._session:
            self._session.host_is_frozen()

    def state_changed(self) -> None:
        """Pass it on."""
        if self._session:
            self._session.state_has_changed()

    def quote_changed(self, quote: Quote) -> None:
        """Pass it on."""
        if self._session:
            self._session.quote_has_changed(quote)

    def quote_trouble(self, text: str) -> None:
        """Pass it on."""
        if self._session:
            self._session.quote_has_trouble(text)
