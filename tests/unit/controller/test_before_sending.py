"""What to know before an order goes: repeats, the position there, the guards."""

from dataclasses import replace
from decimal import Decimal

import msgspec
import pytest
from tests.support.clock import settle
from tests.unit.controller.builders import (
    THREE_LEVELS,
    answer,
    filled_strategy,
    order,
    position,
    quote,
    strategy,
    ticket,
)
from tests.unit.controller.stage import Stage
from tests.unit.controller.steps import result

from bracketdesk.controller.checking import FRESH_QUOTE
from bracketdesk.controller.views import Caution
from bracketdesk.domain.exposure import ADDS, OPPOSES
from bracketdesk.domain.guards import Guards
from bracketdesk.domain.instruction import Act
from bracketdesk.domain.outcomes import OutcomeKind
from bracketdesk.domain.problems import Severity
from bracketdesk.domain.session import Environment
from bracketdesk.domain.ticket import Entry, EntryType, Level, Side, Ticket
from bracketdesk.wire.enums import Action, StrategyStatus

FINISHED = StrategyStatus.EXECUTION_FINISHED
LIMIT = ticket(entry=Entry(EntryType.LIMIT, Decimal(6010)))


async def sent(stage: Stage, what: Ticket | None = None, number: int = 9912) -> str:
    """Send a ticket that is accepted as this strategy; returns its uuid."""
    stage.line.on_start = answer(strategy(number))
    assert stage.desk.submit(what or ticket())
    await settle()
    assert result(stage).kind is OutcomeKind.ACCEPTED
    return str(stage.starts[-1]["uuid"])


def repeats(stage: Stage, what: Ticket | None = None) -> str:
    return stage.desk.before_sending(what or ticket()).repeats


def guard(stage: Stage, **guards: object) -> None:
    settings = stage.desk.settings.value
    changed = replace(settings.guards[Environment.PRACTICE], **guards)  # type: ignore[arg-type]
    both = settings.guards | {Environment.PRACTICE: changed}
    stage.desk.change_settings(replace(settings, guards=both))


async def test_nothing_is_said_of_the_first_order_of_a_flat_account(stage: Stage) -> None:
    await stage.ready()
    assert stage.desk.before_sending(ticket()) == Caution()
    assert not stage.desk.before_sending(ticket()).asks


# The same order
async def test_the_same_order_again_says_when_it_went_and_how_it_stands(stage: Stage) -> None:
    line = await stage.ready()
    uuid = await sent(stage)
    await stage.clock.advance(6)
    assert repeats(stage) == "You sent exactly this 6 s ago; the broker took it."
    line.change(strategy(uuid=uuid))
    assert repeats(stage) == "You sent exactly this 6 s ago; it is working."
    line.change(strategy(uuid=uuid, status=FINISHED))
    assert repeats(stage) == "You sent exactly this 6 s ago; it is over (finished)."


async def test_other_prices_or_exits_are_the_same_quantities_all_the_same(stage: Stage) -> None:
    await stage.ready()
    await sent(stage)
    said = "You sent the same quantity with other prices or exits 0 s ago; the broker took it."
    other = tuple(replace(level, stop_ticks=8) for level in reversed(THREE_LEVELS))
    assert repeats(stage, LIMIT) == repeats(stage, ticket(other)) == said


@pytest.mark.parametrize(
    "other",
    [ticket(side=Side.SELL), ticket((Level(3, 16, 16),)), ticket((Level(1, 16, 16),) * 4)],
)
async def test_other_sides_and_quantities_are_another_order(stage: Stage, other: Ticket) -> None:
    await stage.ready()
    await sent(stage)
    assert repeats(stage, other) == ""


async def test_after_a_minute_only_one_that_still_works_is_said(stage: Stage) -> None:
    line = await stage.ready()
    uuid = await sent(stage)
    await sent(stage, ticket(side=Side.SELL))  # so that the first is not the last accepted
    line.change(strategy(uuid=uuid))
    await stage.clock.advance(59)
    assert repeats(stage)
    await stage.clock.advance(3600)
    assert repeats(stage) == "You sent exactly this 1 h ago; it is working."
    line.change(strategy(uuid=uuid, status=FINISHED))
    assert repeats(stage) == ""


