"""The ui's tests run on the application's own loop: Qt and asyncio in one (stack.md 3)."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.support.fake_desk import FakeDesk
from tests.support.fake_market import trading_desk

from bracketdesk.domain.settings import Settings
from bracketdesk.ui.event_loop import EventLoop
from bracketdesk.ui.theme import apply_theme
from bracketdesk.ui.ticket_card import TicketCard


def _loop() -> EventLoop:
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    return EventLoop(app)


def pytest_asyncio_loop_factories(
    config: pytest.Config, item: pytest.Item
) -> dict[str, Callable[[], EventLoop]]:
    return {"qt": _loop}


@pytest.fixture(autouse=True)
def _dressed(qapp: QApplication) -> Iterator[None]:
    """Every test begins with the light theme; a window it closes ends nothing."""
    qapp.setQuitOnLastWindowClosed(False)
    apply_theme(qapp, Settings())
    yield
    # Outside a running loop Qt keeps what is to be deleted later, and every new theme dresses it.
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def desk() -> FakeDesk:
    """A connected desk with MESZ6 and a quote, which checks by the domain's rules."""
    return trading_desk()


@pytest.fixture
def card(qtbot: QtBot, desk: FakeDesk) -> TicketCard:
    """The ticket card on the screen."""
    card = TicketCard(desk)
    qtbot.addWidget(card)
    card.resize(1148, 380)
    card.show()
    QApplication.processEvents()
    return card
