"""Troubles on demand, for the drills and for tests in the same process."""

from collections.abc import Callable, Iterable

from bracketdesk.practice.auth import Gate
from bracketdesk.practice.exchange import Exchange
from bracketdesk.practice.sockets import Socket
from bracketdesk.wire.enums import AdminAction, UserStatus

MAINTENANCE = "Maintenance"


class Troubles:
    """What a broker does to a client in bad hours; hours are those of the exchange's clock."""

    def __init__(
        self, exchange: Exchange, gate: Gate, sockets: Callable[[], Iterable[Socket]]
    ) -> None:
        self.closed = False
        self.cut_off = False
        """Whether new sockets are cut at once, as where the network is gone."""
        self._exchange = exchange
        self._gate = gate
        self._sockets = sockets

    @property
    def open_sockets(self) -> int:
        """How many sockets of clients stand, of both kinds."""
        return sum(1 for _ in self._sockets())

    def listen(self, hear: Callable[[str], None]) -> None:
        """Tell the name of every call as it arrives, of authorize, and of websocket handshakes."""
        self._gate.guard.arrived = hear

    def demand_ticket(self, endpoint: str, seconds: float, captcha: bool = False) -> None:
        """Answer calls of `endpoint`, as auth/accesstokenrequest, with a penalty ticket.

        It ends when a ticket was used after its `seconds`, with a captcha after an hour.
        """
        self._gate.guard.demand_ticket(endpoint, seconds, captcha=captcha)

    def forgive(self, endpoint: str) -> None:
        """Demand no ticket of `endpoint` any more."""
        self._gate.guard.forgive(endpoint)

    def freeze_user(self) -> None:
        """Answer every call with 429 for an hour; events go on."""
        self._gate.guard.freeze()

    def lock_out(self) -> None:
        """Answer every call and every new socket with 423 for an hour; events go on."""
        self._gate.guard.lock_out()

    def set_user_status(self, status: UserStatus) -> None:
        """Give no tokens but this status at sign-in, unless it is Active."""
        self._gate.permissions.status = status

    def lock_user(self) -> None:
        """Have sign-ins refused with userStatus TemporaryLocked."""
        self.set_user_status(UserStatus.TEMPORARY_LOCKED)

    def restrict(self, action: AdminAction) -> None:
        """Let risk management act on the account; its risk status tells."""
        self._exchange.restrict(action)

    def deny_trading(self) -> None:
        """Answer orders with 401 and reads as ever: an unknown device, a key without the right."""
        self._gate.permissions.trading = False

    def refuse_quotes(self, text: str, status: int = 403) -> None:
        """Refuse new subscriptions; with status 200 the text is an errorText inside."""
        self._gate.permissions.no_quotes = status, text

    def take_over(self) -> None:
        """Close every session as further sign-ins elsewhere do: sockets are told and closed."""
        self._gate.sessions.close_all()

    def revoke_session(self) -> None:
        """Take every token away without a word; sockets that are open stay so."""
        self._gate.sessions.revoke()

    def drop_sockets(self) -> None:
        """Cut every connection without a word."""
        for socket in tuple(self._sockets()):
            socket.drop()

    def close_for_maintenance(self, reason: str = "") -> None:
        """Announce maintenance, close every socket, and refuse new ones with 503."""
        self.closed = True
        for socket in tuple(self._sockets()):
            socket.shut_down(MAINTENANCE, reason)

    def reopen(self) -> None:
        """Take sockets again."""
        self.closed = False
