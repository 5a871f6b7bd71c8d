"""A home folder where nothing can be kept: the window opens, says why and refuses every start."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.integration.conftest import OpenApp
from tests.support.remote_app import Machine
from tests.support.secret_service import SecretService, secret_bus
from tests.support.until import until

from bracketdesk.cli import AppOptions

__all__ = ["secret_bus"]


def no_file(journal: Path) -> None:
    journal.mkdir()


def a_newer_one(journal: Path) -> None:
    connection = sqlite3.connect(journal)
    connection.execute("PRAGMA user_version = 99")
    connection.close()


@pytest.mark.parametrize(
    ("spoil", "said"), [(no_file, "cannot be opened"), (a_newer_one, "a newer version")]
)
async def test_without_a_journal_the_app_connects_and_no_start_leaves(
    spoil: Callable[[Path], None], said: str, open_app: OpenApp, home: Path
) -> None:
    home.mkdir()
    spoil(home / "journal.sqlite3")
    app = await open_app(AppOptions(home=str(home)))
    assert said in app.hand.text("noticeLabel")
    await until(lambda: app.hand.text("connectionLabel").startswith("connected"), 20)
    await until(lambda: app.desk.quote.value)
    app.hand.click("buyButton")
    await until(lambda: app.hand.text("submitButton").startswith("The journal could not be read"))
    assert not app.hand.find("submitButton").isEnabled()
    assert "exits work" in app.hand.text("noticeLabel")


async def test_without_a_lock_the_window_opens_and_nothing_can_be_sent(
    tmp_path: Path, secret_bus: SecretService
) -> None:
    machine = Machine(tmp_path / "u", secret_bus.address)
    (machine.home / "running.lock").mkdir(parents=True)
    async with machine.app() as app:
        await app.until("there", "statusPanel")
        assert "cannot be locked" in await app.do("text", "noticeLabel")
        assert await app.leave() == 0
    assert not (machine.home / "journal.sqlite3").exists()
