"""Planned against held."""

from decimal import Decimal

import pytest
from tests.unit.controller.builders import MES, THREE_LEVELS, fill, order, version

from bracketdesk.controller.book import Terms
from bracketdesk.controller.legs import Leg, leg_of
from bracketdesk.controller.levels import Plan
from bracketdesk.controller.read_back import difference
from bracketdesk.domain.ticket import AutoTrail, Level, Side
from bracketdesk.wire.enums import Action, OrderType, OrdStatus

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


def test_an_entry_that_ended_early_is_judged_by_the_sum_of_its_stops() -> None:
    short = entry(2, CANCELED)
    assert difference(plan(), short, [AS_PLANNED[0], AS_PLANNED[1], []]) == ""
    assert difference(plan(), short, [AS_PLANNED[0], [], []]) == "stops work for 1 of 2"
    open_loss = plan(Level(2, target_ticks=8), Level(1, stop_ticks=8))
    assert difference(open_loss, short, [[], []]) == ""
