"""The live state whatever order the news come in: every shuffle ends where the exchange stands."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.clock import ManualClock
from tests.support.trading import TRADER

from bracketdesk.broker.state import KINDS, LiveState
from bracketdesk.practice.exchange import Exchange
from bracketdesk.practice.listing import Listed
from bracketdesk.practice.market import QuoteTick, Step
from bracketdesk.practice.order_requests import CancelOrder
from bracketdesk.wire import codec
from bracketdesk.wire.entities import Entity, Order
from bracketdesk.wire.enums import EventType

WEDNESDAY = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)
OPENING = 4 * 6012
PLURALS = {kind: kind[:-1] + "ies" if kind.endswith("y") else kind + "s" for kind in KINDS} | {
    "accountRiskStatus": "accountRiskStatuses"
}

News = tuple[str, EventType, Entity]


class Recorder:
    """A practice exchange whose market the test moves, and everything it told."""

    def __init__(self) -> None:
        self.news: list[News] = []
        self.middle = OPENING
        self.exchange = Exchange(ManualClock(WEDNESDAY), self, today=WEDNESDAY.date(), seed=1)
        self.exchange.store.listen(lambda *news: self.news.append(news))
        self.listed: Listed
        contract = self.exchange.find_contract("MESZ6")
        assert contract is not None
        self.exchange.watch(contract.id)

    def feed(self, listed: Listed, seed: int, since: float) -> Iterator[Step]:
        self.listed = listed
        yield Step(0.0, QuoteTick(OPENING, 10, OPENING + 1, 10))

    def move(self, ticks: int) -> None:
        self.middle += ticks
        self.exchange.hear(self.listed, QuoteTick(self.middle, 3, self.middle + 1, 3))

    def start(self, side: str, quantity: int, distance: int, trailing: bool) -> None:
        sign = 1 if side == "Buy" else -1
        bracket: dict[str, Any] = {"qty": quantity, "stopLoss": -sign * distance / 4}
        bracket |= {"trailingStop": trailing, "profitTarget": sign * distance / 4}
        entry = {"orderQty": 2 * quantity, "orderType": "Market", "timeInForce": "Day"}
        self.exchange.orders.start(
            {
                "accountId": self.exchange.account.id,
                "accountSpec": self.exchange.account.name,
                "symbol": "MESZ6",
                "action": side,
                "orderStrategyTypeId": 2,
                "params": json.dumps({"entryVersion": entry, "brackets": [bracket, bracket]}),
                "uuid": "0a1b",
                "isAutomated": False,
            },
            TRADER,
        )

    def cancel(self, which: int) -> None:
        orders = self.exchange.store.all("order")
        if orders:
            self.exchange.orders.cancel(
                CancelOrder(order_id=orders[which % len(orders)].id), TRADER
            )

    def interrupt(self, which: int) -> None:
        strategies = self.exchange.store.all("orderStrategy")
        if strategies:
            self.exchange.orders.interrupt(strategies[which % len(strategies)].id, TRADER)

    def snapshot(self) -> bytes:
        return codec.encode({PLURALS[kind]: self.exchange.store.all(kind) for kind in KINDS})

    def held(self) -> dict[str, dict[int, Entity]]:
        return {kind: {e.id: e for e in self.exchange.store.all(kind)} for kind in KINDS}


@dataclass
class Recording:
    """What was told between a snapshot and the end, what was told before, and the end itself."""

    before: list[bytes]
    snapshot: bytes
    after: list[bytes]
    end: dict[str, dict[int, Entity]]


distances = st.integers(1, 12)
acts = st.one_of(
    st.tuples(st.just("move"), st.tuples(st.integers(-9, 9))),
    st.tuples(
        st.just("start"),
        st.tuples(st.sampled_from(["Buy", "Sell"]), st.integers(1, 4), distances, st.booleans()),
    ),
    st.tuples(st.just("cancel"), st.tuples(st.integers(0, 30))),
    st.tuples(st.just("interrupt"), st.tuples(st.integers(0, 5))),
)


@st.composite
def recordings(draw: st.DrawFn) -> Recording:
    recorder = Recorder()
    recorder.start("Buy", 2, 8, False)
    for name, arguments in draw(st.lists(acts, max_size=8)):
        getattr(recorder, name)(*arguments)
    told, snapshot = len(recorder.news), recorder.snapshot()
    for name, arguments in draw(st.lists(acts, min_size=1, max_size=8)):
        getattr(recorder, name)(*arguments)
    recorder.move(12)
    news = [_event(*one) for one in recorder.news]
    return Recording(news[:told], snapshot, news[told:], recorder.held())


@settings(deadline=None, max_examples=60)
@given(recording=recordings(), chance=st.randoms(use_true_random=False))
def test_any_shuffle_with_duplicates_ends_in_the_same_state(
    recording: Recording, chance: Random
) -> None:
    events = recording.after + chance.choices(recording.after or [b""], k=len(recording.after) // 2)
    chance.shuffle(events)
    state = LiveState()
    state.load(recording.snapshot, {})
    for event in events:
        state.apply(event)
    assert _tables(state) == recording.end


@settings(deadline=None, max_examples=60)
@given(recording=recordings(), chance=st.randoms(use_true_random=False))
def test_any_events_around_the_snapshot_end_in_the_same_state(
    recording: Recording, chance: Random
) -> None:
    """What is told while a snapshot is on its way may be older than it, or newer."""
    overtaken = chance.choices(recording.before or [b""], k=len(recording.before))
    news = overtaken + recording.after
    chance.shuffle(news)
    staged = chance.randint(0, len(news))
    state = LiveState()
    for event in news[:staged]:
        state.apply(event)
    state.load(recording.snapshot, {})
    for event in news[staged:]:
        state.apply(event)
    assert _tables(state) == recording.end


@settings(deadline=None, max_examples=60)
@given(recording=recordings(), chance=st.randoms(use_true_random=False))
def test_what_was_deleted_stays_so_in_any_shuffle(recording: Recording, chance: Random) -> None:
    kind = chance.choice(["order", "orderStrategy", "position", "fill", "orderStrategyLink"])
    number = chance.choice([*recording.end[kind], 1])
    deleted = json.dumps({"entityType": kind, "eventType": "Deleted", "entity": {"id": number}})
    events = [*recording.after, deleted.encode(), deleted.encode()]
    chance.shuffle(events)
    state = LiveState()
    state.load(recording.snapshot, {})
    for event in events:
        state.apply(event)
    recording.end[kind].pop(number, None)
    assert _tables(state) == recording.end


def test_a_recording_holds_every_kind_of_news() -> None:
    """The laws above would hold for silence too."""
    recorder = Recorder()
    recorder.start("Buy", 2, 8, True)
    for move in (1, 2, 9):
        recorder.move(move)
    told = {kind for kind, _, _ in recorder.news}
    changes = [e.ord_status for _, _, e in recorder.news if isinstance(e, Order)]
    assert set(KINDS) - told <= {"account", "accountRiskStatus", "contract", "userAccountAutoLiq"}
    assert {"PendingNew", "Working", "Filled", "Canceled"} <= set(changes)


def _event(kind: str, event: EventType, entity: Entity) -> bytes:
    return codec.encode({"entityType": kind, "eventType": event, "entity": entity})


def _tables(state: LiveState) -> dict[str, dict[int, Entity]]:
    tables = (
        state.accounts,
        state.risk_statuses,
        state.cash_balances,
        state.contracts,
        state.orders,
        state.versions,
        state.commands,
        state.command_reports,
        state.execution_reports,
        state.fills,
        state.fill_fees,
        state.fill_pairs,
        state.positions,
        state.margins,
        state.auto_liqs,
        state.strategies,
        state.links,
    )
    return {kind: dict(table) for kind, table in zip(KINDS, tables, strict=True)}
