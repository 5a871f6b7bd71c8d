"""Unknown after a restart, and in other places: what locks, and what proves nothing."""

import asyncio
from dataclasses import replace

import msgspec
import pytest
from tests.support.clock import settle
from tests.support.fake_line import FakeLine, FakeState
from tests.support.fakes import DEMO_HOSTS, PRACTICE_HOSTS
from tests.unit.controller.builders import (
    MES,
    MNQ,
    account,
    answer,
    draft,
    strategy,
    ticket,
)
from tests.unit.controller.sign_ins import WHO, demo
from tests.unit.controller.stage import Stage
from tests.unit.controller.steps import LOST, confirm, echo, kind, result, unknown

from bracketdesk.controller.reconcile import WORD
from bracketdesk.domain.delivery import Delivery
from bracketdesk.domain.outcomes import OutcomeKind
from bracketdesk.domain.session import Environment, Hosts
from bracketdesk.wire.entities import OrderStrategy

NOT_SENT, ACCEPTED, UNKNOWN = OutcomeKind.NOT_SENT, OutcomeKind.ACCEPTED, OutcomeKind.UNKNOWN


async def test_the_lock_survives_a_restart(stage: Stage) -> None:
    await unknown(stage)
    await stage.restart()
    line = await stage.ready()
    lock = stage.desk.lock.value
    assert lock is not None
    assert "15:00:00" in lock.text
    assert not stage.desk.submit(ticket())
    line.change(strategy(77, uuid=str(stage.starts[0]["uuid"])))
    await stage.clock.advance(0.2)
    assert stage.desk.lock.value is None
    assert kind(stage) is ACCEPTED
    assert [row.outcome for row in stage.desk.activity.value] == ["accepted"]


async def test_the_lock_tells_the_day_once_that_is_over(stage: Stage) -> None:
    await unknown(stage)
    await stage.clock.advance(9 * 3600 + 60)
    lock = stage.desk.lock.value
    assert lock is not None
    assert "Sent at 15:00:00 on Sun 22 Nov 2026, and whether" in lock.text
    stage.line.change(strategy(77, uuid=str(stage.starts[0]["uuid"])))
    await stage.clock.advance(0.2)
    assert stage.desk.notice.value.startswith("Buy 3 MESZ6 of 15:00:00 on Sun 22 Nov")


async def test_what_was_recorded_when_the_app_died_is_unknown_then(stage: Stage) -> None:
    line = await stage.ready()

    async def never(_: bytes) -> Delivery:
        await asyncio.Event().wait()
        raise AssertionError

    line.on_start = never
    stage.desk.submit(ticket())
    await settle()
    await stage.restart()
    assert kind(stage) is OutcomeKind.RECORDED
    await stage.ready()
    assert kind(stage) is UNKNOWN
    assert stage.desk.lock.value is not None
    assert stage.desk.activity.value[0].outcome == "unknown"


async def test_after_a_restart_absence_proves_nothing_by_itself(stage: Stage) -> None:
    """What there was when it left is not known any more."""
    await echo(stage)
    await unknown(stage)
    uuid = str(stage.starts[0]["uuid"])
    await stage.restart()
    line = await stage.ready()
    line.change(strategy(1, uuid=uuid, contract_id=600))
    await stage.clock.advance(300)
    assert kind(stage, 1) is UNKNOWN


async def test_nothing_is_sent_there_before_the_first_look(stage: Stage) -> None:
    """Not even elsewhere: until then it is not known what became of the last run's order."""
    await unknown(stage)
    await stage.restart()
    stage.list_gate.clear()
    line = await stage.open()
    stage.desk.choose_symbol("MNQZ6")
    await settle()
    assert stage.desk.lock.value is not None
    assert stage.desk.lock.value.word == ""
    assert "1 order of the last run" in stage.desk.lock.value.text
    assert not stage.desk.submit(ticket(symbol="MNQZ6"))
    stage.list_gate.set()
    await settle()
    assert stage.desk.lock.value is None
    line.on_start = answer(strategy())
    assert stage.desk.submit(ticket(symbol="MNQZ6"))
    await settle()


