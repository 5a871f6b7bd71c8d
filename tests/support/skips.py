"""Skips that CI does not accept: a missing tool, keyring or data file is an error there."""

import os
from typing import TypeVar

import pytest

T = TypeVar("T")


def need(found: T | None, reason: str) -> T:
    """Return `found`; where there is none, skip with the reason, or fail in CI."""
    if found:
        return found
    if os.environ.get("CI"):
        pytest.fail(f"CI must have it: {reason}")
    pytest.skip(reason)
