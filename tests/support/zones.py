"""The system's zone, set for a test and put back."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def system_zone(name: str) -> Iterator[None]:
    """Make the machine's zone this one (an IANA name) for a while."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = name
    time.tzset()
    try:
        yield
    finally:
        if before is None:
            del os.environ["TZ"]
        else:
            os.environ["TZ"] = before
        time.tzset()
