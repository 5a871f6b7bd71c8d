"""The broker's addresses, and what a person may type instead of them (protocol.md 2)."""

import ipaddress
from urllib.parse import SplitResult, urlsplit

from bracketdesk.domain.problems import UserFacingError
from bracketdesk.domain.session import Hosts

AUTHORIZE = "https://trader.tradovate.com/oauth"
"""The page of the browser's sign-in (protocol.md 1.6)."""

DEMO = Hosts(
    rest="https://demo.tradovateapi.com/v1",
    socket="wss://demo.tradovateapi.com/v1/websocket",
    market_data="wss://md.tradovateapi.com/v1/websocket",
    authorize=AUTHORIZE,
)
"""The broker's simulation."""

LIVE = Hosts(
    rest="https://live.tradovateapi.com/v1",
    socket="wss://live.tradovateapi.com/v1/websocket",
    market_data="wss://md.tradovateapi.com/v1/websocket",
    authorize=AUTHORIZE,
)
"""The broker's live hosts; quotes come from the same host as for Demo."""


def custom_hosts(rest: str, socket: str, market_data: str, authorize: str = "") -> Hosts:
    """Return checked addresses; raises UserFacingError naming the field that is wrong."""
    return Hosts(
        rest=_checked(rest, "The REST address", "https", "http"),
        socket=_checked(socket, "The socket address", "wss", "ws"),
        market_data=_checked(market_data, "The market-data address", "wss", "ws"),
        authorize=_checked(authorize, "The sign-in page", "https", "http") if authorize else "",
    )


def authorize_page(hosts: Hosts) -> str:
    """Return the page of the browser's sign-in: /oauth on the REST host unless it is told."""
    rest = urlsplit(hosts.rest)
    return hosts.authorize or f"{rest.scheme}://{rest.netloc}/oauth"


def host_of(address: str) -> str:
    """Return the host's name for a sentence."""
    return urlsplit(address).hostname or address


def is_loopback(host: str) -> bool:
    """Whether a host can only be this computer."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _checked(text: str, field: str, secure: str, plain: str) -> str:
    url = _split(text.strip(), field)
    if url.scheme not in (secure, plain):
        raise UserFacingError(f"{field} must begin with {secure}://.")
    if not url.hostname:
        raise UserFacingError(f"{field} names no host.")
    if url.scheme == plain and not is_loopback(url.hostname):
        raise UserFacingError(
            f"{field} must begin with {secure}://; {plain}:// is for this computer only."
        )
    if "@" in url.netloc:
        raise UserFacingError(f"{field} must not hold a name or password.")
    if "?" in text or "#" in text:
        raise UserFacingError(f"{field} must end with its path, without ? or #.")
    return url.geturl().rstrip("/")


def _split(text: str, field: str) -> SplitResult:
    if not text:
        raise UserFacingError(f"{field} is empty.")
    unreadable = UserFacingError(f"{field} cannot be read as an address.")
    if not text.isprintable() or any(c.isspace() or c == "\\" for c in text):
        raise unreadable
    try:
        url = urlsplit(text)
        _ = url.port  # a port out of range shows only here
    except ValueError:
        raise unreadable from None
    return url
