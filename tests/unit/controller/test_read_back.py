"""Planned against held."""

from dataclasses import replace
from decimal import Decimal

import msgspec
import pytest
from tests.unit.controller.builders import MES, THREE_LEVELS, fill, order, ticket, version

from bracketdesk.controller.book import Terms
from bracketdesk.controller.legs import Leg, leg_of
from bracketdesk.controller.levels import Plan
from bracketdesk.controller.read_back import day_only, difference, entry_difference
from bracketdesk.domain.ticket import AutoTrail, Entry, EntryType, Level, Side
from bracketdesk.wire.enums import Action, OrderType, OrdStatus, TimeInForce

FILL = Decimal("6012.50")
WORKING, SUSPENDED, FILLED = OrdStatus.WORKING, OrdStatus.SUSPENDED, OrdStatus.FILLED
CANCELED = OrdStatus.CANCELED


def entry(filled: int = 3, status: OrdStatus = FILLED) -> Leg:
    fills = (fill(1, 1, str(FILL), filled),) if filled else ()
    terms = Terms(order(1, Action.BUY, status), version(2, 1, OrderType.MARKET, quantity=3), fills)
    return leg_of(terms, Action.BUY)


def stop(
    price: str = "6008.50", status: OrdStatus = WORKING, filled: int = 0, quantity: int = 1
) -> Leg:
    fills = (fill(9, 10, price, filled, Action.SELL),) if filled else ()
    terms = version(11, 10, OrderType.STOP, stop=price, quantity=quantity)
    return leg_of(Terms(order(10, Action.SELL, status), terms, fills), Action.BUY)


def target(price: str, status: OrdStatus = WORKING, filled: int = 0, quantity: int = 1) -> Leg:
    fills = (fill(8, 20, price, filled, Action.SELL),) if filled else ()
    terms = version(21, 20, OrderType.LIMIT, price=price, quantity=quantity)
    return leg_of(Terms(order(20, Action.SELL, status), terms, fills), Action.BUY)


def plan(*levels: Level) -> Plan:
    return Plan(levels or THREE_LEVELS, Side.BUY, MES, (FILL,))


AS_PLANNED = [[target("6016.50"), stop()], [target("6020.50"), stop()], [stop()]]


def test_planned_is_held() -> None:
    assert difference(plan(), entry(), AS_PLANNED) == ""


@pytest.mark.parametrize(
    "leg", [None, entry(0, WORKING), entry(1, WORKING), entry(0, CANCELED), entry(2, SUSPENDED)]
)
def test_while_the_entry_may_fill_nothing_differs(leg: Leg | None) -> None:
    assert difference(plan(), leg, [[], [], []]) == ""


@pytest.mark.parametrize(
    ("first", "said"),
    [
        ([], "level 1: target works for 0 of 1; level 1: stop works for 0 of 1"),
        ([stop()], "level 1: target works for 0 of 1"),
        ([target("6016.50")], "level 1: stop works for 0 of 1"),
        ([target("6016.50"), stop(status=SUSPENDED)], "level 1: stop works for 0 of 1"),
        ([target("6016.50"), stop(status=OrdStatus.REJECTED)], "level 1: stop works for 0 of 1"),
        ([target("6016.50"), stop(quantity=2)], "level 1: stop works for 2 of 1"),
        ([target("6016.75"), stop()], "level 1: target at 6016.75, planned 6016.50"),
        ([target("6016.50"), stop("6008.00")], "level 1: stop at 6008.00, planned 6008.50"),
        ([target("6016.60"), stop()], ""),  # within a tick: counted from an average
    ],
)
def test_what_differs_is_named(first: list[Leg], said: str) -> None:
    assert difference(plan(), entry(), [first, *AS_PLANNED[1:]]) == said


def test_a_level_that_has_exited_wants_nothing_more() -> None:
    done = [target("6016.50", FILLED, filled=1), stop(status=CANCELED)]
    assert difference(plan(), entry(), [done, *AS_PLANNED[1:]]) == ""
    twice = [target("6016.50", FILLED, filled=1), stop(status=FILLED, filled=1)]
    said = difference(plan(), entry(), [twice, *AS_PLANNED[1:]])
    assert said == "level 1: 1 contract planned, 2 exited"


