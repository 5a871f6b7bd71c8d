"""A person who does not want to wait for the line's next attempt."""

from tests.support.clock import ManualClock, settle
from tests.support.scripted import ScriptedServer
from tests.support.scripted_listener import RecordingListener
from tests.support.scripted_steps import MARKET_DATA, USER
from tests.support.until import until

from bracketdesk.broker.line import BrokerLine
from bracketdesk.domain.session import LossCause


async def lose(server: ScriptedServer, listener: RecordingListener) -> None:
    """Break the user socket, and refuse the next."""
    await until(lambda: server.sockets(MARKET_DATA) == 1)
    server.refuse_sockets = 503
    await server.drop_sockets(USER)
    await until(lambda: listener.losses)


async def test_a_click_ends_the_wait_at_once(
    line: BrokerLine, server: ScriptedServer, listener: RecordingListener, clock: ManualClock
) -> None:
    await clock.advance(2)
    await lose(server, listener)
    server.refuse_sockets = None
    line.try_now()
    await until(lambda: listener.ups == 2)
    await clock.advance(0)
    assert server.upgrades[USER] == 2
    line.try_now()
    await settle()
    assert server.upgrades[USER] == 2


async def test_the_next_wait_is_as_long_as_without_the_click(
    line: BrokerLine, server: ScriptedServer, listener: RecordingListener, clock: ManualClock
) -> None:
    await clock.advance(2)
    await lose(server, listener)
    for attempt, step in enumerate((2, 4, 8), 2):
        await clock.advance(1)
        line.try_now()
        await until(lambda n=attempt: len(listener.losses) == n)  # type: ignore[misc]
        assert step <= (listener.losses[-1].retry_in or 0) <= 1.5 * step
    assert server.upgrades[USER] == 4


async def test_clicks_without_end_are_an_attempt_a_second(
    line: BrokerLine, server: ScriptedServer, listener: RecordingListener, clock: ManualClock
) -> None:
    await clock.advance(2)
    await lose(server, listener)
    line.try_now()
    await until(lambda: len(listener.losses) == 2)
    for _ in range(9):
        line.try_now()
        await clock.advance(0.1)
    assert server.upgrades[USER] == 2
    await clock.advance(0.1)
    await until(lambda: len(listener.losses) == 3)
    assert server.upgrades[USER] == 3


async def test_no_click_breaks_a_freeze(
    line: BrokerLine, server: ScriptedServer, listener: RecordingListener, clock: ManualClock
) -> None:
    await clock.advance(2)
    await lose(server, listener)
    server.refuse_sockets = 429
    line.try_now()
    await until(lambda: len(listener.losses) == 2)
    assert listener.freezes == [3600]
    await clock.advance(1800)
    line.try_now()
    await clock.advance(1790)
    assert server.upgrades[USER] == 2


async def test_no_click_ends_a_wait_the_broker_wants(
    line: BrokerLine, server: ScriptedServer, listener: RecordingListener, clock: ManualClock
) -> None:
    await clock.advance(2)
    await server.announce_shutdown("ConnectionQuotaReached")
    await server.close_sockets(1000)
    await until(lambda: listener.losses)
    assert (listener.losses[0].cause, listener.losses[0].asked) == (LossCause.QUOTA, True)
    line.try_now()
    await clock.advance(290)
    assert server.upgrades[USER] == 1


async def test_closing_ends_the_wait_too(
    line: BrokerLine, server: ScriptedServer, listener: RecordingListener, clock: ManualClock
) -> None:
    await lose(server, listener)
    await line.close()
    line.try_now()
    await clock.advance(100)
    assert (server.upgrades[USER], clock.sleepers) == (1, 0)
