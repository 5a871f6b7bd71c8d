"""A recorded market, replayed: CSV, plain or gzipped, times in UTC to the nanosecond."""

import csv
import gzip
import io
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path

from bracketdesk.practice.errors import TapeError
from bracketdesk.practice.listing import to_ticks
from bracketdesk.practice.market import QuoteTick, Step, TradeTick
from bracketdesk.practice.products import MONTH_CODES, PRODUCTS, Specification

COLUMNS = (
    "symbol",
    "timestamp",
    "event",
    "bid_price",
    "bid_size",
    "ask_price",
    "ask_size",
    "trade_price",
    "trade_size",
)

TIME = re.compile(r"(?P<whole>\d+-\d+-\d+T\d+:\d+:\d+)(\.(?P<fraction>\d+))?Z?", re.ASCII)

ENCODING = "utf-8-sig"
"""UTF-8; spreadsheets put a mark before it."""

MOST_POINTS = 10**9
MOST_CONTRACTS = 10**6
"""Of one quote or trade; nobody ever saw so many."""

LEAP = 2
"""How many times a price, or its inverse, may be the one before: a tape is of one market."""

SHOWN = 40
"""Characters of a bad field that a complaint repeats."""

Row = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Tape:
    """What was recorded of one product; waits in seconds as they were."""

    product: str
    steps: tuple[Step, ...]


def read_tape(path: Path, product: str | None = None) -> Tape:
    """Read a tape; `product` where its symbol does not tell. Raises TapeError."""
    try:
        with _open(path) as lines:
            return _tape(csv.DictReader(lines), path.name, product)
    except (OSError, EOFError, zlib.error) as error:
        raise TapeError(f"The tape {path.name} cannot be read: {error}.") from None
    except UnicodeDecodeError:
        raise TapeError(f"The tape {path.name} is no text in UTF-8.") from None
    except csv.Error as error:
        raise TapeError(f"The tape {path.name} is no CSV: {error}.") from None


def product_of(symbol: str) -> str | None:
    """Return the product of a contract's name: ES of ESH4; None where it does not tell."""
    root = symbol.rstrip("0123456789")
    known = root[:-1] in PRODUCTS and root[-1:] in MONTH_CODES and root != symbol
    return root[:-1] if known else None


def _open(path: Path) -> io.TextIOBase:
    if path.suffix.lower() == ".gz":
        return gzip.open(path, "rt", encoding=ENCODING, newline="")
    return path.open(encoding=ENCODING, newline="")


def _tape(rows: "csv.DictReader[str]", name: str, product: str | None) -> Tape:
    missing = [column for column in COLUMNS if column not in (rows.fieldnames or ())]
    if missing:
        raise TapeError(f"The tape {name} lacks the column {missing[0]}.")
    first = next(rows, None)
    if first is None:
        raise TapeError(f"The tape {name} is empty.")
    specification = _specification(first, name, product)
    reader = _RowReader(specification, name, first)
    steps = [reader.step(first, rows.line_num)]
    steps += [reader.step(row, rows.line_num) for row in rows]
    return Tape(specification.name, _opened(steps, name))


def _specification(first: Row, name: str, product: str | None) -> Specification:
    symbol = first["symbol"] or ""
    found = PRODUCTS.get(product or product_of(symbol) or "")
    if found is None and product:
        raise TapeError(f"There is no product {product}.")
    if found is None:
        raise TapeError(f"The tape {name} is of {_shown(symbol)}: name its product with --product.")
    return found


def _opened(steps: list[Step], name: str) -> tuple[Step, ...]:
    """Make everything up to the first two-sided quote happen at once: a market opens with one."""
    for index, (_, tick) in enumerate(steps):
        if isinstance(tick, QuoteTick) and tick.bid is not None and tick.ask is not None:
            at_once = [Step(0.0, step.tick) for step in steps[: index + 1]]
            return (*at_once, *steps[index + 1 :])
    raise TapeError(f"The tape {name} has no quote with both sides.")


