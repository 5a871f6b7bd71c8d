"""Entering and leaving environments: one at a time, and every change of mind on the way."""

import asyncio

import pytest
from tests.support.clock import settle
from tests.support.fake_gateway import FAR
from tests.unit.controller.sign_ins import DEMO_KEY, KEPT, REMOVED
from tests.unit.controller.stage import Stage

from bracketdesk.controller.environments import REMOVAL_LIMIT
from bracketdesk.controller.views import Connection
from bracketdesk.domain.problems import UserFacingError
from bracketdesk.domain.session import Environment


async def test_practice_starts_the_exchange_and_signs_in_with_what_it_said(stage: Stage) -> None:
    await stage.open()
    view = stage.desk.session.value
    assert view.connection is Connection.CONNECTED
    assert (view.environment, view.host) == (Environment.PRACTICE, "127.0.0.1:9000")
    assert (view.user, view.expires, view.latency) == ("trader", FAR, 0.012)
    assert stage.ports.gateway.sign_ins[0][1].name == "practice"
    assert stage.ports.secrets.calls == []
    assert stage.desk.settings.value.environment is Environment.PRACTICE


async def test_practice_that_does_not_start_says_so_and_starts_on_another_click(
    stage: Stage,
) -> None:
    stage.ports.practice.trouble = "The exchange could not be started."
    stage.desk.open_environment(Environment.PRACTICE)
    await settle(30)
    view = stage.desk.session.value
    assert (view.connection, view.text) == (
        Connection.OFFLINE,
        "The exchange could not be started.",
    )
    stage.ports.practice.trouble = ""
    await stage.open()
    assert stage.desk.session.value.connection is Connection.CONNECTED


async def test_practice_again_after_a_broken_line_keeps_its_exchange(stage: Stage) -> None:
    line = await stage.ready()
    line.go_down()
    again = await stage.open()
    assert again is not line
    assert line.closed
    assert (stage.ports.practice.starts, stage.ports.practice.stops) == (2, 0)
    assert stage.desk.session.value.connection is Connection.CONNECTED


async def test_an_exchange_that_ended_by_itself_is_left_and_said(stage: Stage) -> None:
    line = await stage.ready()
    stage.ports.practice.over.set()
    line.go_down()
    stage.ports.practice.running = False
    await settle(30)
    view = stage.desk.session.value
    assert (view.environment, view.connection) == (Environment.PRACTICE, Connection.OFFLINE)
    assert view.text == (
        "The practice exchange ended. “Connect” starts a new one; its positions begin anew."
    )
    assert line.closed
    assert stage.desk.after.unseen.value.startswith("Not connected. What was open here ended")
    stage.ports.practice.password = "another"
    await stage.open()
    assert stage.desk.session.value.connection is Connection.CONNECTED
    said = "Practice has begun anew: opening balance, no orders, no positions."
    assert stage.desk.notice.value == said
    stage.ports.practice.over.set()
    await settle(30)
    assert "ended" in stage.desk.session.value.text


async def test_an_exchange_that_ends_as_the_trader_goes_elsewhere_holds_nobody_back(
    stage: Stage,
) -> None:
    await stage.ready()
    stage.desk.open_environment(Environment.DEMO)
    stage.ports.practice.over.set()
    await settle(30)
    assert stage.desk.session.value.environment is Environment.DEMO


async def test_leaving_practice_says_what_ended_with_it(stage: Stage) -> None:
    await stage.ready()
    stage.desk.sign_out()
    await settle(30)
    view = stage.desk.session.value
    said = "Disconnected. The practice exchange has ended, and what was open there with it."
    assert (view.connection, view.text) == (Connection.OFFLINE, said)
    assert stage.ports.practice.stops == 1


async def test_the_same_environment_again_changes_nothing(stage: Stage) -> None:
    line = await stage.ready()
    await stage.open()
    assert stage.line is line
    assert not line.closed


async def test_signing_out_closes_removes_and_says_so(stage: Stage) -> None:
    stage.ports.secrets.tokens[DEMO_KEY] = KEPT
    line = await stage.open(Environment.DEMO)
    stage.desk.sign_out()
    await settle(30)
    view = stage.desk.session.value
    assert (view.environment, view.connection) == (Environment.DEMO, Connection.OFFLINE)
    assert view.text == f"Signed out of Demo. {REMOVED}"
    assert line.closed
    assert stage.ports.secrets.tokens == {}
    stage.desk.open_environment(Environment.DEMO)
    await settle(30)
    assert stage.desk.session.value.text == "Sign in to Demo."


async def test_quitting_right_after_signing_out_still_removes_the_token(stage: Stage) -> None:
    stage.ports.secrets.tokens[DEMO_KEY] = KEPT
    await stage.open(Environment.DEMO)
    stage.desk.sign_out()
    await stage.desk.close()
    assert stage.ports.secrets.tokens == {}


async def test_another_environment_right_after_signing_out_waits_for_no_keyring(
    stage: Stage,
) -> None:
    stage.ports.secrets.tokens[DEMO_KEY] = KEPT
    await stage.open(Environment.DEMO)
    stage.ports.secrets.gate.clear()
    stage.desk.sign_out()
    await stage.open()
    assert stage.desk.session.value.environment is Environment.PRACTICE
    assert stage.desk.session.value.connection is Connection.CONNECTED
    stage.ports.secrets.gate.set()
    await settle(30)
    assert stage.ports.secrets.tokens == {}
    assert stage.desk.session.value.text == ""
    assert stage.desk.notice.value == (f"Signed out of Demo. {REMOVED}")


