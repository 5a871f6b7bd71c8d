"""The stage every controller test plays on."""

from collections.abc import AsyncIterator

import pytest
from tests.unit.controller.stage import Stage


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    built = Stage()
    yield built
    await built.desk.close()
