"""A made-up market: each contract has a crowd of its own, all of a family after one factor."""

from collections.abc import Callable, Iterator

from bracketdesk.practice.crowd import Crowd
from bracketdesk.practice.factor import OWN_MOODS, Factor
from bracketdesk.practice.families import LOOKS
from bracketdesk.practice.listing import Listed, to_ticks
from bracketdesk.practice.market import Step

LATER = 5
"""How many times calmer and thinner than the front month the later ones are."""

AtTime = Callable[[float], float]


class SyntheticMarket:
    """The MarketSource of the practice exchange when there is no tape."""

    def __init__(self) -> None:
        self._factors: dict[str, Factor] = {}

    def feed(self, listed: Listed, seed: int, since: float) -> Iterator[Step]:
        """Return an endless market; the same seed, contract and time give the same one."""
        look = LOOKS[listed.specification.name]
        later = listed.rank > 0
        depth = listed.specification.depth
        crowd = Crowd(
            f"{seed}:{listed.name}",
            self._fair_value(listed, seed),
            self._pace(listed, seed),
            depth=max(depth // LATER, 2) if later else depth,
            spread=look.spread + later,
            time=since,
        )
        return crowd.steps()

    def _fair_value(self, listed: Listed, seed: int) -> AtTime:
        """Return what the contract is worth at a time, in ticks and parts of one.

        At the beginning its bid is its product's level, a later month's some ticks from there.
        """
        look = LOOKS[listed.specification.name]
        level = to_ticks(listed.specification.level, listed.specification.tick) or 0
        middle = level + look.spread / 2 + listed.rank * look.carry
        family = self._factor(f"{seed}:{look.family}").at
        shared, own = look.swing * look.shared, look.swing * look.own
        if not own:
            return lambda time: middle + shared * family(time)
        alone = self._factor(f"{seed}:{look.underlying}", own=True).at
        return lambda time: middle + shared * family(time) + own * alone(time)

    def _pace(self, listed: Listed, seed: int) -> AtTime:
        """Return how many things a second happen at a time."""
        look = LOOKS[listed.specification.name]
        usual = look.pace / LATER if listed.rank else look.pace
        session = self._factor(f"{seed}:{look.family}").session
        return lambda time: usual * session(time).mood.pace

    def _factor(self, seed: str, *, own: bool = False) -> Factor:
        if seed not in self._factors:
            self._factors[seed] = Factor(seed, OWN_MOODS) if own else Factor(seed)
        return self._factors[seed]
