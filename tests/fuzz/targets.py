"""What must hold whatever bytes come: one function a way in, which raises where it does not.

Hypothesis feeds them in `tests/unit/*/test_fuzz_*.py`, a coverage-guided fuzzer through
`python -m tests.fuzz` on demand.
"""

import asyncio
import contextlib
import json
import tempfile
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from tests.fuzz.seeds import STATUSES, JournalSeed, journal_seed

from bracketdesk.controller.verdict import judge
from bracketdesk.domain.delivery import Delivery
from bracketdesk.domain.jsontext import NotJson
from bracketdesk.domain.outcomes import Outcome, OutcomeKind
from bracketdesk.domain.params import read_params
from bracketdesk.domain.problems import UserFacingError
from bracketdesk.domain.ticket import Side
from bracketdesk.domain.ticketfile import TicketFileError, read_ticket_file
from bracketdesk.practice.errors import Refused, Rejected
from bracketdesk.practice.plan import read_plan
from bracketdesk.storage.journal import open_journal
from bracketdesk.storage.journal_file import FILE_NAME
from bracketdesk.wire import frames
from bracketdesk.wire.clock import SystemClock
from bracketdesk.wire.enums import StrategyStatus

NOT_HANDLED, REFUSED = (401, 403, 423, 429), (400, 404)


def check_frame(data: bytes) -> None:
    """Any text is a frame or a FrameError; what is read has the types it claims."""
    text = data.decode(errors="replace")
    with contextlib.suppress(frames.FrameError):
        frame = frames.read_frame(text)
        for message in frame if isinstance(frame, tuple) else ():
            if isinstance(message, frames.Response):
                assert type(message.id) is int
                assert type(message.status) is int
            else:
                assert message.kind.isprintable() or message.kind
    with contextlib.suppress(frames.FrameError):
        asked = frames.read_request(text)
        assert frames.read_request(frames.write_request(asked)) == asked


def check_verdict(data: bytes) -> None:
    """The first two bytes say what the transport tells, the rest is the body."""
    told, number = (data + b"\0\0")[:2]
    body = data[2:]
    status = STATUSES[number % len(STATUSES)]
    delivery = Delivery(bool(told), status if told else None, body if told else b"", "detail")
    outcome = judge(delivery, "ours")
    assert outcome.cause
    if not delivery.left:
        assert outcome.kind is OutcomeKind.NOT_SENT
    elif status is None:
        assert outcome.kind is OutcomeKind.UNKNOWN
    else:
        _check_answered(outcome, status, _plain(body))


def _check_answered(outcome: Outcome, status: int, answer: dict[str, Any]) -> None:
    """The table of architecture.md once more, from the plain JSON: nothing but what is clear."""
    held = answer.get("orderStrategy")
    match outcome.kind:
        case OutcomeKind.ACCEPTED:
            assert status == 200
            assert held
            assert outcome.strategy_id == held["id"] > 0
            assert held["status"] in set(StrategyStatus)
            assert held.get("uuid") in (None, "", "ours")
            assert not (answer.get("errorText") or "").strip()
            assert answer.get("failureReason") in (None, "", "Success")
        case OutcomeKind.REJECTED:
            assert held is None
            assert answer.get("failureReason") != "RiskCheckTimeout"
            said = answer.get("errorText") or answer.get("failureReason")
            assert status in REFUSED or (status == 200 and said)
        case OutcomeKind.NOT_SENT:
            assert held is None
            asked = answer.get("p-ticket") or answer.get("p-captcha")
            assert status in NOT_HANDLED or (status == 200 and asked)
        case _:
            assert outcome.kind is OutcomeKind.UNKNOWN


def _plain(body: bytes) -> dict[str, Any]:
    """The body as the broker may have meant it, empty where that is no JSON object."""
    try:
        read = json.loads(body.decode(errors="replace"))
    except (ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


def check_params(data: bytes) -> None:
    """Params are a plan or a ValueError with a sentence, on either side of the market."""
    text = data.decode(errors="replace")
    for side in Side:
        with _refusal(ValueError):
            plan = read_params(text, side, Decimal("0.25"))
            assert plan.quantity > 0
            assert all(level.quantity > 0 for level in plan.levels)


def check_plan(data: bytes) -> None:
    """The exchange takes a plan whose quantities are right, or refuses."""
    with contextlib.suppress(Refused, Rejected):
        plan = read_plan(data.decode(errors="replace"))
        assert sum(bracket.quantity for bracket in plan.brackets) == plan.entry.quantity > 0


def check_ticket_file(data: bytes) -> None:
    """A ticket file is read, or what is wrong with it is said."""
    with _refusal(NotJson, TicketFileError):
        read_ticket_file(data.decode(errors="replace"))


@contextlib.contextmanager
def _refusal(*kinds: type[Exception]) -> Iterator[None]:
    """Pass over a refusal that says something."""
    try:
        yield
    except kinds as error:
        if not str(error).strip():
            raise


def check_journal(data: bytes) -> None:
    """Five bytes are one damage: where in the file (four, of its length) and what stands there.

    Bytes that are left over cut the file off.
    """
    seed = _seed()
    damaged = bytearray(seed.content)
    whole = len(data) - len(data) % 5
    for start in range(0, whole, 5):
        place = int.from_bytes(data[start : start + 4], "big") % len(damaged)
        damaged[place] = data[start + 4]
    if rest := data[whole:]:
        del damaged[int.from_bytes(rest, "big") % len(damaged) :]
    asyncio.run(_open_damaged(bytes(damaged), seed))


async def _open_damaged(content: bytes, seed: JournalSeed) -> None:
    """It opens, or says why; what it still tells of an intent once was so."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / FILE_NAME).write_bytes(content)
        with contextlib.suppress(UserFacingError):
            journal = await open_journal(Path(folder), SystemClock())
            try:
                found = (*await journal.recent(100), *await journal.unsettled())
            finally:
                await journal.close()
            for entry in found:
                kind = entry.outcome.kind if entry.outcome else OutcomeKind.RECORDED
                assert kind in seed.stood.get(entry.intent.uuid, set(OutcomeKind))


@cache
def _seed() -> JournalSeed:
    return asyncio.run(journal_seed())


TARGETS: dict[str, Callable[[bytes], None]] = {
    "frame": check_frame,
    "verdict": check_verdict,
    "params": check_params,
    "plan": check_plan,
    "ticket file": check_ticket_file,
    "journal": check_journal,
}
