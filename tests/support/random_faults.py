"""What a broker can do wrong with one start, by name; the truth of it is kept by `Truth`."""

import random
from collections.abc import Awaitable, Callable
from contextlib import suppress

from tests.support.scripted_steps import REST, Answer, Call, HangUp, Penalty, Text
from tests.support.scripted_world import Json
from tests.support.truth import Truth

from bracketdesk.wire import codec

Fault = Callable[[Call], Awaitable[None]]
PENALTY_SECONDS = 2
NEVER_READ = (400, 403, 404)
PERHAPS = (408, 500, 502, 503)
"""Statuses after which the order may or may not run (protocol.md 1.8)."""


class Faults:
    """The next start meets the fault of `armed`. `late` holds the starts that run later on, `owed`
    those that are answered later on, with what they became.

    `penalised` has the uuids that were answered with a penalty ticket.
    """

    def __init__(self, truth: Truth, dice: random.Random) -> None:
        self.armed = "fine"
        self.late: list[Call] = []
        self.owed: list[tuple[Call, Json | None]] = []
        self.penalised: set[str] = set()
        self._truth = truth
        self._dice = dice
        self._by_name: dict[str, Fault] = {
            "fine": self._fine,
            "event first": self._event_first,
            "event lost": self._event_lost,
            "event twice": self._event_twice,
            "failed soon": self._failed_soon,
            "answer lost": self._answer_lost,
            "all lost": self._all_lost,
            "cut": self._cut,
            "half": self._half,
            "garbage": self._garbage,
            "wrong id": self._wrong_id,
            "unknown enum": self._unknown_enum,
            "huge": self._huge,
            "contradictory": self._contradictory,
            "risk check timeout": self._risk_check_timeout,
            "server error": self._server_error,
            "runs later": self._runs_later,
            "answered later": self._answered_later,
            "refused": self._refused,
            "reason": self._reason,
            "status": self._status,
            "frozen": self._frozen,
            "penalty": self._penalty,
        }

    @property
    def names(self) -> tuple[str, ...]:
        """Every fault there is."""
        return tuple(self._by_name)

    async def __call__(self, call: Call) -> None:
        """Meet a start."""
        await self._by_name[self.armed](call)

    async def run_late(self) -> None:
        """Let run what the broker had only queued, and say what it has not said yet."""
        while self.late:
            await self._truth.tell(self._truth.start(self.late.pop()))
        while self.owed:
            call, strategy = self.owed.pop()
            with suppress(ConnectionError):  # its socket may be gone
                await Answer({"orderStrategy": strategy} if strategy else {"errorText": "No"})(call)

    def _runs_perhaps(self, call: Call) -> Json | None:
        return self._truth.start(call) if self._dice.random() < 0.5 else None

    async def _fine(self, call: Call) -> None:
        strategy = self._truth.start(call)
        await _answer(call, strategy)
        await self._truth.tell(strategy)

    async def _event_first(self, call: Call) -> None:
        strategy = self._truth.start(call)
        await self._truth.tell(strategy)
        await _answer(call, strategy)

    async def _event_lost(self, call: Call) -> None:
        await _answer(call, self._truth.start(call))

    async def _event_twice(self, call: Call) -> None:
        await self._fine(call)
        for strategy in self._truth.server.world.all("orderStrategy"):
            await self._truth.tell(strategy)

    async def _failed_soon(self, call: Call) -> None:
        strategy = self._truth.start(call)
        await _answer(call, strategy)
        failed = {**strategy, "status": "ExecutionFailed"}
        await self._truth.tell(failed, "Updated")

    async def _answer_lost(self, call: Call) -> None:
        await self._truth.tell(self._truth.start(call))

    async def _all_lost(self, call: Call) -> None:
        self._runs_perhaps(call)

    async def _cut(self, call: Call) -> None:
        self._runs_perhaps(call)
        await HangUp()(call)

    async def _half(self, call: Call) -> None:
        strategy = self._truth.start(call)
        await call.half(codec.encode({"orderStrategy": strategy})[:40])

    async def _garbage(self, call: Call) -> None:
        self._runs_perhaps(call)
        await call.raw(b'a[{"s":200,"i":')

    async def _wrong_id(self, call: Call) -> None:
        """An answer to a question nobody asked; by REST, somebody else's strategy."""
        strategy = self._truth.start(call)
        if call.received.transport == REST:
            await _answer(call, {**strategy, "uuid": "another's"})
        else:
            await call.raw(b'a[{"s":200,"i":999999,"d":{"errorText":"no"}}]')

    async def _unknown_enum(self, call: Call) -> None:
        await _answer(call, {**self._truth.start(call), "status": "Dreaming"})

    async def _huge(self, call: Call) -> None:
        await _answer(call, {**self._truth.start(call), "failureMessage": "x" * 300_000})

    async def _contradictory(self, call: Call) -> None:
        await Answer({"orderStrategy": self._truth.start(call), "errorText": "No"})(call)

    async def _risk_check_timeout(self, call: Call) -> None:
        self._runs_perhaps(call)
        await Answer({"failureReason": "RiskCheckTimeout", "errorText": "Slow"})(call)

    async def _server_error(self, call: Call) -> None:
        self._runs_perhaps(call)
        await Text("oops", self._dice.choice(PERHAPS))(call)

    async def _runs_later(self, call: Call) -> None:
        self.late.append(call)

    async def _answered_later(self, call: Call) -> None:
        """Over REST never: the client has closed its connection by then."""
        strategy = self._runs_perhaps(call)
        if call.received.transport != REST:
            self.owed.append((call, strategy))

    async def _refused(self, call: Call) -> None:
        await Answer({"errorText": "No"})(call)

    async def _reason(self, call: Call) -> None:
        await Answer({"failureReason": "NoQuote", "errorText": "No quote"})(call)

    async def _status(self, call: Call) -> None:
        await Text("no", self._dice.choice(NEVER_READ))(call)

    async def _frozen(self, call: Call) -> None:
        await Text("", self._dice.choice((423, 429)))(call)

    async def _penalty(self, call: Call) -> None:
        """Once; the resend with its ticket runs."""
        asked = call.received.json
        if asked["uuid"] in self.penalised:
            await self._fine(call)
            return
        self.penalised.add(asked["uuid"])
        await Penalty("ticket-1", PENALTY_SECONDS)(call)


async def _answer(call: Call, strategy: Json) -> None:
    await Answer({"orderStrategy": strategy})(call)
