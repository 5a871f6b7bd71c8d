"""The options of `bracketdesk practice-exchange`."""

import argparse
import math
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NoReturn

BAD_OPTION = 2
"""The exit status of a command line nobody can use."""


class CannotServe(Exception):
    """Why the exchange does not run: one sentence, and the process's exit status."""

    def __init__(self, sentence: str, status: int = 1) -> None:
        super().__init__(sentence)
        self.status = status


@dataclass(frozen=True, slots=True)
class ServerOptions:
    """How the exchange is to run.

    Without `seed` each run has a market of its own, without `today` it is today's date.
    `speed` is how many times faster than real the tape plays.
    """

    port: int = 0
    seed: int | None = None
    tape: Path | None = None
    speed: float = 1.0
    product: str | None = None
    today: date | None = None
    announce: Path | None = None
    with_parent: bool = False


def read_options(arguments: list[str]) -> ServerOptions:
    """Read the command line; raises CannotServe."""
    return ServerOptions(**vars(_parser().parse_args(arguments)))


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise CannotServe(f"{self.prog}: {message}.", BAD_OPTION)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="bracketdesk practice-exchange",
        description="Run the practice exchange alone; its first line says where it can be reached.",
        allow_abbrev=False,
    )
    add = parser.add_argument
    add("--port", type=_port, default=0, help="port on 127.0.0.1; 0 is any free one")
    add("--seed", type=int, metavar="N", help="the same seed gives the same synthetic market")
    add("--tape", type=Path, metavar="FILE", help="replay this CSV or .csv.gz instead")
    add("--speed", type=_speed, default=1.0, metavar="X", help="how many times as fast")
    add("--product", metavar="NAME", help="the tape's product, where its symbol does not tell")
    add("--today", type=_day, metavar="YYYY-MM-DD", help="the date that sets the front months")
    add("--announce", type=Path, metavar="FILE", help="write the first line there instead")
    add("--with-parent", action="store_true", help="end when the parent process does")
    return parser


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= 65535):
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return int(text)


def _speed(text: str) -> float:
    try:
        speed = float(text)
    except ValueError:
        speed = math.nan
    if not (math.isfinite(speed) and speed > 0):
        raise argparse.ArgumentTypeError("a speed is a number above 0")
    return speed


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("a day is written YYYY-MM-DD") from None
