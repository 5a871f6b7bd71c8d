"""The sounds: short, there, played once, and heard somehow where no player works."""

import sys
import wave
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot
from tests.support.until import until

from bracketdesk.controller.after.views import Sound
from bracketdesk.ui.assets import resources
from bracketdesk.ui.sounds import Player, Sounds

NOWHERE: Player = ("bracketdesk-has-no-such-player",)
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows plays by itself")


class Heard:
    """Counts beeps, and writes down what a player was given."""

    def __init__(self, folder: Path) -> None:
        self.beeps = 0
        self._log = folder / "played"
        self._log.touch()

    def beep(self) -> None:
        self.beeps += 1

    def player(self, status: int = 0) -> Player:
        script = f"import sys; open({str(self._log)!r}, 'a').write(sys.argv[1] + '\\n')"
        return (sys.executable, "-c", f"{script}; sys.exit({status})")

    @property
    def played(self) -> list[str]:
        return [Path(line).stem for line in self._log.read_text().splitlines()]


@pytest.fixture
def heard(tmp_path: Path) -> Heard:
    return Heard(tmp_path)


@pytest.fixture
def owner(qtbot: QtBot) -> QObject:
    return QObject()


@pytest.mark.parametrize("sound", Sound)
def test_every_sound_is_there_and_short(sound: Sound) -> None:
    with wave.open(str(resources() / "sounds" / f"{sound}.wav")) as file:
        assert file.getnchannels() == 1
        assert 0.05 < file.getnframes() / file.getframerate() < 1


def test_no_two_sound_alike() -> None:
    texts = [(resources() / "sounds" / f"{sound}.wav").read_bytes() for sound in Sound]
    assert len(set(texts)) == len(Sound)


async def test_the_player_gets_the_sounds_own_file(owner: QObject, heard: Heard) -> None:
    sounds = Sounds(owner, (heard.player(),), heard.beep)
    sounds.play(Sound.FILLED)
    await until(lambda: heard.played == ["filled"] and not sounds.playing)
    assert heard.beeps == 0


async def test_a_sound_that_can_be_heard_is_not_played_twice(owner: QObject, heard: Heard) -> None:
    sounds = Sounds(owner, (heard.player(),), heard.beep)
    for sound in (Sound.FILLED, Sound.FILLED, Sound.STOP):
        sounds.play(sound)
    await until(lambda: not sounds.playing)
    assert sorted(heard.played) == ["filled", "stop"]
    sounds.play(Sound.FILLED)
    await until(lambda: not sounds.playing)
    assert sorted(heard.played) == ["filled", "filled", "stop"]


@pytest.mark.parametrize("missing", [True, False])
async def test_the_next_player_tries_where_one_fails(
    owner: QObject, heard: Heard, missing: bool
) -> None:
    first = NOWHERE if missing else heard.player(1)
    sounds = Sounds(owner, (first, heard.player()), heard.beep)
    sounds.play(Sound.ALARM)
    tries = ["alarm"] if missing else ["alarm", "alarm"]
    await until(lambda: heard.played == tries and not sounds.playing)
    assert heard.beeps == 0


async def test_without_any_player_the_system_beeps(owner: QObject, heard: Heard) -> None:
    sounds = Sounds(owner, (NOWHERE,), heard.beep)
    sounds.play(Sound.ALARM)
    await until(lambda: heard.beeps == 1)
    sounds.play(Sound.ALARM)
    assert heard.beeps == 2
