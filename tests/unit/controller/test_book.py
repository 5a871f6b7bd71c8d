"""Entities joined in any order of arrival."""

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as some
from tests.support.fake_line import FakeState
from tests.unit.controller.builders import (
    ACCOUNT_ID,
    MES,
    fill,
    filled_strategy,
    link,
    order,
    position,
    strategy,
    version,
)

from bracketdesk.controller.book import Book
from bracketdesk.wire.entities import Entity
from bracketdesk.wire.enums import Action, OrderType, OrdStatus

HERE = (ACCOUNT_ID, MES.contract_id)


def everything(number: int = 9912, base: int = 1000) -> list[Entity]:
    return [
        entity for entity in filled_strategy(number=number, base=base) if isinstance(entity, Entity)
    ]


BOTH = everything() + everything(number=9913, base=2000)


def picture(book: Book) -> object:
    book.update()
    return (
        {s.id: book.orders_of(s.id) for s in book.strategies(ACCOUNT_ID)},
        sorted(o.id for o in book.open_orders(*HERE)),
        book.stops_working(*HERE, Action.SELL),
        book.net(*HERE),
        book.traces(*HERE),
    )


@settings(max_examples=60, deadline=None)
@given(entities=some.permutations(BOTH), looks=some.integers(1, 6))
def test_any_order_and_any_looks_in_between_end_the_same(
    entities: list[Entity], looks: int
) -> None:
    whole = FakeState()
    whole.put(*BOTH)
    expected = picture(Book(whole))
    state = FakeState()
    book = Book(state)
    for start in range(looks):
        state.put(*entities[start::looks])
        picture(book)
    assert picture(book) == expected


def test_the_newest_version_counts_whenever_it_comes() -> None:
    state = FakeState()
    book = Book(state)
    stop = order(1, Action.SELL)
    state.put(stop, version(30, 1, OrderType.STOP, stop="6009"))
    book.update()
    state.put(version(20, 1, OrderType.STOP, stop="6001"))
    book.update()
    held = book.terms(stop).version
    assert held is not None
    assert held.id == 30


def test_stops_working_count_what_is_in_the_market_and_not_yet_filled() -> None:
    state = FakeState()
    state.put(
        order(1, Action.SELL),
        version(11, 1, OrderType.STOP, stop="6000", quantity=3),
        fill(21, 1, "6000", 1, Action.SELL),
        order(2, Action.SELL, OrdStatus.SUSPENDED),
        version(12, 2, OrderType.STOP, stop="6000", quantity=5),
        order(3, Action.SELL),
        version(13, 3, OrderType.LIMIT, price="6020", quantity=5),
        order(4, Action.BUY),
        version(14, 4, OrderType.STOP, stop="6030", quantity=7),
        order(5, Action.SELL, OrdStatus.PENDING_REPLACE),
        version(15, 5, OrderType.TRAILING_STOP, stop="6000", quantity=2),
        order(6, Action.SELL),  # its terms have not arrived
        order(7, Action.SELL, contract_id=600),
        version(17, 7, OrderType.STOP, stop="6000", quantity=9),
    )
    book = Book(state)
    book.update()
    assert book.stops_working(*HERE, Action.SELL) == 4
    assert book.stops_working(*HERE, Action.BUY) == 7
    state.put(order(5, Action.SELL, OrdStatus.FILLED))
    book.update()
    assert book.stops_working(*HERE, Action.SELL) == 2


def test_touched_names_the_strategies_whose_orders_changed() -> None:
    state = FakeState()
    book = Book(state)
    state.put(*everything(), *everything(number=9913, base=2000))
    book.update()
    assert book.take_touched() == {9912, 9913}
    book.update()
    assert book.take_touched() == set()
    state.put(order(2011, Action.SELL, OrdStatus.CANCELED))
    book.update()
    assert book.take_touched() == {9913}
    state.put(order(2021, Action.SELL, OrdStatus.PENDING_CANCEL))
    book.update()
    assert book.take_touched() == {9913}
    state.put(version(5000, 1011, OrderType.STOP, stop="6009"))
    book.update()
    assert book.take_touched() == {9912}


def test_a_snapshot_in_place_of_everything_is_read_anew() -> None:
    state = FakeState()
    book = Book(state)
    state.put(*everything())
    book.update()
    state.orders.clear()
    state.links.clear()
    state.changes += 1
    state.put(order(1, Action.BUY), link(2, 1))
    book.update()
    assert [terms.order.id for terms in book.orders_of(9912)] == [1]


def test_a_deleted_order_is_gone() -> None:
    state = FakeState()
    book = Book(state)
    state.put(*everything())
    book.update()
    del state.orders[1011]
    state.changes += 1
    book.update()
    assert 1011 not in [terms.order.id for terms in book.orders_of(9912)]
    assert 1011 not in [found.id for found in book.open_orders(*HERE)]


def test_traces_move_with_orders_fills_and_position_of_the_contract_only() -> None:
    state = FakeState()
    state.put(*everything())
    book = Book(state)

    def traces() -> object:
        book.update()
        return book.traces(*HERE)

    first = traces()
    state.put(order(7000, Action.BUY, contract_id=600))
    state.put(strategy(number=1))
    state.put(msgspec.structs.replace(position(9, number=8), account_id=1))
    assert traces() == first
    for change in (
        order(7001, Action.BUY),
        order(7001, Action.BUY, OrdStatus.CANCELED),
        fill(7002, 7001, "6000"),
        position(4),
        order(7003, Action.BUY, contract_id=None),
    ):
        state.put(change)
        now = traces()
        assert now != first
        first = now


def test_strategies_come_newest_first_and_only_the_accounts_own() -> None:
    state = FakeState()
    state.put(strategy(1), strategy(3), strategy(2), strategy(9, account_id=1))
    assert [s.id for s in Book(state).strategies(ACCOUNT_ID)] == [3, 2, 1]
