from datetime import date
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bracketdesk.practice.listing import Listed, Listing
from bracketdesk.practice.market import QuoteTick, Step, TradeTick
from bracketdesk.practice.reel import SEAM, Reel, TapeMarket
from bracketdesk.practice.store import EntityStore
from bracketdesk.practice.synthetic import SyntheticMarket
from bracketdesk.practice.tape import Tape


def quote(bid: int) -> QuoteTick:
    return QuoteTick(bid, 1, bid + 1, 1)


TAPE = Tape(
    "ES",
    (
        Step(0.0, TradeTick(99, 5)),
        Step(0.0, quote(100)),
        Step(2.0, quote(102)),
        Step(0.5, TradeTick(103, 1)),
        Step(1.5, quote(104)),
    ),
)


def listed(name: str) -> Listed:
    found = Listing(EntityStore(), date(2026, 11, 22)).find(name)
    assert found is not None
    return found


class TestOnce:
    def test_it_plays_what_is_on_it_and_stops(self) -> None:
        reel = Reel(TAPE)
        assert reel.length == 4.0
        assert not reel.over
        assert list(reel) == list(TAPE.steps)
        assert reel.over
        assert list(reel) == []

    def test_ahead_is_where_the_last_step_stands(self) -> None:
        reel = Reel(TAPE)
        heres = [reel.ahead]
        heres += [reel.ahead for _ in reel]
        assert heres == [0, 0, 0, 2, 2.5, 4]


class TestSeeking:
    @pytest.mark.parametrize(
        ("position", "steps"),
        [
            (0.0, [Step(0, quote(100)), *TAPE.steps[2:]]),
            (0.5, [Step(0, quote(100)), Step(1.5, quote(102)), *TAPE.steps[3:]]),
            (2.0, [Step(0, quote(102)), *TAPE.steps[3:]]),
            (3.0, [Step(0, quote(102)), Step(1.0, quote(104))]),
            (4.0, [Step(0, quote(104))]),
        ],
    )
    def test_it_goes_on_from_there_with_the_quote_that_stood(
        self, position: float, steps: list[Step]
    ) -> None:
        reel = Reel(TAPE)
        next(reel)
        reel.seek(position)
        assert reel.ahead == position
        assert list(reel) == steps

    def test_an_ended_one_goes_back(self) -> None:
        reel = Reel(TAPE)
        list(reel)
        reel.seek(2.5)
        assert not reel.over
        assert list(reel) == [Step(0, quote(102)), Step(1.5, quote(104))]

    @given(st.floats(0, 4), st.floats(0, 4))
    def test_wherever_it_went_before_the_way_is_as_long_as_it_is(
        self, first: float, second: float
    ) -> None:
        reel = Reel(TAPE)
        reel.seek(first)
        next(reel)
        reel.seek(second)
        assert second + sum(step.wait for step in reel) == pytest.approx(4.0)


class TestLooped:
    def test_after_a_pause_it_begins_with_its_first_quote(self) -> None:
        reel = Reel(TAPE, looped=True)
        round_two = [Step(SEAM, quote(100)), *TAPE.steps[2:]]
        assert list(islice(reel, 5 + 4 + 1)) == [*TAPE.steps, *round_two, round_two[0]]
        assert not reel.over

    def test_it_may_be_changed_at_any_time(self) -> None:
        reel = Reel(TAPE)
        list(reel)
        reel.looped = True
        assert next(reel) == Step(SEAM, quote(100))
        reel.looped = False
        assert list(reel) == list(TAPE.steps[2:])


class TestMarket:
    def test_the_front_month_of_its_product_plays_it(self) -> None:
        market = TapeMarket(Reel(TAPE), SyntheticMarket())
        assert market.reel.contract_id is None
        es = listed("ESZ6")
        assert list(market.feed(es, 1, 60.0)) == list(TAPE.steps)
        assert market.reel.contract_id == es.id

    @pytest.mark.parametrize("name", ["ESH7", "MESZ6"])
    def test_everything_else_stays_as_it_was(self, name: str) -> None:
        market = TapeMarket(Reel(TAPE), SyntheticMarket())
        other = SyntheticMarket().feed(listed(name), 1, 60.0)
        assert next(market.feed(listed(name), 1, 60.0)) == next(other)
        assert market.reel.contract_id is None
