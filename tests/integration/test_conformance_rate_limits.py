"""The broker's conformance list: rate limits, stages 1 and 2 (protocol.md 7, 1.7, 1.8).

Penalty tickets are answered by the same request with the ticket; 423 and 429 freeze everything for
an hour, whichever way they came. What counts is what arrived at the broker's side.
"""

import pytest
from tests.support.pair import (
    HANDSHAKE,
    SIGN_IN,
    START,
    SUBSCRIBE,
    SYNC,
    Broker,
    assert_same_state,
)
from tests.support.scripted import ScriptedServer
from tests.support.scripted_steps import Answer, Penalty
from tests.support.seat import HOUR, MINUTE, SECOND, SYMBOL, Seat
from tests.support.until import until

from bracketdesk.controller.views import Connection
from bracketdesk.domain.outcomes import OutcomeKind
from bracketdesk.domain.session import Transport

pytestmark = pytest.mark.asyncio(loop_factories=["idle"])

WAYS = ("rest", "start by socket", "start by rest", "socket", "renewal")
"""Where the broker's 423 or 429 is met first."""


async def run_into(seat: Seat, broker: Broker, way: str) -> None:
    """Do what is answered with the refusal."""
    match way:
        case "rest":
            seat.desk.choose_symbol("MNQZ6")
        case "start by socket" | "start by rest":
            seat.by(Transport(way.removeprefix("start by ")))
            assert (await seat.start()).kind is OutcomeKind.NOT_SENT
        case "socket":
            broker.drills.drop_sockets()
            await seat.run(2 * SECOND)
        case "renewal":
            await seat.run(16 * MINUTE + 2 * SECOND)  # 75 of 90 are over


@pytest.mark.parametrize("drill", ["freeze_user", "lock_out"])
@pytest.mark.parametrize("way", WAYS)
async def test_stage_2_rate_limit_handling_423_and_429_freeze_everything_for_an_hour(
    seat: Seat, broker: Broker, drill: str, way: str
) -> None:
    """Whatever met it: nothing arrives any more, nothing can be sent, and it ends by itself."""
    await seat.connect()
    await seat.run(59 * MINUTE)
    getattr(broker.drills, drill)()
    await run_into(seat, broker, way)
    await seat.shows(Connection.FROZEN)
    left = seat.desk.countdown()
    assert left is not None
    assert left == pytest.approx(HOUR, abs=3)
    arrived = broker.calls.total()
    assert not seat.desk.submit(seat.ticket())
    await seat.sign_in()
    await seat.run(left - 2 * SECOND)
    assert broker.calls.total() == arrived
    assert seat.view.connection is Connection.FROZEN
    await seat.run(MINUTE)
    assert seat.view.connection is not Connection.FROZEN


async def test_stage_2_rate_limit_handling_a_freeze_at_sign_in(seat: Seat, broker: Broker) -> None:
    broker.drills.lock_out()
    await seat.sign_in()
    assert seat.view.connection is Connection.FROZEN
    await seat.sign_in()
    await seat.run(HOUR - SECOND)
    assert broker.calls.total() == broker.calls[SIGN_IN] == 1
    await seat.run(MINUTE)
    await seat.sign_in()
    await seat.shows(Connection.CONNECTED)


@pytest.mark.parametrize("transport", list(Transport))
async def test_stage_2_rate_limit_handling_an_exit_in_a_freeze_goes_once_by_a_click(
    seat: Seat, broker: Broker, transport: Transport
) -> None:
    """With a warning before it; a second one is refused here until the hour is over."""
    await seat.connect()
    await seat.start()
    await seat.run(SECOND)
    (position,) = seat.desk.positions.value
    if transport is Transport.REST:
        broker.drills.drop_sockets()
        await until(lambda: not seat.gateway.line.state.synchronised)
    broker.drills.freeze_user()
    seat.desk.choose_symbol("MNQZ6")
    await seat.shows(Connection.FROZEN)
    assert "it may lengthen the wait" in seat.desk.exit_warning()
    for _ in range(3):
        seat.desk.after.flatten(position.contract_id)
        await seat.settled()
    assert broker.calls["order/liquidateposition"] == 1


