"""What a trainer asks of the exchange, and no broker has."""

from collections.abc import AsyncIterator
from decimal import Decimal

import aiohttp
import pytest
from msgspec import Raw
from tests.support.clock import ManualClock
from tests.support.drilling import SYMBOL, Pupil
from tests.support.practice import QuietMarket, Trader
from tests.unit.practice.conftest import WEDNESDAY

from bracketdesk.practice.cash import OPENING_BALANCE
from bracketdesk.practice.clean_slate import HISTORY
from bracketdesk.practice.exchange import Exchange
from bracketdesk.practice.market import QuoteTick, Step
from bracketdesk.practice.reel import Reel, TapeMarket
from bracketdesk.practice.server import PracticeServer
from bracketdesk.practice.tape import Tape
from bracketdesk.wire.entities import CashBalance

TAPE = Tape(
    "MES", tuple(Step(float(bid > 0), QuoteTick(100 + bid, 1, 101 + bid, 1)) for bid in range(11))
)


@pytest.fixture
async def pupil(
    trader: Trader, server: PracticeServer, exchange: Exchange, clock: ManualClock
) -> Pupil:
    contract = exchange.find_contract(SYMBOL)
    assert contract is not None
    exchange.watch(contract.id)
    return Pupil(trader, server, exchange, clock)


@pytest.fixture
async def taped(clock: ManualClock) -> AsyncIterator[Pupil]:
    """Someone where a tape plays."""
    exchange = Exchange(
        clock, TapeMarket(Reel(TAPE), others=QuietMarket()), today=WEDNESDAY.date(), seed=1
    )
    server = PracticeServer(exchange, clock)
    async with aiohttp.ClientSession() as http:
        trader = Trader(await server.start(), http, None)
        await trader.sign_in()
        contract = exchange.find_contract(SYMBOL)
        assert contract is not None
        exchange.watch(contract.id)
        yield Pupil(trader, server, exchange, clock)
        await server.stop()


@pytest.mark.parametrize(
    ("verb", "path"),
    [
        ("GET", "drills/list"),
        ("GET", "drills/debrief"),
        ("POST", "drills/stage"),
        ("POST", "drills/end"),
        ("GET", "markets/state"),
        ("POST", "markets/pause"),
        ("POST", "reset"),
        ("GET", "nonsense"),
    ],
)
async def test_every_call_wants_the_bearer_token(pupil: Pupil, verb: str, path: str) -> None:
    for token in ("", "made-up"):
        answer = await pupil.ask(verb, path, token=token)
        assert (answer.status, answer.body) == (401, "Invalid access token")


async def test_what_asks_is_a_get_and_what_does_is_a_post(pupil: Pupil) -> None:
    assert (await pupil.ask("POST", "drills/list")).status == 405
    assert (await pupil.ask("GET", "reset")).status == 405
    assert (await pupil.ask("GET", "drills/nonsense")).status == 404
    assert (await pupil.ask("POST", "drills/stage", {"drill": "nonsense"})).status == 404
    assert (await pupil.ask("POST", "drills/stage", {"parameters": {}})).body["violations"]


async def test_it_is_no_part_of_the_brokers_surface(pupil: Pupil) -> None:
    assert (await pupil.trader.get("/drills/list")).status == 404


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("drills/stage", b"nonsense"),
        ("drills/stage", b"[]"),
        ("drills/stage", b'{"drill": ["gap"]}'),
        ("drills/stage", b'{"drill": "gap", "parameters": []}'),
        ("drills/stage", b'{"drill": "gap", "parameters": {"ticks": {"deep": [1]}}}'),
        ("markets/speed", b"{}"),
        ("markets/speed", b'{"speed": 1e999}'),
        ("markets/speed", b'{"speed": "fast"}'),
        ("markets/jump", b'{"position": -1}'),
        ("markets/hours", b'{"alwaysOpen": 1}'),
    ],
)
async def test_nothing_that_is_sent_breaks_it(taped: Pupil, path: str, body: bytes) -> None:
    answer = await taped.ask("POST", path, Raw(body))
    assert answer.status == 400 or answer.body["violations"]
    assert (await taped.ask("GET", "drills/debrief?number=x")).status == 400


