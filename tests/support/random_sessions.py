"""Sessions of a headless app at random: faults, clicks, kills and restarts, then the reckoning.

    python -m tests.support.random_sessions --seed 4711 --sessions 1

Everything of a session but the machine's own pace comes from its seed. Every life of the app is a
process; most end by SIGKILL, at random instants.
"""

import argparse
import asyncio
import random
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from tests.support.headless import Options
from tests.support.headless_hand import Life, Lives
from tests.support.journal_reader import last_moves, read_moves
from tests.support.random_faults import PENALTY_SECONDS, Faults
from tests.support.scripted import ScriptedServer
from tests.support.scripted_steps import Answer, Call, HangUp, Raw, Silence, Step, Text
from tests.support.truth import LIST, START, Truth

ACCEPTED, UNKNOWN, RECORDED = "accepted", "unknown", "recorded"
ABSENT = ("not sent", "rejected")
NAMES = ("sessions", "clicks", "starts", "kills", "unknowns", "resolved", "by hand", "wrong")
"""What is counted."""
APART = 120.0
"""Seconds between two lives."""

START_UP, CLICK = 0.15, 0.012
"""Seconds of the machine's within which a kill falls during a start-up, and around a click."""

PATIENCE = 30.0
"""Seconds of the app's that the last look may take."""


class Reckoning:
    """The counts of a run; `wrong` has a sentence for everything that was not as it must be."""

    def __init__(self, counts: Counter[str]) -> None:
        self.counts = counts
        self.wrong: list[str] = []
        counts.update(dict.fromkeys(NAMES, 0))

    def accuse(self, sentence: str) -> None:
        """Say what was wrong."""
        self.wrong.append(sentence)
        self.counts["wrong"] += 1


