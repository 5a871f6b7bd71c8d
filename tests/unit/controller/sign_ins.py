"""Who signs in, what the keyring kept of it, and a Demo session to begin a test with."""

from datetime import timedelta

from tests.support.clock import settle
from tests.support.fake_gateway import FAR
from tests.support.fake_line import FakeLine
from tests.unit.controller.stage import Stage

from bracketdesk.controller.views import SessionView
from bracketdesk.domain.session import Credentials, Environment, Hosts, Tokens

WHO = Credentials("trader", "hunter2-password", "8", "api-secret-value")
DEMO_KEY = ("demo", "demo.example")
CUSTOM = Hosts("https://my.host:8443/v1/ ", "wss://my.host/ws", "wss://my.host/md")
KEPT = Tokens("kept-access", "kept-md", FAR, "trader", 7)
REMOVED = "Its tokens and credentials were removed from the keyring; the device id stays."


async def demo(stage: Stage, minutes: float = 80) -> FakeLine:
    """Signed in to Demo with a token that lives so long."""
    stage.ports.gateway.tokens = tokens(stage, minutes)
    return await sign_in(stage)


async def sign_in(stage: Stage) -> FakeLine:
    """Sign in to Demo by password."""
    stage.desk.sign_in(Environment.DEMO, None, WHO)
    await settle(40)
    return stage.line


def tokens(stage: Stage, minutes: float = 80, access: str = "access-secret") -> Tokens:
    """Tokens that live so long from now on."""
    expires = stage.clock.now() + timedelta(minutes=minutes)
    return Tokens(access, "md-secret", expires, "trader", 7)


def view(stage: Stage) -> SessionView:
    """What the top bar shows."""
    return stage.desk.session.value
