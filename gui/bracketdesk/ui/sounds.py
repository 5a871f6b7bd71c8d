"""The six short sounds, by whatever player the system has.

PySide6-Essentials has no QtMultimedia, and a dependency for six sounds is too much.
"""

import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QProcess
from PySide6.QtWidgets import QApplication

from bracketdesk.controller.after.views import Sound
from bracketdesk.ui.assets import resources

PLAYERS = {"darwin": (("afplay",),), "linux": (("pw-play",), ("paplay",), ("aplay", "-q"))}
"""Programs that play a WAV file, the likeliest first, by `sys.platform`."""
WINDOWS = "Windows"

Player = tuple[str, ...]
"""A program and its options; the file comes last."""


def installed_players() -> tuple[Player, ...]:
    """Return the players of this system that are there."""
    known: Sequence[Player] = PLAYERS.get(sys.platform, ())
    return tuple(player for player in known if shutil.which(player[0]))


def player_name() -> str:
    """Return what plays the sounds here, empty where the system's beep must do for all."""
    if sys.platform == "win32":
        return WINDOWS
    return next((player[0] for player in installed_players()), "")


@dataclass(eq=False)
class _Playing:
    """A sound under way; done with once, however Qt tells of its end."""

    process: QProcess
    done: bool = False


class Sounds(QObject):
    """Plays one of each kind at a time. A player that fails is not asked again.

    `beep` sounds where no player is left.
    """

    def __init__(
        self,
        parent: QObject,
        players: tuple[Player, ...] | None = None,
        beep: Callable[[], None] = QApplication.beep,
    ) -> None:
        super().__init__(parent)
        self._players = list(installed_players() if players is None else players)
        self._beep = beep
        self._playing: dict[Sound, _Playing] = {}

    @property
    def playing(self) -> tuple[Sound, ...]:
        """What can be heard now."""
        return tuple(self._playing)

    def play(self, sound: Sound) -> None:
        """Play a sound, unless the very same one can be heard already."""
        if sound in self._playing:
            return
        path = resources() / "sounds" / f"{sound}.wav"
        if sys.platform == "win32":
            _play_on_windows(path)
        else:
            self._start(sound, path)

    def _start(self, sound: Sound, path: Path) -> None:
        if not self._players:
            self._beep()
            return
        player = self._players[0]
        playing = _Playing(QProcess(self))
        self._playing[sound] = playing
        playing.process.setStandardOutputFile(QProcess.nullDevice())
        playing.process.setStandardErrorFile(QProcess.nullDevice())
        playing.process.finished.connect(
            lambda code, _: self._ended(sound, path, player, playing, code == 0)
        )
        failed = partial(self._ended, sound, path, player, playing, False)
        playing.process.errorOccurred.connect(lambda _: failed())
        playing.process.start(player[0], [*player[1:], str(path)])

    def _ended(
        self, sound: Sound, path: Path, player: Player, playing: _Playing, well: bool
    ) -> None:
        """Let the next player try where this one failed: a program without its sound server."""
        if playing.done:
            return
        playing.done = True
        playing.process.deleteLater()
        self._playing.pop(sound, None)
        if not well:
            if player in self._players:
                self._players.remove(player)
            self._start(sound, path)


def _play_on_windows(path: Path) -> None:
    if sys.platform == "win32":
        import winsound  # noqa: PLC0415 - there on Windows alone

        how = winsound.SND_FILENAME | winsound.SND_ASYNC | winsound.SND_NODEFAULT
        winsound.PlaySound(str(path), how)
