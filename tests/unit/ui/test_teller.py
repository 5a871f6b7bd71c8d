"""What happens is told by the switches in force: Practice is quiet unless chosen."""

from dataclasses import replace

import pytest
from tests.support.fake_desk import FakeDesk
from tests.support.sample_views import session

from bracketdesk.controller.after.views import Happening, Sound
from bracketdesk.domain.session import Environment
from bracketdesk.domain.settings import Settings, Telling
from bracketdesk.ui.teller import Teller, Tools


class Told:
    """A teller on a desk, with what it played and showed."""

    def __init__(self, environment: Environment = Environment.DEMO) -> None:
        self.desk = FakeDesk(Settings())
        self.desk.session.set(session(environment))
        self.desk.after.happening.set(Happening(1, Sound.FILLED, "An old fill."))
        self.made = 0
        self.played: list[Sound] = []
        self.shown: list[tuple[str, str]] = []
        self.teller = Teller(self.desk, self._tools)

    def happens(self, sound: Sound, number: int = 2) -> None:
        self.desk.after.happening.set(Happening(number, sound, "Bought 3 MESZ6 at 6012.50."))

    def switch(self, telling: Telling) -> None:
        every = dict.fromkeys(map(str, Sound), telling)
        self.desk.settings.set(replace(self.desk.settings.value, tellings=every))

    def _tools(self) -> Tools:
        self.made += 1
        return Tools(self.played.append, lambda title, text: self.shown.append((title, text)))


def test_what_was_before_the_window_is_not_told() -> None:
    told = Told()
    assert (told.played, told.shown, told.made) == ([], [], 0)


@pytest.mark.parametrize("sound", [each for each in Sound if each is not Sound.ALARM])
def test_a_happening_is_heard_and_shown(sound: Sound) -> None:
    told = Told()
    told.happens(sound)
    told.happens(sound, 3)
    assert told.played == [sound, sound]
    assert [text for _, text in told.shown] == ["Bought 3 MESZ6 at 6012.50."] * 2
    assert told.shown[0][0].endswith("· DEMO · DEMO1234")
    assert told.made == 1


def test_an_alarm_is_shown_here_and_sounds_by_its_banner() -> None:
    told = Told()
    told.happens(Sound.ALARM)
    assert (told.played, len(told.shown)) == ([], 1)
    told.teller.alarm()
    assert told.played == [Sound.ALARM]


@pytest.mark.parametrize("sound", Sound)
def test_practice_is_quiet_unless_chosen(sound: Sound) -> None:
    told = Told(Environment.PRACTICE)
    told.happens(sound)
    told.teller.alarm()
    assert (told.played, told.shown, told.made) == ([], [], 0)
    told.desk.settings.set(Settings(tell_on_practice=True))
    told.happens(sound, 3)
    assert len(told.shown) == 1


def test_each_switch_silences_its_own() -> None:
    told = Told()
    told.switch(Telling(sound=False))
    told.happens(Sound.STOP)
    told.teller.alarm()
    assert (told.played, len(told.shown)) == ([], 1)
    told.switch(Telling(notification=False))
    told.happens(Sound.STOP, 3)
    assert (told.played, len(told.shown)) == ([Sound.STOP], 1)
