"""The journal's statements, and its rows as what they stand for.

Whatever may hold the broker's words goes in without anything like a secret: the file is kept for
years. The start's own body and ticket are ours and go in as they are; a click waits for them.
"""

import sqlite3
from dataclasses import fields
from datetime import UTC, datetime

from bracketdesk.domain.instruction import Act, Instruction, InstructionEntry
from bracketdesk.domain.intent import Intent, JournalEntry, Reversal
from bracketdesk.domain.outcomes import Outcome, OutcomeKind
from bracketdesk.domain.session import Environment, Transport
from bracketdesk.storage.logs import redact
from bracketdesk.storage.ticket_text import read_ticket, write_ticket

ANSWER_ROOM = 64 * 1024
"""Bytes of an answer that are kept."""

# A penalty ticket opens a way to the broker and is of no use to another run: it is not kept.
TOLD = tuple(f.name for f in fields(Outcome) if f.name not in ("kind", "penalty_ticket"))

_ENTRIES = f"""
    SELECT intents.*, resent.at AS resent_at, resent.transport AS resent_by,
        last.at AS settled_at, last.kind, last.seconds, {", ".join(f"last.{n}" for n in TOLD)}
    FROM intents
    LEFT JOIN transitions AS last
        ON last.number = (SELECT max(number) FROM transitions WHERE uuid = intents.uuid)
    LEFT JOIN transitions AS resent ON resent.number = (SELECT max(number) FROM transitions
        WHERE uuid = intents.uuid AND kind = 'recorded')
"""  # noqa: S608 - names from our own dataclass
RECENT = _ENTRIES + "WHERE act = 'start' ORDER BY intents.number DESC LIMIT ?"
UNSETTLED = (
    _ENTRIES + "WHERE act = 'start' AND coalesce(last.kind, 'unknown') IN ('recorded', 'unknown') "
    "ORDER BY intents.number"
)
INSTRUCTIONS = _ENTRIES + "WHERE act <> 'start' ORDER BY intents.number DESC LIMIT ?"
ACKNOWLEDGED = "The trader has seen the alarm that the broker has it after all."
REVERSALS = f"""
    SELECT entry.*, former.kind AS told FROM ({_ENTRIES}) AS entry
    JOIN transitions AS former ON former.number = (SELECT number FROM transitions
        WHERE uuid = entry.uuid ORDER BY number DESC LIMIT 1 OFFSET 1)
    WHERE entry.act = 'start' AND entry.kind = 'accepted' AND entry.strategy_id IS NOT NULL
        AND former.kind IN ('not sent', 'rejected')
        AND NOT EXISTS (SELECT 1 FROM evidence WHERE uuid = entry.uuid AND text = ?)
    ORDER BY entry.number
"""  # noqa: S608 - as above
STANDING = "SELECT kind FROM moves WHERE uuid = ? ORDER BY number DESC LIMIT 1"
_OF_AN_INTENT = "environment, host, account, account_id, contract_id, ticket, body"
MATCHES = f"SELECT 1 FROM intents WHERE (uuid, {_OF_AN_INTENT}) = (?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608
NEW_INTENT = f"""INSERT INTO intents (uuid, {_OF_AN_INTENT}, at, transport, sentence, act)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'start') ON CONFLICT (uuid) DO NOTHING"""  # noqa: S608
NEW_INSTRUCTION = """INSERT INTO intents (uuid, at, environment, host, account, account_id,
    contract_id, act, target, body, transport, sentence)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
RESENT = "INSERT INTO transitions (uuid, at, kind, transport) VALUES (?, ?, 'recorded', ?)"
MOVED = f"""INSERT INTO transitions (uuid, at, kind, seconds, {", ".join(TOLD)})
    VALUES (?, ?, ?, ?, {", ".join("?" * len(TOLD))})"""  # noqa: S608 - as above

ANSWERED = """INSERT INTO answers (uuid, at, status, size, text, transport) VALUES (?, ?, ?, ?, ?,
    (SELECT transport FROM moves WHERE uuid = ? AND kind = 'recorded'
    ORDER BY number DESC LIMIT 1))"""
SEEN = "INSERT INTO evidence (uuid, at, text) VALUES (?, ?, ?)"
COMPARED = """INSERT INTO read_backs (uuid, at, planned, held, differences)
    VALUES (?, ?, ?, ?, ?)"""
ECHOED = (
    "INSERT INTO echoes (environment, host, uuid, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
)
SIGHTED = """INSERT INTO sightings (environment, host, newest) VALUES (?, ?, ?)
    ON CONFLICT DO UPDATE SET newest = excluded.newest"""
LAST_SIGHTED = "SELECT newest FROM sightings WHERE (environment, host) = (?, ?)"
HAS_ECHOED = "SELECT 1 FROM echoes WHERE (environment, host) = (?, ?)"


def of_intent(intent: Intent) -> tuple[str | int, ...]:
    """Return what makes an intent itself: the values of `MATCHES`."""
    return (
        intent.uuid,
        intent.environment.value,  # sqlite3 looks for adapters of whatever is not str itself
        intent.host,
        intent.account,
        intent.account_id,
        intent.contract_id,
        write_ticket(intent.ticket),
        intent.body,
    )


def record_of(intent: Intent) -> tuple[str | int, ...]:
    """Return the values of `NEW_INTENT`."""
    return (*of_intent(intent), stamp(intent.at), intent.transport.value, intent.sentence)


def move_of(uuid: str, at: datetime, outcome: Outcome, seconds: float | None) -> tuple[object, ...]:
    """Return the values of `MOVED`."""
    told = (without_secrets(getattr(outcome, name)) for name in TOLD)
    return (uuid, stamp(at), outcome.kind, seconds, *told)


def of_instruction(click: Instruction) -> tuple[str | int, ...]:
    """Return the values of `NEW_INSTRUCTION`; its body may have a penalty ticket."""
    return (
        click.uuid,
        stamp(click.at),
        click.environment,
        click.host,
        click.account,
        click.account_id,
        click.contract_id,
        click.act,
        click.target,
        redact(click.body),
        click.transport,
        click.sentence,
    )


def entry(row: sqlite3.Row) -> JournalEntry:
    """Return a row of `RECENT` or `UNSETTLED`."""
    intent = Intent(
        uuid=row["uuid"],
        at=datetime.fromisoformat(row["resent_at"] or row["at"]),
        environment=Environment(row["environment"]),
        host=row["host"],
        account=row["account"],
        account_id=row["account_id"],
        contract_id=row["contract_id"],
        ticket=read_ticket(row["ticket"]),
        body=row["body"],
        transport=Transport(row["resent_by"] or row["transport"]),
        sentence=row["sentence"],
    )
    return JournalEntry(intent, *_settled(row))


def reversal(row: sqlite3.Row) -> Reversal:
    """Return a row of `REVERSALS`."""
    return Reversal(entry(row).intent, OutcomeKind(row["told"]), row["strategy_id"])


def instruction_entry(row: sqlite3.Row) -> InstructionEntry:
    """Return a row of `INSTRUCTIONS`."""
    click = Instruction(
        uuid=row["uuid"],
        at=datetime.fromisoformat(row["at"]),
        environment=Environment(row["environment"]),
        host=row["host"],
        account=row["account"],
        account_id=row["account_id"],
        contract_id=row["contract_id"],
        act=Act(row["act"]),
        target=row["target"],
        body=row["body"],
        transport=Transport(row["transport"]),
        sentence=row["sentence"],
    )
    return InstructionEntry(click, *_settled(row))


def without_secrets(value: object) -> object:
    """Return a value with anything like a secret hidden in it, where it is text."""
    if isinstance(value, bytes):
        text = redact(value.decode(errors="surrogateescape"))
        return text.encode(errors="surrogateescape")
    return redact(value) if isinstance(value, str) else value


def stamp(at: datetime) -> str:
    """Return a time as the journal keeps it."""
    return at.astimezone(UTC).isoformat()


def _settled(row: sqlite3.Row) -> tuple[Outcome | None, datetime | None, float | None]:
    kind = OutcomeKind(row["kind"] or OutcomeKind.RECORDED)
    if kind is OutcomeKind.RECORDED:
        return None, None, None
    outcome = Outcome(kind, **{name: row[name] for name in TOLD})
    return outcome, datetime.fromisoformat(row["settled_at"]), row["seconds"]
