"""Planned = held, read back from the real practice exchange and kept in the journal."""

import sqlite3
from pathlib import Path

from tests.integration.conftest import OpenApp
from tests.integration.test_exits import send
from tests.support.until import until

from bracketdesk.cli import AppOptions

SAID = (
    ". All exits are good for the day only: they end with the session, and the position does not."
)


async def test_what_was_sent_is_read_back(open_app: OpenApp, home: Path) -> None:
    app = await open_app(AppOptions(home=str(home), practice_arguments=("--seed", "7")))
    hand = app.hand
    await until(lambda: app.desk.quote.value, 20)
    hand.click("buyButton")
    await send(app)
    await until(lambda: hand.there("resultReadBack"))
    said = hand.text("resultReadBack")
    assert said.startswith("Planned = held at ")
    assert said.endswith(SAID)
    assert not hand.there("alarmBanner")
    await app.quit()
    journal = sqlite3.connect(home / "journal.sqlite3")
    ((planned, held, differences),) = journal.execute(
        "SELECT planned, held, differences FROM read_backs"
    ).fetchall()
    ((echoes,),) = journal.execute("SELECT count(*) FROM echoes").fetchall()
    journal.close()
    assert planned.startswith("Buy 1 MESZ6; level 1, 1: target 4.00, stop 4.00")
    assert "level 1: target " in held
    assert differences == ""
    assert echoes == 1
