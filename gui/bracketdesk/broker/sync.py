"""user/syncrequest: the snapshot behind the live state (protocol.md 3.7)."""

import logging
from collections.abc import Mapping

import msgspec

from bracketdesk.broker import endpoints
from bracketdesk.broker.loss import REFUSING, Lost
from bracketdesk.broker.refusals import judge
from bracketdesk.broker.state import KINDS, LiveState
from bracketdesk.broker.stream import Stream
from bracketdesk.domain.delivery import Delivery
from bracketdesk.domain.problems import MustWait, TokenRefused, UserFacingError
from bracketdesk.domain.session import Difference
from bracketdesk.wire import codec
from bracketdesk.wire.clock import Clock
from bracketdesk.wire.entities import Account
from bracketdesk.wire.messages import SyncRequest

log = logging.getLogger(__name__)

WHAT = "the account's state"

SNAPSHOT_LIMIT = 20.0
"""Seconds to wait for a snapshot, which may be large."""

MALFORMED = (400, 404)

LONGEST_PENALTY = 60.0
"""Seconds that a penalty ticket may ask for and still be waited out here."""


async def synchronise(
    stream: Stream,
    state: LiveState,
    accounts: Mapping[int, Account],
    user_id: int,
    host: str,
    clock: Clock,
) -> tuple[Difference, ...]:
    """Fill `state`; returns what is otherwise than last heard. Raises UserFacingError, Lost where
    the socket is gone, TokenRefused where the token is no good.

    The published forms of the request contradict each other, so the newer one comes first, and
    the older where the newer is refused as malformed or brings nothing that can be used.
    """
    state.await_snapshot()
    for request in _requests(accounts, user_id):
        delivery = await _ask(stream, request, host, clock)
        if delivery.status in MALFORMED:
            log.info("%s refused a form of the synchronisation request.", host)
            continue
        differences = _load(state, delivery.body, accounts, host)
        if differences is not None:
            return differences
    raise UserFacingError(f"{host} answered the request for {WHAT} with nothing that can be used.")


def _requests(accounts: Mapping[int, Account], user_id: int) -> tuple[SyncRequest, ...]:
    newer = SyncRequest(
        split_responses=False, accounts=sorted(accounts), entity_types=sorted(KINDS)
    )
    return (newer, SyncRequest(users=[user_id])) if user_id else (newer,)


async def _ask(stream: Stream, request: SyncRequest, host: str, clock: Clock) -> Delivery:
    """Ask; a short penalty is waited out once, for a read may be asked again (protocol.md 1.7)."""
    delivery = await _request(stream, request)
    try:
        _judge(stream, delivery, host)
    except MustWait as wait:
        if not wait.ticket or wait.seconds > LONGEST_PENALTY:
            raise
        await clock.sleep(wait.seconds)
        delivery = await _request(stream, msgspec.structs.replace(request, p_ticket=wait.ticket))
        _judge(stream, delivery, host)
    return delivery


async def _request(stream: Stream, request: SyncRequest) -> Delivery:
    return await stream.request(endpoints.SYNC, codec.encode(request).decode(), SNAPSHOT_LIMIT)


def _judge(stream: Stream, delivery: Delivery, host: str) -> None:
    if delivery.status is None and stream.loss:
        raise Lost(stream.loss)
    try:
        if delivery.status not in MALFORMED:
            judge(delivery, host, WHAT)
    except UserFacingError as error:
        if delivery.status in REFUSING:
            raise TokenRefused(str(error)) from None
        raise


def _load(
    state: LiveState, body: bytes, accounts: Mapping[int, Account], host: str
) -> tuple[Difference, ...] | None:
    try:
        return state.load(body, accounts)
    except ValueError:
        log.info("%s answered the synchronisation request with something else.", host)
        return None