@pytest.mark.parametrize("transport", list(Transport))
async def test_stage_2_rate_limit_handling_p_ticket(
    seat: Seat, broker: Broker, transport: Transport
) -> None:
    """A start was not executed: after p-time one click sends the same again, with the ticket."""
    await seat.connect()
    seat.by(transport)
    broker.drills.demand_ticket(START, 20)
    ticket = seat.ticket()
    shown = await seat.start(ticket)
    assert (shown.kind, shown.headline) == (
        OutcomeKind.NOT_SENT,
        "Not sent: the broker asks to wait",
    )
    assert not seat.desk.submit(ticket)
    await seat.run(MINUTE)
    assert broker.calls[START] == 1
    again = await seat.start(ticket)
    assert (again.kind, again.uuid) == (OutcomeKind.ACCEPTED, shown.uuid)
    assert broker.calls[START] == 2
    assert len(broker.exchange.store.all("orderStrategy")) == 1
    assert_same_state(seat, broker)


@pytest.mark.parametrize("transport", list(Transport))
async def test_stage_2_rate_limit_handling_p_ticket_goes_with_the_identical_body(
    scripted: ScriptedServer, scripted_seat: Seat, transport: Transport
) -> None:
    await scripted_seat.connect()
    scripted_seat.by(transport)
    strategy = {"errorText": "Insufficient margin"}
    scripted.on(START, Penalty("ticket-1", 5), Answer(strategy))
    ticket = scripted_seat.ticket()
    await scripted_seat.start(ticket)
    await scripted_seat.run(5 * SECOND)
    await scripted_seat.start(ticket)
    first, second = scripted.requests(START)
    assert second.json == {**first.json, "p-ticket": "ticket-1"}


@pytest.mark.parametrize("transport", list(Transport))
async def test_stage_2_rate_limit_handling_p_captcha(
    scripted: ScriptedServer, scripted_seat: Seat, transport: Transport
) -> None:
    """No app can answer it: not sent, and nobody waits for a ticket."""
    await scripted_seat.connect()
    scripted_seat.by(transport)
    scripted.on(START, Penalty("ticket-1", 5, captcha=True))
    shown = await scripted_seat.start()
    assert shown.kind is OutcomeKind.NOT_SENT
    await scripted_seat.run(HOUR)
    assert len(scripted.requests(START)) == 1


async def test_stage_2_rate_limit_handling_p_ticket_for_the_snapshot(
    seat: Seat, broker: Broker
) -> None:
    """A read may go again by itself: waited out once."""
    broker.drills.demand_ticket(SYNC, 20)
    await seat.sign_in()
    await seat.shows(Connection.SYNCHRONISING)
    await seat.run(20 * SECOND)
    await seat.shows(Connection.CONNECTED)
    assert (broker.calls[SYNC], broker.calls[HANDSHAKE]) == (2, 2)
    assert_same_state(seat, broker)


async def test_stage_2_rate_limit_handling_p_ticket_for_quotes(seat: Seat, broker: Broker) -> None:
    """Said where quotes are shown; the ticket can be sent meanwhile."""
    broker.drills.demand_ticket(SUBSCRIBE, 20)
    await seat.connect()
    assert "asks to wait 20 s" in seat.desk.quote_text.value
    assert (await seat.start()).kind is OutcomeKind.ACCEPTED
    await seat.run(20 * SECOND)
    assert seat.desk.quote_text.value == ""
    assert seat.desk.quote.value is not None
    assert broker.calls[SUBSCRIBE] == 2


async def test_stage_2_rate_limit_handling_own_requests_are_counted(
    seat: Seat, broker: Broker
) -> None:
    """Diagnostics show what the broker counts, and its limits beside it."""
    await seat.connect()
    rows = dict(seat.desk.diagnostics())
    assert rows["Requests in the last hour"] == str(broker.calls.total())
    assert rows["Requests: user/syncrequest"] == "1 of 300 in the last hour"
    assert rows["Requests: auth/accesstokenrequest"] == "1 of 5 in the last hour"
    assert SYMBOL not in str(rows)
    await seat.run(HOUR)
    assert dict(seat.desk.diagnostics())["Requests in the last minute"] == "0"
