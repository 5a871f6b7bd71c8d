from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QRadioButton, QTabBar
from pytestqt.qtbot import QtBot
from tests.support.fake_desk import FakeDesk
from tests.support.screen import click, found, press, shown

from bracketdesk.domain.session import Environment, Transport
from bracketdesk.domain.settings import Colours, Settings, Telling, Theme
from bracketdesk.ui.settings_dialog import ALWAYS, SettingsDialog
from bracketdesk.ui.theme import LIGHT

CHANGED = Settings(
    transport=Transport.REST,
    ask_practice=False,
    ask_demo=True,
    colours=Colours.RED_GREEN,
    theme=Theme.DARK,
    symbol="MESZ6",
    account="DEMO1234",
)


async def opened(qtbot: QtBot, settings: Settings) -> tuple[FakeDesk, SettingsDialog]:
    desk = FakeDesk(settings)
    dialog = SettingsDialog(None, desk)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.open()
    await shown(dialog)
    return desk, dialog


def hit(dialog: SettingsDialog, name: str) -> None:
    QTest.mouseClick(found(dialog, QAbstractButton, name), Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("settings", [Settings(), CHANGED])
async def test_saving_untouched_changes_nothing(qtbot: QtBot, settings: Settings) -> None:
    desk, dialog = await opened(qtbot, settings)
    click(dialog, "settingsSaveButton")
    assert desk.called("change_settings") == [(settings,)]


async def test_each_choice_is_taken_and_the_rest_is_kept(qtbot: QtBot) -> None:
    desk, dialog = await opened(qtbot, Settings(symbol="MESZ6", account="DEMO1234"))
    for name in ("askPracticeCheck", "transportRadio1", "coloursRadio2", "themeRadio2"):
        hit(dialog, name)
    click(dialog, "settingsSaveButton")
    assert desk.settings.value == CHANGED


async def test_what_changed_meanwhile_is_not_undone(qtbot: QtBot) -> None:
    desk, dialog = await opened(qtbot, Settings())
    desk.settings.set(replace(Settings(), symbol="ESZ6"))
    hit(dialog, "askDemoCheck")
    click(dialog, "settingsSaveButton")
    assert desk.settings.value == Settings(symbol="ESZ6", ask_demo=False)


async def test_cancel_leaves_everything(qtbot: QtBot) -> None:
    desk, dialog = await opened(qtbot, Settings())
    hit(dialog, "themeRadio1")
    click(dialog, "settingsCancelButton")
    assert desk.calls == []
    assert not dialog.isVisible()


async def test_live_and_custom_always_ask(qtbot: QtBot) -> None:
    _, dialog = await opened(qtbot, Settings())
    assert found(dialog, QLabel, "askAlwaysLabel").text() == ALWAYS


async def test_it_works_by_keys_alone(qtbot: QtBot) -> None:
    desk, dialog = await opened(qtbot, Settings())
    found(dialog, QAbstractButton, "askPracticeCheck").setFocus()
    press(Qt.Key.Key_Space)
    press(Qt.Key.Key_Return)
    assert desk.settings.value == Settings(ask_practice=False)


async def test_the_preview_differs_by_choice(qtbot: QtBot) -> None:
    _, dialog = await opened(qtbot, Settings())
    previews = [
        holder.grab().toImage()
        for button in dialog.findChildren(QRadioButton)
        if button.objectName().startswith("colours") and (holder := button.parentWidget())
    ]
    fills = [
        {image.pixelColor(x, 6).name() for x in range(image.width() // 2, image.width())}
        for image in previews
    ]
    assert [LIGHT.accent_fill in fill for fill in fills] == [True, False, False]
    assert [LIGHT.practice_fill in fill for fill in fills] == [False, True, True]


async def test_a_limit_is_taken_and_nonsense_cannot_be_saved(qtbot: QtBot) -> None:
    desk, dialog = await opened(qtbot, Settings())
    edit = found(dialog, QLineEdit, "guardLiveContractsEdit")
    edit.setText("x")
    assert not found(dialog, QAbstractButton, "settingsSaveButton").isEnabled()
    edit.setText("2")
    found(dialog, QLineEdit, "guardDemoTicksEdit").clear()
    click(dialog, "settingsSaveButton")
    before = Settings().guards
    assert desk.settings.value.guards == before | {
        Environment.LIVE: replace(before[Environment.LIVE], contracts=2),
        Environment.DEMO: replace(before[Environment.DEMO], ticks=None),
    }


async def test_why_it_cannot_be_saved_is_said_on_every_page(qtbot: QtBot) -> None:
    _, dialog = await opened(qtbot, Settings())
    size = dialog.size()
    found(dialog, QLineEdit, "guardLiveContractsEdit").setText("2.5")
    found(dialog, QLineEdit, "guardCustomTicksEdit").setText("x")
    problem = found(dialog, QLabel, "settingsProblem")
    for page in range(3):
        found(dialog, QTabBar, "settingsTabs").setCurrentIndex(page)
        assert problem.isVisible()
        assert problem.text() == "Sending: Live, contracts: “2.5” is no whole number."
    assert dialog.size() == size
    found(dialog, QLineEdit, "guardLiveContractsEdit").setText("2")
    assert problem.text() == "Sending: Custom, ticks: “x” is no number."
    found(dialog, QLineEdit, "guardCustomTicksEdit").clear()
    assert problem.text() == ""


async def test_sounds_have_a_page_of_their_own(qtbot: QtBot) -> None:
    desk, dialog = await opened(qtbot, Settings())
    tabs = found(dialog, QTabBar, "settingsTabs")
    box = found(dialog, QAbstractButton, "soundFilledCheck")
    assert not box.isVisible()
    tabs.setFocus()
    for _ in range(2):
        press(Qt.Key.Key_Right)
    assert box.isVisible()
    box.setFocus()
    press(Qt.Key.Key_Space)
    press(Qt.Key.Key_Return)
    assert desk.settings.value == Settings(tellings={"filled": Telling(sound=False)})
