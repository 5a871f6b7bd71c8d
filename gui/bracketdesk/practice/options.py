"""The options of `bracketdesk practice-exchange`."""

import argparse
import math
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NoReturn

from bracketdesk.practice.market_time import check_speed

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
    `speed` is how many times as fast as real the markets run, `loop` whether the tape begins
    again after its end. Both lives of a token are published (protocol.md 1.3).
    """

    port: int = 0
    seed: int | None = None
    tape: Path | None = None
    speed: float = 1.0
    loop: bool = False
    product: str | None = None
    today: date | None = None
    announce: Path | None = None
    with_parent: bool = False
    token_minutes: int = 90


def read_options(arguments: list[str]) -> ServerOptions:
    """Read the command line; raises CannotServe."""
    parser = _parser()
    options = ServerOptions(**vars(parser.parse_args(arguments)))
    if options.loop and options.tape is None:
        parser.error("--loop needs a --tape")
    return options


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
    add("--speed", type=_speed, default=1.0, metavar="X", help="how many times as fast as real")
    add("--loop", action="store_true", help="begin the tape again after its end")
    add("--product", metavar="NAME", help="the tape's product, where its symbol does not tell")
    add("--today", type=_day, metavar="YYYY-MM-DD", help="the date that sets the front months")
    add("--announce", type=Path, metavar="FILE", help="write the first line there instead")
    add("--with-parent", action="store_true", help="end when the parent process does")
    add("--token-minutes", type=int, choices=(80, 90), default=90, help="how long a token is good")
    return parser


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= 65535):
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return int(text)


def _speed(text: str) -> float:
    try:
        return check_speed(_number(text))
    except ValueError as problem:
        raise argparse.ArgumentTypeError(str(problem)) from None


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("a day is written YYYY-MM-DD") from None
