"""When the exchange says wait, and when nothing for an hour (protocol.md 1.7, 1.8)."""

from collections.abc import Callable
from datetime import timedelta

from bracketdesk.practice.arguments import Arguments
from bracketdesk.practice.errors import Refused
from bracketdesk.practice.limits import HOUR, Limits
from bracketdesk.practice.penalties import PenaltyTicket, RollingHour, Toll
from bracketdesk.wire.clock import Clock

SIGN_IN = "auth/accesstokenrequest"
RENEW = "auth/renewaccesstoken"
ME = "auth/me"
SYNC = "user/syncrequest"

LOCKED, TOO_MANY = 423, 429

LOCKED_TEXT = "Locked"
"""HTTP's own name for 423; the broker's words are not published."""


class Guard:
    """Stops calls. All of this run's clients sit on one machine, hence in one /24 subnet (1.7).

    `arrived` hears the name of everything that comes in, answered or not.
    """

    def __init__(self, clock: Clock, limits: Limits) -> None:
        self.arrived: Callable[[str], None] = lambda name: None
        self._clock = clock
        self._limits = limits
        self._tolls = {
            SIGN_IN: Toll(limits.sign_in, clock),
            RENEW: Toll(limits.renewal, clock),
            ME: Toll(limits.me, clock),
            SYNC: Toll(limits.synchronisation, clock),
        }
        self._users_calls = RollingHour(clock)
        self._silence: int | None = None
        self._silent_until = clock.now()

    def stop(self, name: str, given: Arguments) -> PenaltyTicket | None:
        """Return the penalty that answers a call instead; raises Refused 423 or 429.

        The sources conflict about failed sign-ins: the tutorial has a captcha after five, P26 a
        423 that locks out (1.2, 1.8). Here the captcha comes first, the 423 to whom it leaves cold.
        """
        self.arrived(name.lower())
        self.check_silence()
        toll = self._tolls.get(name.lower())
        if toll is None:
            return None
        ignores_captcha = toll.captcha_given
        penalty = toll.stop(given)
        if penalty and ignores_captcha and name.lower() == SIGN_IN:
            self.lock_out()
            self.check_silence()
        return penalty

    def failed(self, name: str) -> None:
        """Note that a call was executed and failed."""
        if toll := self._tolls.get(name.lower()):
            toll.failed()

    def count(self) -> None:
        """Count a call of the signed-in user, on whatever way it came; raises Refused 429."""
        if self._users_calls.count() >= self._limits.user_calls:
            self.freeze()
            self.check_silence()
        self._users_calls.add()

    def check_silence(self) -> None:
        """Raise Refused while nothing is answered."""
        if self._silence and self._clock.now() < self._silent_until:
            raise Refused(self._silence, LOCKED_TEXT if self._silence == LOCKED else "")

    def check_handshake(self) -> None:
        """Raise Refused where not even a socket opens: 429 is the user's, who is unknown yet."""
        if self._silence == LOCKED:
            self.check_silence()

    def demand_ticket(self, name: str, seconds: float, *, captcha: bool) -> None:
        """Demand a penalty ticket from the next call of `name` on."""
        toll = self._tolls.setdefault(name.lower(), Toll(None, self._clock))
        toll.drill(seconds, captcha=captcha)

    def forgive(self, name: str) -> None:
        """Demand no penalty ticket of `name` any more, but where its limit is reached."""
        if toll := self._tolls.get(name.lower()):
            toll.forgive()

    def lock_out(self) -> None:
        """Refuse every call for an hour with 423."""
        self._be_silent(LOCKED)

    def freeze(self) -> None:
        """Refuse every call for an hour with 429, whose body is empty."""
        self._be_silent(TOO_MANY)

    def _be_silent(self, status: int) -> None:
        self._silence = status
        self._silent_until = self._clock.now() + timedelta(seconds=HOUR)
