"""A way to no broker: sign-ins and connects answered as the test says, freezes by its clock."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from tests.support.fake_line import FakeLine

from bracketdesk.controller.ports import LineListener
from bracketdesk.domain.problems import Frozen
from bracketdesk.domain.session import Credentials, EndpointUse, Hosts, OAuthApp, Tokens, Usage
from bracketdesk.wire.clock import Clock

FAR = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
USAGE = Usage(3, 120, (EndpointUse("auth/renewaccesstoken", 2, 15), EndpointUse("order/item", 7)))


class FakeGateway:
    """The Gateway port; `build` makes each new line. A trouble is raised while it is set."""

    def __init__(self, build: Callable[[Hosts, LineListener], FakeLine], clock: Clock) -> None:
        self.build = build
        self._clock = clock
        self._freezes: dict[Hosts, datetime] = {}
        self.lines: list[FakeLine] = []
        self.sign_ins: list[tuple[Hosts, Credentials]] = []
        self.tickets: list[str] = []  # of each sign-in
        self.browsed: list[OAuthApp] = []
        self.tokens = Tokens("access-secret", "md-secret", FAR, "trader", 7)
        self.used: list[Tokens] = []
        self.sign_in_trouble: Exception | None = None
        self.connect_trouble: Exception | None = None
        self.gate = asyncio.Event()
        self.gate.set()
        self.cancelled = 0
        self.calls = 0  # under way
        self.overlapped = False

    async def sign_in(self, hosts: Hosts, credentials: Credentials, ticket: str = "") -> Tokens:
        self._check(hosts)
        self.sign_ins.append((hosts, credentials))
        self.tickets.append(ticket)
        await self._wait()
        if self.sign_in_trouble is not None:
            raise self.sign_in_trouble
        return self.tokens

    async def sign_in_by_browser(
        self, hosts: Hosts, app: OAuthApp, browse: Callable[[str], None]
    ) -> Tokens:
        self._check(hosts)
        self.browsed.append(app)
        browse(f"{hosts.authorize or hosts.rest}/oauth")
        await self._wait()
        if self.sign_in_trouble is not None:
            raise self.sign_in_trouble
        return self.tokens

    def usage(self, hosts: Hosts) -> Usage:
        return USAGE

    def frozen_for(self, hosts: Hosts) -> float:
        until = self._freezes.get(hosts, self._clock.now())
        return max(0.0, (until - self._clock.now()).total_seconds())

    def freeze(self, hosts: Hosts, seconds: float) -> None:
        self._freezes[hosts] = self._clock.now() + timedelta(seconds=seconds)

    def thaw(self) -> None:
        """End every freeze."""
        self._freezes.clear()

    async def connect(self, hosts: Hosts, tokens: Tokens, listener: LineListener) -> FakeLine:
        self._check(hosts)
        self.used.append(tokens)
        listener.line_connecting()
        await self._wait()
        if self.connect_trouble is not None:
            raise self.connect_trouble
        line = self.build(hosts, listener)
        self.lines.append(line)
        listener.line_synchronising()
        if line.state.synchronised:
            listener.line_up(())  # as a line may, before connect has returned
        return line

    def _check(self, hosts: Hosts) -> None:
        if seconds := self.frozen_for(hosts):
            raise Frozen("The broker asked for silence.", seconds)

    async def _wait(self) -> None:
        self.overlapped = self.overlapped or self.calls > 0
        self.calls += 1
        try:
            await self.gate.wait()
            await asyncio.sleep(0)
        except asyncio.CancelledError:
            for _ in range(3):  # closing what was half open takes its time
                await asyncio.sleep(0)
            self.cancelled += 1
            raise
        finally:
            self.calls -= 1
