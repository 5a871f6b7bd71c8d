"""user/syncrequest: a snapshot, and which later changes belong to it (protocol.md 3.7)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bracketdesk.practice.auth import Login
from bracketdesk.practice.errors import Refused
from bracketdesk.practice.exchange import Exchange
from bracketdesk.practice.listing import EXCHANGES
from bracketdesk.wire.entities import ENTITY_TYPES, Entity
from bracketdesk.wire.enums import UserStatus
from bracketdesk.wire.messages import SyncRequest

SHARED = frozenset({"product", "contract", "contractMaturity", "orderStrategyType"})
"""What belongs to no account."""

Part = dict[str, list[Entity]]
"""A SyncMessage of the contract, or one part of it."""


class User(Entity, frozen=True, kw_only=True):
    """The signed-in person, as SyncMessage requires."""

    name: str
    timestamp: datetime
    email: str
    status: UserStatus
    professional: bool


class ContractGroup(Entity, frozen=True, kw_only=True):
    """A group of products, as SyncMessage requires."""

    name: str


@dataclass(frozen=True, slots=True)
class Scope:
    """Which kinds of entities a client asked for."""

    kinds: frozenset[str]

    def covers(self, kind: str) -> bool:
        """Whether a change of this kind is the client's to hear."""
        return kind in self.kinds


def scope_of(request: SyncRequest, exchange: Exchange) -> Scope:
    """Read the filters; raises Refused 400 for a combination the broker forbids.

    `users` is the old style and brings everything, `entityTypes` is empty unless given and
    brings nothing then. A foreign user or account brings only what belongs to no account.
    """
    if request.users and request.entity_types:
        raise Refused(400, "users cannot be combined with entityTypes")
    asked = frozenset(ENTITY_TYPES) if request.users else frozenset(request.entity_types or ())
    own_user = not request.users or exchange.user_id in request.users
    own_account = not request.accounts or exchange.account.id in request.accounts
    return Scope(asked & (frozenset(ENTITY_TYPES) if own_user and own_account else SHARED))


def snapshot(request: SyncRequest, scope: Scope, exchange: Exchange, login: Login) -> list[Part]:
    """Return the answer: one SyncMessage, or with `splitResponses: true` one for each kind.

    How the broker splits is not documented, nor a mark for the last part [unconfirmed]; here
    each part is a SyncMessage by itself. Absent is read as false.
    """
    required: Part = {"users": [_user(exchange, login)], "contractGroups": _groups()}
    collections = list(_collections(scope, exchange))
    if request.split_responses:
        return [required, *({"users": [], "contractGroups": []} | one for one in collections)]
    for one in collections:
        required |= one
    return [required]


def _collections(scope: Scope, exchange: Exchange) -> Iterator[Part]:
    for kind in ENTITY_TYPES:
        if scope.covers(kind):
            yield {_plural(kind): exchange.store.all(kind)}


def _plural(kind: str) -> str:
    return kind[:-1] + "ies" if kind.endswith("y") else kind + "s"


def _user(exchange: Exchange, login: Login) -> User:
    return User(
        id=login.id,
        name=login.name,
        timestamp=exchange.account.timestamp,
        email=login.email,
        status=UserStatus.ACTIVE,
        professional=False,
    )


def _groups() -> list[Entity]:
    """Return the groups the products name, which the store does not keep."""
    return [ContractGroup(id=number, name=name) for name, number in EXCHANGES.items()]
