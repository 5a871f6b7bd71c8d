"""A journal of version 1, made by that version's own statements, kept here as they were."""

import sqlite3
from pathlib import Path

TABLES = """
CREATE TABLE intents (
    uuid TEXT NOT NULL PRIMARY KEY,
    environment TEXT NOT NULL,
    host TEXT NOT NULL,
    account TEXT NOT NULL,
    account_id INTEGER NOT NULL,
    contract_id INTEGER NOT NULL,
    ticket TEXT NOT NULL,
    sentence TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE transitions (
    number INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL REFERENCES intents (uuid),
    at TEXT NOT NULL,
    kind TEXT NOT NULL,
    transport TEXT,
    body TEXT,
    seconds REAL,
    cause TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL DEFAULT '',
    broker_text TEXT NOT NULL DEFAULT '',
    strategy_id INTEGER,
    strategy_status TEXT NOT NULL DEFAULT '',
    penalty_ticket TEXT NOT NULL DEFAULT '',
    penalty_seconds INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX transitions_of ON transitions (uuid, number);
CREATE TABLE legal_moves (
    old TEXT NOT NULL, new TEXT NOT NULL, PRIMARY KEY (old, new)
) STRICT, WITHOUT ROWID;
INSERT INTO legal_moves VALUES ('', 'recorded'), ('recorded', 'accepted'),
    ('recorded', 'not sent'), ('recorded', 'rejected'), ('recorded', 'unknown'),
    ('unknown', 'accepted'), ('unknown', 'not sent'), ('unknown', 'rejected'),
    ('not sent', 'accepted'), ('not sent', 'recorded'), ('rejected', 'accepted');
CREATE TRIGGER moves_are_legal BEFORE INSERT ON transitions
    WHEN NOT EXISTS (
        SELECT 1 FROM legal_moves WHERE legal_moves.new = NEW.kind AND legal_moves.old = coalesce(
            (SELECT kind FROM transitions WHERE uuid = NEW.uuid ORDER BY number DESC LIMIT 1), ''))
    BEGIN SELECT RAISE(ABORT, 'illegal move'); END;
CREATE TRIGGER intents_never_UPDATE BEFORE UPDATE ON intents
    BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
CREATE TRIGGER intents_never_DELETE BEFORE DELETE ON intents
    BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
CREATE TRIGGER transitions_never_UPDATE BEFORE UPDATE ON transitions
    BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
CREATE TRIGGER transitions_never_DELETE BEFORE DELETE ON transitions
    BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
PRAGMA user_version = 1;
"""

TICKET = (
    '{"symbol":"MESZ6","side":"Buy","quantity":3,"entry":{"type":"Limit","limit_price":"6012.25",'
    '"stop_price":null,"time_in_force":"Day","expire_time":null},"levels":[{"quantity":1,'
    '"target_ticks":16,"stop_ticks":16,"trailing":false,"auto_trail":null},{"quantity":2,'
    '"target_ticks":null,"stop_ticks":16,"trailing":false,"auto_trail":{"trigger_ticks":24,'
    '"distance_ticks":12,"step_ticks":1}}],"account":"DEMO1234","acknowledge_no_stop":false}'
)
ROWS = """
INSERT INTO intents VALUES ('{uuid}', 'demo', 'https://demo.example/v1', 'DEMO1234', 4001, 3001,
    '{ticket}', 'Buy 3 MESZ6.');
INSERT INTO transitions (uuid, at, kind, transport, body)
    VALUES ('{uuid}', '2026-11-22T15:00:00+00:00', 'recorded', 'socket', '{{"p":"é"}}');
"""
UNKNOWN = """
INSERT INTO transitions (uuid, at, kind, cause)
    VALUES ('{uuid}', '2026-11-22T15:00:05+00:00', 'unknown', 'no answer within 5 s');
"""


def make_first_journal(home: Path) -> Path:
    """Write a journal of version 1 with one intent still recorded and one unknown."""
    path = home / "journal.sqlite3"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.executescript(TABLES)
    for uuid in ("uuid-1", "uuid-2"):
        connection.executescript(ROWS.format(uuid=uuid, ticket=TICKET))
    connection.executescript(UNKNOWN.format(uuid="uuid-2"))
    connection.close()
    return path
