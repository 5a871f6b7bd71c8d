"""How figures are told: median, p99, and whether the budget is met."""

import statistics
from collections.abc import Sequence


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def p99(values: Sequence[float]) -> float:
    return sorted(values)[max(0, round(len(values) * 0.99) - 1)]


def plain(what: str, value: float, unit: str) -> str:
    """One line of the report, of something that has no budget."""
    return f"{what:<48}{value:>9.3f} {unit:<4}"


def line(what: str, value: float, budget: float, unit: str) -> str:
    """One line of the report; a figure over its budget is marked."""
    mark = "" if value <= budget else "   OVER BUDGET"
    return f"{plain(what, value, unit)} (budget {budget:.3g}){mark}"
