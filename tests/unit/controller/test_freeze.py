"""The broker's silence after 423 and 429 (protocol.md 1.8): what stops, what stays, and its end."""

from datetime import timedelta

import pytest
from tests.support.clock import settle
from tests.support.fake_line import FakeLine
from tests.support.fakes import DEMO_HOSTS
from tests.unit.controller.builders import draft, filled_strategy, order, position, ticket
from tests.unit.controller.sign_ins import DEMO_KEY, KEPT, WHO, demo, tokens, view
from tests.unit.controller.stage import Stage
from tests.unit.controller.steps import unknown

from bracketdesk.controller.views import Connection
from bracketdesk.domain.delivery import Delivery
from bracketdesk.domain.instruction import Act
from bracketdesk.domain.problems import Frozen
from bracketdesk.domain.session import Environment, HostLimits, LineDown
from bracketdesk.domain.settings import Settings
from bracketdesk.wire.enums import Action

HOUR = 3600.0
KEY = "demo:demo.example"


def freeze(stage: Stage, seconds: float = HOUR) -> None:
    """The broker asks Demo's host for silence."""
    stage.ports.gateway.freeze(DEMO_HOSTS, seconds)
    if stage.ports.gateway.lines:
        stage.line.listener.frozen(seconds)


async def frozen(stage: Stage) -> FakeLine:
    line = await demo(stage)
    line.change(*filled_strategy())
    stage.desk.choose_symbol("MESZ6")
    await stage.clock.advance(1)
    freeze(stage)
    return line


async def test_a_freeze_is_shown_until_its_end_and_takes_every_order(stage: Stage) -> None:
    line = await frozen(stage)
    now = view(stage)
    assert now.connection is Connection.FROZEN
    assert now.until == stage.clock.now() + timedelta(hours=1)
    assert now.text == "An exit may be tried by a click, once each. The broker asked for silence."
    assert now.as_of is None  # the open line still tells
    assert stage.desk.check(draft()).blocked == "Frozen: the broker wants silence until 16:00:01"
    assert not stage.desk.submit(ticket())
    assert stage.desk.countdown() == HOUR
    await stage.clock.advance(60)
    assert stage.desk.countdown() == HOUR - 60
    assert line.starts == []


async def test_the_line_s_own_state_returns_after_it(stage: Stage) -> None:
    line = await frozen(stage)
    line.go_down(LineDown("Closed.", retry_in=HOUR))
    assert view(stage).connection is Connection.FROZEN
    assert view(stage).text.endswith("asked for silence. Closed.")
    assert view(stage).as_of == stage.clock.now()
    stage.ports.gateway.thaw()
    await stage.clock.advance(1)
    assert (view(stage).connection, view(stage).text) == (Connection.RECONNECTING, "Closed.")
    line.come_up()
    assert view(stage).connection is Connection.CONNECTED


async def test_nothing_automatic_is_sent_meanwhile_and_all_of_it_after(stage: Stage) -> None:
    stage.ports.gateway.tokens = tokens(stage, 20)
    line = await unknown(stage)  # in Practice: a look-up runs
    stage.ports.gateway.freeze(stage.ports.practice.hosts, HOUR)
    line.listener.frozen(HOUR)
    asked = (line.lists_asked, list(line.contracts_asked), line.renewals, list(line.watched))
    told: list[tuple[str, ...]] = []
    stage.desk.suggest("M", told.append)
    line.change(position(1, contract_id=77))  # whose name is not known
    await stage.clock.advance(15 * 60)
    assert (line.lists_asked, line.contracts_asked, line.renewals, line.watched) == asked
    assert told == [()]
    line.on_renew = tokens(stage, 60)
    stage.ports.gateway.thaw()
    await stage.clock.advance(2)
    assert view(stage).connection is Connection.CONNECTED
    assert line.lists_asked > asked[0]
    assert (line.contracts_asked, line.renewals) == ([77], 1)


async def test_an_exit_is_free_once_in_a_freeze(stage: Stage) -> None:
    assert stage.desk.exit_warning() == ""
    line = await frozen(stage)
    assert stage.desk.exit_warning() == (
        "The broker asked for silence until 16:00:01. Each exit can be sent once all the same; it "
        "may lengthen the wait."
    )
    line.on_act[Act.LIQUIDATE] = Delivery(True, 429)
    stage.desk.after.flatten(500)
    await stage.clock.advance(1)
    stage.desk.after.flatten(500)
    await settle()
    assert len(line.acted(Act.LIQUIDATE)) == 1
    assert "was tried once in this freeze" in stage.desk.notice.value
    assert "is free at 16:00:01" in stage.desk.notice.value
    line.change(order(1000, Action.BUY))
    stage.desk.after.cancel_entry(9912)  # another exit has its own try
    await settle()
    assert len(line.acted(Act.CANCEL)) == 1
    freeze(stage)  # lengthened: the same freeze
    stage.desk.after.flatten(500)
    await settle()
    assert len(line.acted(Act.LIQUIDATE)) == 1
    stage.ports.gateway.thaw()
    await stage.clock.advance(1)
    assert stage.desk.exit_warning() == ""
    freeze(stage)  # another one
    stage.desk.after.flatten(500)
    await settle()
    assert len(line.acted(Act.LIQUIDATE)) == 2


