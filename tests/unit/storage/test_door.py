"""The door at which a second start knocks: only who knows the word is heard, nobody stays."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field

import pytest
from tests.support.until import until

from bracketdesk.storage.door import HOST, THERE, Door, knock, open_door


@dataclass
class House:
    """A door, and how often somebody knocked."""

    door: Door
    heard: list[None] = field(default_factory=list)

    @property
    def port(self) -> int:
        return int(self.door.address.split()[0])

    @property
    def word(self) -> bytes:
        return self.door.address.split()[1].encode()


@pytest.fixture
async def house() -> AsyncIterator[House]:
    heard: list[None] = []
    door = await open_door(lambda: heard.append(None))
    yield House(door, heard)
    door.close()


async def test_a_knock_is_heard_each_time(house: House) -> None:
    for count in (1, 2):
        assert await asyncio.to_thread(knock, house.door.address)
        assert len(house.heard) == count


@pytest.mark.parametrize("said", [b"0" * 32 + b"\n", b"GET / HTTP/1.1\r\n", b"\n", b"x" * 10_000])
async def test_another_word_is_shown_out_unheard(house: House, said: bytes) -> None:
    reader, writer = await asyncio.open_connection(HOST, house.port)
    writer.write(said)
    with suppress(ConnectionError):  # reset, with some of it unread
        assert await reader.read() == b""
    writer.close()
    assert house.heard == []


async def test_a_word_in_pieces_is_heard(house: House) -> None:
    reader, writer = await asyncio.open_connection(HOST, house.port)
    writer.write(house.word[:5])
    await writer.drain()
    await asyncio.sleep(0)
    writer.write(house.word[5:] + b"\n")
    assert await reader.read() == THERE
    writer.close()
    assert len(house.heard) == 1


async def test_who_says_nothing_is_shown_out_with_the_end(house: House) -> None:
    line = socket.create_connection((HOST, house.port))
    await until(lambda: house.door._visitors)
    house.door.close()
    await until(lambda: not house.door._visitors)
    line.close()


@pytest.mark.parametrize("address", ["", "nonsense", "99999999 word", "-1 word", "1 word"])
def test_where_nobody_listens_nobody_is_reached(address: str) -> None:
    assert not knock(address)


def test_another_program_on_the_port_is_not_the_app() -> None:
    with socket.create_server((HOST, 0)) as other:
        assert not knock(f"{other.getsockname()[1]} word")
