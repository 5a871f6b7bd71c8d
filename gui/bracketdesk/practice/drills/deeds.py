"""What the trader did: calls that trade or sign in, read and put into words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from bracketdesk.practice.drills.roles import Roles
from bracketdesk.practice.errors import Refused
from bracketdesk.practice.levers import Levers
from bracketdesk.practice.penalties import PenaltyTicket
from bracketdesk.practice.traffic import Call
from bracketdesk.wire import codec
from bracketdesk.wire.entities import Contract, OrderStrategy


class DeedKind(StrEnum):
    """Kinds of deeds."""

    START = "start"
    PLACE = "place"
    CANCEL = "cancel"
    CHANGE = "change"
    FLATTEN = "flatten"
    STOP = "stop"
    SIGN_IN = "sign in"
    SYNC = "sync"


KINDS: Mapping[str, DeedKind] = {
    "orderstrategy/startorderstrategy": DeedKind.START,
    "order/placeorder": DeedKind.PLACE,
    "order/placeoco": DeedKind.PLACE,
    "order/placeoso": DeedKind.PLACE,
    "order/cancelorder": DeedKind.CANCEL,
    "order/modifyorder": DeedKind.CHANGE,
    "order/liquidateposition": DeedKind.FLATTEN,
    "order/liquidatepositions": DeedKind.FLATTEN,
    "orderstrategy/interruptorderstrategy": DeedKind.STOP,
    "auth/accesstokenrequest": DeedKind.SIGN_IN,
    "auth/oauthtoken": DeedKind.SIGN_IN,
    "user/syncrequest": DeedKind.SYNC,
}
"""By the names of calls in lower case; the others are no deeds."""


MOST_SAID = 10**6
"""Contracts from which on a quantity is no quantity."""


class Outcome(StrEnum):
    """What came of a deed, as far as the exchange knows."""

    TAKEN = "taken"
    REFUSED = "refused"
    PENALISED = "penalised"
    LOST = "lost"  # before it arrived


@dataclass(slots=True, eq=False)
class Deed:
    """One of them. `contract` is a name, empty where none is concerned or known; `said` is why it
    was refused.
    """

    at: datetime
    kind: DeedKind
    words: str
    contract: str
    order_id: int | None = None
    strategy_id: int | None = None
    outcome: Outcome = Outcome.TAKEN
    said: str = ""

    @property
    def text(self) -> str:
        """The deed with what came of it."""
        if self.outcome is Outcome.TAKEN:
            return self.words
        if self.outcome is Outcome.LOST:
            return f"{self.words}: it never arrived"
        return f"{self.words}: {self.outcome}, {self.said}"

    @property
    def enters(self) -> bool:
        """Whether it asks for more contracts."""
        return self.kind in (DeedKind.START, DeedKind.PLACE)

    def answered(self, reply: object) -> None:
        """Take in what the exchange answers."""
        if isinstance(reply, PenaltyTicket):
            captcha = ", by a captcha" if reply.p_captcha else ""
            self.outcome, self.said = Outcome.PENALISED, f"{reply.p_time} s{captcha}"
            return
        said = getattr(reply, "error_text", None) or getattr(reply, "failure_text", None)
        if said:
            reason = getattr(reply, "failure_reason", None)
            self.outcome = Outcome.REFUSED
            self.said = f"{reason}: {said}" if reason else str(said)
        started = getattr(reply, "order_strategy", None)
        if isinstance(started, OrderStrategy):
            self.strategy_id = started.id

    def refused(self, refusal: Refused) -> None:
        """Take in that it was refused by its status."""
        self.outcome, self.said = Outcome.REFUSED, f"{refusal.status} {refusal.text}".strip()


class Reader:
    """Makes deeds of calls."""

    def __init__(self, levers: Levers) -> None:
        self._levers = levers
        self._roles = Roles(levers.store, levers.roster)
        self._readers: dict[DeedKind, Callable[[dict[str, Any]], tuple[str, str]]] = {
            DeedKind.START: self._start,
            DeedKind.PLACE: self._place,
            DeedKind.CANCEL: lambda given: self._about("cancelled", given),
            DeedKind.CHANGE: lambda given: self._about("changed", given),
            DeedKind.FLATTEN: self._flatten,
            DeedKind.STOP: lambda given: ("you stopped a strategy", ""),
            DeedKind.SIGN_IN: lambda given: ("you signed in", ""),
            DeedKind.SYNC: lambda given: ("your line was synchronised", ""),
        }

    def read(self, call: Call) -> Deed | None:
        """Return the deed that a call is, None where it is none."""
        kind = KINDS.get(call.name)
        if kind is None:
            return None
        given = call.given.fields()
        words, contract = self._readers[kind](given)
        order_id = given.get("orderId")
        return Deed(
            at=self._levers.agenda.now(),
            kind=kind,
            words=words,
            contract=contract,
            order_id=order_id if isinstance(order_id, int) else None,
        )

    def _start(self, given: dict[str, Any]) -> tuple[str, str]:
        symbol = _short(given.get("symbol"))
        what = (_short(given.get("action")), _quantity(given.get("params")), symbol)
        return f"you started {' '.join(filter(None, what))}", symbol

    def _place(self, given: dict[str, Any]) -> tuple[str, str]:
        symbol = _short(given.get("symbol"))
        what = (given.get("action"), given.get("orderQty"), symbol, given.get("orderType"))
        return f"you placed {' '.join(_short(part) for part in what if part)}", symbol

    def _about(self, did: str, given: dict[str, Any]) -> tuple[str, str]:
        number = given.get("orderId")
        order = self._levers.roster.order(number) if isinstance(number, int) else None
        name = self._roles.name(order.id) if order else f"order {_short(number)}"
        return f"you {did} {name}", order.listed.name if order else ""

    def _flatten(self, given: dict[str, Any]) -> tuple[str, str]:
        number = given.get("contractId")
        contract = self._levers.store.get("contract", number) if isinstance(number, int) else None
        name = contract.name if isinstance(contract, Contract) else ""
        return f"you flattened {name}".rstrip(), name


def _quantity(params: object) -> str:
    """Return how many contracts a params text asks for, empty where that cannot be read."""
    try:
        plan = codec.decode_plain(params if isinstance(params, str) else "")
        quantity = plan["entryVersion"]["orderQty"]
    except (ValueError, TypeError, KeyError):
        return ""
    return str(quantity) if isinstance(quantity, int) and abs(quantity) < MOST_SAID else ""


def _short(value: object) -> str:
    return "" if value is None else str(value)[:64]
