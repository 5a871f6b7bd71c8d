"""Messages on their way out: in order, gathered, bounded."""

from collections.abc import AsyncIterator

import pytest
from tests.support.clock import ManualClock

from bracketdesk.practice.outbox import FRAME_SIZE, MOST_WAITING, Outbox, TooSlow


@pytest.fixture
def outbox() -> Outbox:
    return Outbox(ManualClock())


async def everything(frames: AsyncIterator[str]) -> list[str]:
    return [frame async for frame in frames]


async def test_what_waits_goes_in_one_frame(outbox: Outbox) -> None:
    outbox.put({"e": "one"})
    outbox.put({"i": 2, "s": 200})
    assert await anext(outbox.frames()) == 'a[{"e":"one"},{"i":2,"s":200}]'


async def test_a_large_frame_is_followed_by_another(outbox: Outbox) -> None:
    for _ in range(3):
        outbox.put({"d": "x" * (FRAME_SIZE * 2 // 3)})
    outbox.finish(3000, "end")
    sizes = [len(frame) for frame in await everything(outbox.frames())]
    assert len(sizes) == 3
    assert max(sizes) < 2 * FRAME_SIZE


async def test_the_close_frame_is_the_last(outbox: Outbox) -> None:
    outbox.put({"e": "one"})
    outbox.finish(3000, "end")
    assert await everything(outbox.frames()) == ['a[{"e":"one"}]', 'c[3000,"end"]']


async def test_a_heartbeat_gives_way_to_a_message(outbox: Outbox) -> None:
    outbox.beat()
    outbox.put({"e": "one"})
    outbox.finish(3000, "end")
    assert await everything(outbox.frames()) == ['a[{"e":"one"}]', 'c[3000,"end"]']
    outbox.beat()
    assert await anext(outbox.frames()) == "h"


async def test_more_than_anyone_keeps_is_refused(outbox: Outbox) -> None:
    part = {"d": "x" * (MOST_WAITING // 4)}
    for _ in range(3):
        outbox.put(part)
    with pytest.raises(TooSlow):
        outbox.put(part)


async def test_one_message_may_be_as_large_as_it_is(outbox: Outbox) -> None:
    outbox.put({"d": "x" * (2 * MOST_WAITING)})
    assert len(await anext(outbox.frames())) > MOST_WAITING


async def test_room_is_made_by_sending(outbox: Outbox) -> None:
    part = {"d": "x" * (MOST_WAITING // 4)}
    frames = outbox.frames()
    outbox.put(part)
    for _ in range(10):
        outbox.put(part)
        await anext(frames)


async def test_the_latest_is_composed_when_there_is_room() -> None:
    prices = [1]
    outbox = Outbox(ManualClock(), lambda: [{"d": prices.pop()}] if prices else [])
    outbox.put({"e": "one"})
    frames = outbox.frames()
    assert await anext(frames) == 'a[{"e":"one"}]'
    prices[0] = 2
    assert await anext(frames) == 'a[{"d":2}]'


async def test_it_knows_when_it_last_spoke() -> None:
    clock = ManualClock()
    outbox = Outbox(clock)
    frames = outbox.frames()
    await clock.advance(3)
    outbox.put({"e": "one"})
    await anext(frames)
    assert outbox.last_sent == clock.monotonic()
