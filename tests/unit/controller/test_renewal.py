"""When the token is renewed (protocol.md 1.3, 1.7), and what is asked where that fails."""

from dataclasses import replace
from itertools import pairwise

import pytest
from tests.support.clock import settle
from tests.support.fake_line import FakeLine
from tests.support.fakes import DEMO_HOSTS
from tests.unit.controller.sign_ins import DEMO_KEY, demo, sign_in, tokens, view
from tests.unit.controller.stage import Stage

from bracketdesk.controller.renewal import AN_HOUR
from bracketdesk.controller.views import Connection
from bracketdesk.domain.problems import Frozen, MustWait, TokenRefused, UserFacingError
from bracketdesk.domain.session import Environment, LineDown, LossCause

NO_NETWORK = UserFacingError("No network.")


async def late(stage: Stage, minutes: float = 16, left: float = 15) -> FakeLine:
    """A Demo session in whose token's last minutes the clock stands."""
    line = await demo(stage, minutes)
    await stage.clock.advance(60 * (minutes - left) - 1)
    return line


@pytest.mark.parametrize("minutes", [80, 90])
async def test_it_is_renewed_when_less_than_fifteen_minutes_remain(
    stage: Stage, minutes: int
) -> None:
    line = await demo(stage, minutes)
    await stage.clock.advance(60 * (minutes - 15))
    assert line.renewals == 0
    line.on_renew = renewed = replace(tokens(stage, minutes), access="renewed-secret")
    await stage.clock.advance(2)
    assert line.renewals == 1
    assert view(stage).expires == renewed.expires
    assert stage.ports.secrets.tokens[DEMO_KEY] == renewed
    await stage.clock.advance(60 * (minutes - 17))
    assert line.renewals == 1


async def test_a_session_is_kept_alive_without_a_second_sign_in(stage: Stage) -> None:
    line = await demo(stage, minutes=20)
    line.on_renew = lambda: tokens(stage, 20)
    await stage.clock.advance(3 * 3600)
    assert line.renewals == 3 * 3600 // 301
    assert view(stage).connection is Connection.CONNECTED
    assert not view(stage).sign_in_again
    assert len(stage.ports.gateway.sign_ins) == 1


async def test_one_renewal_at_a_time(stage: Stage) -> None:
    line = await late(stage)
    line.renew_gate.clear()
    await stage.clock.advance(600)
    assert line.renewals == 1
    assert not view(stage).sign_in_again


async def test_without_a_network_it_is_tried_ever_rarer_and_asked_at_the_end(stage: Stage) -> None:
    line = await late(stage)
    line.on_renew = NO_NETWORK
    tries = []
    for second in range(15 * 60):
        before = line.renewals
        await stage.clock.advance(1)
        if line.renewals > before:
            tries.append(second)
    pauses = [later - sooner for sooner, later in pairwise(tries)]
    assert pauses[:4] == [15, 30, 60, 120]
    assert min(pauses) >= 15
    assert len(tries) <= AN_HOUR
    await stage.clock.advance(2)
    assert view(stage).sign_in_again
    assert view(stage).text.startswith("The sign-in has expired. The open line goes on working")
    assert (view(stage).connection, line.closed) == (Connection.CONNECTED, False)
    after = line.renewals
    await stage.clock.advance(600)
    assert line.renewals == after  # what has expired is not renewed


async def test_a_renewal_that_works_at_last_begins_anew(stage: Stage) -> None:
    line = await late(stage)
    line.on_renew = NO_NETWORK
    await stage.clock.advance(60)
    assert ("Trouble with the renewal", "No network.") in stage.desk.diagnostics()
    line.on_renew = tokens(stage, 80)
    await stage.clock.advance(120)
    assert view(stage).expires == line.on_renew.expires
    assert "Trouble with the renewal" not in dict(stage.desk.diagnostics())


async def test_never_more_than_fifteen_an_hour(stage: Stage) -> None:
    line = await demo(stage, minutes=200)
    for _ in range(59):
        stage.clock.jump(30)  # asks for one each time
        line.on_renew = tokens(stage, 200)
        await stage.clock.advance(60)
    assert line.renewals == AN_HOUR
    await stage.clock.advance(3600)
    stage.clock.jump(30)
    await stage.clock.advance(2)
    assert line.renewals > AN_HOUR


