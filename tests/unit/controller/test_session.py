"""The line's standing and the account, which is never silently another (product.md, pain 8)."""

import pytest
from tests.support.clock import settle
from tests.support.fake_gateway import FAR
from tests.unit.controller.builders import account
from tests.unit.controller.stage import Stage

from bracketdesk.controller.views import Connection
from bracketdesk.domain.session import Credentials, Environment, Tokens
from bracketdesk.domain.settings import Settings

KEPT = Tokens("kept-access", "kept-md", FAR, "trader", 7)


def with_accounts(stage: Stage, *names: str) -> None:
    stage.state.accounts = {n: account(name, n) for n, name in enumerate(names, start=1)}
    stage.ports.secrets.tokens["demo", "demo.example"] = KEPT


@pytest.mark.parametrize(
    ("remembered", "there", "chosen"),
    [
        ("", ("A",), "A"),
        ("", ("A", "B"), ""),
        ("B", ("A", "B"), "B"),
        ("B", ("A",), ""),  # a single one, but not the one that was used last
        ("B", (), ""),
    ],
)
async def test_the_account_that_is_preselected(
    remembered: str, there: tuple[str, ...], chosen: str
) -> None:
    stage = Stage(Settings(account=remembered))
    with_accounts(stage, *there)
    await stage.open(Environment.DEMO)
    view = stage.desk.session.value
    assert (view.accounts, view.account) == (there, chosen)
    assert (view.text == "Choose an account.") is bool(there and not chosen)
    assert stage.ports.settings.kept.account == remembered
    await stage.desk.close()


async def test_practice_has_an_account_of_its_own() -> None:
    stage = Stage(Settings(account="REAL77"))
    await stage.open()
    assert stage.desk.session.value.account == "DEMO1234"
    assert stage.ports.settings.kept.account == "REAL77"
    await stage.desk.close()


async def test_choosing_an_account_is_remembered(stage: Stage) -> None:
    with_accounts(stage, "A", "B")
    await stage.open(Environment.DEMO)
    stage.desk.choose_account("B")
    assert (stage.desk.session.value.account, stage.desk.session.value.text) == ("B", "")
    assert stage.ports.settings.kept.account == "B"
    stage.desk.choose_account("C")
    assert stage.desk.session.value.account == "B"
    assert "no account C" in stage.desk.session.value.text


async def test_a_closed_account_is_not_offered(stage: Stage) -> None:
    stage.state.accounts = {1: account("A", 1), 2: account("B", 2, closed=True)}
    await stage.open()
    assert stage.desk.session.value.accounts == ("A",)


async def test_a_chosen_account_that_vanishes_is_not_replaced(stage: Stage) -> None:
    line = await stage.ready()
    stage.state.accounts = {1: account("OTHER", 1)}
    line.listener.state_changed()
    view = stage.desk.session.value
    assert (view.accounts, view.account) == (("OTHER",), "")
    assert view.text == "Choose an account."


async def test_the_latency_follows_the_line(stage: Stage) -> None:
    line = await stage.ready()
    line.latency = 0.04251
    await stage.clock.advance(1)
    assert stage.desk.session.value.latency == 0.043
    line.go_down()
    await stage.clock.advance(1)
    assert stage.desk.session.value.latency is None


async def test_a_silent_line_is_asked_and_then_said_to_give_no_answer(stage: Stage) -> None:
    line = await stage.ready()
    line.unheard = 2.9
    await stage.clock.advance(1)
    assert (line.probes, stage.desk.session.value.silence) == (0, 0)
    line.unheard = 3.9
    await stage.clock.advance(1)
    assert (line.probes, stage.desk.session.value.silence) == (1, 0)
    line.unheard = 6.9
    await stage.clock.advance(1)
    assert (stage.desk.session.value.silence, stage.desk.session.value.latency) == (6, 0.012)
    line.unheard = 0.1
    await stage.clock.advance(1)
    assert stage.desk.session.value.silence == 0
    line.unheard = 9
    await stage.clock.advance(1)
    line.go_down()
    assert stage.desk.session.value.silence == 0


async def test_a_line_that_was_left_is_not_heard_any_more(stage: Stage) -> None:
    line = await stage.ready()
    stage.desk.sign_out()
    await settle(30)
    before = stage.desk.session.value
    line.go_down()
    line.come_up()
    line.listener.state_changed()
    assert stage.desk.session.value == before


async def test_a_former_line_does_not_speak_for_the_present_one(stage: Stage) -> None:
    former = await stage.ready()
    stage.desk.sign_out()
    await settle(30)
    present = await stage.ready()
    assert present is not former
    former.go_down()
    assert stage.desk.session.value.connection is Connection.CONNECTED


async def test_what_is_said_at_sign_in_is_not_wiped_by_the_first_line_up(stage: Stage) -> None:
    stage.ports.secrets.trouble = "No keyring."
    stage.desk.sign_in(Environment.DEMO, None, Credentials("a", "b"))
    await settle(30)
    stage.line.listener.line_up(())  # as a line tells once more right after connect
    assert "No keyring." in stage.desk.session.value.text
