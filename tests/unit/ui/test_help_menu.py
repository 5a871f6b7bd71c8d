"""Help, worked from the window: menu, keyboard map, about, logs, diagnostics."""

from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QAction, QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot
from tests.support.fake_desk import FakeDesk
from tests.support.fake_market import paint
from tests.support.hand import Hand
from tests.support.screen import click, found, press
from tests.support.until import until

from bracketdesk import __version__
from bracketdesk.ui import deed_bar, move_editor
from bracketdesk.ui.about_dialog import AboutDialog
from bracketdesk.ui.first_steps import FirstSteps
from bracketdesk.ui.help_menu import COPIED, HelpMenu
from bracketdesk.ui.keyboard_dialog import KEYS, KeyboardDialog
from bracketdesk.ui.level_tools import LevelTools
from bracketdesk.ui.window import MainWindow

ACTIONS = ["FirstSteps", "Keyboard", "Logs", "Diagnostics", "About"]


class Opener(QObject):
    """Stands where the system would open a folder."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def open(self, address: QUrl) -> None:
        self.opened.append(address.toLocalFile())


@pytest.fixture
def window(qtbot: QtBot, desk: FakeDesk, tmp_path: Path) -> MainWindow:
    window = MainWindow(desk, tmp_path)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    paint()
    return window


def choose(window: MainWindow, name: str) -> None:
    """Open the menu by its button, and choose."""
    click(window, "helpButton")
    menu = found(window, HelpMenu, "helpMenu")
    assert menu.isVisible()
    menu.hide()
    found(menu, QAction, f"help{name}Action").trigger()


async def test_the_menu_has_a_name_for_everything(window: MainWindow) -> None:
    click(window, "helpButton")
    menu = found(window, HelpMenu, "helpMenu")
    names = [action.objectName() for action in menu.actions() if not action.isSeparator()]
    assert names == [f"help{name}Action" for name in ACTIONS]
    menu.hide()


async def test_the_keys_open_it(window: MainWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_H, Qt.KeyboardModifier.AltModifier)
    await until(lambda: any(menu.isVisible() for menu in window.findChildren(HelpMenu)))
    found(window, HelpMenu, "helpMenu").hide()


async def test_first_steps_come_back(window: MainWindow) -> None:
    click(window, "firstStepsDismissButton")
    choose(window, "FirstSteps")
    assert found(window, FirstSteps, "firstStepsPage").isVisible()


async def test_f1_shows_the_keyboard_map_once(window: MainWindow) -> None:
    for _ in range(2):
        QTest.keyClick(window, Qt.Key.Key_F1)
    (dialog,) = window.findChildren(KeyboardDialog)
    assert dialog.isVisible()
    assert Hand(dialog).rows("keyboardView") == [" | ".join(row) for row in KEYS]
    await until(dialog.isActiveWindow)
    press(Qt.Key.Key_Escape)
    await until(lambda: window.findChild(KeyboardDialog) is None)


async def test_every_key_of_the_tools_is_on_the_map(window: MainWindow) -> None:
    told = " ".join(keys for keys, _, _ in KEYS)
    for button in window.findChildren(QPushButton):
        named = button.toolTip().partition("(")[2].partition(")")[0]
        if button.parent() and isinstance(button.parent(), LevelTools) and named:
            assert named in told, button.objectName()


@pytest.mark.parametrize("keys", [*deed_bar.KEYS.values(), *list(move_editor.NUDGES)[:2]])
def test_every_key_of_the_strategies_is_on_the_map(keys: str) -> None:
    places = ("strategies", "anywhere")
    assert keys in " ".join(told for told, where, _ in KEYS if where in places)


async def test_about_tells_version_and_parts(window: MainWindow) -> None:
    choose(window, "About")
    dialog = found(window, AboutDialog, "aboutDialog")
    assert found(dialog, QLabel, "aboutVersion").text() == f"Bracket Desk {__version__}"
    assert any(row.startswith("aiohttp | ") for row in Hand(dialog).rows("aboutView"))
    click(dialog, "aboutCopyButton")
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith(f"Bracket Desk {__version__}\nQt 6.")
    assert "keyring " in copied
    click(dialog, "aboutCloseButton")
    await until(lambda: window.findChild(AboutDialog) is None)


async def test_the_log_folder_is_opened(window: MainWindow, tmp_path: Path) -> None:
    opener = Opener()
    QDesktopServices.setUrlHandler("file", opener, "open")  # type: ignore[arg-type]  # a str
    try:
        choose(window, "Logs")
    finally:
        QDesktopServices.unsetUrlHandler("file")
    assert opener.opened == [str(tmp_path)]


async def test_diagnostics_are_copied_and_it_is_said(window: MainWindow, desk: FakeDesk) -> None:
    desk.figures = (("Host", "demo.example"),)
    choose(window, "Diagnostics")
    copied = QGuiApplication.clipboard().text().splitlines()
    assert "Host: demo.example" in copied
    assert copied[-1].startswith("Qt: Qt 6.")
    assert desk.notice.value == COPIED


async def test_without_a_log_folder_there_is_none_to_open(qtbot: QtBot, desk: FakeDesk) -> None:
    window = MainWindow(desk)
    qtbot.addWidget(window)
    window.show()
    QApplication.processEvents()
    click(window, "helpButton")
    menu = found(window, HelpMenu, "helpMenu")
    assert menu.findChild(QAction, "helpLogsAction") is None
    menu.hide()
