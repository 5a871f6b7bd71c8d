"""What is open is said to be unknown where nobody can know it, with what was seen last."""

from tests.unit.controller.after.life import filled
from tests.unit.controller.builders import account
from tests.unit.controller.sign_ins import DEMO_KEY, KEPT
from tests.unit.controller.stage import Stage

from bracketdesk.domain.session import Environment

UNKNOWN = "Not connected: what is open is not known."


def unseen(stage: Stage) -> str:
    return stage.desk.after.unseen.value


async def test_before_the_first_connection_nothing_is_known(stage: Stage) -> None:
    assert unseen(stage) == UNKNOWN


async def test_a_connected_account_is_known(stage: Stage) -> None:
    await filled(stage)
    assert unseen(stage) == ""


async def test_a_line_that_went_leaves_what_was_seen_and_when(stage: Stage) -> None:
    line = await filled(stage)
    at = f"{stage.clock.now():%H:%M:%S}"
    line.go_down()
    await stage.clock.advance(70)
    assert unseen(stage) == f"{UNKNOWN} When DEMO1234 was last seen, at {at}: MESZ6 3 long."


async def test_so_does_leaving(stage: Stage) -> None:
    stage.ports.secrets.tokens[DEMO_KEY] = KEPT
    await stage.open(Environment.DEMO)
    stage.desk.choose_account("DEMO1234")
    await stage.clock.advance(1)
    at = f"{stage.clock.now():%H:%M:%S}"
    stage.desk.sign_out()
    await stage.clock.advance(5)
    assert stage.desk.positions.value == ()
    assert unseen(stage) == f"{UNKNOWN} When DEMO1234 was last seen, at {at}: flat."


async def test_what_was_open_on_practice_ended_with_it(stage: Stage) -> None:
    await filled(stage)
    stage.desk.sign_out()
    await stage.clock.advance(5)
    assert unseen(stage) == (
        "Not connected. What was open here ended with the practice exchange that held it."
    )


async def test_another_environment_says_nothing_of_it(stage: Stage) -> None:
    await filled(stage)
    stage.desk.open_environment(Environment.LIVE)
    await stage.clock.advance(1)
    assert unseen(stage) == UNKNOWN


async def test_a_line_that_is_back_makes_it_known(stage: Stage) -> None:
    line = await filled(stage)
    line.go_down()
    await stage.clock.advance(1)
    line.come_up()
    await stage.clock.advance(1)
    assert unseen(stage) == ""


async def test_without_an_account_nothing_is_known(stage: Stage) -> None:
    stage.state.accounts = {}
    await stage.open()
    await stage.clock.advance(1)
    assert unseen(stage) == "No account is chosen: what is open is not known."
    stage.line.change(account())
    await stage.clock.advance(1)
    assert unseen(stage) == ""