async def found_after_all(stage: Stage) -> str:
    """An order the trader took for not sent, found at the broker; returns the alarm's words."""
    line = await unknown(stage)
    assert confirm(stage)
    await settle()
    line.change(strategy(77, uuid=str(stage.starts[0]["uuid"])))
    await stage.clock.advance(0.2)
    (alarm,) = stage.desk.alarms.value
    assert alarm.where == "Practice DEMO1234"
    assert alarm.text.startswith("Buy 3 MESZ6 of 15:00:00 was shown as not sent, but the broker")
    return alarm.text


async def test_an_alarm_nobody_acknowledged_sounds_in_the_next_run(stage: Stage) -> None:
    text = await found_after_all(stage)
    stage.ports.secrets.tokens["demo", "demo.example"] = stage.ports.gateway.tokens
    for environment in (Environment.PRACTICE, Environment.DEMO):
        await stage.restart()
        await stage.open(environment)
        assert [(a.where, a.text) for a in stage.desk.alarms.value] == [("Practice DEMO1234", text)]
    await stage.open()
    assert len(stage.desk.alarms.value) == 1


async def test_an_alarm_that_was_acknowledged_is_over_for_good(stage: Stage) -> None:
    await found_after_all(stage)
    await stage.restart()
    await stage.open()
    stage.desk.acknowledge(stage.desk.alarms.value[0].number)
    assert stage.desk.alarms.value == ()
    await settle()
    await stage.restart()
    await stage.open()
    assert stage.desk.alarms.value == ()


async def unreadable(stage: Stage) -> FakeLine:
    """A next run whose line stands while its journal could not be read, but can be by now."""
    await unknown(stage)
    await stage.restart()
    stage.ports.journal.read_trouble = "The journal could not be read."
    line = await stage.ready()
    assert stage.desk.check(draft()).blocked.startswith("The journal could not be read")
    stage.ports.journal.read_trouble = ""
    return line


async def test_a_journal_read_later_locks_and_is_looked_for(stage: Stage) -> None:
    line = await unreadable(stage)
    stage.desk.open_environment(Environment.PRACTICE)
    await settle()
    assert stage.line is line
    assert line.lists_asked == 1
    lock = stage.desk.lock.value
    assert lock is not None
    assert lock.word == WORD
    assert result(stage).kind is UNKNOWN
    line.listed = (strategy(77, uuid=str(stage.starts[0]["uuid"])),)
    await stage.clock.advance(5)
    assert kind(stage) is ACCEPTED
    assert stage.desk.lock.value is None


async def test_the_last_runs_unknown_stands_in_the_result(stage: Stage) -> None:
    await unknown(stage)
    await stage.restart()
    await stage.ready()
    assert result(stage).kind is UNKNOWN
    assert result(stage).uuid == stage.starts[0]["uuid"]
    assert "what there was before the click is not known; now 0 orders" in result(stage).evidence[0]


async def test_an_echo_is_remembered_by_the_journal(stage: Stage) -> None:
    await echo(stage)
    await settle()
    uuid = stage.starts[0]["uuid"]
    assert stage.ports.journal.echoes == [(Environment.PRACTICE, PRACTICE_HOSTS.rest, uuid)]
    await stage.restart()
    await stage.ready()
    await unknown(stage)
    await stage.clock.advance(10.1)
    assert kind(stage, 1) is NOT_SENT


async def test_another_environment_is_not_locked(stage: Stage) -> None:
    stage.ports.secrets.tokens["demo", "demo.example"] = stage.ports.gateway.tokens
    await unknown(stage)
    await stage.open(Environment.DEMO)
    assert stage.desk.instrument.value == MES
    assert stage.desk.lock.value is None
    assert stage.line.lists_asked == 0
    await stage.open()
    assert stage.desk.lock.value is not None
    assert stage.line.lists_asked == 1


