"""Which products move together, and how each of them does.

A family shares one factor (`factor`); what moves an underlying alone is its own. An underlying's
micro contract has the same of both, so the two never part by more than their crowds' noise.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Look:
    """How a product's practice market looks, beside its level and depth.

    It goes about `swing` ticks in an hour, `shared` parts of it with its family and `own` parts
    with its underlying alone. Each later month stands `carry` ticks from the one before. Its best
    prices are `spread` ticks apart where nothing happens, and `pace` things a second happen in a
    market that is neither quiet nor in a hurry.
    """

    family: str
    underlying: str
    swing: float
    carry: int
    spread: int = 1
    pace: float = 5.0
    shared: float = 1.0
    own: float = 0.0


LOOKS = {
    "ES": Look("index", "S&P 500", swing=44, carry=220, pace=7.0),
    "MES": Look("index", "S&P 500", swing=44, carry=220, pace=7.0),
    "NQ": Look("index", "NASDAQ 100", swing=230, carry=920, spread=2, pace=8, shared=0.94, own=0.4),
    "MNQ": Look(
        "index", "NASDAQ 100", swing=230, carry=920, spread=2, pace=8, shared=0.94, own=0.4
    ),
    "YM": Look("index", "Dow", swing=70, carry=400, spread=2, shared=0.9, own=0.4),
    "MYM": Look("index", "Dow", swing=70, carry=400, spread=2, shared=0.9, own=0.4),
    "RTY": Look("index", "Russell 2000", swing=58, carry=210, spread=2, shared=0.75, own=0.65),
    "M2K": Look("index", "Russell 2000", swing=58, carry=210, spread=2, shared=0.75, own=0.65),
    "GC": Look("gold", "gold", swing=45, carry=160, spread=2),
    "MGC": Look("gold", "gold", swing=45, carry=160, spread=2),
    "CL": Look("crude", "crude", swing=28, carry=-35),
    "MCL": Look("crude", "crude", swing=28, carry=-35),
    "ZN": Look("rates", "10-year", swing=8, carry=-12),
    "ZB": Look("rates", "30-year", swing=10, carry=-10, pace=4.0, shared=0.94, own=0.35),
    "6E": Look("euro", "euro", swing=24, carry=90),
}
"""By product."""
