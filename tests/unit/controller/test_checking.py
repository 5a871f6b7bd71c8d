"""A draft checked: figures, sentence, params, and why the button cannot send."""

import asyncio
from dataclasses import replace
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from tests.support.clock import settle
from tests.unit.controller.builders import MES, account, draft, quote, ticket
from tests.unit.controller.stage import Stage
from tests.unit.controller.steps import LOST, result

from bracketdesk.controller.checking import STOPPING, same_order
from bracketdesk.controller.quotes import STALE
from bracketdesk.controller.views import Check, LevelFigures
from bracketdesk.domain.delivery import Delivery
from bracketdesk.domain.draft import LevelDraft, TicketDraft
from bracketdesk.domain.guards import Guards
from bracketdesk.domain.outcomes import OutcomeKind
from bracketdesk.domain.params import read_params
from bracketdesk.domain.problems import Severity
from bracketdesk.domain.session import Environment
from bracketdesk.domain.settings import Units
from bracketdesk.domain.ticket import EntryType, Side, TimeInForce


async def test_a_good_draft_says_everything(stage: Stage) -> None:
    line = await stage.ready()
    line.quote(quote())
    check = stage.desk.check(draft())
    assert check.blocked == ""
    assert check.problems == ()
    assert check.sentence.startswith("Buy 3 MESZ6 at market")
    assert (check.assigned, check.quantity, check.loss) == (3, 3, Decimal(60))
    assert check.ticket is not None
    assert check.ticket.account == "DEMO1234"
    plan = read_params(check.params, Side.BUY, MES.tick_size)
    assert plan.levels == check.ticket.levels
    assert check.figures[0] == LevelFigures(
        Decimal("6016.50"), Decimal("6008.50"), Decimal(20), Decimal(20), Decimal(1)
    )
    assert check.figures[2].target_price is None


async def test_an_expiry_is_said_in_the_traders_zone_wherever_the_sentence_goes(
    stage: Stage,
) -> None:
    stage.zone = ZoneInfo("America/Chicago")
    await stage.restart()
    await stage.ready()
    typed = replace(
        draft(), time_in_force=TimeInForce.GTD, expire_time="2026-12-01 15:00", quantity="3"
    )
    check, said = stage.desk.check(typed), "good till 2026-12-01 15:00 CST"
    assert said in check.sentence
    assert check.ticket is not None
    stage.line.on_start = LOST
    assert stage.desk.submit(check.ticket)
    await settle(20)
    assert not stage.desk.submit(check.ticket)  # locked
    assert said in result(stage).sentence
    (entry,) = stage.ports.journal.entries.values()
    assert said in entry.intent.sentence


@pytest.mark.parametrize(
    ("side", "kind", "target"),
    [
        (Side.BUY, EntryType.MARKET, "6016.50"),  # from the ask
        (Side.SELL, EntryType.MARKET, "6008.25"),  # from the bid
        (Side.BUY, EntryType.LIMIT, "6004.00"),
        (Side.SELL, EntryType.LIMIT, "6008.25"),  # through the bid
        (Side.BUY, EntryType.STOP, "6024.00"),
        (Side.BUY, EntryType.STOP_LIMIT, "6004.00"),
    ],
)
async def test_where_figures_are_counted_from(
    stage: Stage, side: Side, kind: EntryType, target: str
) -> None:
    line = await stage.ready()
    line.quote(quote())
    typed = TicketDraft(
        side=side,
        entry_type=kind,
        limit_price="6000",
        stop_price="6020",
        levels=(LevelDraft("1", "16", "16"),),
    )
    assert stage.desk.check(typed).figures[0].target_price == Decimal(target)


async def test_a_limit_through_the_market_is_said_and_counted_from_the_quote(
    stage: Stage,
) -> None:
    line = await stage.ready()
    line.quote(quote())
    typed = replace(draft(), entry_type=EntryType.LIMIT, limit_price="6020")
    check = stage.desk.check(typed)
    (problem,) = check.problems
    assert (problem.field, problem.severity) == ("entry.limitPrice", Severity.WARNING)
    assert check.figures[0].stop_price == Decimal("6008.50")
    assert check.blocked == ""
    await stage.clock.advance(STALE)
    check = stage.desk.check(typed)
    assert (check.problems, check.figures[0].stop_price) == ((), Decimal(6016))


async def test_a_stop_that_is_passed_is_said_while_there_are_quotes(stage: Stage) -> None:
    line = await stage.ready()
    line.quote(quote())
    typed = replace(draft(), entry_type=EntryType.STOP, stop_price="6000")
    (problem,) = stage.desk.check(typed).problems
    assert problem.field == "entry.stopPrice"
    line.listener.quote_trouble("No quotes: The connection broke.")
    assert problem not in stage.desk.check(typed).problems