async def test_a_hung_keyring_does_not_keep_the_app_from_ending(stage: Stage) -> None:
    stage.ports.secrets.tokens[DEMO_KEY] = KEPT
    await stage.open(Environment.DEMO)
    stage.ports.secrets.gate.clear()
    stage.desk.sign_out()
    leaving = asyncio.create_task(stage.desk.close())
    await settle(40)
    assert not leaving.done()
    await stage.clock.advance(REMOVAL_LIMIT)
    await settle(40)
    assert leaving.done()


async def test_signing_out_with_a_locked_keyring_says_what_stays(stage: Stage) -> None:
    stage.ports.secrets.tokens[DEMO_KEY] = KEPT
    await stage.open(Environment.DEMO)
    stage.ports.secrets.trouble = "The keyring is locked."
    stage.desk.sign_out()
    await settle(30)
    assert "could not be removed from the keyring: The keyring is locked." in (
        stage.desk.session.value.text
    )


async def test_signing_out_of_practice_stops_the_exchange(stage: Stage) -> None:
    await stage.ready()
    stage.desk.sign_out()
    await settle(30)
    assert not stage.ports.practice.running
    assert stage.desk.session.value.connection is Connection.OFFLINE
    assert stage.ports.secrets.calls == []


async def test_leaving_practice_closes_the_line_and_stops_the_exchange(stage: Stage) -> None:
    stage.ports.secrets.tokens[DEMO_KEY] = KEPT
    first = await stage.ready()
    second = await stage.open(Environment.DEMO)
    assert first.closed
    assert second is not first
    assert stage.ports.practice.stops == 1
    assert stage.desk.session.value.environment is Environment.DEMO


@pytest.mark.parametrize("where", ["exchange", "gateway"])
async def test_a_change_of_mind_while_connecting_ends_the_former_cleanly(
    stage: Stage, where: str
) -> None:
    stage.ports.secrets.tokens[DEMO_KEY] = KEPT
    gate = stage.ports.practice.gate if where == "exchange" else stage.ports.gateway.gate
    gate.clear()
    stage.desk.open_environment(Environment.PRACTICE)
    await settle(30)
    assert stage.desk.session.value.connection is Connection.CONNECTING
    stage.desk.open_environment(Environment.DEMO)
    await settle(30)
    gate.set()
    await settle(30)
    view = stage.desk.session.value
    assert (view.environment, view.connection) == (Environment.DEMO, Connection.CONNECTED)
    assert not stage.ports.practice.running
    assert len(stage.ports.gateway.lines) == 1


@pytest.mark.parametrize("turns", [1, 4, 8])
async def test_many_changes_of_mind_end_with_the_last(stage: Stage, turns: int) -> None:
    stage.ports.secrets.tokens[DEMO_KEY] = KEPT
    for _ in range(5):
        stage.desk.open_environment(Environment.DEMO)
        await settle(turns)
        stage.desk.open_environment(Environment.PRACTICE)
        await settle(turns + 2)
    await settle(60)
    assert not stage.ports.gateway.overlapped
    view = stage.desk.session.value
    assert (view.environment, view.connection) == (Environment.PRACTICE, Connection.CONNECTED)
    assert stage.ports.practice.running
    assert [line.closed for line in stage.ports.gateway.lines[:-1]] == [True] * (
        len(stage.ports.gateway.lines) - 1
    )


@pytest.mark.expects_errors
async def test_a_defect_while_connecting_is_logged_and_said_without_its_text(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    stage.ports.gateway.connect_trouble = RuntimeError("token hunter2")
    stage.desk.open_environment(Environment.PRACTICE)
    await settle(30)
    assert stage.desk.session.value.connection is Connection.OFFLINE
    assert "hunter2" not in stage.desk.session.value.text + stage.desk.notice.value
    assert "RuntimeError" in stage.desk.notice.value
    assert any(record.exc_info for record in caplog.records)


async def test_live_is_entered_by_a_click_and_never_the_next_start(stage: Stage) -> None:
    stage.ports.secrets.tokens["live", "live.example"] = KEPT
    await stage.open(Environment.LIVE)
    view = stage.desk.session.value
    assert (view.environment, view.connection) == (Environment.LIVE, Connection.CONNECTED)
    assert stage.ports.settings.kept.environment is Environment.PRACTICE
    assert stage.desk.settings.value.environment is Environment.PRACTICE


async def test_a_first_attempt_that_fails_leaves_nothing_under_way(stage: Stage) -> None:
    stage.ports.secrets.tokens[DEMO_KEY] = KEPT
    stage.ports.gateway.connect_trouble = UserFacingError("No network.")
    stage.desk.open_environment(Environment.DEMO)
    await settle(30)
    view = stage.desk.session.value
    assert (view.connection, view.signed_in, view.until) == (Connection.OFFLINE, True, None)


async def test_a_first_connection_may_be_called_off_and_what_is_kept_stays(stage: Stage) -> None:
    stage.ports.secrets.tokens[DEMO_KEY] = KEPT
    stage.ports.gateway.gate.clear()
    stage.desk.open_environment(Environment.DEMO)
    await settle(30)
    meanwhile = stage.desk.session.value.connection
    assert meanwhile is Connection.CONNECTING
    stage.desk.cancel_sign_in()
    await settle(30)
    view = stage.desk.session.value
    assert (view.connection, view.has_stored_token) == (Connection.OFFLINE, True)
    assert stage.ports.secrets.tokens == {DEMO_KEY: KEPT}
    assert stage.ports.gateway.lines == []
    stage.ports.gateway.gate.set()
    await stage.open(Environment.DEMO)
    assert stage.desk.session.value.connection is Connection.CONNECTED
