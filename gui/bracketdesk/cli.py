"""The command line: the window, the practice exchange on its own, and `params`.

Everything heavy is imported where it is used, so that each command starts with what it needs.
"""

import argparse
import atexit
import gc
import io
import os
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from bracketdesk import PRODUCT, __version__
from bracketdesk.domain.session import Environment, Hosts

if TYPE_CHECKING:
    from bracketdesk.domain.problems import Problem
    from bracketdesk.domain.ticketfile import TicketFile

_COMMANDS = """commands:
  practice-exchange   run the built-in exchange alone (--help tells its options)
  params FILE         print the params string of a ticket file, or its problems
"""
_NO_STOP = (
    'No stop: the loss of this level is open. Where that is meant, write "acknowledgeNoStop": true.'
)
_FAILED = 1
_UNUSABLE = 2
_LARGEST_FILE = 1_000_000


@dataclass(frozen=True, slots=True)
class AppOptions:
    """What the window is started with.

    `home` is None for the platform's own folder; `announce` is where the embedded exchange's
    addresses are written; `practice_arguments` go to the embedded exchange as they are;
    `log_level` is info or debug; with `self_check` no window is left open.
    """

    environment: Environment | None = None
    home: str | None = None
    hosts: Hosts | None = None
    announce: Path | None = None
    practice_arguments: tuple[str, ...] = ()
    log_level: str = "info"
    self_check: bool = False
    tell_first_paint: bool = False


def command() -> NoReturn:
    """Run the command this process was started with, and end the process."""
    leave(main())


def leave(status: int) -> NoReturn:
    """End the process at once, after what others registered for its end.

    A call that hangs in the keyring sits in a daemon thread, in foreign code. The interpreter's own
    end tears the thread out of there, which may abort the whole process ("exception not rethrown":
    seen in one of 75 ends on a busy machine).
    """
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError, ValueError):  # none there, or nobody reads it
            stream.flush()
    os._exit(status)


def main(arguments: list[str] | None = None) -> int:
    """Run a command and return its exit status."""
    given = sys.argv[1:] if arguments is None else arguments
    _tolerant_streams()
    try:
        return _dispatch(given)
    except SystemExit as end:  # argparse, after --help, --version or a mistake
        return end.code if isinstance(end.code, int) else 0


def _dispatch(arguments: Sequence[str]) -> int:
    if arguments[:1] == ["practice-exchange"]:
        from bracketdesk.practice import command  # noqa: PLC0415 - aiohttp

        return command.main(list(arguments[1:]))
    if arguments[:1] == ["params"]:
        return _params(arguments[1:])
    return _window(arguments)


def _window(arguments: Sequence[str]) -> int:
    options = read_options(arguments)
    if options.self_check:
        from bracketdesk import self_check  # noqa: PLC0415 - Qt

        return self_check.run()
    gc.disable()  # the imports too; the app takes it up again
    from bracketdesk import app  # noqa: PLC0415 - Qt

    return app.run(options, _tell_and_end if options.tell_first_paint else None)


def _tell_and_end(_: object) -> None:
    """Print when the window was first seen, in ns of the clock that whoever measures has too."""
    print(time.perf_counter_ns(), flush=True)
    os._exit(0)