async def test_nothing_is_said_of_the_market_where_the_price_is_wrong(stage: Stage) -> None:
    line = await stage.ready()
    line.quote(quote())
    typed = replace(draft(), entry_type=EntryType.LIMIT, limit_price="6020.10")
    assert [p.severity for p in stage.desk.check(typed).problems] == [Severity.ERROR]


async def test_without_a_quote_a_market_entry_has_money_but_no_prices(stage: Stage) -> None:
    await stage.ready()
    figures = stage.desk.check(draft()).figures[0]
    assert (figures.target_price, figures.stop_price, figures.win) == (None, None, Decimal(20))


async def test_exits_beyond_zero_block_and_hold_still_while_the_quote_moves(stage: Stage) -> None:
    line = await stage.ready()
    typed = TicketDraft(side=Side.SELL, levels=(LevelDraft("1", "99999", "16"),))
    assert stage.desk.check(typed).blocked == ""  # without a quote nobody knows
    line.quote(quote())
    first = stage.desk.check(typed)
    assert first.errors[0].field == "levels[0].targetTicks"
    assert first.blocked == "This target would lie at or below zero: MES has no such prices"
    line.quote(quote(bid="6020.00", ask="6020.25"))
    assert stage.desk.check(typed).problems == first.problems


async def test_what_cannot_be_read_still_counts_what_can(stage: Stage) -> None:
    await stage.ready()
    typed = TicketDraft(
        side=Side.BUY, quantity="3", levels=(LevelDraft("2", "x", "16"), LevelDraft("?", "1", "1"))
    )
    check = stage.desk.check(typed)
    assert (check.ticket, check.params, check.sentence) == (None, "", "")
    assert (check.assigned, check.quantity) == (2, 3)
    assert check.figures == (LevelFigures(), LevelFigures())
    assert {problem.field for problem in check.errors} == {
        "levels[0].targetTicks",
        "levels[1].quantity",
    }
    assert check.blocked == check.errors[0].text.rstrip(".")


async def test_a_bad_cell_takes_no_other_rows_figures(stage: Stage) -> None:
    line = await stage.ready()
    line.quote(quote())
    typed = TicketDraft(
        side=Side.BUY, quantity="x", levels=(LevelDraft("1", "16", "16"), LevelDraft("1", "x"))
    )
    check = stage.desk.check(typed)
    target, stop = Decimal("6016.50"), Decimal("6008.50")
    whole = LevelFigures(target, stop, Decimal(20), Decimal(20), Decimal(1))
    assert (check.ticket, check.figures) == (None, (whole, LevelFigures()))
    sideless = stage.desk.check(replace(typed, side=None))
    assert sideless.figures[0] == replace(whole, target_price=None, stop_price=None)
    priceless = replace(typed, entry_type=EntryType.LIMIT, limit_price="x")
    assert stage.desk.check(priceless).figures[0].target_price is None


async def test_quantities_that_do_not_add_up_block(stage: Stage) -> None:
    await stage.ready()
    typed = TicketDraft(side=Side.BUY, quantity="5", levels=draft().levels)
    check = stage.desk.check(typed)
    assert (check.assigned, check.quantity, check.params) == (3, 5, "")
    assert check.blocked.startswith("3 of 5 assigned")


async def test_a_missing_stop_must_be_acknowledged(stage: Stage) -> None:
    await stage.ready()
    bare = TicketDraft(side=Side.BUY, levels=(LevelDraft("1", "16", ""),))
    check = stage.desk.check(bare)
    assert [p.severity for p in check.problems] == [Severity.ACKNOWLEDGE, Severity.OVER]
    assert check.blocked.startswith("No stop")
    assert check.params
    assert check.loss is None
    ticked = TicketDraft(side=Side.BUY, levels=bare.levels, acknowledge_no_stop=True)
    assert stage.desk.check(ticked).blocked == ""


async def test_a_warning_does_not_block(stage: Stage) -> None:
    await stage.ready()
    typed = TicketDraft(
        side=Side.BUY,
        entry_type=EntryType.STOP,
        stop_price="6020",
        time_in_force=TimeInForce.IOC,
        levels=(LevelDraft("1", "16", "16"),),
    )
    check = stage.desk.check(typed)
    assert check.problems
    assert check.blocked == ""


async def test_an_expiry_that_passes_between_check_and_click_is_not_sent(stage: Stage) -> None:
    await stage.ready()
    typed = TicketDraft(
        side=Side.BUY,
        entry_type=EntryType.LIMIT,
        limit_price="6000",
        time_in_force=TimeInForce.GTD,
        expire_time="2026-11-22 15:01",
        levels=(LevelDraft("1", "16", "16"),),
    )
    check = stage.desk.check(typed)
    assert check.ticket is not None
    assert check.blocked == ""
    await stage.clock.advance(60)
    assert not stage.desk.submit(check.ticket)
    assert (result(stage).kind, result(stage).cause) == (
        OutcomeKind.NOT_SENT,
        "The expiry has passed.",
    )
    assert stage.starts == []


