from hypothesis import given
from hypothesis import strategies as st

from bracketdesk.practice.book import DEPTH, Book, Execution
from bracketdesk.practice.market import QuoteTick
from bracketdesk.wire.enums import Action


def book(bid: int = 100, bid_size: int = 5, ask: int = 101, ask_size: int = 3) -> Book:
    book = Book()
    book.show(QuoteTick(bid, bid_size, ask, ask_size))
    return book


def test_a_buyer_takes_the_displayed_size_and_walks_up() -> None:
    assert book().offers.take(7, None) == [Execution(101, 3), Execution(102, 3), Execution(103, 1)]


def test_a_seller_walks_down() -> None:
    assert book().bids.take(6, None) == [Execution(100, 5), Execution(99, 1)]


def test_a_limit_ends_the_walk() -> None:
    assert book().offers.take(7, 102) == [Execution(101, 3), Execution(102, 3)]
    assert book().bids.take(7, 100) == [Execution(100, 5)]
    assert book().offers.take(7, 100) == []


def test_the_book_ends_after_its_levels() -> None:
    got = book().offers.take(1000, None)
    assert sum(part.quantity for part in got) == 3 * DEPTH
    assert got[-1].price == 101 + DEPTH - 1


def test_what_is_taken_is_not_there_twice_within_the_same_quote() -> None:
    offers = book().offers
    assert offers.take(2, None) == [Execution(101, 2)]
    assert offers.take(2, None) == [Execution(101, 1), Execution(102, 1)]
    assert offers.take(9, 101) == []


def test_a_change_of_the_other_side_refills_nothing() -> None:
    one = book()
    one.offers.take(3, None)
    one.show(QuoteTick(99, 5, 101, 3))
    assert one.offers.take(1, 101) == []
    one.show(QuoteTick(99, 5, 101, 4))
    assert one.offers.take(9, 101) == [Execution(101, 4)]


def test_looking_takes_nothing() -> None:
    offers = book().offers
    assert offers.offered(3, None) == offers.offered(3, None) == offers.take(3, None)


def test_an_empty_side_offers_nothing() -> None:
    one = Book()
    assert one.bids.price is None
    one.show(QuoteTick(None, 0, 101, 0))
    assert one.offers.price is None
    assert one.offers.take(1, None) == []
    assert not one.offers.reaches(200)


def test_reaching_is_at_or_better() -> None:
    one = book()
    assert [one.offers.reaches(price) for price in (100, 101, 102)] == [False, True, True]
    assert [one.bids.reaches(price) for price in (99, 100, 101)] == [True, True, False]


def test_each_action_meets_the_other_side() -> None:
    one = book()
    assert one.against(Action.BUY) is one.offers
    assert one.against(Action.SELL) is one.bids


@given(
    st.sampled_from([Action.BUY, Action.SELL]),
    st.lists(st.tuples(st.integers(1, 40), st.none() | st.integers(90, 110)), max_size=8),
    st.integers(1, 9),
)
def test_never_better_than_the_best_nor_beyond_the_limit_nor_more_than_there_is(
    action: Action, orders: list[tuple[int, int | None]], size: int
) -> None:
    side = book(bid_size=size, ask_size=size).against(action)
    best, direction = side.price, 1 if action is Action.BUY else -1
    assert best is not None
    taken: dict[int, int] = {}
    for quantity, limit in orders:
        got = side.take(quantity, limit)
        assert sum(part.quantity for part in got) <= quantity
        for price, part in got:
            assert (price - best) * direction >= 0
            assert limit is None or (limit - price) * direction >= 0
            taken[price] = taken.get(price, 0) + part
    assert all(part <= size for part in taken.values())