def read_options(arguments: Sequence[str]) -> AppOptions:
    """Read the window's arguments; SystemExit with status 2 where they cannot be used."""
    given = _parser().parse_args(arguments)
    environment = Environment(given.environment) if given.environment else None
    if environment is Environment.LIVE:
        _refuse("Live is no start environment: it is never entered without a click in this run.")
    return AppOptions(
        environment=environment,
        home=given.home or os.environ.get("BRACKETDESK_HOME") or None,
        hosts=_hosts(given, environment),
        announce=given.announce,
        practice_arguments=_practice_arguments(given),
        log_level=given.log_level,
        self_check=given.self_check,
        tell_first_paint=given.tell_first_paint,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="bracketdesk",
        description=f"{PRODUCT}: without a command, opens the window.",
        epilog=_COMMANDS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"{PRODUCT} {__version__}")
    names = [environment.value for environment in Environment]
    parser.add_argument("--environment", choices=names, help="where to start")
    parser.add_argument("--home", metavar="DIR", help="settings, journal and logs")
    parser.add_argument("--announce", metavar="FILE", type=Path, help="write the addresses here")
    parser.add_argument(
        "--log-level",
        choices=["info", "debug"],
        default="info",
        help="how much goes into the log files under the home folder, never a secret; "
        "debug is for reporting a problem",
    )
    parser.add_argument(
        "--self-check",
        action="store_true",
        help="start every part of the app, send one practice order, print one line a check and "
        "leave nothing behind",
    )
    parser.add_argument("--tell-first-paint", action="store_true", help=argparse.SUPPRESS)
    custom = parser.add_argument_group("hosts of the Custom environment")
    for name in ("rest", "socket", "market-data"):
        custom.add_argument(f"--{name}-url", metavar="URL")
    practice = parser.add_argument_group("passed to the practice exchange")
    practice.add_argument("--tape", metavar="FILE", help="replay these quotes")
    practice.add_argument("--speed", metavar="X", help="run the markets this many times faster")
    practice.add_argument("--loop", action="store_true", help="begin the tape again after its end")
    practice.add_argument("--seed", metavar="N", help="seed of the synthetic market")
    practice.add_argument("--product", metavar="NAME", help="product of the tape")
    return parser


def _hosts(given: argparse.Namespace, environment: Environment | None) -> Hosts | None:
    urls = (given.rest_url, given.socket_url, given.market_data_url)
    if not any(urls):
        return None
    if environment is not Environment.CUSTOM:
        _refuse("Host addresses belong to --environment custom.")
    if not all(urls):
        _refuse("Custom needs --rest-url, --socket-url and --market-data-url together.")
    return Hosts(*urls)


def _practice_arguments(given: argparse.Namespace) -> tuple[str, ...]:
    chosen = {name: getattr(given, name) for name in ("tape", "speed", "seed", "product")}
    loop = ("--loop",) if given.loop else ()
    return loop + tuple(
        text for name, value in chosen.items() if value is not None for text in (f"--{name}", value)
    )


def _params(arguments: Sequence[str]) -> int:
    """Print the params of a ticket file; the problems go to stdout, remarks to stderr."""
    parser = argparse.ArgumentParser(prog="bracketdesk params", allow_abbrev=False)
    parser.add_argument("file", metavar="FILE", type=Path, help="a ticket file")
    text = _read_file(parser.parse_args(arguments).file)
    from bracketdesk.domain import ticketfile  # noqa: PLC0415 - the window need not wait for it

    try:
        file = ticketfile.read_ticket_file(text)
    except ticketfile.NotJson as error:
        _refuse(f"The ticket file is not JSON: {error}")
    except ticketfile.TicketFileError as error:
        return _print_problems(error.problems)
    return _print_params(file)


def _print_params(file: "TicketFile") -> int:
    from bracketdesk.domain.instrument import Instrument  # noqa: PLC0415
    from bracketdesk.domain.params import write_params  # noqa: PLC0415
    from bracketdesk.domain.validation import Limits, validate  # noqa: PLC0415

    instrument = Instrument(file.ticket.symbol, file.tick_size, file.value_per_point)
    status = _print_problems(validate(file.ticket, instrument, Limits(), datetime.now(UTC)))
    if not status:
        print(write_params(file.ticket, file.tick_size))
    return status


def _print_problems(problems: "Sequence[Problem]") -> int:
    from bracketdesk.domain.problems import Severity  # noqa: PLC0415

    for problem in problems:
        ticks = problem.severity is Severity.ACKNOWLEDGE  # in the window: a file has no box
        said = replace(problem, text=_NO_STOP) if ticks else problem
        print(said, file=sys.stderr if problem.severity is Severity.WARNING else sys.stdout)
    blocking = any(problem.severity is not Severity.WARNING for problem in problems)
    return _FAILED if blocking else 0


def _read_file(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        _refuse(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}.")
    if len(content) > _LARGEST_FILE:
        _refuse(f"{path} is too large for a ticket file.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        _refuse(f"{path} is not UTF-8 text, so it is not JSON.")


def _refuse(sentence: str) -> NoReturn:
    print(sentence, file=sys.stderr)
    raise SystemExit(_UNUSABLE)


def _tolerant_streams() -> None:
    """A console that lacks a character shows another one instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
