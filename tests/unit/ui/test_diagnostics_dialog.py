import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot
from tests.support.fake_desk import FakeDesk
from tests.support.hand import Hand
from tests.support.sample_views import session
from tests.support.screen import click, found, press, shown
from tests.support.until import until

from bracketdesk.controller.views import Connection
from bracketdesk.domain.session import Environment
from bracketdesk.ui.diagnostics_dialog import LOOK_MS, DiagnosticsDialog, show_diagnostics

ROWS = (("Host", "demo.example"), ("Messages", "12"))


class Shown:
    def __init__(self) -> None:
        self.desk = FakeDesk()
        self.desk.figures = ROWS
        self.desk.session.set(session(Environment.DEMO, Connection.RECONNECTING, "Lost."))
        self.window = QWidget()
        show_diagnostics(self.window, self.desk)
        self.dialog = found(self.window, DiagnosticsDialog, "diagnosticsDialog")


@pytest.fixture
async def figures(qtbot: QtBot) -> Shown:
    figures = Shown()
    qtbot.addWidget(figures.window)
    figures.window.show()
    await shown(figures.dialog)
    return figures


async def test_the_window_stays_usable(figures: Shown) -> None:
    assert figures.dialog.isVisible()
    assert figures.dialog.windowModality() is Qt.WindowModality.NonModal


async def test_it_says_the_state_its_sentence_and_the_figures(figures: Shown) -> None:
    assert found(figures.dialog, QLabel, "diagnosticsState").text() == "Reconnecting…"
    assert found(figures.dialog, QLabel, "diagnosticsText").text() == "Lost."
    assert Hand(figures.dialog).rows("diagnosticsView") == ["Host | demo.example", "Messages | 12"]


async def test_it_looks_again_each_second(figures: Shown) -> None:
    clock = next(t for t in figures.dialog.findChildren(QTimer) if t.interval() == LOOK_MS)
    assert clock.isActive()
    figures.desk.figures = (*ROWS[:1], ("Messages", "13"))
    clock.timeout.emit()
    assert Hand(figures.dialog).rows("diagnosticsView")[1] == "Messages | 13"


async def test_it_copies_what_it_shows(figures: Shown) -> None:
    click(figures.dialog, "diagnosticsCopyButton")
    copied = QGuiApplication.clipboard().text()
    assert copied == "Reconnecting…\nLost.\nHost: demo.example\nMessages: 12"


async def test_a_second_one_is_never_opened_and_escape_closes(figures: Shown) -> None:
    show_diagnostics(figures.window, figures.desk)
    assert len(figures.window.findChildren(DiagnosticsDialog)) == 1
    press(Qt.Key.Key_Escape)
    await until(lambda: figures.window.findChild(DiagnosticsDialog) is None)
    figures.desk.session.set(session(Environment.DEMO))  # nobody listens any more