def test_a_twin_that_shrank_with_the_other_is_as_planned() -> None:
    two = Level(3, target_ticks=16, stop_ticks=16)
    half = [target("6016.50", filled=1, quantity=3), stop(quantity=2)]
    assert difference(plan(two), entry(), [half]) == ""
    late = [target("6016.50", filled=1, quantity=3), stop(quantity=3)]
    assert difference(plan(two), entry(), [late]) == "level 1: stop works for 3 of 2"


@pytest.mark.parametrize(
    "level", [Level(3, None, 16, trailing=True), Level(3, None, 16, False, AutoTrail(8, 4, 1))]
)
def test_a_trailing_stop_may_only_move_for_the_better(level: Level) -> None:
    assert difference(plan(level), entry(), [[stop("6011.00", quantity=3)]]) == ""
    said = difference(plan(level), entry(), [[stop("6008.00", quantity=3)]])
    assert said == "level 1: stop at 6008.00, planned 6008.50"


FAR = [target("6016.50"), stop("5000.00")]
GONE = [target("6016.50", FILLED, filled=1), stop(status=CANCELED)]
OPEN_LOSS = (Level(2, target_ticks=16), Level(1, stop_ticks=16))


@pytest.mark.parametrize(
    ("levels", "held", "said"),
    [
        ((), [*AS_PLANNED[:2], []], ""),
        ((), [AS_PLANNED[0], [], AS_PLANNED[2]], ""),  # which level got what is the broker's to say
        ((), [AS_PLANNED[0], [], []], "stops work for 1 of 2"),
        ((), [[stop()], [stop()], []], "targets work for 0 of 1"),
        ((), [AS_PLANNED[0], AS_PLANNED[1], [stop()]], "stops work for 3 of 2"),
        ((), [FAR, AS_PLANNED[1], []], "stop at 5000.00, planned 6008.50"),
        (
            (),
            [[target("6020.00"), stop()], AS_PLANNED[1], []],
            "target at 6020.00, planned 6020.50",
        ),
        ((), [GONE, AS_PLANNED[1], []], ""),
        ((), [GONE, [], []], "stops work for 0 of 1"),
        ((), [[stop(filled=3, quantity=3)], [], []], "2 contracts filled, 3 exited"),
        (OPEN_LOSS, [[target("6016.50")], [stop()]], ""),
        (OPEN_LOSS, [[target("6016.50", quantity=2)], []], ""),
        (OPEN_LOSS, [[target("6016.50")], []], "exits work for 1 of 2"),
        (OPEN_LOSS, [[], [stop()]], "targets work for 0 of 1"),
        (OPEN_LOSS, [[], [stop(quantity=2)]], "targets work for 0 of 1; stops work for 2 of 1"),
        ((Level(3, target_ticks=16),), [[]], "targets work for 0 of 2"),
        (
            (Level(3, target_ticks=16),),
            [[target("6016.50", quantity=2), stop()]],
            "stops work for 1 of 0",
        ),
        ((Level(3, None, 16, trailing=True),), [[stop("6010.00", quantity=2)]], ""),
        (
            (Level(3, None, 16, trailing=True),),
            [[stop("6008.25", quantity=2)]],
            "stop at 6008.25, planned 6008.50",
        ),
    ],
)
def test_an_entry_that_ended_early_is_judged_by_what_every_share_must_have(
    levels: tuple[Level, ...], held: list[list[Leg]], said: str
) -> None:
    assert difference(plan(*levels), entry(2, CANCELED), held) == said


def test_what_a_click_took_away_from_a_part_is_no_difference() -> None:
    moved = [replace(leg, moved=True) for leg in FAR]
    assert difference(plan(), entry(2, CANCELED), [moved, AS_PLANNED[1], []]) == ""
    taken = [AS_PLANNED[0][0], replace(stop(status=CANCELED), moved=True)]
    assert difference(plan(), entry(2, CANCELED), [taken, AS_PLANNED[1], []]) == ""


