"""What the tests of the quote feed share: contracts, and a feed with what it told."""

from dataclasses import dataclass, field
from decimal import Decimal

import aiohttp
from tests.support.clock import ManualClock
from tests.support.scripted import ScriptedServer
from tests.support.scripted_world import CONTRACT_ID

from bracketdesk.broker.allowance import Allowance
from bracketdesk.broker.quotes import QuoteFeed
from bracketdesk.domain.instrument import Instrument
from bracketdesk.wire.messages import Quote

SUBSCRIBE = "md/subscribeQuote"
UNSUBSCRIBE = "md/unsubscribeQuote"
MES = Instrument("MESZ6", Decimal("0.25"), Decimal(5), CONTRACT_ID)
NQ = Instrument("NQZ6", Decimal("0.25"), Decimal(20), 4002)


@dataclass
class Heard:
    """What a feed tells."""

    quotes: list[Quote] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)

    @property
    def well(self) -> bool:
        """Whether the last word was that nothing stands in the way."""
        return bool(self.troubles) and not self.troubles[-1]

    def said(self, words: str) -> bool:
        """Whether the last trouble says this."""
        return bool(self.troubles) and words in self.troubles[-1]


def start_feed(
    session: aiohttp.ClientSession,
    server: ScriptedServer,
    clock: ManualClock,
    heard: Heard,
    allowance: Allowance,
) -> QuoteFeed:
    """Return a feed that connects."""
    url, tokens = server.hosts.market_data, server.grant()
    feed = QuoteFeed(
        session, url, tokens, clock, heard.quotes.append, heard.troubles.append, allowance
    )
    feed.start()
    return feed


def asked(server: ScriptedServer, endpoint: str) -> list[str]:
    """The symbols of the requests to an endpoint, in order."""
    return [request.json["symbol"] for request in server.requests(endpoint)]
