"""Contracts, quotes and desks for tests of the window, and how to find its widgets."""

from datetime import date
from decimal import Decimal
from typing import TypeVar

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from tests.support.draft_check import domain_check
from tests.support.fake_desk import FakeDesk

from bracketdesk.controller.views import Connection, QuoteView, SessionView
from bracketdesk.domain.instrument import Instrument, PriceFormat
from bracketdesk.domain.session import Environment
from bracketdesk.domain.settings import Settings

W = TypeVar("W", bound=QObject)

MES = Instrument(
    symbol="MESZ6",
    tick_size=Decimal("0.25"),
    value_per_point=Decimal(5),
    contract_id=1,
    product="MES",
    description="Micro E-mini S&P 500",
    expires=date(2026, 12, 18),
)
ZN = Instrument(
    symbol="ZNZ6",
    tick_size=Decimal("0.015625"),
    value_per_point=Decimal(1000),
    contract_id=2,
    product="ZN",
    description="10-Year U.S. Treasury Note",
    price_format=PriceFormat.FRACTIONAL,
    expires=date(2026, 12, 21),
)


def quote(bid: str = "6012.25", ask: str = "6012.50", last: str = "6012.50") -> QuoteView:
    """A quote of MESZ6."""
    prices = Decimal(bid), Decimal(ask), Decimal(last)
    return QuoteView(1, prices[0], 14, prices[1], 9, prices[2], 5.0)


def session(environment: Environment = Environment.PRACTICE, account: str = "DEMO1") -> SessionView:
    """A connected session."""
    return SessionView(
        environment, Connection.CONNECTED, accounts=(account,), account=account, latency=0.012
    )


def trading_desk(settings: Settings | None = None) -> FakeDesk:
    """A connected desk with MESZ6 and a quote; it never asks before sending."""
    desk = FakeDesk(settings or Settings(ask_practice=False), domain_check)
    desk.session.set(session())
    desk.instrument.set(MES)
    desk.age = 0.3
    desk.quote.set(quote())
    return desk


def named(parent: QObject, kind: type[W], name: str) -> W:
    """The descendant with this objectName; an AssertionError where there is none."""
    found = parent.findChild(kind, name)
    assert found is not None, name
    return found


def paint() -> None:
    """Let Qt do what is due: timers of this turn, layouts, paints."""
    for _ in range(3):
        QApplication.processEvents()
