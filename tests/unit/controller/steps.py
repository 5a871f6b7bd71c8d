"""What several files of controller tests do first."""

import asyncio

from tests.support.clock import settle
from tests.support.fake_line import FakeLine
from tests.unit.controller.builders import answer, strategy, ticket
from tests.unit.controller.stage import Stage

from bracketdesk.controller.reconcile import WORD
from bracketdesk.controller.views import ResultView
from bracketdesk.domain.delivery import Delivery
from bracketdesk.domain.outcomes import OutcomeKind

LOST = Delivery(True, detail="No answer within 5 seconds.", seconds=5.0)
NOT_SENT, ACCEPTED, UNKNOWN = OutcomeKind.NOT_SENT, OutcomeKind.ACCEPTED, OutcomeKind.UNKNOWN


def kind(stage: Stage, number: int = 0) -> OutcomeKind | None:
    return stage.ports.journal.kind(str(stage.starts[number]["uuid"]))


def result(stage: Stage) -> ResultView:
    shown = stage.desk.result.value
    assert shown is not None
    return shown


async def unknown(stage: Stage) -> FakeLine:
    """A start whose answer never came."""
    line = stage.line if stage.ports.gateway.lines else await stage.ready()
    line.on_start = LOST
    assert stage.desk.submit(ticket())
    await settle(20)
    assert kind(stage, -1) is UNKNOWN
    return line


def confirm(stage: Stage, word: str = WORD) -> bool:
    """Type a word into the lock that is shown."""
    lock = stage.desk.lock.value or stage.desk.locked_elsewhere.value
    return lock is not None and stage.desk.confirm_not_sent(lock.uuid, word)


async def echo(stage: Stage) -> FakeLine:
    """An environment that has been seen to echo our uuids: with an order in another contract."""
    line = await stage.ready()
    line.on_start = answer(strategy(1))
    stage.desk.choose_symbol("MNQZ6")
    await settle()
    assert stage.desk.submit(ticket(symbol="MNQZ6"))
    await settle()
    uuid = str(stage.starts[0]["uuid"])
    line.change(strategy(1, uuid=uuid, contract_id=600))
    stage.desk.choose_symbol("MESZ6")
    await stage.clock.advance(1)
    return line


def hold(stage: Stage) -> asyncio.Future[Delivery]:
    """Have the next start wait for its answer."""
    held: asyncio.Future[Delivery] = asyncio.get_running_loop().create_future()

    async def wait(_: bytes) -> Delivery:
        return await held

    stage.line.on_start = wait
    return held
