"""Where a fuzzer begins: good inputs, and a small journal."""

import json
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bracketdesk.domain.intent import Intent
from bracketdesk.domain.outcomes import Outcome, OutcomeKind
from bracketdesk.domain.session import Environment, Transport
from bracketdesk.domain.ticket import Entry, Level, Side, Ticket
from bracketdesk.storage.journal import open_journal
from bracketdesk.storage.journal_file import FILE_NAME
from bracketdesk.wire.clock import SystemClock

STATUSES = (200, None, 400, 401, 403, 404, 408, 423, 429, 500, 503, 204, 302)

STRATEGY = {
    "id": 9912,
    "accountId": 42,
    "timestamp": "2026-11-22T15:00:00.000Z",
    "contractId": 500,
    "orderStrategyTypeId": 2,
    "action": "Buy",
    "uuid": "ours",
    "status": "ActiveStrategy",
}
ANSWERS: tuple[dict[str, object], ...] = (
    {"orderStrategy": STRATEGY},
    {"orderStrategy": STRATEGY, "errorText": "No"},
    {"errorText": "No", "failureReason": "NoQuote"},
    {"failureReason": "RiskCheckTimeout"},
    {"p-ticket": "abc", "p-time": 15, "p-captcha": False},
)

PARAMS = (
    '{"entryVersion":{"orderQty":3,"orderType":"StopLimit","price":6012.25,"stopPrice":6012.5,'
    '"timeInForce":"GTD","expireTime":"2026-12-01T21:00:00.000Z"},"brackets":['
    '{"qty":1,"profitTarget":30,"stopLoss":-15,"trailingStop":false},'
    '{"qty":2,"stopLoss":-15,"trailingStop":false,'
    '"autoTrail":{"stopLoss":12,"trigger":24,"freq":0.25}}]}'
)
TICKET_FILE = json.dumps(
    {
        "format": "bracketdesk-ticket",
        "version": 1,
        "symbol": "MESZ6",
        "tickSize": "0.25",
        "valuePerPoint": "5",
        "side": "Sell",
        "quantity": 1,
        "entry": {"type": "Limit", "limitPrice": "6012.25", "timeInForce": "Day"},
        "levels": [
            {
                "quantity": 1,
                "targetTicks": 16,
                "stopTicks": 16,
                "autoTrail": {"triggerTicks": 24, "distanceTicks": 12, "stepTicks": 1},
            }
        ],
    }
)
FRAMES = (
    "o",
    "h",
    'c[1000,"Normal"]',
    'a[{"s":200,"i":7,"d":{"orderStrategy":{}}},{"e":"props","d":{}}]',
    r'a["{\"s\":200,\"i\":7}"]',
    "orderStrategy/list\n4\n\n{}",
)
SEEDS: dict[str, tuple[bytes, ...]] = {
    "frame": tuple(text.encode() for text in FRAMES),
    "verdict": tuple(b"\1\0" + json.dumps(answer).encode() for answer in ANSWERS),
    "params": (PARAMS.encode(),),
    "plan": (PARAMS.encode(),),
    "ticket file": (TICKET_FILE.encode(),),
    "journal": (b"\0\0\0\0\1",),
}


@dataclass(frozen=True)
class JournalSeed:
    """A journal's file, and every place an intent ever stood in, by uuid."""

    content: bytes
    stood: dict[str, set[OutcomeKind]]


async def journal_seed() -> JournalSeed:
    """Write a journal with an intent for every outcome and one without."""
    stood: dict[str, set[OutcomeKind]] = {}
    with tempfile.TemporaryDirectory() as folder:
        journal = await open_journal(Path(folder), SystemClock())
        for kind in OutcomeKind:
            intent = _intent(f"0a1b-{kind}")
            stood[intent.uuid] = {OutcomeKind.RECORDED, kind}
            await journal.record(intent)
            if kind is not OutcomeKind.RECORDED:
                await journal.settle(intent.uuid, Outcome(kind, "said so"), 0.1)
        await journal.close()  # the last one out folds the log into the file
        return JournalSeed((Path(folder) / FILE_NAME).read_bytes(), stood)


def _intent(uuid: str) -> Intent:
    return Intent(
        uuid=uuid,
        at=datetime(2026, 11, 22, 15, 0, tzinfo=UTC),
        environment=Environment.DEMO,
        host="https://demo.example/v1",
        account="DEMO1234",
        account_id=42,
        contract_id=500,
        ticket=Ticket("MESZ6", Side.BUY, 1, Entry(), (Level(1, 16, 16),), "DEMO1234"),
        body='{"params":"{}"}',
        transport=Transport.SOCKET,
        sentence="Buy 1 MESZ6.",
    )
