"""Every failure reason, forced one by one, is explained in the panel; the ticket stays filled."""

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QPlainTextEdit
from tests.integration.conftest import OpenApp, RunningApp
from tests.support.scripted import ScriptedServer
from tests.support.scripted_steps import Answer
from tests.support.secret_service import SecretService, secret_bus, secret_service
from tests.support.signing_in import sign_in_by_hand
from tests.support.tickets import compose_limit, form
from tests.support.until import until

from bracketdesk.cli import AppOptions
from bracketdesk.domain.failures import REASONS, explain
from bracketdesk.domain.session import Environment

__all__ = ["secret_bus", "secret_service"]

START = "orderStrategy/startorderstrategy"
NOT_REJECTIONS = {"Success", "RiskCheckTimeout"}
NEVER_HEARD_OF = "SomethingNewIn2027"


async def connected(open_app: OpenApp, home: Path, server: ScriptedServer) -> RunningApp:
    options = AppOptions(environment=Environment.CUSTOM, home=str(home), hosts=server.hosts)
    app = await open_app(options)
    await sign_in_by_hand(app.hand, server.hosts, server.credentials)
    await compose_limit(app)
    return app


async def test_every_reason_is_explained_and_the_ticket_stays(
    open_app: OpenApp, home: Path, secret_service: SecretService
) -> None:
    async with ScriptedServer() as server:
        app = await connected(open_app, home, server)
        before = form(app)
        for count, reason in enumerate((*sorted(REASONS.keys() - NOT_REJECTIONS), NEVER_HEARD_OF)):
            words = f"The broker says: {reason} of course."
            server.on(START, Answer({"failureReason": reason, "errorText": words}))
            await send_and_confirm(app)
            await until(partial(sent_so_far, server, count + 1))
            await until(partial(shows, app, reason))
            explained = explain(reason)
            assert app.hand.text("resultPill") == "REJECTED"
            assert explained.headline.rstrip(".") in app.hand.text("resultHeadline"), reason
            said = [app.hand.text(f"result{name}") for name in ("Cause", "Advice", "Sure")]
            assert said == [explained.cause, explained.advice, explained.sure], reason
            assert words in app.hand.find("brokerText", QPlainTextEdit).toPlainText()
            assert form(app) == before, reason
        uuids = [sent.json["uuid"] for sent in server.requests(START)]
        assert len(set(uuids)) == len(uuids) == len(REASONS) - 1


async def test_a_risk_check_that_times_out_is_unknown(
    open_app: OpenApp, home: Path, secret_service: SecretService
) -> None:
    async with ScriptedServer() as server:
        app = await connected(open_app, home, server)
        before = form(app)
        server.on(START, Answer({"failureReason": "RiskCheckTimeout"}))
        await send_and_confirm(app)
        await until(lambda: app.hand.there("lockBanner"))
        assert app.hand.text("resultPill") == "UNKNOWN"
        assert not app.hand.find("submitButton").isEnabled()
        assert form(app) == before
        assert len(server.requests(START)) == 1


async def send_and_confirm(app: RunningApp) -> None:
    await until(lambda: app.hand.find("submitButton").isEnabled())
    app.hand.click("submitButton")
    await app.hand.answer("questionConfirmButton")


def sent_so_far(server: ScriptedServer, count: int) -> bool:
    return len(server.requests(START)) == count


def shows(app: RunningApp, reason: str) -> bool:
    result = app.desk.result.value
    return result is not None and not result.pending and result.reason == reason
