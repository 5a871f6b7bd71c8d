"""Who answers at an address: the same broker's host, however a person or a setting spells it."""

from functools import lru_cache
from urllib.parse import urlsplit

from bracketdesk.domain.session import Environment

PORTS = {"http": 80, "https": 443}
KNOWN = 64
"""How many spellings are remembered: every check of a ticket asks."""


@lru_cache(KNOWN)
def venue(address: str) -> str:
    """Return scheme, host and port of a REST base address, as https://demo.tradovateapi.com:443.

    Case, a default port, the host's last dot and the path say nothing. What is no address (an old
    journal's) is taken as it is.
    """
    try:
        url = urlsplit(address.strip())
        scheme, host, port = url.scheme, url.hostname, url.port
    except ValueError:
        return address
    if not host:
        return address
    return f"{scheme}://{host.rstrip('.')}:{port or PORTS.get(scheme, 0)}"


def locked_venue(environment: Environment, address: str) -> str:
    """Return the venue that a lock stays on from one run to the next.

    The environment tells nothing: Custom may have Demo's addresses, or Live's. Practice is apart,
    and one: its exchange announces another port at every start.
    """
    return environment.value if environment is Environment.PRACTICE else venue(address)
