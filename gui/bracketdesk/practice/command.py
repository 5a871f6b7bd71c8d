"""`bracketdesk practice-exchange`: the exchange as a process of its own."""

import asyncio
import logging
import sys

from bracketdesk.practice.lifetime import Lifetime
from bracketdesk.practice.options import CannotServe, read_options


def main(arguments: list[str]) -> int:
    """Serve until a signal; return 0, or after one sentence 1 or, for a bad option, 2."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    try:
        options = read_options(arguments)
        lifetime = Lifetime(with_parent=options.with_parent)
        from bracketdesk.practice.service import serve  # noqa: PLC0415 - the slow import

        asyncio.run(serve(options, lifetime))
    except CannotServe as problem:
        print(problem, file=sys.stderr)
        return problem.status
    return 0
