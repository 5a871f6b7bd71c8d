"""The broker's conformance list, stage 1: authentication (protocol.md 7).

Each test is named after its line. The real desk, gateway and journal face the practice exchange,
or the scripted server where the line is about what an exchange in order never says. Stage 3 (user
management) and the creation, permissions and resets of evaluation accounts of stage 4 are a
partner's work, not a ticket's: no test is named after those lines.
"""

from datetime import timedelta

import pytest
from tests.support.pair import HANDSHAKE, RENEW, SIGN_IN, SYNC, Broker, assert_same_state
from tests.support.scripted import ScriptedServer
from tests.support.scripted_steps import Answer, HangUp, Raw, Silence, Step, Text
from tests.support.seat import DEMO, HOUR, MINUTE, SECOND, Seat

from bracketdesk.broker.signin import SHORTEST_LIFE
from bracketdesk.controller.views import Connection
from bracketdesk.domain.outcomes import OutcomeKind
from bracketdesk.domain.problems import UserFacingError
from bracketdesk.domain.session import Transport
from bracketdesk.practice.limits import EndpointLimit, Limits

pytestmark = pytest.mark.asyncio(loop_factories=["idle"])

GRANTED = {
    "accessToken": "secret-token",
    "expirationTime": "2026-11-18T16:20:00Z",
    "name": "trader",
}


# Access token request
async def test_stage_1_access_token_request_valid_login(seat: Seat, broker: Broker) -> None:
    await seat.sign_in()
    await seat.shows(Connection.CONNECTED)
    assert (seat.view.user, seat.view.signed_in) == (seat.who.name, True)
    assert broker.calls[SIGN_IN] == 1
    assert_same_state(seat, broker)


async def test_stage_1_access_token_request_token_and_expiration_present(
    seat: Seat, broker: Broker
) -> None:
    """The server's expirationTime counts, on this machine's clock, which is far behind."""
    tokens = await seat.gateway.sign_in(seat.hosts, seat.who)
    assert tokens.access
    assert tokens.market_data
    assert tokens.access != tokens.market_data
    life = tokens.expires - seat.time.machine.now()
    assert abs(life - timedelta(minutes=90)) <= timedelta(seconds=1)


async def test_stage_1_access_token_request_token_missing(
    scripted: ScriptedServer, scripted_seat: Seat
) -> None:
    scripted.on(SIGN_IN, Answer({**GRANTED, "accessToken": None}))
    await scripted_seat.sign_in()
    assert "gave no token" in scripted_seat.view.text
    assert scripted_seat.view.connection is Connection.OFFLINE


async def test_stage_1_access_token_request_expiration_missing(
    scripted: ScriptedServer, scripted_seat: Seat
) -> None:
    """Then the shortest published life is assumed."""
    scripted.on(SIGN_IN, Answer({**GRANTED, "expirationTime": None}))
    tokens = await scripted_seat.gateway.sign_in(scripted.hosts, scripted.credentials)
    assert tokens.expires == scripted_seat.time.machine.now() + SHORTEST_LIFE


async def test_stage_1_access_token_request_invalid_credentials_handled(
    seat: Seat, broker: Broker
) -> None:
    """Said in place, once; a better try is the trader's."""
    await seat.sign_in("wrong")
    assert seat.view.connection is Connection.OFFLINE
    assert "check the name, the password and the API key" in seat.view.text
    assert not seat.secrets.tokens
    await seat.run(HOUR)
    assert broker.calls[SIGN_IN] == 1
    await seat.sign_in()
    await seat.shows(Connection.CONNECTED)


async def test_stage_1_access_token_request_failures_are_limited(
    seat: Seat, broker: Broker
) -> None:
    """Five an hour: warned before the fourth, and the sixth stays here."""
    for warned in (False, False, True, True, True):
        await seat.sign_in("wrong")
        assert bool(seat.desk.sign_in_warning(DEMO)) is warned
    assert broker.calls[SIGN_IN] == 5
    await seat.sign_in()
    assert "Five sign-ins failed within the hour" in seat.view.text
    assert broker.calls[SIGN_IN] == 5
    await seat.run(HOUR)
    await seat.sign_in()
    await seat.shows(Connection.CONNECTED)


