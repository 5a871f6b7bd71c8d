"""The system's proxy: environment variables, or what macOS and Windows have in their settings."""

from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from bracketdesk.broker.hosts import is_loopback
from bracketdesk.domain.problems import UserFacingError

UNREADABLE = "The proxy in this computer's settings cannot be read as an address."
SOCKS = (
    "This computer's settings name a SOCKS proxy, which this app cannot use: set an HTTP proxy, "
    "or none, for the broker's hosts."
)


def proxy_for(address: str) -> str | None:
    """Return the URL of the proxy that leads to a host, None where none does.

    It may hold the proxy's own name and password. Raises UserFacingError for a proxy of a kind
    that cannot be used. Blocking: what Windows bypasses may depend on a look-up.
    """
    where = urlsplit(address)
    if is_loopback(where.hostname or "") or proxy_bypass(where.netloc):
        return None
    settings = getproxies()
    # Only https and wss ever leave this computer, and a proxy for https carries both.
    proxy = settings.get("https") or settings.get("all") or ""
    if not proxy and settings.get("socks"):
        raise UserFacingError(SOCKS)
    return _checked(proxy) if proxy else None


def _checked(proxy: str) -> str:
    url = proxy if "://" in proxy else f"http://{proxy}"
    try:
        parts = urlsplit(url)
        readable = parts.hostname and (parts.port or True)  # a port out of range shows only here
    except ValueError:
        raise UserFacingError(UNREADABLE) from None
    if parts.scheme.startswith("socks"):
        raise UserFacingError(SOCKS)
    if not readable or parts.scheme not in ("http", "https"):
        raise UserFacingError(UNREADABLE)
    return url
