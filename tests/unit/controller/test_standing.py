"""Where the line stands, in states with their sentences, and of when the rest is as heard."""

import pytest
from tests.support.clock import settle
from tests.support.fake_line import FakeLine
from tests.unit.controller.builders import draft, filled_strategy
from tests.unit.controller.sign_ins import DEMO_KEY, demo, view
from tests.unit.controller.stage import Stage

from bracketdesk.controller.ports import LineListener
from bracketdesk.controller.views import Connection
from bracketdesk.domain.problems import UserFacingError
from bracketdesk.domain.session import Environment, Hosts, LineDown, LossCause


def lose(line: FakeLine, cause: LossCause, retry_in: float | None = None) -> None:
    line.go_down(LineDown("The line broke.", cause, retry_in))


async def test_each_step_of_an_attempt_is_shown(stage: Stage) -> None:
    seen: list[Connection] = []
    stage.desk.session.listen(lambda now: seen.append(now.connection))
    await demo(stage)
    steps = list(dict.fromkeys(seen))
    assert steps == [
        Connection.OFFLINE,
        Connection.SIGNING_IN,
        Connection.CONNECTING,
        Connection.SYNCHRONISING,
        Connection.CONNECTED,
    ]
    assert view(stage).signed_in


async def test_a_lost_line_counts_down_and_keeps_what_was_heard(stage: Stage) -> None:
    line = await stage.ready()
    line.change(*filled_strategy())
    await stage.clock.advance(1)
    line.go_down(LineDown("The broker closed\x00 the line.", retry_in=8.0))
    await settle()
    now = view(stage)
    assert (now.connection, now.text) == (Connection.RECONNECTING, "The broker closed the line.")
    assert (now.as_of, now.latency) == (stage.clock.now(), None)
    assert stage.desk.countdown() == 8.0
    await stage.clock.advance(3)
    assert stage.desk.countdown() == 5.0
    assert len(stage.desk.positions.value) == 1
    heard = now.as_of
    line.listener.line_connecting()
    assert (view(stage).connection, view(stage).as_of) == (Connection.CONNECTING, heard)
    assert stage.desk.countdown() is None
    lose(line, LossCause.BROKEN, 16.0)
    assert (view(stage).as_of, stage.desk.countdown()) == (heard, 16.0)
    line.come_up()
    now = view(stage)
    assert (now.connection, now.text, now.as_of) == (Connection.CONNECTED, "", None)
    assert stage.desk.countdown() is None


async def test_a_click_ends_the_wait_for_the_next_attempt(stage: Stage) -> None:
    line = await stage.ready()
    stage.desk.try_now()
    lose(line, LossCause.BROKEN, 8.0)
    assert view(stage).may_try
    stage.desk.try_now()
    assert line.tries == 1
    line.listener.line_connecting()
    assert not view(stage).may_try


async def test_no_click_ends_a_wait_that_the_broker_asked_for(stage: Stage) -> None:
    line = await stage.ready()
    for down in (
        LineDown("Wait.", retry_in=8.0, asked=True),
        LineDown("Too many.", LossCause.QUOTA, 300.0, asked=True),
    ):
        line.go_down(down)
        assert not view(stage).may_try
    lose(line, LossCause.BROKEN, 8.0)
    stage.desk._session.freeze(stage.clock.now())
    assert not view(stage).may_try
    stage.desk.try_now()
    assert line.tries == 0


async def test_another_session_took_over_and_the_line_tries_once_more(stage: Stage) -> None:
    line = await demo(stage)
    lose(line, LossCause.QUOTA, 300.0)
    now = view(stage)
    assert now.connection is Connection.TAKEN_OVER
    assert now.text == "Another session took over: the broker closed this line for it."
    assert (stage.desk.countdown(), now.sign_in_again) == (300.0, False)
    lose(line, LossCause.QUOTA)
    assert view(stage).connection is Connection.TAKEN_OVER
    assert (view(stage).text, view(stage).until) == (now.text, None)
    again = await stage.open(Environment.DEMO)  # by a click
    assert again is not line
    assert view(stage).connection is Connection.CONNECTED


async def test_a_token_refused_before_its_time_is_a_take_over(stage: Stage) -> None:
    line = await demo(stage)
    lose(line, LossCause.REFUSED)
    await settle()
    now = view(stage)
    assert (now.connection, now.until) == (Connection.TAKEN_OVER, None)
    assert now.text.startswith("Another session took over")
    assert (now.sign_in_again, now.signed_in, now.has_stored_token) == (True, False, False)
    assert stage.ports.secrets.tokens == {}
    assert DEMO_KEY in stage.ports.secrets.sign_ins  # name and key stay
    asked = len(stage.ports.gateway.sign_ins)
    await stage.clock.advance(3600)
    assert (line.renewals, len(stage.ports.gateway.sign_ins)) == (0, asked)
    assert len(stage.ports.gateway.lines) == 1


async def test_a_token_refused_after_its_time_has_expired(stage: Stage) -> None:
    line = await demo(stage, minutes=1)
    line.on_renew = UserFacingError("No network.")
    await stage.clock.advance(90)
    lose(line, LossCause.REFUSED)
    now = view(stage)
    assert now.connection is Connection.OFFLINE
    assert now.text == "The sign-in has expired and the line is down: sign in again."
    assert (now.sign_in_again, now.as_of) == (True, stage.clock.now())


@pytest.mark.parametrize(
    ("cause", "connection"),
    [
        (LossCause.BROKEN, Connection.OFFLINE),
        (LossCause.MAINTENANCE, Connection.OFFLINE),
        (LossCause.FAILED, Connection.OFFLINE),
        (LossCause.QUOTA, Connection.TAKEN_OVER),
    ],
)
async def test_a_line_that_gives_up_leaves_nothing_under_way(
    stage: Stage, cause: LossCause, connection: Connection
) -> None:
    line = await stage.ready()
    lose(line, cause)
    assert (view(stage).connection, stage.desk.countdown()) == (connection, None)
    await stage.open()  # the next click
    assert view(stage).connection is Connection.CONNECTED


async def test_a_line_lost_while_it_was_being_taken_says_so(stage: Stage) -> None:
    build = stage.ports.gateway.build

    def lost(hosts: Hosts, listener: LineListener) -> FakeLine:
        line = build(hosts, listener)
        line.go_down(LineDown("Lost at once.", retry_in=1.0))
        return line

    stage.ports.gateway.build = lost
    await stage.open()
    assert (view(stage).connection, view(stage).text) == (Connection.RECONNECTING, "Lost at once.")


async def test_only_a_connected_line_takes_orders(stage: Stage) -> None:
    assert stage.desk.check(draft()).blocked == "Not connected"
    line = await demo(stage)
    said: dict[Connection, str] = {}

    def note() -> None:
        said[view(stage).connection] = stage.desk.check(draft()).blocked

    stage.desk.choose_symbol("MESZ6")
    await settle()
    note()
    lose(line, LossCause.BROKEN, 1.0)
    note()
    line.listener.line_connecting()
    note()
    line.listener.line_synchronising()
    note()
    lose(line, LossCause.QUOTA, 300.0)
    note()
    assert said == {
        Connection.CONNECTED: "",
        Connection.RECONNECTING: "The line is down: reconnecting",
        Connection.CONNECTING: "Connecting …",
        Connection.SYNCHRONISING: "Synchronising …",
        Connection.TAKEN_OVER: "Another session took over this line",
    }
