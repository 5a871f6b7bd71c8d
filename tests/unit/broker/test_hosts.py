"""Addresses a person may type."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bracketdesk.broker.hosts import (
    DEMO,
    LIVE,
    authorize_page,
    custom_hosts,
    host_of,
    is_loopback,
)
from bracketdesk.domain.problems import UserFacingError
from bracketdesk.domain.session import Hosts

REST = "https://broker.example/v1"
SOCKET = "wss://broker.example/v1/websocket"
MARKET = "wss://md.broker.example/v1/websocket"


@pytest.mark.parametrize("hosts", [DEMO, LIVE])
def test_the_brokers_own_hosts_pass_the_rule(hosts: Hosts) -> None:
    assert custom_hosts(hosts.rest, hosts.socket, hosts.market_data, hosts.authorize) == hosts


def test_spaces_around_and_a_slash_at_the_end_are_forgiven() -> None:
    hosts = custom_hosts(f"  {REST}/ ", f"{SOCKET}/", MARKET)
    assert hosts == Hosts(REST, SOCKET, MARKET)


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost:1", "[::1]:99", "127.8.8.8"])
def test_plain_transport_is_for_this_computer(host: str) -> None:
    hosts = custom_hosts(f"http://{host}/v1", f"ws://{host}/v1", f"ws://{host}/md")
    assert hosts.rest == f"http://{host}/v1"


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("", "The REST address is empty."),
        ("broker.example/v1", "The REST address must begin with https://."),
        ("ftp://broker.example", "The REST address must begin with https://."),
        ("wss://broker.example", "The REST address must begin with https://."),
        ("https://", "The REST address names no host."),
        (
            "http://broker.example/v1",
            "The REST address must begin with https://; http:// is for this computer only.",
        ),
        (
            "http://127.0.0.1.broker.example",
            "The REST address must begin with https://; http:// is for this computer only.",
        ),
        ("https://me:pw@broker.example", "The REST address must not hold a name or password."),
        ("https://@broker.example", "The REST address must not hold a name or password."),
        ("https://broker.example/?a=b", "The REST address must end with its path, without ? or #."),
        ("https://broker.example/#x", "The REST address must end with its path, without ? or #."),
        ("https://broker.example/?", "The REST address must end with its path, without ? or #."),
        ("https://broker.example:99999", "The REST address cannot be read as an address."),
        ("https://bro ker.example", "The REST address cannot be read as an address."),
        ("https://a\\@b.example", "The REST address cannot be read as an address."),
        ("https://[::1", "The REST address cannot be read as an address."),
    ],
)
def test_says_what_is_wrong(address: str, sentence: str) -> None:
    with pytest.raises(UserFacingError) as refused:
        custom_hosts(address, SOCKET, MARKET)
    assert str(refused.value) == sentence


def test_the_sign_in_page_follows_the_same_rule() -> None:
    with pytest.raises(UserFacingError, match=r"The sign-in page must begin with https://"):
        custom_hosts(REST, SOCKET, MARKET, "http://broker.example/oauth")


def test_the_sign_in_page_lies_on_the_rest_host_unless_it_is_told() -> None:
    assert authorize_page(custom_hosts(REST, SOCKET, MARKET)) == "https://broker.example/oauth"
    local = custom_hosts("http://127.0.0.1:8080/v1", SOCKET, MARKET)
    assert authorize_page(local) == "http://127.0.0.1:8080/oauth"
    told = custom_hosts(REST, SOCKET, MARKET, "https://page.example/x/")
    assert authorize_page(told) == "https://page.example/x"
    for hosts in (DEMO, LIVE):
        assert authorize_page(hosts) == "https://trader.tradovate.com/oauth"


def test_names_the_field() -> None:
    with pytest.raises(UserFacingError, match=r"The socket address must begin with wss://\."):
        custom_hosts(REST, REST, MARKET)
    with pytest.raises(UserFacingError, match="The market-data address is empty"):
        custom_hosts(REST, SOCKET, " ")


@given(
    st.one_of(
        st.text(),
        st.builds(
            "{}://{}{}".format,
            st.sampled_from(["http", "https", "HTTP"]),
            st.sampled_from(["127.0.0.1", "localhost", "evil.example", "::1", "a@127.0.0.1", ""]),
            st.text(),
        ),
    )
)
def test_whatever_is_typed_is_safe_or_refused(text: str) -> None:
    try:
        rest = custom_hosts(text, SOCKET, MARKET).rest
    except UserFacingError:
        return
    url = urlsplit(rest)
    assert url.scheme == "https" or is_loopback(url.hostname or "")
    assert url.username is None
    assert not url.query
    assert not url.fragment


def test_the_host_for_a_sentence() -> None:
    assert host_of(DEMO.rest) == "demo.tradovateapi.com"
    assert host_of("nonsense") == "nonsense"