class Session:
    """One home folder and one broker; several lives of the app."""

    def __init__(self, seed: int, home: Path, server: ScriptedServer, run: Reckoning) -> None:
        self._seed = seed
        self._dice = random.Random(seed)  # noqa: S311 - a seed is wanted
        self._home = home
        self._server = server
        self._truth = Truth(server)
        self._faults = Faults(self._truth, self._dice)
        self._run = run
        self._later = 0.0
        self._clicks = 0
        server.on(START, self._meet)
        server.on(LIST, self._list)

    async def play(self, lives: Lives) -> None:
        """Live a few lives among faults, then one in peace, and reckon."""
        for _ in range(self._dice.randint(1, 3)):
            await self._live(self._begin(lives))
        await self._faults.run_late()
        await self._reckon(self._begin(lives))
        self._run.counts["sessions"] += 1

    def _begin(self, lives: Lives) -> Life:
        hosts, who = self._server.hosts, self._server.credentials
        places = (hosts.rest, hosts.socket, hosts.market_data)
        options = Options(str(self._home), places, who.name, who.password, self._later)
        self._later += APART
        return lives.fork(options)

    async def _live(self, life: Life) -> None:
        dice = self._dice
        if dice.random() < 0.1:
            await asyncio.sleep(dice.uniform(0, START_UP))
        else:
            await life.connected()
            for _ in range(dice.randint(1, 4)):
                if not await self._act(life):
                    break
        self._kill(life)

    async def _act(self, life: Life) -> bool:
        """A few things of a trader's and of the world's; False where the app is to be killed."""
        dice = self._dice
        self._faults.armed = dice.choice(self._faults.names)
        self._server.on(LIST, self._listing())
        transport = dice.choice(("socket", "rest"))
        self._count("clicks")
        self._clicks += 1
        if dice.random() < 0.25:
            life.tell("click", "Buy", None, transport)
            await asyncio.sleep(dice.uniform(0, CLICK))
            return False
        await self._click(life, transport)
        await self._go_on(life)
        return dice.random() < 0.8

    async def _click(self, life: Life, transport: str) -> None:
        if not await life.click("Buy", transport):
            return
        if life.shown["locked"]:  # said with the click: a lock may go while the order is on its way
            self._say("a click was taken although the lock was shown")
        await life.run_until(lambda shown: shown["result"])

    async def _go_on(self, life: Life) -> None:
        """What may follow a click: a break, time, what was late, a resend, a word typed."""
        dice, faults = self._dice, self._faults
        if faults.armed == "penalty" and life.shown["result"] in ABSENT:
            await life.run(PENALTY_SECONDS)
            self._count("clicks")
            self._clicks += 1
            await self._click(life, "socket")
        if dice.random() < 0.2:
            await self._server.drop_sockets()
        if dice.random() < 0.5:
            await faults.run_late()
        if dice.random() < 0.5:
            await life.run(dice.choice((1, 6, 12)))
        if dice.random() < 0.3 and life.shown["lock"]:
            await self._confirm(life)

    async def _confirm(self, life: Life) -> None:
        """Type the word, as a trader does who has seen at the broker that it is true."""
        held = last_moves(self._home).values()
        open_ones = [m.uuid for m in held if m.kind in (UNKNOWN, RECORDED)]
        late = [call.received.json["uuid"] for call in self._faults.late]
        if not any(self._truth.executed[uuid] or uuid in late for uuid in open_ones):
            await life.confirm("NOT SENT")

    async def _reckon(self, life: Life) -> None:
        self._faults.armed = "fine"
        self._server.on(LIST, self._list)
        await life.connected()
        passed = 0.0
        while passed < PATIENCE and (self._untold() or self._lock_lags(life)):
            await life.run(1.0)
            passed += 1.0
        self._count("unknowns", len(self._ever_unknown()))
        if self._lock_lags(life):
            self._say(f"the lock shows {life.shown['lock']!r} with {self._open()} open")
        if self._open():
            self._count("by hand", len(self._open()))
            await self._lift(life)
        life.kill()
        self._judge()

    async def _lift(self, life: Life) -> None:
        if await life.click():
            self._say("the last life took a click on although it was locked")
        await life.confirm("NOT SENT")
        await life.run_until(lambda _: not self._open())

    def _judge(self) -> None:
        """Compare the journal with the truth."""
        truth = self._truth
        held = last_moves(self._home)
        for uuid, move in held.items():
            runs = truth.executed[uuid]
            right = truth.strategies.get(uuid)
            if move.kind == ACCEPTED and (runs != 1 or move.strategy_id != right):
                self._say(f"{uuid} stands as strategy {move.strategy_id}, it is {right}")
            elif move.kind != ACCEPTED and runs:
                self._say(f"{uuid} stands as {move.kind}, and it runs")
        for uuid, runs in truth.executed.items():
            if runs > 1 or uuid not in held:
                self._say(f"{uuid} ran {runs} times; in the journal: {uuid in held}")
        for uuid, times in Counter(truth.sent).items():
            if times > 1 + (uuid in self._faults.penalised):
                self._say(f"{uuid} was sent {times} times")
        if len(truth.sent) > self._clicks:
            self._say(f"{len(truth.sent)} starts for {self._clicks} clicks")
        self._count("starts", len(truth.sent))
        ever = self._ever_unknown()
        self._count("resolved", sum(held[uuid].kind != UNKNOWN for uuid in ever))

    async def _meet(self, call: Call) -> None:
        """A start arrives: nothing else may be open in its place at this moment."""
        uuid = call.received.json["uuid"]
        others = [m for m in last_moves(self._home).values() if m.uuid != uuid]
        if any(move.kind in (UNKNOWN, RECORDED) for move in others):
            self._say(f"{uuid} was sent while another was unknown")
        if not any(move.uuid == uuid for move in read_moves(self._home)):
            self._say(f"{uuid} was sent and is not on disk")
        await self._faults(call)

    async def _list(self, call: Call) -> None:
        await Answer(self._server.world.all("orderStrategy"))(call)

    def _listing(self) -> Step:
        troubles: tuple[Step, ...] = (Text("busy", 503), Silence(), HangUp(), Raw(b"{"))
        return self._dice.choice((self._list, self._list, *troubles))

    def _open(self) -> list[str]:
        """The uuids that have no outcome."""
        held = last_moves(self._home).values()
        return [move.uuid for move in held if move.kind in (UNKNOWN, RECORDED)]

    def _lock_lags(self, life: Life) -> bool:
        """Whether the lock shown is not (yet) what the journal says."""
        return bool(self._open()) != bool(life.shown["lock"])

    def _untold(self) -> list[str]:
        """The uuids that run and do not stand as accepted: unknown, or thought absent before."""
        held = last_moves(self._home).values()
        return [m.uuid for m in held if self._truth.executed[m.uuid] and m.kind != ACCEPTED]

    def _ever_unknown(self) -> set[str]:
        return {move.uuid for move in read_moves(self._home) if move.kind == UNKNOWN}

    def _kill(self, life: Life) -> None:
        life.kill()
        self._count("kills")

    def _count(self, name: str, number: int = 1) -> None:
        self._run.counts[name] += number

    def _say(self, what: str) -> None:
        self._run.accuse(f"--seed {self._seed}: {what}")


async def play(seed: int, run: Reckoning) -> None:
    """Play the one session of this seed."""
    with tempfile.TemporaryDirectory() as folder, Lives() as lives:
        async with ScriptedServer() as server:
            session = Session(seed, Path(folder), server, run)
            try:
                await session.play(lives)
            except Exception as error:  # a session that cannot be ended is wrong too
                run.accuse(f"--seed {seed}: {error!r}")


async def play_all(seeds: Iterable[int], run: Reckoning, at_once: int = 2) -> None:
    """Play the sessions of these seeds, several at the same time."""
    waiting = iter(seeds)

    async def play_on() -> None:
        for seed in waiting:
            await play(seed, run)

    await asyncio.gather(*(play_on() for _ in range(at_once)))


def main() -> None:
    """Play sessions from a seed on, and print the counts."""
    reader = argparse.ArgumentParser(prog="tests.support.random_sessions")
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--sessions", type=int, default=1)
    given = reader.parse_args()
    run = Reckoning(Counter())
    asyncio.run(play_all(range(given.seed, given.seed + given.sessions), run))
    print(*(f"{name} {number}" for name, number in run.counts.items()), *run.wrong, sep="\n")


if __name__ == "__main__":
    main()