def test_an_order_no_level_has_room_for_is_named_with_a_part_too() -> None:
    said = difference(plan(), entry(2, CANCELED), [*AS_PLANNED[:2], []], [stop("6000.00")])
    assert said == "a stop for 1 at 6000.00 was not planned"


def test_an_exit_that_no_level_has_room_for_is_named() -> None:
    extra = [target("6020.50"), stop("6000.00", status=CANCELED)]
    said = difference(plan(), entry(), AS_PLANNED, extra)
    assert said == "a target for 1 at 6020.50 was not planned"


def entry_of(kind: OrderType, quantity: int = 3, **terms: str) -> Leg:
    held = version(2, 1, kind, terms.get("price"), terms.get("stop"), quantity)
    if "lasts" in terms:
        held = msgspec.structs.replace(held, time_in_force=TimeInForce(terms["lasts"]))
    return leg_of(Terms(order(1, Action.BUY), held, ()), Action.BUY)


LIMIT = Entry(EntryType.LIMIT, limit_price=Decimal("6012.25"))
STOP = Entry(EntryType.STOP, stop_price=Decimal("6012.25"))
BOTH = Entry(EntryType.STOP_LIMIT, Decimal("6012.50"), Decimal("6012.25"))


@pytest.mark.parametrize(
    ("planned", "held", "said"),
    [
        (Entry(), None, ""),
        (Entry(), entry_of(OrderType.MARKET), ""),
        (Entry(), entry_of(OrderType.MARKET, 2), "entry for 2, planned 3"),
        (Entry(), entry_of(OrderType.LIMIT, price="6012.25"), "entry is Limit, planned Market"),
        (Entry(), entry_of(OrderType.MARKET, lasts="Day"), ""),
        (Entry(), entry_of(OrderType.MARKET, lasts="GTC"), "entry is GTC, planned Day"),
        (LIMIT, entry_of(OrderType.LIMIT, price="6012.25"), ""),
        (LIMIT, entry_of(OrderType.LIMIT), ""),
        (
            LIMIT,
            entry_of(OrderType.LIMIT, price="6012.50"),
            "entry limit at 6012.50, planned 6012.25",
        ),
        (STOP, entry_of(OrderType.STOP, price="6012.25"), ""),
        (STOP, entry_of(OrderType.STOP, stop="6012.00"), "entry stop at 6012.00, planned 6012.25"),
        (BOTH, entry_of(OrderType.STOP_LIMIT, price="6012.50", stop="6012.25"), ""),
        (
            BOTH,
            entry_of(OrderType.STOP_LIMIT, price="6012.75", stop="6012.00"),
            "entry limit at 6012.75, planned 6012.50; entry stop at 6012.00, planned 6012.25",
        ),
    ],
)
def test_the_entry_is_compared_too(planned: Entry, held: Leg | None, said: str) -> None:
    assert entry_difference(ticket(entry=planned), held, plan()) == said


def lasting(leg: Leg, lasts: TimeInForce) -> Leg:
    assert leg.version is not None
    return replace(leg, version=msgspec.structs.replace(leg.version, time_in_force=lasts))


def test_exits_that_end_with_the_day_are_named() -> None:
    day, gtc = TimeInForce.DAY, TimeInForce.GTC
    one = [lasting(stop(), day), lasting(target("6016.50"), day)]
    two = [lasting(stop(), gtc)]
    done = [lasting(stop(status=FILLED), day)]
    ends = "they end with the session, and the position does not"
    assert day_only([one, two]) == f"good for the day only: level 1 target and stop; {ends}"
    assert day_only([two, one[:1], done]) == f"good for the day only: level 2 stop; {ends}"
    assert day_only([one, done]) == f"all exits are good for the day only: {ends}"
    assert day_only([two, done, [], [stop()]]) == ""
