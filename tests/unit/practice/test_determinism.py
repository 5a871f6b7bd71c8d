"""The same seed or tape and the same script of orders give the same events, byte for byte.

The small delays of commands, which are seeded too, are on.
"""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import msgspec
import pytest
from tests.support.playthrough import SCRIPT, At, Played, bid_under, liquidate, play, start, watch
from tests.support.trading import BRACKET, WEDNESDAY

from bracketdesk.practice.exchange import Exchange
from bracketdesk.practice.market import MarketSource, QuoteTick, Step
from bracketdesk.practice.reel import Reel, TapeMarket
from bracketdesk.practice.synthetic import SyntheticMarket
from bracketdesk.practice.tape import Tape, read_tape
from bracketdesk.wire import codec
from bracketdesk.wire.entities import Command, CommandReport
from bracketdesk.wire.enums import CommandStatus
from bracketdesk.wire.messages import Quote

pytestmark = pytest.mark.unmeasured

ROOT = Path(__file__).parents[3]
WATCHED = ("ESZ6", "MESZ6", "NQZ6", "CLF7")


def quarter(seed: int = 7, *, leaps: bool = True) -> Played:
    return play(SyntheticMarket(), SCRIPT, seconds=900, seed=seed, leaps=leaps)


@pytest.fixture(scope="module")
def played() -> Played:
    return quarter()


def without_times(played: Played) -> list[Any]:
    """Return the events as they would be if nothing were dated."""
    entities = [codec.decode_plain(event) for event in played.events]
    for entity in entities:
        for name in ("timestamp", "tradeDate"):
            entity["entity"].pop(name, None)
    return entities


def test_the_script_has_a_bit_of_everything(played: Played) -> None:
    events = b"\n".join(played.events)
    for word in (b"ExecutionFinished", b"Filled", b"Canceled", b"Working", b"TrailingStop"):
        assert word in events, word
    assert len(played.exchange.store.all("fill")) > 8
    assert len(played.answers) == len(SCRIPT)


def test_commands_take_their_time(played: Played) -> None:
    store = played.exchange.store
    given = {c.id: c.timestamp for c in cast(list[Command], store.all("command"))}
    reports = cast(list[CommandReport], store.all("commandReport"))
    took = [
        report.timestamp - given[report.command_id]
        for report in reports
        if report.command_status is CommandStatus.AT_EXECUTION
    ]
    assert max(took) > timedelta(milliseconds=2)


def test_the_same_seed_and_script_give_the_same_bytes(played: Played) -> None:
    assert quarter().events == played.events
    assert quarter().hash == played.hash


def test_another_seed_gives_others(played: Played) -> None:
    assert quarter(8).events != played.events


def test_it_does_not_matter_how_often_anybody_looks(played: Played) -> None:
    assert quarter(leaps=False).events == played.events


@pytest.mark.parametrize("speed", [0.25, 64.0])
def test_at_any_speed_the_markets_say_the_same(speed: float) -> None:
    def heard(speed: float, markets: MarketSource) -> list[Quote]:
        quotes: list[Quote] = []
        listen = At(0.0, lambda exchange: exchange.listen_quotes(quotes.append))
        script = [listen, *(At(30.0 * n, watch(name)) for n, name in enumerate(WATCHED))]
        play(markets, script, seconds=200, speed=speed)
        return [msgspec.structs.replace(quote, timestamp=WEDNESDAY) for quote in quotes]

    tape = Tape(
        "ES", tuple(Step(0.3 * (bid > 9), QuoteTick(bid, 1, 20, 1)) for bid in range(9, 20))
    )
    for build in (SyntheticMarket, lambda: TapeMarket(Reel(tape, looped=True), SyntheticMarket())):
        quotes = heard(1.0, build())
        assert len(quotes) > 3000
        assert heard(speed, build()) == quotes


def test_a_pause_changes_nothing_but_times(played: Played) -> None:
    def pause(exchange: Exchange) -> None:
        exchange.markets.pause()

    def go_on(exchange: Exchange) -> None:
        exchange.markets.go_on()

    late = [At(time + 100 if time > 200 else time, act) for time, act in SCRIPT]
    paused = [*late[:5], At(200.0, pause), At(300.0, go_on), *late[5:]]
    again = play(SyntheticMarket(), paused, seconds=1000, seed=7)
    assert without_times(again) == without_times(played)


def test_who_else_watches_changes_nothing(played: Played) -> None:
    others = [At(20.0, watch(name)) for name in ("RTYZ6", "ZBZ6", "MNQH7")]
    again = play(SyntheticMarket(), [*SCRIPT[:2], *others, *SCRIPT[2:]], seconds=900, seed=7)
    assert again.events == played.events


def test_processes_agree_whatever_their_hashes_are() -> None:
    hashes = {_in_a_process_of_its_own(salt) for salt in ("0", "1", "20261")}
    assert hashes == {quarter(3).hash}


def _in_a_process_of_its_own(salt: str) -> str:
    command = [sys.executable, "-m", "tests.support.playthrough", "3"]
    environment = os.environ | {"PYTHONHASHSEED": salt, "PYTHONPATH": str(ROOT / "gui")}
    told = subprocess.run(
        command, check=True, capture_output=True, text=True, cwd=ROOT, env=environment, timeout=60
    )
    return told.stdout.strip()


def jump_ahead(exchange: Exchange) -> None:
    assert exchange.tape is not None
    exchange.tape.jump(3000)


TAPE_SCRIPT = (
    At(30.0, start("ESZ6", BRACKET, BRACKET | {"profitTarget": 1, "trailingStop": True})),
    At(100.0, bid_under("ESZ6", "1", BRACKET)),
    At(400.0, start("ESZ6", BRACKET | {"profitTarget": -2, "stopLoss": 2}, side="Sell")),
    At(600.0, jump_ahead),
    At(1150.0, start("MESZ6", BRACKET)),
    At(1300.0, liquidate("ESZ6")),
)


def play_tape(tape: Tape, *, leaps: bool = True) -> Played:
    markets = TapeMarket(Reel(tape, looped=True), SyntheticMarket())
    return play(markets, TAPE_SCRIPT, seconds=1500, leaps=leaps)


def test_the_same_tape_and_script_give_the_same_bytes(broker_data: Path) -> None:
    tape = read_tape(broker_data / "ESH4-2023-12-25.csv.gz")
    played = play_tape(tape)
    assert play_tape(tape).events == played.events
    assert play_tape(tape, leaps=False).events == played.events
    assert len(played.exchange.store.all("fill")) > 6
