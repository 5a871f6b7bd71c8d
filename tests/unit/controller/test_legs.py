from decimal import Decimal

import pytest
from tests.unit.controller.builders import fill, order, version

from bracketdesk.controller.book import Terms
from bracketdesk.controller.legs import average, leg_of, leg_view, read_label
from bracketdesk.controller.views import LegRole, LegView
from bracketdesk.wire.entities import OrderVersion
from bracketdesk.wire.enums import Action, OrderType, OrdStatus

BUY, SELL = Action.BUY, Action.SELL


def view(
    action: Action,
    terms: OrderVersion | None,
    status: OrdStatus = OrdStatus.WORKING,
    filled: int = 0,
) -> LegView:
    fills = tuple(fill(50 + n, 1, "6012.50") for n in range(filled))
    return leg_view(leg_of(Terms(order(1, action, status), terms, fills), BUY))


@pytest.mark.parametrize(
    ("action", "kind", "role"),
    [
        (BUY, OrderType.MARKET, LegRole.ENTRY),
        (BUY, OrderType.STOP, LegRole.ENTRY),  # a stop entry is still the entry
        (SELL, OrderType.LIMIT, LegRole.TARGET),
        (SELL, OrderType.STOP, LegRole.STOP),
        (SELL, OrderType.STOP_LIMIT, LegRole.STOP),
        (SELL, OrderType.TRAILING_STOP, LegRole.STOP),
        (SELL, OrderType.TRAILING_STOP_LIMIT, LegRole.STOP),
        (SELL, OrderType.MIT, LegRole.OTHER),
        (SELL, OrderType("Brandnew"), LegRole.OTHER),
    ],
)
def test_what_a_leg_is_there_for(action: Action, kind: OrderType, role: LegRole) -> None:
    shown = view(action, version(2, 1, kind))
    assert (shown.role, shown.type) == (role, str(kind))


def test_without_terms_only_the_entry_is_known() -> None:
    assert view(BUY, None).role is LegRole.ENTRY
    shown = view(SELL, None)
    assert (shown.role, shown.type, shown.quantity, shown.price) == (LegRole.OTHER, "", 0, None)


def test_the_working_price() -> None:
    assert view(SELL, version(2, 1, OrderType.LIMIT, price="6020")).price == 6020
    assert view(SELL, version(2, 1, OrderType.STOP, stop="6008.50")).price == Decimal("6008.50")
    both = version(2, 1, OrderType.STOP_LIMIT, price="6008", stop="6008.50")
    assert view(SELL, both).price == Decimal("6008.50")
    assert view(SELL, version(2, 1, OrderType.STOP, price="6008")).price == 6008
    trailing = view(SELL, version(2, 1, OrderType.TRAILING_STOP, stop="6009"))
    assert trailing.price == 6009
    assert trailing.trailing


@pytest.mark.parametrize(
    ("status", "word", "cancellable"),
    [
        (OrdStatus.WORKING, "working", True),
        (OrdStatus.SUSPENDED, "waiting", True),
        (OrdStatus.PENDING_CANCEL, "being cancelled", True),
        (OrdStatus.CANCELED, "cancelled", False),
        (OrdStatus.FILLED, "filled", False),
        (OrdStatus.REJECTED, "rejected", False),
        (OrdStatus.EXPIRED, "expired", False),
        (OrdStatus("Brandnew"), "Brandnew", True),
    ],
)
def test_a_status_in_words(status: OrdStatus, word: str, cancellable: bool) -> None:
    shown = view(BUY, version(2, 1, OrderType.LIMIT, price="6000"), status)
    assert (shown.status, shown.cancellable) == (word, cancellable)


def test_a_partly_filled_order_says_how_much() -> None:
    terms = version(2, 1, OrderType.LIMIT, price="6000", quantity=3)
    shown = view(BUY, terms, filled=2)
    assert (shown.status, shown.filled) == ("working, 2 of 3 filled", 2)


def test_averages_are_exact() -> None:
    fills = (fill(1, 1, "6012.50", 1), fill(2, 1, "6012.75", 3))
    assert average(fills) == Decimal("6012.6875")
    assert average(()) is None


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("entry", (LegRole.ENTRY, None)),
        ("stop 2", (LegRole.STOP, 2)),
        ("Target 12", (LegRole.TARGET, 12)),
        ("stop", (LegRole.STOP, None)),
        ("", (LegRole.OTHER, None)),
        ("stop 0", (LegRole.OTHER, None)),
        ("bracket 2", (LegRole.OTHER, None)),
        ("stop 2 of 3", (LegRole.OTHER, None)),
    ],
)
def test_only_labels_that_are_known_say_something(
    label: str, said: tuple[LegRole, int | None]
) -> None:
    assert read_label(label) == said


def test_a_label_tells_what_the_terms_do_not_yet() -> None:
    late = leg_of(Terms(order(1, SELL), None, (), "stop 2"), BUY)
    assert (late.role, late.level) == (LegRole.STOP, 2)
    contradicted = leg_of(Terms(order(1, SELL), version(2, 1, OrderType.LIMIT), (), "stop 1"), BUY)
    assert contradicted.role is LegRole.TARGET