async def test_a_lock_is_lifted_though_its_contract_is_gone(stage: Stage) -> None:
    """The word is for the start that is named; nothing of its place need be there any more."""
    await unknown(stage)
    await stage.restart()
    stage.instruments = {MNQ.symbol: MNQ}
    line = await stage.open()
    stage.desk.choose_symbol("MESZ6")
    await settle()
    assert stage.desk.instrument.value is None
    elsewhere = stage.desk.locked_elsewhere.value
    assert elsewhere is not None
    assert elsewhere.text.endswith(f"that it does not exist, type {WORD}.")
    assert not confirm(stage, "yes")
    assert confirm(stage)
    await settle()
    assert kind(stage) is NOT_SENT
    assert stage.ports.journal.seen[-1][1].startswith(f"{WORD} was typed on this machine")
    assert stage.desk.locked_elsewhere.value is None
    asked = line.lists_asked
    await stage.clock.advance(100)
    assert line.lists_asked == asked


async def test_a_lock_is_lifted_though_its_account_is_gone(stage: Stage) -> None:
    await unknown(stage)
    await stage.restart()
    stage.state.accounts = {43: account("OTHER", 43)}
    await stage.open()
    assert stage.desk.session.value.accounts == ("OTHER",)
    assert confirm(stage)
    await settle()
    assert kind(stage) is NOT_SENT
    assert stage.desk.locked_elsewhere.value is None


async def test_one_word_settles_one_order(stage: Stage) -> None:
    await unknown(stage)
    stage.desk.choose_symbol("MNQZ6")
    await settle()
    stage.line.on_start = LOST
    assert stage.desk.submit(ticket(symbol="MNQZ6"))
    await settle(20)
    await stage.restart()
    await stage.open()
    stage.desk.choose_symbol("ESZ6")
    await settle()
    elsewhere = stage.desk.locked_elsewhere.value
    assert elsewhere is not None
    assert elsewhere.text.endswith("The same holds for 1 more, one after the other.")
    assert confirm(stage)
    await settle()
    assert (kind(stage, 0), kind(stage, 1)) == (NOT_SENT, UNKNOWN)
    assert stage.desk.locked_elsewhere.value is not None
    assert stage.desk.locked_elsewhere.value.symbol == "MNQZ6"


SPELT = Hosts("https://Demo.Example:443/v1/", "wss://demo.example/ws", "wss://md.demo.example/ws")


@pytest.mark.parametrize("hosts", [DEMO_HOSTS, SPELT])
async def test_custom_on_demos_hosts_is_locked_as_demo_is(stage: Stage, hosts: Hosts) -> None:
    """The account is the same, whatever name the way to it has."""
    await demo(stage)
    stage.desk.choose_symbol("MESZ6")
    await settle()
    await unknown(stage)
    stage.desk.sign_in(Environment.CUSTOM, hosts, WHO)
    await settle(60)
    assert stage.desk.session.value.environment is Environment.CUSTOM
    lock = stage.desk.lock.value
    assert lock is not None
    assert lock.word == WORD
    assert not stage.desk.submit(ticket())
    assert len(stage.starts) == 1
    stage.line.change(strategy(77, uuid=str(stage.starts[0]["uuid"])))
    await stage.clock.advance(0.2)
    assert kind(stage) is ACCEPTED
    assert stage.desk.lock.value is None
    assert stage.desk.alarms.value == ()
    assert stage.desk.before_sending(ticket()).repeats == (
        "You sent exactly this 0 s ago; it is working."
    )


