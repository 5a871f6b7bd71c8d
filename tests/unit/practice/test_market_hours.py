"""Hours of the synthetic markets, judged by their figures as a trader would judge a chart."""

import math
from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from statistics import correlation, fmean

import pytest

from bracketdesk.practice.listing import Listed, Listing
from bracketdesk.practice.market import QuoteTick
from bracketdesk.practice.store import EntityStore
from bracketdesk.practice.synthetic import SyntheticMarket

pytestmark = pytest.mark.unmeasured

HOUR = 3600
SEEDS = (1, 2, 3)
FRONTS = {
    listed.specification.name: listed
    for listed in Listing(EntityStore(), date(2026, 11, 22))
    if listed.rank == 0
}


@dataclass
class Chart:
    """What a contract's hour was: middles in ticks and spreads, with the times they began."""

    listed: Listed
    times: list[float] = field(default_factory=list)
    middles: list[float] = field(default_factory=list)
    spreads: list[int] = field(default_factory=list)

    def every(self, seconds: int) -> list[float]:
        """Return the middles at such intervals."""
        marks = range(0, HOUR, seconds)
        return [self.middles[bisect_right(self.times, mark) - 1] for mark in marks]

    def changes(self, seconds: int) -> list[float]:
        """Return by how much the middle changed in each of such intervals."""
        return [after - before for before, after in pairwise(self.every(seconds))]

    def points(self, ticks: float) -> float:
        return ticks * float(self.listed.specification.tick)

    @property
    def path(self) -> float:
        """How far it went in the hour, a minute's root of squares at a time, in points."""
        return self.points(math.sqrt(sum(change**2 for change in self.changes(60))))

    @property
    def range(self) -> float:
        """From the lowest to the highest, in points."""
        return self.points(max(self.middles) - min(self.middles))

    def share(self, spread: int) -> float:
        """Return the share of time with this spread."""
        ends = [*self.times[1:], HOUR]
        spans = zip(self.times, ends, self.spreads, strict=True)
        return sum(end - begin for begin, end, width in spans if width == spread) / HOUR


def chart(market: SyntheticMarket, product: str, seed: int) -> Chart:
    drawn, time = Chart(FRONTS[product]), 0.0
    for wait, tick in market.feed(drawn.listed, seed, 0.0):
        time += wait
        if time > HOUR:
            break
        if isinstance(tick, QuoteTick):
            drawn.times.append(time)
            drawn.middles.append(((tick.bid or 0) + (tick.ask or 0)) / 2)
            drawn.spreads.append((tick.ask or 0) - (tick.bid or 0))
    return drawn


@pytest.fixture(scope="module", params=SEEDS)
def hour(request: pytest.FixtureRequest) -> dict[str, Chart]:
    """Every front month's hour of one seed."""
    market = SyntheticMarket()
    return {product: chart(market, product, request.param) for product in FRONTS}


def together(hour: dict[str, Chart], one: str, other: str) -> float:
    return correlation(hour[one].changes(60), hour[other].changes(60))


def apart(hour: dict[str, Chart], one: str, other: str) -> float:
    """Return how many ticks two contracts stood from each other, on average."""
    both = zip(hour[one].every(1), hour[other].every(1), strict=True)
    return fmean(abs(mine - its) for mine, its in both)


@pytest.mark.parametrize(
    ("one", "other", "least"),
    [
        *(("ES", "MES", 0.95), ("NQ", "MNQ", 0.95), ("GC", "MGC", 0.95), ("CL", "MCL", 0.9)),
        *(("YM", "MYM", 0.95), ("RTY", "M2K", 0.95), ("ZN", "ZB", 0.5)),
        *(("ES", "NQ", 0.6), ("ES", "YM", 0.6), ("ES", "RTY", 0.4)),
    ],
)
def test_who_belongs_together_goes_together(
    hour: dict[str, Chart], one: str, other: str, least: float
) -> None:
    assert together(hour, one, other) > least


