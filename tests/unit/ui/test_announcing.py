"""A sentence read aloud: by a reader that listens, else by nobody."""

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from bracketdesk.ui.announcing import announce


@pytest.fixture
def reader() -> Iterator[None]:
    """As where a screen reader listens."""
    before = QAccessible.isActive()
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(before)


@pytest.mark.usefixtures("reader")
def test_it_can_be_said_again_and_again(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    for text in ("Filled in: Sell 4 MESZ6.", "", "Filled in: Buy 4 MESZ6."):
        announce(widget, text)
    assert QAccessible.queryAccessibleInterface(widget) is not None