async def test_of_two_after_a_minute_the_one_that_still_works_is_said(stage: Stage) -> None:
    line = await stage.ready()
    line.change(strategy(uuid=await sent(stage)))
    await stage.clock.advance(3600)
    line.change(strategy(9913, uuid=await sent(stage, number=9913), status=FINISHED))
    await stage.clock.advance(3600)
    assert repeats(stage) == "You sent exactly this 2 h ago; it is working."


async def test_this_very_ticket_too_goes_unasked_after_a_minute_once_the_first_is_over(
    stage: Stage,
) -> None:
    line = await stage.ready()
    uuid = await sent(stage)
    line.change(strategy(uuid=uuid))
    await stage.clock.advance(480)
    assert repeats(stage) == "You sent exactly this 8 min ago; it is working."
    line.change(strategy(uuid=uuid, status=FINISHED))
    await stage.clock.advance(1)
    assert repeats(stage) == ""
    assert not stage.desk.before_sending(ticket()).asks


async def test_within_the_minute_it_is_asked_about_although_it_is_over(stage: Stage) -> None:
    line = await stage.ready()
    line.change(strategy(uuid=await sent(stage), status=FINISHED))
    await stage.clock.advance(59)
    assert repeats(stage) == "You sent exactly this 59 s ago; it is over (finished)."
    await stage.clock.advance(1)
    assert repeats(stage) == ""


@pytest.mark.parametrize("delivered", [answer(errorText="No"), answer(failureReason="NoQuote")])
async def test_what_did_not_come_about_may_be_tried_again(stage: Stage, delivered: object) -> None:
    line = await stage.ready()
    line.on_start = delivered  # type: ignore[assignment]
    assert stage.desk.submit(ticket())
    await settle()
    assert repeats(stage) == ""


async def test_it_is_known_across_a_restart(stage: Stage) -> None:
    await stage.ready()
    uuid = await sent(stage)
    await stage.restart()
    line = await stage.ready()
    await stage.clock.advance(5)
    assert repeats(stage) == "You sent exactly this 5 s ago; the broker took it."
    await stage.clock.advance(600)
    assert repeats(stage) == ""
    line.change(strategy(uuid=uuid))
    await stage.clock.advance(1)
    assert repeats(stage) == "You sent exactly this 10 min ago; it is working."


async def test_another_exchanges_strategy_of_the_same_number_is_not_it(stage: Stage) -> None:
    line = await stage.ready()
    await sent(stage)
    line.change(strategy(uuid="another's"))
    assert repeats(stage) == "You sent exactly this 0 s ago; the broker took it."
    stage.ports.practice.hosts = replace(stage.ports.practice.hosts, rest="http://127.0.0.1:1/v1")
    await stage.restart()
    line = await stage.ready()
    line.change(strategy())  # no uuid, another port
    await stage.clock.advance(61)
    assert repeats(stage) == ""


async def test_another_environment_repeats_nothing(stage: Stage) -> None:
    stage.ports.secrets.tokens["demo", "demo.example"] = stage.ports.gateway.tokens
    await stage.ready()
    await sent(stage)
    assert repeats(stage)
    await stage.open(Environment.DEMO)
    assert repeats(stage) == ""


async def test_a_clock_set_back_makes_it_new(stage: Stage) -> None:
    await stage.ready()
    uuid = await sent(stage)
    entry = stage.ports.journal.entries[uuid]
    later = replace(entry.intent, at=entry.intent.at.replace(year=2030))
    stage.ports.journal.entries[uuid] = replace(entry, intent=later)
    await stage.restart()
    await stage.ready()
    assert repeats(stage).startswith("You sent exactly this 0 s ago")


# The position there
@pytest.mark.parametrize(
    ("net", "side", "said"),
    [
        (2, Side.BUY, f"You are long 2 MESZ6: this adds 3, making 5. {ADDS}"),
        (2, Side.SELL, f"You are long 2 MESZ6: this flips it to short 1. {OPPOSES}"),
    ],
)
async def test_the_position_is_asked_about(stage: Stage, net: int, side: Side, said: str) -> None:
    line = await stage.ready()
    line.change(position(net), position(7, contract_id=600, number=2))
    caution = stage.desk.before_sending(ticket(side=side))
    assert (caution.net, caution.position) == (net, said)
    assert caution.asks


