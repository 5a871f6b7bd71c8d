"""Who answers at an address, however it is spelled."""

import pytest

from bracketdesk.domain.session import Environment
from bracketdesk.domain.venue import locked_venue, venue

DEMO = "https://demo.tradovateapi.com/v1"


@pytest.mark.parametrize(
    "spelling",
    [
        "https://demo.tradovateapi.com/v1/",
        "https://demo.tradovateapi.com",
        "HTTPS://Demo.TradovateAPI.com/v1",
        "https://demo.tradovateapi.com:443/v1",
        "https://demo.tradovateapi.com:/v1",
        "https://demo.tradovateapi.com./v1",
        "https://DEMO.tradovateapi.com.:443/v2 ",
    ],
)
def test_one_host_is_one_venue(spelling: str) -> None:
    assert venue(spelling) == venue(DEMO) == "https://demo.tradovateapi.com:443"


@pytest.mark.parametrize(
    "other",
    [
        "https://live.tradovateapi.com/v1",
        "https://demo.tradovateapi.com:8443/v1",
        "http://demo.tradovateapi.com/v1",
        "https://demo.tradovateapi.com.example/v1",
    ],
)
def test_another_host_is_another_venue(other: str) -> None:
    assert venue(other) != venue(DEMO)


def test_a_host_may_be_a_number() -> None:
    assert venue("http://127.0.0.1:9000/v1") == "http://127.0.0.1:9000"
    assert venue("http://[::1]/v1") == venue("http://[::1]:80")


@pytest.mark.parametrize("text", ["", "demo", "https://demo:port/v1", "https://[::1"])
def test_what_is_no_address_is_itself(text: str) -> None:
    assert venue(text) == text


def test_a_lock_is_on_the_venue_and_on_practice_as_a_whole() -> None:
    assert locked_venue(Environment.DEMO, DEMO) == locked_venue(Environment.CUSTOM, f"{DEMO}/")
    port, other = "http://127.0.0.1:1/v1", "http://127.0.0.1:2/v1"
    practice = Environment.PRACTICE
    assert locked_venue(practice, port) == locked_venue(practice, other)
    assert locked_venue(practice, port) != locked_venue(Environment.CUSTOM, port)
