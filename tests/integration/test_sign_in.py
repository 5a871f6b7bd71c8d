"""The practice exchange as a Custom environment: the token's life in a real Secret Service."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.integration.conftest import OpenApp
from tests.support.secret_service import SecretService, secret_bus, secret_service
from tests.support.signing_in import sign_in_by_hand
from tests.support.until import until

from bracketdesk.cli import AppOptions
from bracketdesk.domain.session import Credentials, Environment, Hosts

__all__ = ["secret_bus", "secret_service"]


@asynccontextmanager
async def exchange() -> AsyncIterator[tuple[Hosts, Credentials]]:
    """The practice exchange alone, as its own command."""
    command = (sys.executable, "-m", "bracketdesk", "practice-exchange")
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert process.stdout
    said = json.loads(await process.stdout.readline())
    hosts = Hosts(said["rest"], said["socket"], said["marketData"])
    try:
        yield hosts, Credentials(said["name"], said["password"])
    finally:
        process.terminate()
        await process.wait()


async def test_the_token_is_kept_used_after_a_restart_and_removed(
    open_app: OpenApp, home: Path, secret_service: SecretService
) -> None:
    async with exchange() as (hosts, who):
        options = AppOptions(environment=Environment.CUSTOM, home=str(home), hosts=hosts)
        first = await open_app(options)
        await sign_in_by_hand(first.hand, hosts, who)
        await first.quit()

        practice = await open_app(AppOptions(environment=Environment.PRACTICE, home=str(home)))
        await until(lambda: practice.hand.text("connectionLabel").startswith("connected"), 20)
        practice.hand.action("environmentActionCustom")
        await until(
            lambda: (
                practice.desk.session.value.environment is Environment.CUSTOM
                and practice.hand.text("connectionLabel").startswith("connected")
            )
        )
        practice.hand.click("signInButton")
        await until(lambda: not practice.hand.text("connectionLabel").startswith("connected"))
        await practice.quit()

        last = await open_app(options)
        await until(lambda: last.hand.text("signInButton") == "Sign in…")
        assert not last.desk.session.value.has_stored_token


async def test_a_wrong_password_is_said_in_the_dialog_and_typed_again(
    open_app: OpenApp, home: Path, secret_service: SecretService
) -> None:
    async with exchange() as (hosts, who):
        options = AppOptions(environment=Environment.CUSTOM, home=str(home), hosts=hosts)
        app = await open_app(options)
        hand = app.hand
        await until(lambda: hand.text("signInButton") == "Sign in…")
        hand.click("signInButton")
        await until(lambda: hand.there("signInDialog"))
        hand.write("signInNameEdit", who.name)
        hand.write("signInPasswordEdit", "wrong")
        hand.click("signInGoButton")
        await until(lambda: "assword" in hand.text("signInErrorLabel"))
        assert hand.there("signInDialog")
        hand.write("signInPasswordEdit", who.password)
        hand.click("signInGoButton")
        await until(lambda: hand.text("connectionLabel").startswith("connected"))