async def test_other_contracts_and_accounts_do_not_count(stage: Stage) -> None:
    line = await stage.ready()
    elsewhere = msgspec.structs.replace(position(3, number=2), account_id=43)
    line.change(position(7, contract_id=600), elsewhere)
    assert stage.desk.before_sending(ticket()) == Caution()


async def test_running_strategies_there_are_named(stage: Stage) -> None:
    line = await stage.ready()
    other = strategy(9913, levels=(Level(2, 16, 16),), side=Action.SELL)
    line.change(*filled_strategy(), other, strategy(9914, status=FINISHED))
    line.change(strategy(9915, contract_id=600), order(7, Action.BUY))
    await stage.clock.advance(1)
    assert stage.desk.before_sending(ticket()).running == (
        "2 strategies run in MESZ6: Sell 2, Buy 3."
    )


# The guards
async def test_over_a_guard_the_form_says_so_and_only_a_named_click_sends(stage: Stage) -> None:
    line = await stage.ready()
    guard(stage, contracts=2)
    (over,) = stage.desk.before_sending(ticket()).over
    assert (over.field, over.text) == ("quantity", "3 contracts: you allow 2 an order.")
    assert not stage.desk.submit(ticket())
    assert result(stage).kind is OutcomeKind.NOT_SENT
    assert (
        result(stage).cause == "Over a limit nobody confirmed: 3 contracts: you allow 2 an order."
    )
    assert stage.ports.journal.entries == {}
    line.on_start = answer(errorText="No")
    assert stage.desk.submit(ticket(), (over,))
    await settle()
    (entry,) = stage.ports.journal.entries.values()
    assert entry.intent.sentence.endswith("Sent over the limit: 3 contracts: you allow 2 an order.")
    assert not stage.desk.submit(ticket())  # each click anew
    assert len(line.starts) == 1


async def test_what_was_confirmed_covers_nothing_else(stage: Stage) -> None:
    line = await stage.ready()
    line.quote(quote())
    guard(stage, contracts=2, ticks=5)
    over = stage.desk.before_sending(ticket()).over
    assert not stage.desk.submit(LIMIT, over)
    assert "The limit price is more than 5 ticks under the market" in result(stage).cause
    assert stage.desk.submit(LIMIT, stage.desk.before_sending(LIMIT).over)


async def test_the_dollar_guard_counts_an_open_loss_as_over(stage: Stage) -> None:
    await stage.ready()
    bare = replace(ticket((Level(1, 16),)), acknowledge_no_stop=True)
    assert [p.field for p in stage.desk.before_sending(bare).over] == ["levels"]
    assert not stage.desk.submit(bare)
    guard(stage, dollars=None)
    assert stage.desk.submit(bare)


async def test_without_a_quote_the_distance_is_asked_about_but_never_in_the_way(
    stage: Stage,
) -> None:
    line = await stage.ready()
    caution = stage.desk.before_sending(LIMIT)
    assert ([p.severity for p in caution.guards], caution.over) == ([Severity.WARNING], ())
    assert caution.asks
    line.quote(quote(contract_id=500))
    assert stage.desk.before_sending(LIMIT) == Caution()
    assert stage.desk.submit(LIMIT)


async def test_an_old_quote_is_nothing_to_measure_by(stage: Stage) -> None:
    line = await stage.ready()
    guard(stage, ticks=2)
    line.quote(quote())
    assert stage.desk.before_sending(LIMIT).over
    await stage.clock.advance(FRESH_QUOTE + 1)
    caution = stage.desk.before_sending(LIMIT)
    assert ([p.severity for p in caution.guards], caution.over) == ([Severity.WARNING], ())
    line.quote(quote())
    assert stage.desk.before_sending(LIMIT).over
    line.listener.quote_trouble("Market data refused.")
    assert not stage.desk.before_sending(LIMIT).over


async def test_no_guard_touches_an_exit(stage: Stage) -> None:
    line = await stage.ready()
    everything = {each: Guards(1, Decimal("0.01"), 1) for each in Environment}
    stage.desk.change_settings(replace(stage.desk.settings.value, guards=everything))
    line.change(*filled_strategy())
    await stage.clock.advance(1)
    stage.desk.after.flatten(500)
    await settle()
    assert len(line.acted(Act.LIQUIDATE)) == 1