# Markets
async def test_markets_are_paused_and_hurried(pupil: Pupil) -> None:
    state = (await pupil.ask("GET", "markets/state")).body
    assert state == {
        "paused": False,
        "speed": 1,
        "alwaysOpen": True,
        "contracts": ["MESZ6"],
        "tape": None,
    }
    assert (await pupil.ask("POST", "markets/pause")).body["paused"] is True
    assert (await pupil.ask("POST", "markets/resume")).body["paused"] is False
    assert (await pupil.ask("POST", "markets/speed", {"speed": 60})).body["speed"] == 60
    answer = await pupil.ask("POST", "markets/speed", {"speed": 0})
    assert (answer.status, answer.body) == (400, "a speed is a number from 0.1 to 1000")


async def test_the_exchanges_hours_are_kept_or_left_out(pupil: Pupil) -> None:
    await pupil.wait(7.5 * 3600)  # into the pause after the close
    await pupil.trader.sign_in()
    await pupil.ask("POST", "markets/hours", {"alwaysOpen": False})
    assert (await pupil.start()).body["failureReason"] == "SessionClosed"
    state = (await pupil.ask("POST", "markets/hours", {"alwaysOpen": True})).body
    assert state["alwaysOpen"] is True
    assert (await pupil.start()).body["orderStrategy"]


async def test_where_there_is_no_tape_none_is_moved(pupil: Pupil) -> None:
    answer = await pupil.ask("POST", "markets/jump", {"position": 1})
    assert (answer.status, answer.body) == (409, "No tape is playing")


async def test_a_tape_is_moved(taped: Pupil) -> None:
    state = (await taped.ask("POST", "markets/jump", {"position": 7})).body
    assert state["tape"] == {
        "product": "MES",
        "length": 10,
        "position": 7,
        "looped": False,
        "ended": False,
    }
    looped = (await taped.ask("POST", "markets/loop", {"looped": True})).body
    assert looped["tape"]["looped"] is True
    answer = await taped.ask("POST", "markets/jump", {"position": 11})
    assert (answer.status, answer.body[:10]) == (400, "a position")


# Reset
async def test_a_reset_takes_everything_back_and_tells_each_removal(pupil: Pupil) -> None:
    socket = await pupil.trader.authorised()
    await socket.call("user/syncrequest", {"users": [pupil.exchange.user_id]})
    await pupil.start(2)
    before = {kind: [e.id for e in pupil.exchange.store.all(kind)] for kind in HISTORY}
    assert (await pupil.ask("POST", "reset")).body == {"accountId": pupil.exchange.account.id}
    assert not any(pupil.exchange.store.all(kind) for kind in HISTORY)
    (balance,) = pupil.all("cashBalance", CashBalance)
    assert balance.amount == OPENING_BALANCE
    assert balance.realized_pnl == Decimal(0)
    deleted: dict[str, list[int]] = {}
    while (change := await socket.event("props"))["entityType"] != "accountRiskStatus":
        if change["eventType"] == "Deleted":
            deleted.setdefault(change["entityType"], []).append(change["entity"]["id"])
    assert {kind: sorted(ids) for kind, ids in deleted.items()} == {
        kind: sorted(ids) for kind, ids in before.items() if ids
    }


async def test_what_was_under_way_is_forgotten(pupil: Pupil) -> None:
    await pupil.start(2)
    entry_ids = {order.id for order in pupil.working}
    await pupil.ask("POST", "reset")
    await pupil.wait(60 * 60 * 24)  # past every Day order's expiry
    assert (pupil.net, pupil.working) == (0, [])
    await pupil.trader.sign_in()
    await pupil.start()
    assert pupil.net == 1
    assert entry_ids.isdisjoint(order.id for order in pupil.working)


async def test_a_reset_ends_the_drill(pupil: Pupil) -> None:
    await pupil.stage("session_closed", delay=0)
    await pupil.wait(0.1)
    await pupil.ask("POST", "reset")
    run = (await pupil.ask("GET", "drills/debrief")).body
    assert (run["state"], run["ending"]) == ("over", "the account began anew")
    assert (await pupil.start()).body["orderStrategy"]
