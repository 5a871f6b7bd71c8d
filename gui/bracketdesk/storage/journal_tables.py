"""The journal's tables, the laws the database itself keeps, and how an older file is brought up.

What is told of an intent only grows. What leaves after its time (storage/retention.py) is named in
`leaving` first, and that table refuses whatever is unresolved.
"""

import sqlite3
from collections.abc import Iterable
from contextlib import closing

from bracketdesk.domain.outcomes import LEGAL_MOVES

VERSION = 2

# An intent is a click: a start, or what is done about what is there (its act and target). It is one
# row at the end of one table, for its commit is waited for by a click; where it stands is the last
# of its transitions, Recorded while there is none. A clicked resend with a penalty ticket is a
# transition back to Recorded (architecture.md, Outcomes).
_INTENTS = """CREATE TABLE intents (
        number INTEGER PRIMARY KEY,
        uuid TEXT NOT NULL UNIQUE,
        at TEXT NOT NULL,
        environment TEXT NOT NULL,
        host TEXT NOT NULL,
        account TEXT NOT NULL,
        account_id INTEGER NOT NULL,
        contract_id INTEGER NOT NULL,
        act TEXT NOT NULL,
        target INTEGER,
        ticket TEXT,
        body TEXT NOT NULL,
        transport TEXT NOT NULL,
        sentence TEXT NOT NULL,
        CHECK ((act = 'start') = (ticket IS NOT NULL)),
        CHECK ((act = 'start') = (target IS NULL))
    ) STRICT"""
_TRANSITIONS = """CREATE TABLE transitions (
        number INTEGER PRIMARY KEY,
        uuid TEXT NOT NULL REFERENCES intents (uuid),
        at TEXT NOT NULL,
        kind TEXT NOT NULL,
        transport TEXT,
        seconds REAL,
        cause TEXT NOT NULL DEFAULT '',
        reason TEXT NOT NULL DEFAULT '',
        broker_text TEXT NOT NULL DEFAULT '',
        strategy_id INTEGER,
        strategy_status TEXT NOT NULL DEFAULT '',
        penalty_seconds INTEGER NOT NULL DEFAULT 0
    ) STRICT"""
_MOVE = """uuid, at, kind, transport, seconds, cause, reason, broker_text, strategy_id,
        strategy_status, penalty_seconds"""