async def test_demos_journal_locks_custom_on_its_hosts(stage: Stage) -> None:
    """From an older version, too: what the journal holds is the address as it was spelt."""
    await demo(stage)
    stage.desk.choose_symbol("MESZ6")
    await settle()
    await unknown(stage)
    await stage.restart()
    stage.list_gate.clear()
    stage.desk.sign_in(Environment.CUSTOM, SPELT, WHO)
    await settle(60)
    assert stage.desk.lock.value is not None
    assert "1 order of the last run" not in stage.desk.lock.value.text
    stage.desk.choose_symbol("MNQZ6")
    await settle()
    assert stage.desk.lock.value is not None
    assert "1 order of the last run" in stage.desk.lock.value.text
    stage.list_gate.set()
    await settle()
    assert stage.desk.lock.value is None
    assert stage.desk.locked_elsewhere.value is not None
    assert stage.desk.locked_elsewhere.value.symbol == "MESZ6"


async def test_an_echo_seen_in_demo_counts_on_its_hosts(stage: Stage) -> None:
    line = await demo(stage)
    line.on_start = answer(strategy(1))
    stage.desk.choose_symbol("MNQZ6")
    await settle()
    assert stage.desk.submit(ticket(symbol="MNQZ6"))
    await settle()
    line.change(strategy(1, uuid=str(stage.starts[0]["uuid"]), contract_id=600))
    await stage.clock.advance(1)
    stage.desk.sign_in(Environment.CUSTOM, SPELT, WHO)
    await settle(60)
    stage.desk.choose_symbol("MESZ6")
    await settle()
    await unknown(stage)
    await stage.clock.advance(10.1)
    assert kind(stage, 1) is NOT_SENT


async def test_another_environments_strategy_of_the_named_id_is_not_it(stage: Stage) -> None:
    stage.ports.secrets.tokens["demo", "demo.example"] = stage.ports.gateway.tokens
    line = await stage.ready()
    line.on_start = answer(strategy(77), errorText="No")  # which contradicts itself
    assert stage.desk.submit(ticket())
    await settle()
    assert kind(stage) is UNKNOWN
    stage.state = FakeState(accounts={42: account()})
    other = await stage.open(Environment.DEMO)
    other.change(strategy(77))
    await stage.clock.advance(1)
    assert kind(stage) is UNKNOWN


async def test_the_result_shows_nothing_of_another_environments(stage: Stage) -> None:
    stage.ports.secrets.tokens["demo", "demo.example"] = stage.ports.gateway.tokens
    await unknown(stage)
    await stage.restart()
    await stage.open(Environment.DEMO)
    assert stage.desk.result.value is None
    assert stage.line.lists_asked == 0


async def test_a_new_practice_exchange_is_locked_but_proves_nothing(stage: Stage) -> None:
    """The exchange that had the order is gone with its book; only the trader can say so."""
    await echo(stage)
    await unknown(stage)
    stage.desk.sign_out()
    await settle(30)
    stage.ports.practice.hosts = replace(PRACTICE_HOSTS, rest="http://127.0.0.1:9001/v1")
    stage.state.strategies.clear()
    stage.state.changes += 1
    await stage.open()
    assert stage.desk.lock.value is not None
    await stage.clock.advance(300)
    assert kind(stage, 1) is UNKNOWN
    assert confirm(stage)


async def test_a_strategy_without_a_uuid_is_not_mistaken_for_ours(stage: Stage) -> None:
    line = await unknown(stage)
    line.change(strategy(77), strategy(78, uuid=""))
    await stage.clock.advance(60)
    assert kind(stage) is UNKNOWN


async def test_many_strategies_are_looked_through(stage: Stage) -> None:
    line = await unknown(stage)
    uuid = str(stage.starts[0]["uuid"])
    others: list[OrderStrategy] = [strategy(n, uuid=f"other {n}") for n in range(1, 300)]
    ours = msgspec.structs.replace(strategy(300), uuid=uuid)
    line.listed = (*others, ours)
    await stage.clock.advance(5)
    assert kind(stage) is ACCEPTED
