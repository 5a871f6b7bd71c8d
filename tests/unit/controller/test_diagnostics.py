"""What the app knows of its own line and limits, and that no secret is among it."""

from tests.support.clock import settle
from tests.support.fakes import DEMO_HOSTS
from tests.unit.controller.sign_ins import WHO, demo, tokens
from tests.unit.controller.stage import Stage

from bracketdesk import __version__
from bracketdesk.domain.problems import SignInRefused
from bracketdesk.domain.session import Environment


def rows(stage: Stage) -> dict[str, str]:
    return dict(stage.desk.diagnostics())


async def test_before_anything_was_opened(stage: Stage) -> None:
    told = rows(stage)
    assert (told["State"], told["Environment"], told["Host"]) == ("offline", "Practice", "none")
    assert (told["Round trip"], told["Session until"]) == ("not known", "none")
    assert "Messages" not in told
    assert "Requests in the last hour" not in told
    assert told["Version"] == f"Bracket Desk {__version__}"


async def test_a_session(stage: Stage) -> None:
    line = await demo(stage, minutes=15)
    line.on_renew = tokens(stage, 80)
    await stage.clock.advance(5)
    told = rows(stage)
    assert {name: told[name] for name in told if name not in ("Version", "Python")} == {
        "State": "connected",
        "Environment": "Demo",
        "Host": "demo.example",
        "Round trip": "12 ms",
        "Session until": "16:20:00",
        "Sockets opened": "1",
        "Longest heartbeat gap": "2.51 s",
        "Messages": "40",
        "Late answers": "0",
        "Snapshots": "1",
        "Last renewal": "15:00:01",
        "Renewals in this run": "1",
        "Requests in the last minute": "3",
        "Requests in the last hour": "120",
        "Requests: auth/renewaccesstoken": "2 of 15 in the last hour",
        "Requests: order/item": "7 in the last hour",
        "Failed sign-ins in the last hour": "0 of 5",
        "Frozen until": "none",
        "Keyring": "in use",
    }


async def test_trouble_and_a_freeze(stage: Stage) -> None:
    stage.ports.secrets.trouble = "The keyring is locked."
    stage.ports.gateway.sign_in_trouble = SignInRefused("No.")
    stage.desk.sign_in(Environment.DEMO, None, WHO)
    await settle(40)
    stage.ports.gateway.sign_in_trouble = None
    await demo(stage)
    stage.ports.gateway.freeze(DEMO_HOSTS, 600)
    await stage.clock.advance(1)
    told = rows(stage)
    assert told["State"] == "frozen"
    assert told["Failed sign-ins in the last hour"] == "1 of 5"
    assert told["Frozen until"] == "15:10:00"
    assert told["Keyring"] == "The keyring is locked."


async def test_no_secret_is_among_it(stage: Stage) -> None:
    await demo(stage)
    told = repr(stage.desk.diagnostics())
    for secret in ("hunter2-password", "api-secret-value", "access-secret", "md-secret"):
        assert secret not in told


async def test_practice_uses_no_keyring(stage: Stage) -> None:
    await stage.ready()
    assert rows(stage)["Keyring"] == "not used by Practice"