class _RowReader:
    """Reads one row after the other; every complaint names the tape's line."""

    def __init__(self, specification: Specification, name: str, first: Row) -> None:
        self._tick = specification.tick
        self._name = name
        self._symbol = first["symbol"]
        self._last: int | None = None
        self._price: int | None = None

    def step(self, row: Row, line: int) -> Step:
        try:
            return Step(self._wait(row), self._happening(row))
        except ValueError as error:
            raise TapeError(f"Line {line} of the tape {self._name}: {error}.") from None

    def _wait(self, row: Row) -> float:
        if row["symbol"] != self._symbol:
            raise ValueError(f"the symbol is {_shown(row['symbol'] or '')}, not {self._symbol!r}")
        now = _nanoseconds(row["timestamp"] or "")
        wait = 0 if self._last is None else now - self._last
        if wait < 0:
            raise ValueError("its time lies before the line above")
        self._last = now
        return wait / 1e9

    def _happening(self, row: Row) -> QuoteTick | TradeTick:
        if row["event"] == "quote":
            return self._quote(row)
        if row["event"] == "trade":
            return self._trade(row)
        raise ValueError(f"the event is {_shown(row['event'] or '')}, not quote or trade")

    def _quote(self, row: Row) -> QuoteTick:
        bid, bid_size = self._side(row, "bid")
        ask, ask_size = self._side(row, "ask")
        if bid is not None and ask is not None and bid > ask:
            raise ValueError("its bid is above its offer")
        return QuoteTick(bid, bid_size, ask, ask_size)

    def _trade(self, row: Row) -> TradeTick:
        price, size = self._side(row, "trade")
        if price is None:
            raise ValueError("a trade has a price and a size")
        return TradeTick(price, size)

    def _side(self, row: Row, side: str) -> tuple[int | None, int]:
        price, size = row[f"{side}_price"], row[f"{side}_size"]
        if not price:
            return None, 0
        ticks = to_ticks(_price(price), self._tick)
        if ticks is None:
            raise ValueError(f"the price {_shown(price)} is no multiple of {self._tick}")
        contracts = _contracts(size or "")
        return (self._plausible(ticks, price), contracts) if contracts else (None, 0)

    def _plausible(self, ticks: int, price: str) -> int:
        before = self._price or ticks
        if ticks <= 0:
            raise ValueError(f"the price {_shown(price)} is not above zero")
        if not before <= ticks * LEAP <= before * LEAP**2:
            raise ValueError(f"the price {_shown(price)} is far from {before * self._tick} before")
        self._price = ticks
        return ticks


def _price(text: str) -> Decimal:
    try:
        price = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"the price {_shown(text)} is no number") from None
    if not (price.is_finite() and abs(price) <= MOST_POINTS):
        raise ValueError(f"the price {_shown(text)} is no market's")
    return price


def _contracts(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise ValueError(f"the size {_shown(text)} is no number of contracts")
    if len(text) > len(str(MOST_CONTRACTS)) or int(text) > MOST_CONTRACTS:
        raise ValueError(f"the size {_shown(text)} is more than {MOST_CONTRACTS} contracts")
    return int(text)


def _nanoseconds(text: str) -> int:
    """Return nanoseconds since the epoch; datetime keeps microseconds only."""
    written = TIME.fullmatch(text)
    try:
        seconds = _seconds(written["whole"]) if written else None
    except ValueError:  # no such day
        seconds = None
    if written is None or seconds is None:
        form = "2023-12-25T23:00:00.1Z"
        raise ValueError(f"the time {_shown(text)} is not of the form {form}")
    return seconds * 10**9 + int((written["fraction"] or "0").ljust(9, "0")[:9])


@lru_cache(maxsize=1)  # most rows share their second with the row above
def _seconds(text: str) -> int:
    return int(datetime.strptime(text, "%Y-%m-%dT%H:%M:%S").replace(tzinfo=UTC).timestamp())


def _shown(text: str) -> str:
    """Return what stands on the tape in quotes, and of garbage its beginning only."""
    shown = repr(text)  # of which an escape may be ten characters of one
    return shown if len(shown) <= SHOWN + 2 else f"{shown[: SHOWN + 1]}...{shown[-1]}"
