"""Name look-ups. Only names that this computer answers by itself."""

import asyncio
import socket
import threading

import pytest
from tests.support.clock import settle
from tests.support.until import until

from bracketdesk.broker.resolver import DaemonResolver


async def test_finds_this_computer() -> None:
    found = await DaemonResolver().resolve("localhost", 4321, socket.AF_INET)
    assert {(row["host"], row["port"], row["hostname"]) for row in found} == {
        ("127.0.0.1", 4321, "localhost")
    }


@pytest.mark.parametrize("name", ["x" * 64 + ".invalid", "a..b"])
async def test_a_name_that_cannot_be_is_an_os_error(name: str) -> None:
    with pytest.raises(OSError, match=r"."):
        await DaemonResolver().resolve(name)


async def test_what_the_system_does_not_find_is_an_os_error() -> None:
    with pytest.raises(OSError, match=r"."):
        await DaemonResolver().resolve("127.0.0.1", 1, socket.AF_INET6)


async def test_a_look_up_nobody_waits_for_any_more_ends_quietly() -> None:
    looking = asyncio.create_task(DaemonResolver().resolve("localhost", 1))
    await asyncio.sleep(0)
    looking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await looking
    await until(lambda: not any(t.name.startswith("look up") for t in threading.enumerate()))
    await settle()


async def test_looks_up_in_threads_that_hold_nobody_up() -> None:
    before = set(threading.enumerate())
    await DaemonResolver().resolve("127.0.0.1", 1)
    assert all(t.daemon for t in set(threading.enumerate()) - before)
