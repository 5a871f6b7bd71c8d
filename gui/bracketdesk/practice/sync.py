"""user/syncrequest: a snapshot, and which later changes belong to it (protocol.md 3.7)."""

from collections.abc import Iterator
from dataclasses import dataclass

from bracketdesk.practice.arguments import Synchronise
from bracketdesk.practice.errors import Refused
from bracketdesk.practice.exchange import Exchange
from bracketdesk.wire.entities import ENTITY_TYPES, Entity

SHARED = frozenset(
    {
        "currency",
        "exchange",
        "contractGroup",
        "product",
        "productSession",
        "contractMaturity",
        "contract",
        "orderStrategyType",
    }
)
"""What belongs to no account."""

COLLECTIONS = {
    "user": "users",
    "contractGroup": "contractGroups",
    "account": "accounts",
    "accountRiskStatus": "accountRiskStatuses",
    "marginSnapshot": "marginSnapshots",
    "userAccountAutoLiq": "userAccountAutoLiqs",
    "cashBalance": "cashBalances",
    "currency": "currencies",
    "position": "positions",
    "fillPair": "fillPairs",
    "order": "orders",
    "contract": "contracts",
    "contractMaturity": "contractMaturities",
    "product": "products",
    "exchange": "exchanges",
    "command": "commands",
    "commandReport": "commandReports",
    "executionReport": "executionReports",
    "orderVersion": "orderVersions",
    "fill": "fills",
    "fillFee": "fillFees",
    "orderStrategy": "orderStrategies",
    "orderStrategyLink": "orderStrategyLinks",
    "orderStrategyType": "orderStrategyTypes",
    "spreadDefinition": "spreadDefinitions",
    "property": "properties",
    "userProperty": "userProperties",
    "userPlugin": "userPlugins",
    "annualReview": "annualReviews",
    "userReadStatus": "userReadStatuses",
    "userPromoCode": "userPromoCodes",
}
"""SyncMessage's arrays (protocol.md 3.7) by kind; of the last seven there is never anything here.

They are sent all the same: the broker's own sample knows a snapshot by having every one of them.
"""

REQUIRED = ("user", "contractGroup")

KINDS = ENTITY_TYPES.keys() | COLLECTIONS.keys()

Part = dict[str, list[Entity]]
"""A SyncMessage of the contract, or one part of it."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which kinds of entities a client asked for."""

    kinds: frozenset[str]

    def covers(self, kind: str) -> bool:
        """Whether a change of this kind is the client's to hear."""
        return kind in self.kinds


def scope_of(request: Synchronise, exchange: Exchange) -> Scope:
    """Read the filters; raises Refused 400 for a combination the broker forbids.

    `users` is the old style and brings everything, `entityTypes` is empty unless given and
    brings nothing then. A foreign user or account brings only what belongs to no account.
    """
    if request.users and request.entity_types:
        raise Refused(400, "users cannot be combined with entityTypes")
    asked = KINDS if request.users else frozenset(request.entity_types or ())
    own_user = not request.users or exchange.user_id in request.users
    own_account = not request.accounts or exchange.account.id in request.accounts
    return Scope(frozenset(asked & (KINDS if own_user and own_account else SHARED)))


def snapshot(request: Synchronise, scope: Scope, exchange: Exchange) -> list[Part]:
    """Return the answer: one SyncMessage, or with `splitResponses: true` one for each kind.

    How the broker splits is not documented, nor a mark for the last part [unconfirmed]; here
    each part is a SyncMessage by itself. Absent is read as false.
    """
    required = {COLLECTIONS[kind]: exchange.store.all(kind) for kind in REQUIRED}
    collections = list(_collections(scope, exchange))
    if request.split_responses:
        return [required, *({name: [] for name in required} | one for one in collections)]
    for one in collections:
        required |= one
    return [required]


def _collections(scope: Scope, exchange: Exchange) -> Iterator[Part]:
    for kind, name in COLLECTIONS.items():
        if scope.covers(kind) and kind not in REQUIRED:
            yield {name: exchange.store.all(kind)}
