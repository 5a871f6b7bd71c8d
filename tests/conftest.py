"""What every test gets: no display, no stray ERROR in the log, the broker's data."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before any Qt import
os.environ.setdefault("PYTHONHASHSEED", "0")

import logging
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from tests.support.skips import need

settings.register_profile("desk", deadline=None)  # no test has a clock
settings.load_profile("desk")

UNMEASURED = "unmeasured"

pytest_plugins = ["tests.support.tally"]

BROKER_DATA = "BRACKETDESK_BROKER_DATA"


@pytest.fixture(scope="session")
def broker_data() -> Path:
    """The folder with the broker's contract and the real tape, which live elsewhere."""
    return Path(need(os.environ.get(BROKER_DATA), f"{BROKER_DATA} is not set"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Note no lines of an `unmeasured` test and its fixtures.

    pytest-cov's own mark does nothing in a worker: a second measurement of its takes over there.
    """
    if item.get_closest_marker(UNMEASURED) is None:
        return (yield)
    main, others = sys.gettrace(), threading.gettrace()
    sys.settrace(None)
    threading.settrace(None)
    try:
        return (yield)
    finally:
        sys.settrace(main)
        threading.settrace(others)


@pytest.fixture(autouse=True)
def _no_stray_errors(
    caplog: pytest.LogCaptureFixture, request: pytest.FixtureRequest
) -> Iterator[None]:
    """An ERROR in the log fails the test, unless it is marked `expects_errors`."""
    yield
    if request.node.get_closest_marker("expects_errors"):
        return
    strays = [
        r
        for phase in ("setup", "call")
        for r in caplog.get_records(phase)
        if r.levelno >= logging.ERROR
    ]
    assert not strays, [record.getMessage() for record in strays]
