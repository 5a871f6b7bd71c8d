"""The market-data socket: quotes of the contracts a client subscribed to (protocol.md 5)."""

import asyncio
from collections.abc import Callable, Iterable, Mapping

from aiohttp import web

from bracketdesk.practice.arguments import Arguments
from bracketdesk.practice.auth import Gate
from bracketdesk.practice.calls import unknown_endpoint
from bracketdesk.practice.errors import Refused
from bracketdesk.practice.exchange import Exchange
from bracketdesk.practice.outbox import Message
from bracketdesk.practice.sessions import Grant
from bracketdesk.practice.sockets import Socket
from bracketdesk.wire.clock import Clock
from bracketdesk.wire.messages import Quote, SymbolRequest


class MarketSocket(Socket):
    """Sends the quote of a subscribed contract at once, and again whenever it changed.

    Between two sends changes collapse: a client is told the newest quote, never a backlog.
    """

    def __init__(
        self,
        ws: web.WebSocketResponse,
        wire: asyncio.Transport,
        clock: Clock,
        exchange: Exchange,
        gate: Gate,
    ) -> None:
        self._exchange = exchange
        self._watched: set[int] = set()
        self._changed: dict[int, None] = {}  # a set that keeps its order
        super().__init__(ws, wire, clock, gate)
        self._stop_listening = exchange.listen_quotes(self._quote_changed)
        self._calls: Mapping[str, Callable[[int], None]] = {
            "md/subscribequote": self._subscribe,
            "md/unsubscribequote": self._unsubscribe,
        }

    def admit(self, token: str) -> Grant:
        """Let the market-data token in, and the access token too."""
        return self.gate.admit_to_market_data(token)

    def replies(self, name: str, given: Arguments) -> Iterable[object]:
        """Answer a market-data call; there are no others here."""
        self.granted()
        call = self._calls.get(name.lower())
        if call is None:
            raise unknown_endpoint(name)
        contract_id = self._contract_id(given.read(SymbolRequest).symbol)
        if call == self._subscribe and self.gate.permissions.no_quotes:
            return [self._no_quotes(*self.gate.permissions.no_quotes)]
        call(contract_id)
        return [{}]

    def latest(self) -> list[Message]:
        """Return the newest quotes of what changed, all in one event."""
        changed, self._changed = self._changed, {}
        quotes = [quote for quote in map(self._exchange.quote, changed) if quote is not None]
        return [{"e": "md", "d": {"quotes": quotes}}] if quotes else []

    def left(self) -> None:
        """Give back what was watched."""
        self._stop_listening()
        for contract_id in self._watched:
            self._exchange.unwatch(contract_id)

    def _no_quotes(self, status: int, text: str) -> dict[str, str]:
        if status != 200:
            raise Refused(status, text)
        return {"errorText": text}

    def _subscribe(self, contract_id: int) -> None:
        if contract_id not in self._watched:  # one subscription per contract (protocol.md 5)
            self._exchange.watch(contract_id)
            self._watched.add(contract_id)
        self._tell(contract_id)

    def _unsubscribe(self, contract_id: int) -> None:
        self._changed.pop(contract_id, None)
        if contract_id in self._watched:
            self._watched.remove(contract_id)
            self._exchange.unwatch(contract_id)

    def _quote_changed(self, quote: Quote) -> None:
        if quote.contract_id in self._watched:
            self._tell(quote.contract_id)

    def _tell(self, contract_id: int) -> None:
        self._changed[contract_id] = None
        self.outbox.wake()

    def _contract_id(self, symbol: str | int) -> int:
        """Return the id of a name or an id; how the broker refuses others is unconfirmed (5)."""
        if isinstance(symbol, int):
            contract = self._exchange.store.get("contract", symbol)
        else:
            contract = self._exchange.find_contract(symbol)
        if contract is None:
            raise Refused(404, f"Symbol not found: {str(symbol)[:64]}")
        return contract.id