_RULES = (
    "CREATE INDEX transitions_of ON transitions (uuid, number)",
    # Everything an intent went through, its record first.
    f"""CREATE VIEW moves AS
        SELECT 0 AS number, uuid, at, 'recorded' AS kind, transport, NULL AS seconds,
            '' AS cause, '' AS reason, '' AS broker_text, NULL AS strategy_id,
            '' AS strategy_status, 0 AS penalty_seconds FROM intents
        UNION ALL SELECT number, {_MOVE} FROM transitions""",  # noqa: S608 - our own names
    """CREATE TABLE legal_moves (
        old TEXT NOT NULL, new TEXT NOT NULL, PRIMARY KEY (old, new)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TRIGGER moves_are_legal BEFORE INSERT ON transitions
        WHEN NOT EXISTS (SELECT 1 FROM legal_moves
            WHERE legal_moves.new = NEW.kind AND legal_moves.old = coalesce((SELECT kind
                FROM transitions WHERE uuid = NEW.uuid ORDER BY number DESC LIMIT 1), 'recorded'))
        BEGIN SELECT RAISE(ABORT, 'illegal move'); END""",
)
# Version 1 had a transition for the record, with the body, and kept penalty tickets.
_FROM_FIRST = (
    "PRAGMA legacy_alter_table = ON",  # a view that another program added is left as it is
    "ALTER TABLE intents RENAME TO first_intents",
    "ALTER TABLE transitions RENAME TO first_transitions",
    "PRAGMA legacy_alter_table = OFF",
    "DROP TRIGGER moves_are_legal",
    "DROP INDEX transitions_of",
    "DROP TABLE legal_moves",
    _INTENTS,
    _TRANSITIONS,
    """INSERT INTO intents
        SELECT sent.number, uuid, at, environment, host, account, account_id, contract_id, 'start',
            NULL, ticket, body, transport, sentence
        FROM first_transitions AS sent JOIN first_intents USING (uuid)
        WHERE sent.number = (SELECT min(number) FROM first_transitions WHERE uuid = sent.uuid)
        ORDER BY sent.number""",
    f"""INSERT INTO transitions (number, {_MOVE}) SELECT number, {_MOVE}
        FROM first_transitions WHERE number NOT IN (SELECT number FROM intents)
        ORDER BY number""",  # noqa: S608 - our own names
    "DROP TABLE first_transitions",
    "DROP TABLE first_intents",
)
# What came with version 2. `size` is what an answer measured before it was cut to its bound.
_NOTES = (
    """CREATE TABLE evidence (
        number INTEGER PRIMARY KEY,
        uuid TEXT NOT NULL REFERENCES intents (uuid),
        at TEXT NOT NULL,
        text TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE answers (
        number INTEGER PRIMARY KEY,
        uuid TEXT NOT NULL REFERENCES intents (uuid),
        at TEXT NOT NULL,
        transport TEXT NOT NULL,
        status INTEGER,
        size INTEGER NOT NULL,
        text BLOB NOT NULL
    ) STRICT""",
    """CREATE TABLE read_backs (
        number INTEGER PRIMARY KEY,
        uuid TEXT NOT NULL REFERENCES intents (uuid),
        at TEXT NOT NULL,
        planned TEXT NOT NULL,
        held TEXT NOT NULL,
        differences TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX evidence_of ON evidence (uuid)",
    "CREATE INDEX answers_of ON answers (uuid)",
    "CREATE INDEX read_backs_of ON read_backs (uuid)",
    """CREATE TABLE echoes (
        environment TEXT NOT NULL, host TEXT NOT NULL, uuid TEXT NOT NULL, at TEXT NOT NULL,
        PRIMARY KEY (environment, host)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE sightings (
        environment TEXT NOT NULL, host TEXT NOT NULL, newest TEXT NOT NULL,
        PRIMARY KEY (environment, host)
    ) STRICT, WITHOUT ROWID""",
    "CREATE TABLE leaving (uuid TEXT NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID",
    """CREATE TRIGGER nothing_unresolved_leaves BEFORE INSERT ON leaving
        WHEN coalesce((SELECT kind FROM transitions WHERE uuid = NEW.uuid
            ORDER BY number DESC LIMIT 1), 'unknown') IN ('recorded', 'unknown')
        BEGIN SELECT RAISE(ABORT, 'unresolved'); END""",
)
OF_AN_INTENT = ("evidence", "answers", "read_backs", "transitions", "intents")
"""The tables that tell of an intent, in the order they may be emptied."""

_GROWS = "BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END"
_NEVER_CHANGES = f"CREATE TRIGGER {{0}}_never_update BEFORE UPDATE ON {{0}} {_GROWS}"
_NEVER_GOES = f"CREATE TRIGGER {{0}}_never_delete BEFORE DELETE ON {{0}} {_GROWS}"
_GOES_IN_ITS_TIME = f"""CREATE TRIGGER {{0}}_never_delete BEFORE DELETE ON {{0}}
    WHEN NOT EXISTS (SELECT 1 FROM leaving WHERE uuid = OLD.uuid) {_GROWS}"""  # noqa: S608 - our own names


def bring_up(connection: sqlite3.Connection, version: int) -> None:
    """Bring the tables from `version` (0: none yet) to ours, in the caller's transaction."""
    _run(connection, _FROM_FIRST if version else (_INTENTS, _TRANSITIONS))
    _run(connection, _RULES)
    moves = [(old, new) for old, news in LEGAL_MOVES.items() for new in sorted(news)]
    connection.executemany("INSERT INTO legal_moves VALUES (?, ?)", moves)
    _run(connection, _NOTES)
    _run(connection, (_NEVER_CHANGES.format(table) for table in (*OF_AN_INTENT, "echoes")))
    _run(connection, (_GOES_IN_ITS_TIME.format(table) for table in OF_AN_INTENT))
    connection.execute(_NEVER_GOES.format("echoes"))
    connection.execute(f"PRAGMA user_version = {VERSION}")


def is_ours(connection: sqlite3.Connection) -> bool:
    """Whether tables and laws are word for word those of this version: a bad disk changes words.

    What other programs added beside them (statistics, tables, views, indexes) is no damage.
    """
    with closing(_new()) as new:
        if not set(new.execute(_WORDS)) <= {tuple(row) for row in connection.execute(_WORDS)}:
            return False
        return set(new.execute(_LAWS)) == {tuple(row) for row in connection.execute(_LAWS)}


def obstacle(connection: sqlite3.Connection) -> str:
    """Return what another program added that may make a record fail, empty where nothing may.

    A trigger on our tables, or an index that is unique, partial or over an expression: whether a
    row passes depends on the row. What fails with any row, the rehearsal shows.
    """
    with closing(_new()) as new:
        kinds = {name: kind for kind, name, *_ in new.execute(_WORDS)}
    for kind, name, table, _ in connection.execute(_WORDS).fetchall():
        added = name not in kinds and kinds.get(table.lower()) == "table"
        if added and (kind == "trigger" or (kind == "index" and _is_picky(connection, name))):
            return f"the {kind} “{name}”"
    return ""


def rehearse(connection: sqlite3.Connection) -> None:
    """Record and settle an intent and undo it; raises sqlite3.Error where that cannot be done."""
    connection.execute("SAVEPOINT rehearsal")
    connection.execute(_REHEARSED)
    connection.execute("INSERT INTO transitions (uuid, at, kind) VALUES ('', '', 'unknown')")
    connection.execute("ROLLBACK TO rehearsal")
    connection.execute("RELEASE rehearsal")


_WORDS = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL"
_LAWS = "SELECT old, new FROM legal_moves"
_REHEARSED = """INSERT INTO intents
    VALUES (NULL, '', '', '', '', '', 0, 0, 'start', NULL, '', '', '', '')"""


def _new() -> sqlite3.Connection:
    """Return a journal in memory, to compare with."""
    new = sqlite3.connect(":memory:")
    bring_up(new, 0)
    return new


def _is_picky(connection: sqlite3.Connection, index: str) -> bool:
    """Whether an index may refuse a row: https://sqlite.org/pragma.html#pragma_index_list."""
    about = "SELECT 1 FROM sqlite_master AS t, pragma_index_list(t.name) AS i WHERE i.name = ?"
    columns = "SELECT 1 FROM pragma_index_xinfo(?) WHERE cid = -2"
    picky = connection.execute(f'{about} AND (i."unique" OR i.partial)', (index,)).fetchone()
    return bool(picky or connection.execute(columns, (index,)).fetchone())


def _run(connection: sqlite3.Connection, statements: Iterable[str]) -> None:
    for statement in statements:
        connection.execute(statement)
