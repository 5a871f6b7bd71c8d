"""Intents and outcomes to record."""

from datetime import UTC, datetime
from decimal import Decimal

from hypothesis import strategies as st

from bracketdesk.domain.instruction import Act, Instruction
from bracketdesk.domain.intent import Intent
from bracketdesk.domain.outcomes import Outcome, OutcomeKind
from bracketdesk.domain.session import Environment, Transport
from bracketdesk.domain.ticket import AutoTrail, Entry, EntryType, Level, Side, Ticket, TimeInForce

AT = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
TICKET = Ticket(
    "MESZ6",
    Side.BUY,
    3,
    Entry(EntryType.LIMIT, limit_price=Decimal("6012.25")),
    (Level(1, 16, 16), Level(2, None, 16, auto_trail=AutoTrail(24, 12, 1))),
    "DEMO1234",
)


def an_intent(uuid: str = "uuid-1", ticket: Ticket = TICKET, body: str = '{"p":"é"}') -> Intent:
    return Intent(
        uuid=uuid,
        at=AT,
        environment=Environment.DEMO,
        host="https://demo.example/v1",
        account="DEMO1234",
        account_id=4001,
        contract_id=3001,
        ticket=ticket,
        body=body,
        transport=Transport.SOCKET,
        sentence="Buy 3 MESZ6.",
    )


def a_click(uuid: str = "click-1", act: Act = Act.MODIFY, target: int = 7001) -> Instruction:
    return Instruction(
        uuid=uuid,
        at=AT,
        environment=Environment.DEMO,
        host="https://demo.example/v1",
        account="DEMO1234",
        account_id=4001,
        contract_id=3001,
        act=act,
        target=target,
        body='{"orderId":7001}',
        transport=Transport.REST,
        sentence="Move the stop to 6008.25.",
    )


def an_outcome(kind: OutcomeKind, cause: str = "said so") -> Outcome:
    return Outcome(kind, cause, "Reason", "its words", 9912, "ActiveStrategy", penalty_seconds=15)


ticks = st.none() | st.integers(1, 10**6)
prices = st.none() | st.decimals(allow_nan=False, allow_infinity=False)
times = st.none() | st.datetimes(timezones=st.just(UTC))
entries = st.builds(
    Entry, st.sampled_from(EntryType), prices, prices, st.sampled_from(TimeInForce), times
)
trails = st.builds(AutoTrail, st.integers(1), st.integers(1), st.integers(1))
levels = st.builds(Level, st.integers(1), ticks, ticks, st.booleans(), st.none() | trails)
tickets = st.builds(
    Ticket,
    st.text(),
    st.sampled_from(Side),
    st.integers(1),
    entries,
    st.lists(levels, max_size=4).map(tuple),
    st.text(),
    st.booleans(),
)
