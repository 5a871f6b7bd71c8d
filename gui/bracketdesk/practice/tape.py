"""A recorded market, replayed: CSV, plain or gzipped, times in UTC to the nanosecond."""

import csv
import gzip
import io
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

from bracketdesk.practice.errors import TapeError
from bracketdesk.practice.listing import Listed, to_ticks
from bracketdesk.practice.market import MarketSource, QuoteTick, Step, TradeTick
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

Row = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Tape:
    """What was recorded of one product; waits in seconds as they were."""

    product: str
    steps: tuple[Step, ...]


class TapeMarket:
    """The MarketSource that plays a tape on its product's front month; all else is `others`'."""

    def __init__(self, tape: Tape, speed: float, others: MarketSource) -> None:
        if not speed > 0:
            raise ValueError("a tape's speed is above zero")
        self._tape = tape
        self._speed = speed
        self._others = others

    def feed(self, listed: Listed, seed: int) -> Iterator[Step]:
        """Return the tape's steps at its speed, or another market's."""
        if listed.rank == 0 and listed.specification.name == self._tape.product:
            return (Step(wait / self._speed, tick) for wait, tick in self._tape.steps)
        return self._others.feed(listed, seed)


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
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8", newline="")
    return path.open(encoding="utf-8", newline="")


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
        raise TapeError(f"The tape {name} is of {symbol!r}: name its product with --product.")
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

    def step(self, row: Row, line: int) -> Step:
        try:
            return Step(self._wait(row), self._happening(row))
        except ValueError as error:
            raise TapeError(f"Line {line} of the tape {self._name}: {error}.") from None

    def _wait(self, row: Row) -> float:
        if row["symbol"] != self._symbol:
            raise ValueError(f"the symbol is {row['symbol']}, before it was {self._symbol}")
        now = _nanoseconds(row["timestamp"] or "")
        wait = 0 if self._last is None else now - self._last
        if wait < 0:
            raise ValueError("its time lies before the line above")
        self._last = now
        return wait / 1e9

    def _happening(self, row: Row) -> QuoteTick | TradeTick:
        if row["event"] == "quote":
            bid, bid_size = self._side(row, "bid")
            ask, ask_size = self._side(row, "ask")
            return QuoteTick(bid, bid_size, ask, ask_size)
        if row["event"] == "trade":
            price, size = self._side(row, "trade")
            if price is not None:
                return TradeTick(price, size)
            raise ValueError("a trade has a price")
        raise ValueError(f"the event is {row['event']!r}, not quote or trade")

    def _side(self, row: Row, side: str) -> tuple[int | None, int]:
        price, size = row[f"{side}_price"], row[f"{side}_size"]
        if not price:
            return None, 0
        ticks = to_ticks(_price(price), self._tick)
        if ticks is None:
            raise ValueError(f"the price {price} is no multiple of {self._tick}")
        return ticks, _contracts(size or "")


def _price(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise ValueError(f"the price {text!r} is no number") from None


def _contracts(text: str) -> int:
    if not text.isdecimal():
        raise ValueError(f"the size {text!r} is no number of contracts")
    return int(text)


def _nanoseconds(text: str) -> int:
    """Return nanoseconds since the epoch; datetime keeps microseconds only."""
    whole, _, fraction = text.removesuffix("Z").partition(".")
    try:
        time = datetime.strptime(whole, "%Y-%m-%dT%H:%M:%S").replace(tzinfo=UTC)
        return int(time.timestamp()) * 10**9 + int(fraction.ljust(9, "0")[:9])
    except ValueError:
        raise ValueError(f"the time {text!r} is not of the form 2023-12-25T23:00:00.1Z") from None