async def test_why_it_cannot_send_the_gravest_first(stage: Stage) -> None:
    def blocked(typed: TicketDraft | None = None) -> str:
        return stage.desk.check(typed or draft()).blocked

    assert blocked() == "Not connected"
    stage.ports.practice.gate.clear()
    stage.desk.open_environment(stage.desk.session.value.environment)
    await settle(5)
    assert blocked() == "Connecting …"
    stage.ports.practice.gate.set()
    await settle(40)
    assert blocked(TicketDraft()) == "Choose Buy or Sell"
    held = held_answer(stage)
    assert stage.desk.submit(ticket())
    await settle()
    assert blocked() == "Sending …"
    assert blocked(TicketDraft()) == "Choose Buy or Sell"
    stage.desk.choose_symbol("")
    assert blocked() == "Choose a symbol"
    stage.desk.choose_symbol("MESZ6")
    stage.state.accounts.clear()
    stage.line.listener.state_changed()
    await settle()
    assert blocked() == "Choose an account"
    stage.state.accounts[42] = account()
    stage.line.listener.state_changed()
    stage.line.go_down()
    assert blocked() == "The line is down: reconnecting"
    held.set_result(Delivery(left=True))
    await settle()
    assert blocked() == "Locked: whether the last order exists is unknown"


def held_answer(stage: Stage) -> asyncio.Future[Delivery]:
    held: asyncio.Future[Delivery] = asyncio.get_running_loop().create_future()

    async def wait(_: bytes) -> Delivery:
        return await held

    stage.line.on_start = wait
    return held


async def test_without_a_journal_nothing_can_be_sent_but_the_app_connects(stage: Stage) -> None:
    stage.ports.journal.read_trouble = "The journal could not be read (disk)."
    await stage.ready()
    assert stage.desk.notice.value == "The journal could not be read (disk)."
    assert "journal" in stage.desk.check(draft()).blocked
    assert not stage.desk.submit(ticket())
    stage.ports.journal.read_trouble = ""
    await stage.open()
    assert stage.desk.check(draft()).blocked == ""


async def test_what_is_over_a_guard_is_said_at_its_field_and_does_not_block(stage: Stage) -> None:
    await stage.ready()
    settings_now = stage.desk.settings.value
    one = {each: Guards(contracts=1) for each in Environment}
    stage.desk.change_settings(replace(settings_now, guards=one))
    check = stage.desk.check(draft())
    assert [(p.field, p.severity) for p in check.problems] == [("quantity", Severity.OVER)]
    assert (check.blocked, bool(check.params)) == ("", True)
    wrong = TicketDraft(side=Side.BUY, quantity="5", levels=draft().levels)
    assert [p.field for p in stage.desk.check(wrong).problems] == ["levels"]


def test_the_same_order_is_told_by_what_would_be_sent() -> None:
    one = ticket()
    assert same_order(one, replace(one, acknowledge_no_stop=True))
    assert not same_order(one, replace(one, account="OTHER"))


texts = some.sampled_from(["", "1", "16", "0", "-3", "4.25", "x", "1e9", "٣", "9" * 50, " 2 "])
rows = some.builds(
    LevelDraft,
    quantity=texts,
    target=texts,
    stop=texts,
    trailing=some.booleans(),
    trigger=texts,
    distance=texts,
    step=texts,
)
drafts = some.builds(
    TicketDraft,
    side=some.none() | some.sampled_from(Side),
    quantity=texts,
    entry_type=some.sampled_from(EntryType),
    limit_price=texts,
    stop_price=texts,
    time_in_force=some.sampled_from(TimeInForce),
    expire_time=texts,
    units=some.sampled_from(Units),
    levels=some.lists(rows, max_size=5).map(tuple),
    acknowledge_no_stop=some.booleans(),
)


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(typed=drafts)
async def test_any_draft_can_be_checked(stage: Stage, typed: TicketDraft) -> None:
    if not stage.ports.gateway.lines:
        await stage.ready()
    check: Check = stage.desk.check(typed)
    assert len(check.figures) == len(typed.levels)
    stopping = [p for p in check.problems if p.severity in STOPPING]
    assert bool(check.blocked) is bool(stopping)
    if check.ticket is not None and not check.errors:
        assert read_params(check.params, check.ticket.side, MES.tick_size)
        assert check.assigned == check.quantity
    if not check.blocked:
        assert check.ticket is not None
        assert check.sentence
