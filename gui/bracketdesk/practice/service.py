"""From options to a running exchange, and to its end."""

import asyncio
import secrets

from bracketdesk.practice.announcement import Announcement, announce
from bracketdesk.practice.delays import SeededDelays
from bracketdesk.practice.errors import TapeError
from bracketdesk.practice.exchange import Exchange
from bracketdesk.practice.lifetime import Lifetime
from bracketdesk.practice.limits import Limits
from bracketdesk.practice.market import MarketSource
from bracketdesk.practice.options import BAD_OPTION, CannotServe, ServerOptions
from bracketdesk.practice.reel import Reel, TapeMarket
from bracketdesk.practice.server import HOST, PracticeServer
from bracketdesk.practice.synthetic import SyntheticMarket
from bracketdesk.practice.tape import read_tape
from bracketdesk.wire.clock import Clock, SystemClock


async def serve(options: ServerOptions, lifetime: Lifetime) -> None:
    """Run the exchange until its lifetime is over; raises CannotServe."""
    clock = SystemClock()
    limits = Limits(token_minutes=options.token_minutes)
    server = PracticeServer(_exchange(options, clock), clock, port=options.port, limits=limits)
    announcement = await _start(server, options)
    try:
        _announce(announcement, options)
        await _until_over(server, lifetime, clock)
    finally:
        await server.stop()


async def _start(server: PracticeServer, options: ServerOptions) -> Announcement:
    try:
        return await server.start()
    except OSError as problem:
        raise CannotServe(f"Cannot listen on {HOST}:{options.port}: {_cause(problem)}.") from None


def _announce(announcement: Announcement, options: ServerOptions) -> None:
    try:
        announce(announcement, options.announce)
    except OSError as problem:
        where = options.announce or "the standard output"
        raise CannotServe(f"Cannot announce on {where}: {_cause(problem)}.", BAD_OPTION) from None


async def _until_over(server: PracticeServer, lifetime: Lifetime, clock: Clock) -> None:
    over = asyncio.create_task(lifetime.over(clock))
    broken = asyncio.create_task(server.broken())
    await asyncio.wait([over, broken], return_when=asyncio.FIRST_COMPLETED)
    if not over.done():
        over.cancel()
        raise CannotServe("The practice markets stopped.")
    broken.cancel()


def _exchange(options: ServerOptions, clock: Clock) -> Exchange:
    today = options.today or clock.now().date()
    seed = secrets.randbelow(2**31) if options.seed is None else options.seed
    exchange = Exchange(clock, _markets(options), today=today, seed=seed, delays=SeededDelays(seed))
    exchange.markets.run_at(options.speed)
    return exchange


def _markets(options: ServerOptions) -> MarketSource:
    if options.tape is None:
        return SyntheticMarket()
    try:
        tape = read_tape(options.tape, options.product)
    except TapeError as problem:
        raise CannotServe(str(problem), BAD_OPTION) from None
    return TapeMarket(Reel(tape, looped=options.loop), others=SyntheticMarket())


def _cause(problem: OSError) -> str:
    return problem.strerror or str(problem)
