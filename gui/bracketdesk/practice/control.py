"""What a trainer may do to the markets of an exchange: all of them, or the tape among them."""

from functools import partial

from bracketdesk.practice.agenda import Agenda, Work
from bracketdesk.practice.market_time import check_speed
from bracketdesk.practice.playback import Playback
from bracketdesk.practice.reel import Reel


class MarketControl:
    """The pace of all markets together, tape or not.

    Everything is done at once, but within what a market says right after that.
    """

    def __init__(self, agenda: Agenda, playback: Playback) -> None:
        self._agenda = agenda
        self._playback = playback

    @property
    def time(self) -> float:
        """Seconds that the markets have run by now."""
        self._agenda.catch_up()
        return self._playback.time.now()

    @property
    def speed(self) -> float:
        """How many times as fast as real they run; 1.0 at the beginning."""
        return self._playback.time.speed

    @property
    def paused(self) -> bool:
        """Whether they stand still."""
        return self._playback.time.paused

    @property
    def awake(self) -> list[str]:
        """The contracts whose markets somebody has asked for."""
        return self._playback.awake()

    def run_at(self, speed: float) -> None:
        """Run so many times as fast as real; ValueError with a sentence beyond 0.1 to 1000."""
        self._do(partial(self._playback.run_at, check_speed(speed)))

    def pause(self) -> None:
        """Let every quote stand; orders still trade with it."""
        self._do(partial(self._playback.pause, paused=True))

    def go_on(self) -> None:
        """Go on from where they stand."""
        self._do(partial(self._playback.pause, paused=False))

    def _do(self, work: Work) -> None:
        self._agenda.catch_up()
        self._agenda.after(0.0, work)
        self._agenda.catch_up()


class TapeControl(MarketControl):
    """The same, and where the tape stands. Its speed and its pauses are those of all markets."""

    def __init__(self, agenda: Agenda, playback: Playback, reel: Reel) -> None:
        super().__init__(agenda, playback)
        self._reel = reel

    @property
    def product(self) -> str:
        """What was recorded, as ES; its front month plays it."""
        return self._reel.tape.product

    @property
    def length(self) -> float:
        """Seconds of the whole tape, as they were."""
        return self._reel.length

    @property
    def position(self) -> float:
        """Seconds of the tape from its beginning until now."""
        self._agenda.catch_up()
        return max(self._reel.ahead - (self._left() or 0.0), 0.0)

    @property
    def looped(self) -> bool:
        """Whether it begins again after its end."""
        return self._reel.looped

    @property
    def ended(self) -> bool:
        """Whether nothing more comes."""
        self._agenda.catch_up()
        return self._reel.over and self._left() is None

    def jump(self, position: float) -> None:
        """Go to so many seconds from the tape's beginning; what lies between is not heard.

        The quote that stood there is heard at once, but by a market that sleeps when it wakes.
        ValueError with a sentence where the tape is not so long.
        """
        if not 0 <= position <= self.length:
            raise ValueError(f"a position on this tape is a number from 0 to {self.length:.3f}")
        self._do(partial(self._jump, position))

    def loop(self, *, looped: bool) -> None:
        """Begin again after the end, or not; at the end already, begin again now."""
        self._do(partial(self._loop, looped=looped))

    def _jump(self, position: float) -> None:
        self._reel.seek(position)
        self._restart()

    def _loop(self, *, looped: bool) -> None:
        ended = self.ended
        self._reel.looped = looped
        if looped and ended:
            self._restart()

    def _left(self) -> float | None:
        contract_id = self._reel.contract_id
        return None if contract_id is None else self._playback.left(contract_id)

    def _restart(self) -> None:
        if self._reel.contract_id is not None:
            self._playback.restart(self._reel.contract_id)