async def test_a_refused_token_asks_once_and_lets_the_line_be(stage: Stage) -> None:
    line = await late(stage)
    line.on_renew = TokenRefused("No.")
    await stage.clock.advance(600)
    assert line.renewals == 1
    now = view(stage)
    assert (now.connection, now.sign_in_again) == (Connection.CONNECTED, True)
    assert now.text.startswith("The broker does not renew this sign-in any more.")
    assert stage.ports.secrets.tokens == {}
    assert DEMO_KEY in stage.ports.secrets.sign_ins
    stage.desk.choose_account("DEMO1234")
    line.go_down()
    line.come_up()
    assert view(stage).text == now.text  # still asked
    await stage.clock.advance(600)
    assert line.renewals == 1


async def test_signing_in_again_answers_the_question(stage: Stage) -> None:
    line = await late(stage)
    line.on_renew = TokenRefused("No.")
    await stage.clock.advance(2)
    stage.ports.gateway.tokens = tokens(stage, 80)
    again = await sign_in(stage)
    assert again is not line
    assert line.closed
    now = view(stage)
    assert (now.sign_in_again, now.text, now.connection) == (False, "", Connection.CONNECTED)
    stage.clock.jump(60)
    again.on_renew = tokens(stage, 80)
    await stage.clock.advance(20)
    assert again.renewals == 1


async def test_a_penalty_is_waited_for(stage: Stage) -> None:
    line = await late(stage)
    line.on_renew = MustWait("Wait.", 100, "ticket")
    await stage.clock.advance(2)
    assert line.renewals == 1
    line.on_renew = tokens(stage, 80)
    await stage.clock.advance(95)
    assert line.renewals == 1
    await stage.clock.advance(10)
    assert line.renewals == 2


async def test_a_line_that_is_down_is_renewed_too_but_no_line_taken_over(stage: Stage) -> None:
    line = await late(stage)
    line.go_down(LineDown("Taken.", LossCause.QUOTA, 300.0))
    await stage.clock.advance(60)
    assert line.renewals == 0
    line.go_down()
    line.on_renew = tokens(stage, 80)
    await stage.clock.advance(60)
    assert line.renewals == 1


async def test_practice_goes_on_over_night_without_a_keyring(stage: Stage) -> None:
    stage.ports.gateway.tokens = tokens(stage, 20)
    line = await stage.ready()
    line.on_renew = lambda: tokens(stage, 20)
    await stage.clock.advance(3600)
    assert line.renewals == 11
    assert view(stage).connection is Connection.CONNECTED
    assert not view(stage).sign_in_again
    assert stage.ports.secrets.calls == []


async def test_a_renewed_token_the_keyring_does_not_take_is_said(stage: Stage) -> None:
    line = await late(stage)
    stage.ports.secrets.trouble = "The keyring is locked."
    line.on_renew = tokens(stage, 80)
    await stage.clock.advance(2)
    assert stage.desk.notice.value == ("The renewed sign-in is not kept: The keyring is locked.")
    line.go_down()
    again = await stage.open(Environment.DEMO)
    assert again is not line
    assert stage.ports.gateway.used[-1] == line.on_renew


async def test_a_session_without_a_keyring_is_renewed_in_silence(stage: Stage) -> None:
    stage.ports.secrets.trouble = "No keyring."
    line = await late(stage)
    stage.desk.notice.set("")
    calls = len(stage.ports.secrets.calls)
    line.on_renew = tokens(stage, 80)
    await stage.clock.advance(2)
    assert line.renewals == 1
    assert (stage.desk.notice.value, len(stage.ports.secrets.calls)) == ("", calls)


async def test_leaving_ends_a_renewal_under_way(stage: Stage) -> None:
    line = await late(stage)
    line.renew_gate.clear()
    await stage.clock.advance(2)
    stage.desk.sign_out()
    await settle(40)
    line.on_renew = tokens(stage, 80)
    line.renew_gate.set()
    await stage.clock.advance(2)
    assert view(stage).expires is None
    assert stage.ports.secrets.tokens == {}