async def test_stage_1_access_token_request_with_a_penalty_ticket(
    seat: Seat, broker: Broker
) -> None:
    """A countdown, then one click that goes on with the ticket; nothing goes by itself."""
    broker.drills.demand_ticket(SIGN_IN, 20)
    await seat.sign_in()
    assert seat.view.penalty
    assert seat.desk.countdown() == pytest.approx(20, abs=1)
    await seat.run(20 * MINUTE)
    assert broker.calls[SIGN_IN] == 1
    seat.desk.continue_sign_in()
    await seat.shows(Connection.CONNECTED)
    assert broker.calls[SIGN_IN] == 2


async def test_stage_1_access_token_request_with_a_captcha(seat: Seat, broker: Broker) -> None:
    """No app can answer it: it says so and sends nothing for an hour."""
    broker.drills.demand_ticket(SIGN_IN, 20, captcha=True)
    await seat.sign_in()
    assert "captcha" in seat.view.text
    assert not seat.view.penalty
    await seat.run(HOUR - MINUTE)
    await seat.sign_in()
    assert broker.calls[SIGN_IN] == 1
    await seat.run(2 * MINUTE)
    await seat.sign_in()
    await seat.shows(Connection.CONNECTED)


# Renewal
@pytest.mark.parametrize("limits", [Limits(token_minutes=80), Limits(token_minutes=90)])
@pytest.mark.parametrize("transport", list(Transport))
async def test_stage_1_access_token_renewal_keeps_the_session(
    seat: Seat, broker: Broker, limits: Limits, transport: Transport
) -> None:
    """The same sockets, the same one session; the new token serves REST and new sockets."""
    other = broker.elsewhere()
    await other.sign_in()
    await seat.connect()
    seat.by(transport)
    sockets = broker.calls[HANDSHAKE]
    await seat.run((limits.token_minutes - 16) * MINUTE)
    assert broker.calls[RENEW] == 0
    await seat.run(2 * MINUTE)
    assert broker.calls[RENEW] == 1
    assert broker.calls[HANDSHAKE] == sockets
    await other.renew()
    await seat.run(15 * MINUTE)  # the first token's time is over
    broker.drills.drop_sockets()
    await seat.shows(Connection.RECONNECTING)
    await seat.run(10 * SECOND)
    await seat.shows(Connection.CONNECTED)
    assert (await seat.start()).kind is OutcomeKind.ACCEPTED
    assert (await other.get("/account/list")).status == 200  # nobody was pushed out
    assert broker.calls[SIGN_IN] == 2


async def test_stage_1_access_token_renewal_is_kept(seat: Seat, broker: Broker) -> None:
    """In the keyring, for the next start of the app."""
    await seat.connect()
    first = seat.secrets.tokens["demo", seat.view.host]
    await seat.run(76 * MINUTE)
    kept = seat.secrets.tokens["demo", seat.view.host]
    assert kept.access != first.access
    assert kept.expires == seat.view.expires
    assert kept.expires - first.expires > timedelta(minutes=70)


@pytest.mark.parametrize(
    "limits", [Limits(renewal=EndpointLimit(0, 20), token_minutes=80)], ids=["all are penalised"]
)
async def test_stage_1_access_token_renewal_with_a_penalty_ticket(
    seat: Seat, broker: Broker, limits: Limits
) -> None:
    """Not executed; after its time the same request goes again with the ticket."""
    await seat.connect()
    first = seat.view.expires
    await seat.run(66 * MINUTE)
    assert broker.calls[RENEW] == 2
    assert seat.view.expires
    assert first
    assert seat.view.expires > first


async def test_stage_1_access_token_renewal_that_fails_asks_one_clear_question(
    seat: Seat, broker: Broker
) -> None:
    """The open line works on and exits stay free; only a click signs in again."""
    await seat.connect()
    await seat.start()
    broker.drills.revoke_session()
    await seat.run(80 * MINUTE)
    assert seat.view.sign_in_again
    assert "does not renew this sign-in any more" in seat.view.text
    assert seat.view.connection is Connection.CONNECTED
    assert broker.calls[RENEW] == 1
    seat.desk.after.flatten(seat.desk.positions.value[0].contract_id)
    await seat.run(SECOND)
    assert not seat.desk.positions.value
    await seat.sign_in()
    await seat.run(SECOND)
    assert (seat.view.connection, seat.view.sign_in_again) == (Connection.CONNECTED, False)
    assert broker.calls[SIGN_IN] == 2