def test_the_index_products_are_kin_and_no_twins(hour: dict[str, Chart]) -> None:
    assert together(hour, "ES", "NQ") < 0.995
    assert together(hour, "ES", "RTY") < together(hour, "ES", "MES")


@pytest.mark.parametrize(
    ("one", "other"), [("ES", "GC"), ("ES", "CL"), ("ES", "ZN"), ("GC", "CL"), ("6E", "ES")]
)
def test_strangers_go_their_own_way(hour: dict[str, Chart], one: str, other: str) -> None:
    assert abs(together(hour, one, other)) < 0.45


@pytest.mark.parametrize(("one", "other"), [("ES", "MES"), ("GC", "MGC"), ("CL", "MCL")])
def test_a_micro_is_within_a_tick_of_its_big_brother(
    hour: dict[str, Chart], one: str, other: str
) -> None:
    assert apart(hour, one, other) < 1


@pytest.mark.parametrize(
    ("product", "least", "most"),
    [
        *(("ES", 4, 30), ("MES", 4, 30), ("NQ", 20, 160), ("MNQ", 20, 160)),
        *(("YM", 25, 200), ("MYM", 25, 200), ("RTY", 2, 15), ("M2K", 2, 15)),
        *(("GC", 1.5, 14), ("MGC", 1.5, 14), ("CL", 0.1, 0.9), ("MCL", 0.1, 0.9)),
        *(("ZN", 0.05, 0.4), ("ZB", 0.12, 1.0), ("6E", 0.0004, 0.0035)),
    ],
)
def test_an_hour_goes_as_far_as_in_life(
    hour: dict[str, Chart], product: str, least: float, most: float
) -> None:
    assert least < hour[product].path < most
    assert least < hour[product].range < 2.5 * most


def test_the_livelier_is_livelier(hour: dict[str, Chart]) -> None:
    """In parts of the price: NASDAQ before S&P before Dow."""
    parts = {p: hour[p].path / float(FRONTS[p].specification.level) for p in ("NQ", "ES", "YM")}
    assert parts["NQ"] > parts["ES"] > 0.9 * parts["YM"]


@pytest.mark.parametrize(
    ("product", "spread", "share"),
    [
        *(("ES", 1, 0.9), ("MES", 1, 0.9), ("ZN", 1, 0.95), ("ZB", 1, 0.95), ("CL", 1, 0.9)),
        *(("NQ", 2, 0.4), ("GC", 2, 0.4)),
    ],
)
def test_the_spread_is_as_in_life(
    hour: dict[str, Chart], product: str, spread: int, share: float
) -> None:
    assert hour[product].share(spread) > share


def test_a_chart_is_no_sawtooth(hour: dict[str, Chart]) -> None:
    """A price that only jumped to and fro would go far in seconds and nowhere in minutes."""
    for product in ("ES", "NQ", "YM", "RTY", "CL", "6E"):
        seconds, minutes = hour[product].changes(1), hour[product].changes(60)
        quick = math.sqrt(sum(change**2 for change in seconds))
        slow = math.sqrt(sum(change**2 for change in minutes))
        assert 0.4 < slow / quick < 3


def test_a_deep_market_stands_still_for_seconds(hour: dict[str, Chart]) -> None:
    still = [change == 0 for change in hour["ZN"].changes(1)]
    assert 0.75 < sum(still) / len(still) < 0.99


def test_there_are_quiet_minutes_and_wild_ones(hour: dict[str, Chart]) -> None:
    moves = sorted(map(abs, hour["NQ"].changes(60)))
    assert moves[-3] > 8 * max(moves[len(moves) // 10], 1)


def test_a_week_goes_somewhere_and_comes_back() -> None:
    market = SyntheticMarket()
    listed = FRONTS["ES"]
    opens = []
    for hours in range(0, 24 * 5, 3):
        tick = next(market.feed(listed, 4, hours * HOUR)).tick
        assert isinstance(tick, QuoteTick)
        opens.append(float(listed.price(tick.bid or 0)))
    level = float(listed.specification.level)
    assert 40 < max(opens) - min(opens) < 0.08 * level
    assert min(opens) < level < max(opens)
