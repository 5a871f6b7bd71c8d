"""Which orders a price wakes: the ladders must give what a look at every order would."""

from datetime import UTC, datetime
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from tests.support.trading import WEDNESDAY

from bracketdesk.practice import pit
from bracketdesk.practice.listing import Listing
from bracketdesk.practice.market import QuoteTick
from bracketdesk.practice.matching import followed, wakes
from bracketdesk.practice.orders import STOPS, LiveOrder, Terms, Trail
from bracketdesk.practice.pit import Ladder, Pit
from bracketdesk.practice.store import EntityStore
from bracketdesk.wire.entities import Command, Order
from bracketdesk.wire.enums import Action, CommandStatus, CommandType, OrderType, OrdStatus

NOW = datetime(2026, 11, 18, tzinfo=UTC)
LISTED = next(iter(Listing(EntityStore(), WEDNESDAY.date())))

prices = st.integers(80, 120)
trails = st.builds(Trail, prices, st.integers(1, 9), st.integers(1, 4))
actions = st.sampled_from([Action.BUY, Action.SELL])
terms = st.one_of(
    st.builds(Terms, actions, st.just(1), st.just(OrderType.LIMIT), limit=prices),
    st.builds(Terms, actions, st.just(1), st.just(OrderType.MARKET)),
    st.builds(Terms, actions, st.just(1), st.just(OrderType.STOP), stop=prices),
    st.builds(Terms, actions, st.just(1), st.just(OrderType.STOP), stop=prices, trail=trails),
    st.builds(Terms, actions, st.just(1), st.just(OrderType.MIT), touch=prices),
)
quotes = st.builds(
    QuoteTick, st.none() | prices, st.integers(0, 3), st.none() | prices, st.integers(0, 3)
)


def live(number: int, terms: Terms) -> LiveOrder:
    entity = Order(
        id=number, account_id=1, timestamp=NOW, action=terms.action, ord_status=OrdStatus.WORKING
    )
    command = Command(
        id=number,
        order_id=number,
        timestamp=NOW,
        command_type=CommandType.NEW,
        command_status=CommandStatus.AT_EXECUTION,
    )
    return LiveOrder(entity, LISTED, terms, command)


def concerned(pit: Pit, order: LiveOrder) -> bool:
    """Whether a quote changes something for an order, by looking at it."""
    side = pit.book.against(order.terms.action)
    if order.waits:
        moved = order.terms.type in STOPS and followed(order.terms, side.price) is not None
        return wakes(order.terms, side.price) or moved
    return order.limit is None or side.reaches(order.limit)


@given(st.lists(terms, max_size=12), st.lists(quotes, max_size=12), st.randoms())
def test_a_quote_wakes_whom_it_concerns(
    all_terms: list[Terms], shown: list[QuoteTick], dice: Random
) -> None:
    here = Pit()
    orders = [live(number, each) for number, each in enumerate(all_terms, start=1)]
    for order in orders:
        here.admit(order)
        here.watch(order)
    for quote in shown:
        here.book.show(quote)
        woken = here.quoted()
        assert [o.id for o in woken] == sorted(o.id for o in woken)
        assert {o.id for o in here.orders if concerned(here, o)} <= {o.id for o in woken}
        for order in woken:
            here.watch(order)
        if here.orders and dice.random() < 0.3:
            here.forget(dice.choice(here.orders))


@given(st.lists(terms, max_size=12), st.lists(prices, max_size=12))
def test_a_trade_wakes_who_waits_for_it(all_terms: list[Terms], traded: list[int]) -> None:
    here = Pit()
    for number, each in enumerate(all_terms, start=1):
        order = live(number, each)
        here.admit(order)
        here.watch(order)
    for price in traded:
        woken = here.traded(price)
        waking = {o.id for o in here.orders if o.waits and wakes(o.terms, price)}
        assert waking <= {o.id for o in woken}
        for order in woken:
            if order.waits:
                assert wakes(order.terms, price)
            here.watch(order)


@given(st.lists(st.tuples(prices, st.booleans()), min_size=1, max_size=60), prices)
def test_a_ladder_forgets_old_wishes_and_keeps_the_others(
    wishes: list[tuple[int, bool]], price: int
) -> None:
    ladder, order = Ladder(+1), live(1, Terms(Action.BUY, 1, OrderType.MARKET))
    others = []
    for number, (at, moves) in enumerate(wishes, start=2):
        order.watch += moves
        ladder.add(at, order)
        other = live(number, Terms(Action.BUY, 1, OrderType.MARKET))
        ladder.add(at, other)
        others.append((at, other))
    ladder._clear()
    woken = list(ladder.woken(price))
    assert {o.id for o in woken if o is not order} == {o.id for at, o in others if at <= price}
    assert (order in woken) is any(at <= price for at, _ in wishes[_first_current(wishes) :])


def _first_current(wishes: list[tuple[int, bool]]) -> int:
    """The first wish since the order last changed its mind."""
    return max((number for number, (_, moves) in enumerate(wishes) if moves), default=0)


def test_a_ladder_clears_itself() -> None:
    ladder, order = Ladder(+1), live(1, Terms(Action.BUY, 1, OrderType.MARKET))
    for _ in range(10 * pit.ROOM):
        order.watch += 1
        ladder.add(100, order)
    assert len(ladder._rungs) <= pit.ROOM
    assert list(ladder.woken(100)) == [order]
