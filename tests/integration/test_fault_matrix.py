"""The matrix of faults: every phase, every fault, both transports, one click each.

What must come of each stands in `tests/support/fault_table.py`.
"""

from collections import Counter

import pytest
from tests.support.fault_plan import Cell, Fault, Phase, Truth
from tests.support.fault_table import expectations, senseless
from tests.support.fault_watch import LETTERS, Watch, facing_faults, pass_until, ready
from tests.support.faulty_server import START, FaultyServer
from tests.support.seat import Seat
from tests.support.tally import Tallies

from bracketdesk.controller.broker_text import LIMIT
from bracketdesk.controller.unheard import UNHEARD
from bracketdesk.domain.outcomes import OutcomeKind
from bracketdesk.domain.session import Transport
from bracketdesk.domain.ticket import Side

EXPECTED = expectations()
ANSWERED, SETTLED, AFTER = 8.0, 90.0, 10.0
"""Seconds until there must be an outcome, until nothing more is to be found, and to see it stay."""


@pytest.fixture
def counts(tallies: Tallies) -> Counter[str]:
    """How the cells ended."""
    return tallies.setdefault("fault matrix", Counter(cells=0))


def _in_words(code: str) -> str:
    words = {letter: str(kind) for kind, letter in LETTERS.items()} | {"R": "refused"}
    return " then ".join(words[letter] for letter in code)


@pytest.mark.asyncio(loop_factories=["idle"])
@pytest.mark.parametrize("cell", EXPECTED, ids=str)
async def test_a_click_into_a_fault(cell: Cell, counts: Counter[str]) -> None:
    async with facing_faults() as (seat, server):
        watch = await ready(seat, server, echoed=cell.truth is Truth.ABSENT)
        seat.by(cell.transport)
        await server.plan(cell)
        await seat.settled()  # the app has seen what that broke
        if EXPECTED[cell] == "R":
            await click_in_vain(seat, server)
        else:
            await click(seat, server, cell, watch)
        assert server.struck or cell.phase is Phase.CONNECT, "the fault did not come to pass"
        counts["cells"] += 1
        counts[_in_words(EXPECTED[cell])] += 1


async def click_in_vain(seat: Seat, server: FaultyServer) -> None:
    """A line that is not up takes no click: nothing is recorded, and nothing goes later."""
    await seat.run(3)
    assert not seat.desk.submit(seat.ticket())
    assert seat.result.kind is OutcomeKind.NOT_SENT
    await seat.run(AFTER)
    assert not server.arrived
    assert not await seat.ports.journal.recent(10)
    assert seat.desk.lock.value is None


async def click(seat: Seat, server: FaultyServer, cell: Cell, watch: Watch) -> None:
    """One click, and all that comes of it."""
    assert seat.desk.submit(seat.ticket()), seat.result
    await pass_until(seat, ANSWERED, lambda: watch.letters)
    if watch.letters == "U" and EXPECTED[cell] != "UA":
        await try_again(seat, server)
    if watch.letters == "U":
        await pass_until(seat, SETTLED, lambda: watch.letters != "U")
    await seat.run(AFTER)
    assert watch.letters == EXPECTED[cell]
    unheard = cell.phase in (Phase.CONNECT, Phase.WRITTEN_HALF)
    assert len(server.arrived) == (not unheard)
    await judge(seat, server, watch)
    if watch.letters[-1] == "A" and cell.phase is Phase.EVENTS_LOST:
        await see_it_held_or_alarmed(seat, server)
    elif watch.letters[-1] == "A":
        await see_it_held(seat, server)


async def see_it_held(seat: Seat, server: FaultyServer) -> None:
    """What was accepted is on the screen with what the broker holds, at the latest with a
    snapshot.
    """
    number = server.started[0].strategy_id
    await pass_until(seat, SETTLED, lambda: number in held(seat))
    assert held(seat) == [number]


async def see_it_held_or_alarmed(seat: Seat, server: FaultyServer) -> None:
    """A line that loses events without being lost itself brings no snapshot: that is an alarm."""
    number = server.started[0].strategy_id
    await pass_until(seat, SETTLED, lambda: held(seat) or seat.desk.alarms.value)
    if held(seat) == [number]:
        return
    (alarm,) = seat.desk.alarms.value
    assert alarm.text == UNHEARD.format(number)
    assert alarm.where == f"Demo {seat.view.account}"


def held(seat: Seat) -> list[int]:
    return [strategy.id for strategy in seat.desk.strategies.value]


async def try_again(seat: Seat, server: FaultyServer) -> None:
    """Nothing is sent while locked, by either transport."""
    assert seat.desk.lock.value is not None
    before = len(server.requests(START))
    for transport in Transport:
        seat.by(transport)
        assert not seat.desk.submit(seat.ticket(side=Side.SELL))
        assert "Locked" in seat.result.cause
    await seat.settled()
    assert len(server.requests(START)) == before


async def judge(seat: Seat, server: FaultyServer, watch: Watch) -> None:
    """The end equals the truth or is Unknown and locked; journal and screen agree."""
    entry = (await seat.ports.journal.recent(10))[0]
    assert entry.outcome is not None
    uuid, kind = entry.intent.uuid, entry.outcome.kind
    assert server.arrived in ([], [uuid])
    assert [started.uuid for started in server.started] in ([], [uuid])
    assert LETTERS[kind] == watch.letters[-1]
    if kind is OutcomeKind.ACCEPTED:
        assert [s.strategy_id for s in server.started] == [entry.outcome.strategy_id]
    elif kind is not OutcomeKind.UNKNOWN:
        assert not server.started
    is_open = kind is OutcomeKind.UNKNOWN
    assert (seat.desk.lock.value is not None) is is_open
    unsettled = await seat.ports.journal.unsettled()
    assert [one.intent.uuid for one in unsettled] == [uuid] * is_open
    if seat.result.uuid == uuid:  # a click that was refused meanwhile takes its place
        assert seat.result.kind is kind
    assert len(entry.outcome.broker_text) <= LIMIT


def test_every_cell_is_run_or_has_its_reason(counts: Counter[str]) -> None:
    named = {(cell.phase, cell.fault, cell.transport) for cell in (*EXPECTED, *senseless())}
    assert named == {(p, f, t) for p in Phase for f in Fault for t in Transport}
    assert all(senseless().values())
    counts["senseless"] += len(senseless())
