"""The start a click would write, made before the click: every microsecond of one is somebody's."""

import uuid
from dataclasses import dataclass

from bracketdesk.domain.ticket import Side
from bracketdesk.wire import codec
from bracketdesk.wire.entities import Account
from bracketdesk.wire.enums import Action
from bracketdesk.wire.messages import StartOrderStrategy


@dataclass(frozen=True, slots=True)
class Wanted:
    """What tells one start from another, but for its uuid."""

    account_id: int
    account_spec: str
    symbol: str
    side: Side
    params: str


@dataclass(frozen=True, slots=True)
class Start:
    """A body as it goes to the broker (protocol.md 4.2), with the uuid in it."""

    wanted: Wanted
    uuid: str
    body: bytes


class Starts:
    """Has at most one ready. What was taken is never handed out again: a uuid is one intent."""

    def __init__(self) -> None:
        self._ready: Start | None = None

    def prepare(self, account: Account, symbol: str, side: Side, params: str) -> None:
        """Have ready what a click now would write; costs nothing where it is already."""
        wanted = _wanted(account, symbol, side, params)
        if self._ready is None or self._ready.wanted != wanted:
            self._ready = _write(wanted)

    def take(self, account: Account, symbol: str, side: Side, params: str) -> Start:
        """Return a start of this and nothing else, with a uuid no other has."""
        ready, self._ready = self._ready, None
        wanted = _wanted(account, symbol, side, params)
        return ready if ready is not None and ready.wanted == wanted else _write(wanted)


def _wanted(account: Account, symbol: str, side: Side, params: str) -> Wanted:
    return Wanted(account.id, account.name, symbol, side, params)


def _write(wanted: Wanted) -> Start:
    start = StartOrderStrategy(
        account_id=wanted.account_id,
        account_spec=wanted.account_spec,
        symbol=wanted.symbol,
        action=Action(wanted.side.value),
        params=wanted.params,
        uuid=str(uuid.uuid4()),
    )
    return Start(wanted, start.uuid, codec.encode(start))
