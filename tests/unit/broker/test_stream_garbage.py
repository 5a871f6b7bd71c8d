"""One socket: frames that are none."""

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.scripted import ScriptedServer

from bracketdesk.broker.http import open_session
from bracketdesk.broker.stream import Stream, open_stream
from bracketdesk.broker.upgrade import MESSAGE_LIMIT
from bracketdesk.wire.clock import SystemClock

CALL = "account/list"


async def test_garbage_among_messages_ends_the_stream(
    server: ScriptedServer, stream: Stream
) -> None:
    """It may have held an update: only a new snapshot makes that good."""
    await server.push_frame('a[{"e":')
    assert (await stream.lost).reason == "127.0.0.1 sent something that cannot be read."


@pytest.mark.parametrize("text", ["", "?", "o", "h", "{}", "[]", "o o"])
async def test_other_garbage_is_ignored(server: ScriptedServer, stream: Stream, text: str) -> None:
    await server.push_frame(text)
    assert (await stream.request(CALL)).status == 200


async def test_bytes_are_ignored(server: ScriptedServer, stream: Stream) -> None:
    await server.push_bytes(b"\x00\xff")
    assert (await stream.request(CALL)).status == 200


async def test_an_oversized_message_ends_the_stream(server: ScriptedServer, stream: Stream) -> None:
    with suppress(ConnectionError):  # the client leaves before it is through
        await server.push_frame("a" + " " * MESSAGE_LIMIT)
    assert (await stream.lost).reason == "127.0.0.1 sent something that cannot be read."


FRAMES = st.one_of(
    st.text(),
    st.text().map(lambda text: "a" + text),
    st.text().map(lambda text: "c" + text),
    st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text()),
        lambda inner: st.one_of(
            st.lists(inner, max_size=3),
            st.dictionaries(st.sampled_from("iseda") | st.text(), inner, max_size=4),
        ),
        max_leaves=8,
    ).map(lambda value: "a" + _loose(value)),
    st.just("a[" * 5000),
    st.just("a" + "[" * 100_000),
)


def _loose(value: object) -> str:
    """Python's text of a value made to look like JSON: sometimes it is."""
    return repr(value).replace("'", '"').replace("None", "null").replace("True", "true")


@given(frames=st.lists(FRAMES, max_size=4))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
async def test_any_frames_leave_it_working_or_lost_with_a_reason(frames: list[str]) -> None:
    async with ScriptedServer() as server, open_session("0") as session:
        stream = await open_stream(
            session, server.hosts.socket, server.issue(), SystemClock(), lambda _: None
        )
        for frame in frames:
            try:
                await server.push_frame(frame.encode(errors="replace").decode())
            except ConnectionError:
                break
        delivery = await stream.request(CALL)
        assert delivery.status is not None or stream.lost.done()
        assert delivery.status is not None or delivery.detail
        await stream.close()