# Session management
async def test_stage_1_session_management(seat: Seat, broker: Broker) -> None:
    """Two sessions stand side by side; the third pushes this one out, and it does not fight."""
    await seat.connect()
    await broker.elsewhere().sign_in()
    await seat.run(MINUTE)
    assert seat.view.connection is Connection.CONNECTED
    await broker.elsewhere().sign_in()
    await seat.shows(Connection.TAKEN_OVER)
    assert "Another session took over" in seat.view.text
    assert seat.desk.countdown() == pytest.approx(300, abs=1)
    await seat.run(10 * MINUTE)
    assert (seat.view.connection, seat.view.sign_in_again) == (Connection.TAKEN_OVER, True)
    arrived = broker.calls.total()
    await seat.run(3 * HOUR)
    assert broker.calls.total() == arrived
    await seat.sign_in()
    await seat.shows(Connection.CONNECTED)
    assert broker.calls[SIGN_IN] == 4


@pytest.mark.parametrize("limits", [Limits(orphaned_status=401), Limits(orphaned_status=408)])
async def test_stage_1_session_management_of_a_revoked_token(
    seat: Seat, broker: Broker, limits: Limits
) -> None:
    """Whichever status an orphaned token gets: a new socket is tried once, then nothing."""
    await seat.connect()
    synced = broker.calls[SYNC]
    broker.drills.revoke_session()
    broker.drills.drop_sockets()
    await seat.run(MINUTE)
    assert (seat.view.connection, seat.view.sign_in_again) == (Connection.TAKEN_OVER, True)
    arrived = broker.calls.total()
    await seat.run(2 * HOUR)
    assert broker.calls.total() == arrived
    assert broker.calls[SYNC] == synced
    assert not seat.secrets.tokens


# Errors
@pytest.mark.parametrize(
    ("step", "said"),
    [
        (Text("Bad request", 400), "check the name and the API key"),
        (Text("Access is denied", 401), "the API key's permissions are closed"),
        (Text("Forbidden", 403), "it is for another environment"),
        (Text("Not found", 404), "check that the address is the right one"),
        (Text("Timed out", 408), "another session may have taken over"),
        (Text("Broken", 500), "trouble of its own (500)"),
        (Answer({"errorText": "Incorrect username or password."}), "Incorrect username"),
        (Answer({"userStatus": "TemporaryLocked"}), "is locked for the time being"),
        (Answer({"userStatus": "UnconfirmedEmail"}), "is not confirmed yet"),
        (Answer({}), "gave no token"),
        (Raw(b"<html>"), "127.0.0.1"),
        (HangUp(), "closed the connection"),
        (Silence(), "did not answer within 5 seconds"),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
async def test_stage_1_authentication_errors_handled_gracefully(
    scripted: ScriptedServer, scripted_seat: Seat, step: Step, said: str
) -> None:
    """One sentence, no secret in it, no second try; the dialog can be filled in again."""
    scripted.on(SIGN_IN, step)
    await scripted_seat.sign_in()
    await scripted_seat.run(5 * SECOND)
    view = scripted_seat.view
    assert view.connection is Connection.OFFLINE
    assert said in view.text
    assert scripted_seat.who.password not in view.text
    await scripted_seat.run(HOUR)
    assert len(scripted.requests(SIGN_IN)) == 1
    assert not scripted.upgrades


async def test_stage_1_authentication_errors_handled_gracefully_without_a_network(
    scripted: ScriptedServer, scripted_seat: Seat
) -> None:
    await scripted.stop()
    with pytest.raises(UserFacingError, match="nothing listens there"):
        await scripted_seat.gateway.sign_in(scripted.hosts, scripted.credentials)
    await scripted_seat.sign_in()
    assert "nothing listens there" in scripted_seat.view.text
