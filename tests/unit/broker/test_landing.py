"""Where the browser comes back to: whoever else knocks is told off."""

import asyncio
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest
from tests.support.scripted_browser import fetch
from tests.support.until import until

from bracketdesk.broker.landing import DONE, FOREIGN, Landing
from bracketdesk.domain.problems import UserFacingError

STATE = "state-1"


@pytest.fixture
async def landing() -> AsyncIterator[Landing]:
    async with Landing(STATE, 0) as landing:
        yield landing


async def visit(landing: Landing, query: str, host: str = "", method: str = "GET") -> str:
    back = urlsplit(landing.address)
    assert back.port
    return await fetch(back.port, f"{back.path}?{query}", host or back.netloc, method)


async def test_the_right_return_brings_the_code(landing: Landing) -> None:
    shown = await visit(landing, f"state={STATE}&code=abc")
    assert shown.endswith(DONE)
    assert "Cache-Control: no-store" in shown
    assert "Referrer-Policy: no-referrer" in shown
    assert await landing.code() == "abc"


@pytest.mark.parametrize(
    ("query", "host", "method"),
    [
        ("code=abc", "", "GET"),
        ("state=&code=abc", "", "GET"),
        ("state=other&code=abc", "", "GET"),
        ("state=%ff%00&code=abc", "", "GET"),
        ("error=access_denied", "", "GET"),
        (f"state={STATE}", "", "GET"),
        (f"state={STATE}&code=", "", "GET"),
        (f"state={STATE}&code=abc", "evil.example", "GET"),
        (f"state={STATE}&code=abc", "", "POST"),
    ],
)
async def test_a_foreign_visitor_changes_nothing(
    landing: Landing, query: str, host: str, method: str
) -> None:
    shown = await visit(landing, query, host, method)
    assert shown.endswith((FOREIGN, "405: Method Not Allowed"))
    assert shown.startswith(("HTTP/1.1 400", "HTTP/1.1 405"))
    await visit(landing, f"state={STATE}&code=right")
    assert await landing.code() == "right"


async def test_other_paths_are_nowhere(landing: Landing) -> None:
    back = urlsplit(landing.address)
    shown = await fetch(back.port or 0, f"/?state={STATE}&code=abc", back.netloc)
    assert shown.startswith("HTTP/1.1 404")


async def test_what_is_no_http_does_no_harm(landing: Landing) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(landing.address).port)
    writer.write(b"\x16\x03\x01 hello\r\n\r\n")
    assert (await reader.read()).startswith(b"HTTP/1.0 400")
    writer.close()
    await visit(landing, f"state={STATE}&code=right")
    assert await landing.code() == "right"


async def test_a_page_shown_again_changes_nothing(landing: Landing) -> None:
    await visit(landing, f"state={STATE}&code=first")
    assert (await visit(landing, f"state={STATE}&code=second")).endswith(DONE)
    assert await landing.code() == "first"


async def test_a_refusal_nobody_waits_for_any_more_ends_quietly() -> None:
    async with Landing(STATE, 0) as landing:
        await visit(landing, f"state={STATE}&error=access_denied")


async def test_who_waits_hears_of_a_refusal(landing: Landing) -> None:
    waiting = asyncio.create_task(landing.code())
    await visit(landing, f"state={STATE}&error=access_denied")
    with pytest.raises(UserFacingError, match="declined in the browser"):
        await waiting


async def test_listens_on_this_computer_alone_and_only_while_it_waits() -> None:
    async with Landing(STATE, 0) as landing:
        back = urlsplit(landing.address)
        assert back.hostname == "127.0.0.1"
    assert await fetch(back.port or 0, "/callback", back.netloc) == ""
    await until(lambda: len(asyncio.all_tasks()) == 1)


@pytest.mark.parametrize("port", [70_000, -1])
async def test_a_port_that_cannot_be_is_a_sentence(port: int) -> None:
    with pytest.raises(UserFacingError, match=f"The port {port}, to which"):
        async with Landing(STATE, port):
            pass
