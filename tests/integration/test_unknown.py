"""Kill the exchange between click and answer: unknown, locked, nothing sent twice."""

import os
import signal
from pathlib import Path

import psutil
from tests.integration.conftest import OpenApp
from tests.integration.test_reasons import connected, send_and_confirm
from tests.support.scripted import ScriptedServer
from tests.support.scripted_steps import HangUp
from tests.support.secret_service import SecretService, secret_bus, secret_service
from tests.support.until import until

from bracketdesk.cli import AppOptions
from bracketdesk.domain.session import Environment

__all__ = ["secret_bus", "secret_service"]

START = "orderStrategy/startorderstrategy"


async def test_the_exchange_dies_between_click_and_answer(open_app: OpenApp, home: Path) -> None:
    app = await open_app(AppOptions(home=str(home)))
    hand = app.hand
    await until(lambda: hand.text("connectionLabel").startswith("connected"), 20)
    await until(lambda: app.desk.quote.value)
    hand.click("buyButton")
    await until(lambda: hand.find("submitButton").isEnabled())
    exchange = practice_process()
    exchange.send_signal(signal.SIGSTOP)  # it reads nothing more; the bytes still leave
    hand.click("submitButton")
    await hand.answer("questionConfirmButton")
    await until(lambda: hand.text("resultPill") == "SENDING…")
    exchange.send_signal(signal.SIGKILL)
    await until(lambda: hand.text("resultPill") == "UNKNOWN")
    await until(lambda: hand.there("lockBanner"))
    assert not hand.find("submitButton").isEnabled()
    assert len(app.desk.activity.value) == 1


async def test_an_unknown_order_survives_a_restart_and_is_found(
    open_app: OpenApp, home: Path, secret_service: SecretService
) -> None:
    async with ScriptedServer() as server:
        app = await connected(open_app, home, server)
        server.on(START, HangUp())
        await send_and_confirm(app)
        await until(lambda: app.hand.there("lockBanner"))
        sent = server.requests(START)
        await app.quit()

        options = AppOptions(environment=Environment.CUSTOM, home=str(home), hosts=server.hosts)
        again = await open_app(options)
        await until(lambda: again.hand.text("connectionLabel").startswith("connected"))
        again.hand.write("symbolEdit", "MESZ6\r")
        await until(lambda: again.hand.there("lockBanner"))
        await server.push_props("orderStrategy", server.world.strategy(sent[0].json))
        await until(lambda: not again.hand.there("lockBanner"))
        assert server.requests(START) == sent
        again.hand.tab("statusTabs", "Activity")
        assert any("accepted" in row.lower() for row in again.hand.rows("activityView"))


def practice_process() -> psutil.Process:
    children = psutil.Process(os.getpid()).children(recursive=True)
    return next(child for child in children if "practice-exchange" in child.cmdline())
