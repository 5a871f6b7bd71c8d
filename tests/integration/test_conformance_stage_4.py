"""The broker's conformance list, stage 4: account management (protocol.md 7).

Accounts, permissions, risk parameters and resets are made on a partner's side, not on a ticket's:
of this stage one line concerns an order-entry client, that it reacts at once when a permission
disappears.
"""

import pytest
from tests.support.pair import START, Broker
from tests.support.scripted import ScriptedServer
from tests.support.scripted_world import ACCOUNT
from tests.support.seat import Seat

from bracketdesk.controller.views import Connection
from bracketdesk.domain.outcomes import OutcomeKind
from bracketdesk.domain.session import Transport
from bracketdesk.wire.enums import AdminAction

pytestmark = pytest.mark.asyncio(loop_factories=["idle"])


@pytest.mark.parametrize(
    ("action", "said", "reason"),
    [
        (AdminAction.LOCK_TRADING_IMMEDIATELY, "Trading is locked", "TradingLocked"),
        (AdminAction.LIQUIDATE_ONLY_MODE_IMMEDIATELY, "may only close", "LiquidationOnly"),
    ],
)
@pytest.mark.parametrize("transport", list(Transport))
async def test_stage_4_a_permission_that_disappears_is_shown_at_once(
    seat: Seat, broker: Broker, action: AdminAction, said: str, reason: str, transport: Transport
) -> None:
    """By the event, before anybody clicks; a click is explained; its return shows at once too."""
    await seat.connect()
    seat.by(transport)
    broker.drills.restrict(action)
    await seat.settled()
    assert said in seat.view.text
    shown = await seat.start()
    assert (shown.kind, shown.reason) == (OutcomeKind.REJECTED, reason)
    broker.drills.restrict(AdminAction.NORMAL)
    await seat.settled()
    assert seat.view.text == ""
    assert (await seat.start()).kind is OutcomeKind.ACCEPTED


async def test_stage_4_a_permission_that_disappeared_in_a_gap_is_shown_with_the_snapshot(
    seat: Seat, broker: Broker
) -> None:
    await seat.connect()
    broker.drills.drop_sockets()
    await seat.shows(Connection.RECONNECTING)
    broker.drills.restrict(AdminAction.LOCK_TRADING_IMMEDIATELY)
    await seat.run(3)
    assert seat.view.connection is Connection.CONNECTED
    assert "Trading is locked" in seat.view.text


@pytest.mark.parametrize("transport", list(Transport))
async def test_stage_4_the_right_to_trade_that_disappears_is_explained(
    seat: Seat, broker: Broker, transport: Transport
) -> None:
    """401 though every read works: an unknown device, or a key without the right."""
    await seat.connect()
    seat.by(transport)
    broker.drills.deny_trading()
    shown = await seat.start()
    assert shown.kind is OutcomeKind.NOT_SENT
    assert "401" in shown.cause
    assert "Access is denied" in shown.broker_text
    assert seat.view.connection is Connection.CONNECTED
    assert broker.calls[START] == 1


@pytest.mark.parametrize("event", ["closed", "deleted"])
async def test_stage_4_an_account_that_disappears_is_shown_at_once(
    scripted: ScriptedServer, scripted_seat: Seat, event: str
) -> None:
    await scripted_seat.connect()
    assert scripted_seat.view.account == ACCOUNT["name"]
    ticket = scripted_seat.ticket()
    if event == "closed":
        await scripted.push_props("account", {**ACCOUNT, "closed": True}, event="Updated")
    else:
        await scripted.push_props("account", {"id": ACCOUNT["id"]}, event="Deleted")
    await scripted_seat.settled()
    assert scripted_seat.view.accounts == ()
    assert not scripted_seat.desk.submit(ticket)
    assert not scripted.requests(START)


async def test_stage_4_an_account_that_becomes_read_only_is_shown_at_once(
    scripted: ScriptedServer, scripted_seat: Seat
) -> None:
    await scripted_seat.connect()
    await scripted.push_props("account", {**ACCOUNT, "readonly": True}, event="Updated")
    await scripted_seat.settled()
    assert "read-only" in scripted_seat.view.text
