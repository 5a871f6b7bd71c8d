"""Receipts and the table of all orders, written where the trader wants them.

The journal is read through a connection of its own, in a thread of its own: neither a slow folder
nor a long table holds up a record.
"""

import csv
import io
import json
import os
import re
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import tzinfo
from pathlib import Path

from bracketdesk.domain.problems import UserFacingError
from bracketdesk.storage.journal_file import FILE_NAME
from bracketdesk.storage.journal_rows import without_secrets
from bracketdesk.storage.receipt import Receipt, in_zone, read_receipt
from bracketdesk.storage.receipt_page import receipt_page
from bracketdesk.storage.ticket_text import read_ticket

COLUMNS = (
    "sent (UTC)",
    "sent (local)",
    "environment",
    "account",
    "symbol",
    "side",
    "quantity",
    "act",
    "target",
    "order",
    "transport",
    "outcome",
    "since (UTC)",
    "seconds to the answer",
    "cause",
    "broker's reason",
    "broker's words",
    "strategy",
    "uuid",
)
_ALL = """
    SELECT intents.*, coalesce(last.kind, 'recorded') AS kind,
        coalesce(last.at, intents.at) AS since, last.seconds, last.cause, last.reason,
        last.broker_text, last.strategy_id
    FROM intents
    LEFT JOIN transitions AS last ON last.number = (SELECT max(number) FROM transitions
        WHERE uuid = intents.uuid)
    ORDER BY intents.number
"""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_receipt(home: Path, uuid: str, folder: Path, zone: tzinfo) -> Path:
    """Write receipt-….json and receipt-….html into `folder`; returns the page's place.

    Raises UserFacingError where it cannot be read or written.
    """
    with _journal(home) as connection:
        receipt = read_receipt(connection, uuid, zone)
    if receipt is None:
        raise UserFacingError("The journal does not have this order any more.")
    page = folder / f"{_name(receipt)}.html"
    text = json.dumps(receipt.content, indent=2, ensure_ascii=False)
    _write(page.with_suffix(".json"), f"{text}\n".encode())
    _write(page, receipt_page(receipt.content).encode())
    return page


def write_table(home: Path, path: Path, zone: tzinfo) -> int:
    """Write every click of the journal as CSV, oldest first; returns how many there are.

    Raises UserFacingError where it cannot be read or written.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    with _journal(home) as connection:
        rows = [_table_row(row, zone) for row in connection.execute(_ALL)]
    writer.writerows(rows)
    _write(path, text.getvalue().encode("utf-8-sig"))  # spreadsheets know UTF-8 by its mark
    return len(rows)


@contextmanager
def _journal(home: Path) -> Iterator[sqlite3.Connection]:
    place = (home / FILE_NAME).absolute().as_uri()
    try:
        with closing(sqlite3.connect(f"{place}?mode=ro", uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            connection.execute("BEGIN")  # one moment's state
            yield connection
    except sqlite3.Error as error:
        raise UserFacingError(f"The journal could not be read ({error}).") from error


def _name(receipt: Receipt) -> str:
    stamp = re.sub(r"[^0-9T]", "", receipt.sent[:19])
    about = re.sub(r"[^A-Za-z0-9]", "", receipt.about)[:20]
    return f"receipt-{stamp}Z-{about}-{re.sub(r'[^A-Za-z0-9]', '', receipt.uuid)[:8]}"


def _table_row(row: sqlite3.Row, zone: tzinfo) -> list[object]:
    ticket = read_ticket(row["ticket"]) if row["ticket"] else None
    ordered = (ticket.symbol, ticket.side, ticket.quantity) if ticket else (None, None, None)
    cells = (
        *(row["at"], in_zone(row["at"], zone), row["environment"], row["account"]),
        *(*ordered, row["act"], row["target"], row["sentence"], row["transport"]),
        *(row["kind"], row["since"], row["seconds"], row["cause"], row["reason"]),
        *(row["broker_text"], row["strategy_id"], row["uuid"]),
    )
    return [_harmless(without_secrets(cell)) for cell in cells]


def _harmless(cell: object) -> object:
    """No text is a formula to a spreadsheet: some of it is the broker's."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _write(path: Path, content: bytes) -> None:
    """Put a whole file in place, or none; readable for its owner alone."""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        draft = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise UserFacingError(f"{path} cannot be written: {error.strerror}.") from error
