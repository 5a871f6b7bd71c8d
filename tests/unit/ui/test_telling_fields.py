"""The switches of sounds and notifications, and the truth about what plays and shows them."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from tests.support.screen import found

from bracketdesk.controller.after.views import Sound
from bracketdesk.domain.settings import Settings, Telling
from bracketdesk.ui.choices import CheckBox
from bracketdesk.ui.telling_fields import TellingFields, notification_text, sound_text

CHOSEN = Settings(
    symbol="MESZ6",
    tellings={"filled": Telling(sound=False), "later": Telling(notification=False)},
    tell_on_practice=True,
)


@pytest.mark.parametrize("settings", [Settings(), CHOSEN])
def test_untouched_it_changes_nothing(qtbot: QtBot, settings: Settings) -> None:
    fields = TellingFields(settings)
    qtbot.addWidget(fields)
    assert fields.fill(settings) == settings


@pytest.mark.parametrize("sound", Sound)
def test_each_kind_has_two_switches_with_names(qtbot: QtBot, sound: Sound) -> None:
    fields = TellingFields(Settings())
    qtbot.addWidget(fields)
    name = sound.value.capitalize()
    for part, telling in (
        ("sound", Telling(sound=False)),
        ("notify", Telling(sound=False, notification=False)),
    ):
        box = found(fields, CheckBox, f"{part}{name}Check")
        assert box.accessibleName().startswith(("Sound: ", "Notification: "))
        box.click()
        assert fields.fill(Settings()).tellings == {str(sound): telling}


def test_practice_is_one_switch(qtbot: QtBot) -> None:
    fields = TellingFields(Settings())
    qtbot.addWidget(fields)
    found(fields, CheckBox, "tellOnPracticeCheck").click()
    assert fields.fill(Settings()) == Settings(tell_on_practice=True)


def test_it_says_what_plays_and_what_shows(qtbot: QtBot) -> None:
    fields = TellingFields(Settings())
    qtbot.addWidget(fields)
    assert found(fields, QLabel, "soundPlayerLabel").text() == sound_text()
    assert found(fields, QLabel, "notificationsLabel").text() == notification_text()


@pytest.mark.skipif("sys.platform != 'linux'", reason="the players' names are Linux's")
def test_a_player_is_named_and_none_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "No player was found" in sound_text()
    player = tmp_path / "aplay"
    player.touch()
    player.chmod(0o755)
    assert sound_text() == "The sounds are played by aplay."