async def test_a_laptop_that_slept_probes_and_renews_at_once(stage: Stage) -> None:
    line = await demo(stage)
    await stage.clock.advance(60)
    line.on_renew = tokens(stage, 120)
    stage.clock.jump(30 * 60)
    await stage.clock.advance(1)
    assert (line.probes, line.renewals) == (1, 1)
    assert not view(stage).sign_in_again
    await stage.clock.advance(60)
    assert (line.probes, line.renewals) == (1, 1)


async def test_a_token_that_seems_expired_after_a_jump_is_tried_before_it_is_asked(
    stage: Stage,
) -> None:
    line = await demo(stage)
    line.on_renew = NO_NETWORK  # not back yet
    stage.clock.jump(2 * 3600)
    await stage.clock.advance(10)
    assert (line.renewals, view(stage).sign_in_again) == (1, False)
    line.on_renew = tokens(stage, 80)
    await stage.clock.advance(10)
    assert (line.renewals, view(stage).sign_in_again) == (2, False)
    assert view(stage).expires == line.on_renew.expires


async def test_a_sleep_past_the_token_s_end_asks_in_the_end(stage: Stage) -> None:
    line = await demo(stage)
    line.on_renew = NO_NETWORK
    stage.clock.jump(2 * 3600)
    await stage.clock.advance(130)
    assert view(stage).sign_in_again
    tried = line.renewals
    assert 1 < tried < 6
    await stage.clock.advance(600)
    assert line.renewals == tried


async def test_a_clock_set_back_is_a_jump_too(stage: Stage) -> None:
    line = await demo(stage)
    line.on_renew = tokens(stage, 20)
    stage.clock.jump(-3600)
    await stage.clock.advance(1)
    assert (line.probes, line.renewals) == (1, 1)


async def test_a_clock_that_goes_on_jumping_brings_no_two_renewals_closer(stage: Stage) -> None:
    line = await demo(stage)
    line.on_renew = NO_NETWORK
    tries = []
    for second in range(60):
        before = line.renewals
        stage.clock.jump(30)  # asks for one at once, each time
        await stage.clock.advance(1)
        if line.renewals > before:
            tries.append(second)
    assert tries == [0, 15, 30, 45]  # protocol.md 1.7


async def test_small_steps_of_the_clock_are_no_jump(stage: Stage) -> None:
    line = await demo(stage)
    stage.clock.jump(3)
    await stage.clock.advance(2)
    assert (line.probes, line.renewals) == (0, 0)


async def test_a_renewal_that_meets_a_freeze_waits_for_its_end(stage: Stage) -> None:
    line = await late(stage)
    line.on_renew = Frozen("429.", 120)
    line.renew_gate.clear()
    await stage.clock.advance(2)
    stage.ports.gateway.freeze(DEMO_HOSTS, 120)
    line.renew_gate.set()
    await settle()
    assert view(stage).connection is Connection.FROZEN
    await stage.clock.advance(110)
    assert line.renewals == 1
    line.on_renew = tokens(stage, 80)
    await stage.clock.advance(30)
    assert (line.renewals, view(stage).connection) == (2, Connection.CONNECTED)


async def test_opening_again_what_only_a_sign_in_helps_breaks_nothing(stage: Stage) -> None:
    line = await late(stage)
    line.on_renew = TokenRefused("No.")
    await stage.clock.advance(2)
    stage.desk.open_environment(Environment.DEMO)
    await settle(40)
    assert (stage.line, line.closed) == (line, False)
    assert view(stage).text.startswith("The broker does not renew")


async def test_practice_that_is_not_renewed_begins_anew_by_a_click(stage: Stage) -> None:
    stage.ports.gateway.tokens = tokens(stage, 15)
    line = await stage.ready()
    line.on_renew = TokenRefused("No.")
    await stage.clock.advance(2)
    assert view(stage).sign_in_again
    stage.ports.gateway.tokens = tokens(stage, 80)
    again = await stage.open()
    assert again is not line
    assert not view(stage).sign_in_again
    assert stage.ports.practice.stops == 0


async def test_a_token_renewed_for_a_short_time_only_is_not_renewed_in_a_loop(
    stage: Stage,
) -> None:
    line = await late(stage)
    line.on_renew = lambda: tokens(stage, 10)
    await stage.clock.advance(3600)
    assert 10 < line.renewals <= AN_HOUR
    assert not view(stage).sign_in_again