async def test_an_exit_of_which_no_byte_left_may_be_tried_again(stage: Stage) -> None:
    line = await frozen(stage)
    line.on_act[Act.LIQUIDATE] = Delivery(False, detail="Not connected.")
    for _ in range(2):
        stage.desk.after.flatten(500)
        await stage.clock.advance(1)
    assert len(line.acted(Act.LIQUIDATE)) == 2


async def test_a_freeze_outlives_the_app_and_then_it_connects_by_itself() -> None:
    stage = Stage(Settings(environment=Environment.DEMO))
    stage.ports.secrets.tokens[DEMO_KEY] = KEPT
    await stage.open(Environment.DEMO)
    freeze(stage)
    kept = stage.ports.settings.kept.limits
    assert kept == {KEY: HostLimits(frozen_until=stage.clock.now() + timedelta(hours=1))}
    stage.ports.gateway.thaw()  # another run knows nothing of it
    await stage.restart()
    await stage.clock.advance(600)
    stage.desk.open_environment(Environment.DEMO)
    await settle(40)
    now = view(stage)
    assert (now.connection, now.until) == (Connection.FROZEN, kept[KEY].frozen_until)
    assert now.text.endswith("nothing is sent until then. The app connects by itself then.")
    assert stage.ports.gateway.frozen_for(DEMO_HOSTS) == 3000
    assert len(stage.ports.gateway.lines) == 1
    await stage.clock.advance(2999)
    assert len(stage.ports.gateway.lines) == 1
    await stage.clock.advance(2)
    assert len(stage.ports.gateway.lines) == 2
    assert view(stage).connection is Connection.CONNECTED
    assert stage.ports.settings.kept.limits == {}
    await stage.desk.close()


async def test_a_freeze_of_one_host_is_none_of_another(stage: Stage) -> None:
    await frozen(stage)
    await stage.open()
    assert view(stage).connection is Connection.CONNECTED
    stage.desk.open_environment(Environment.DEMO)
    await settle(40)
    assert view(stage).connection is Connection.FROZEN
    await stage.open()  # a change of mind ends the wait
    await stage.clock.advance(HOUR + 2)
    assert (view(stage).environment, len(stage.ports.gateway.lines)) == (Environment.PRACTICE, 3)


async def test_a_frozen_host_takes_no_sign_in_and_counts_none_as_failed(stage: Stage) -> None:
    freeze(stage)
    stage.desk.sign_in(Environment.DEMO, None, WHO)
    await settle(40)
    now = view(stage)
    assert now.connection is Connection.FROZEN
    assert now.text.endswith("Sign in once that is over.")
    assert stage.ports.gateway.sign_ins == []
    await stage.clock.advance(HOUR)
    assert view(stage).connection is Connection.OFFLINE
    assert stage.ports.gateway.sign_ins == []
    assert stage.ports.settings.kept.limits == {}


async def test_a_connect_that_is_frozen_goes_on_after_it(stage: Stage) -> None:
    stage.ports.secrets.tokens[DEMO_KEY] = KEPT
    stage.ports.gateway.connect_trouble = Frozen("429.", HOUR)
    stage.ports.gateway.freeze(DEMO_HOSTS, 1)
    stage.desk.open_environment(Environment.DEMO)
    await settle(40)
    stage.ports.gateway.gate.clear()
    await stage.clock.advance(2)
    assert len(stage.ports.gateway.used) == 1
    freeze(stage)  # what the answer brings
    stage.ports.gateway.gate.set()
    await settle(40)
    assert view(stage).connection is Connection.FROZEN
    stage.ports.gateway.connect_trouble = None
    await stage.clock.advance(HOUR)
    assert (view(stage).connection, len(stage.ports.gateway.used)) == (Connection.CONNECTED, 2)


async def test_a_machine_that_slept_through_it_is_free_at_once(stage: Stage) -> None:
    line = await frozen(stage)
    line.on_renew = tokens(stage, 200)
    stage.clock.jump(2 * HOUR)
    await stage.clock.advance(1)
    assert view(stage).connection is Connection.CONNECTED
    assert line.renewals == 1


@pytest.mark.parametrize("frozen_first", [True, False])
async def test_a_sign_out_ends_what_is_shown_but_not_what_is_kept(
    stage: Stage, frozen_first: bool
) -> None:
    if frozen_first:
        await frozen(stage)
        stage.desk.sign_out()
        await settle(40)
    else:
        await demo(stage)
        stage.desk.sign_out()
        await settle(40)
        freeze(stage)  # of a line that was left
    assert view(stage).connection is Connection.OFFLINE
    assert (KEY in stage.ports.settings.kept.limits) is frozen_first
