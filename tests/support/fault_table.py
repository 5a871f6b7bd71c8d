"""The one table of what must come of every fault (architecture.md, Outcomes).

Each cell has where the intent stands, in turn: R refused before anything is recorded, N not sent,
J rejected, A accepted, U unknown (with the lock on, and, as the last letter, for good). What is
small makes no sense, for the reason in `SENSELESS`.
"""

from collections.abc import Iterator

from tests.support.fault_plan import Cell, Fault, Phase, Truth

from bracketdesk.domain.session import Transport

BY_SOCKET = """
                      reset stall close 408 429 5xx id json enum huge shutdown
connect                   R     R     b   b   b   b  b    b    b    b        b
handshake                 R     R     R   R   R   R  n    R    R    R        R
authorise                 R     R     R   R   R   R  R    R    R    R        R
written half              U     U     U   m   m   m  m    m    m    m        U
written whole            UA    UA    UA  UA   N  UA UA   UA   UA    J       UA
answer delayed           UA     A    UA  UA   N  UA  A   UA   UA    J        A
answer half              UA    UA    UA   h   h   h  h   UA    h   UA        h
answer garbage           UA    UA    UA  UA   N  UA UA   UA   UA   UA       UA
answer contradictory     UA    UA    UA  UA  UA  UA UA    A   UA   UA       UA
events lost              UA    UA    UA  UA   e  UA UA   UA   UA    A       UA
events duplicated        UA    UA    UA  UA   e  UA UA   UA   UA    A       UA
events first             UA    UA    UA  UA   e  UA UA   UA   UA    A       UA
answer late              UA    UA    UA  UA  UN  UA UA   UA   UA   UJ       UA
"""

BY_REST = """
                      reset stall close 408 429 5xx id json enum huge shutdown
connect                   N     N     b   b   b   b  b    b    b    b        b
handshake                 R     R     R   R   R   R  n    R    R    R        R
authorise                 R     R     R   R   R   R  R    R    R    R        R
written half              U     U     U   U   N   U  m    U    m    U        U
written whole            UA    UA    UA  UA   N  UA UA   UA   UA    J       UA
answer delayed           UA     A    UA  UA   N  UA UA   UA   UA    J        A
answer half              UA    UA    UA  UA   v  UA  h   UA    h   UA       UA
answer garbage            w     w     w  UA   N  UA  g   UA   UA   UA       UA
answer contradictory      w     w     w  UA  UA  UA UA   UA   UA   UA       UA
events lost              UA    UA    UA  UA   e  UA UA   UA   UA    A       UA
events duplicated        UA    UA    UA  UA   e  UA UA   UA   UA    A       UA
events first             UA    UA    UA  UA   e  UA UA   UA   UA    A       UA
answer late              UA    UA    UA  UA   U  UA UA   UA   UA    U       UA
"""

SENSELESS = {
    "b": "before the connection stands nobody can say anything",
    "n": "a handshake has no numbers",
    "m": "half a request holds nothing that this could be an answer to",
    "h": "half a frame or body shows neither status, number nor value, and lets nothing between",
    "v": "a 429 has no body that could be halved (protocol.md 1.8)",
    "w": "a whole answer on REST is the end: what the connection does then is of no account",
    "g": "garbage over REST names no order, so not a wrong one either",
    "e": "what was not handled has no events",
}

_LOSING_PHASES = (
    Phase.WRITTEN_WHOLE,
    Phase.ANSWER_DELAYED,
    Phase.ANSWER_HALF,
    Phase.ANSWER_GARBAGE,
    Phase.ANSWER_LATE,
)
_LOSING_FAULTS = (
    Fault.RESET,
    Fault.STALL,
    Fault.CLOSE,
    Fault.TIMED_OUT,
    Fault.TROUBLE,
    Fault.BAD_JSON,
    Fault.HUGE,
    Fault.SHUTDOWN,
)
"""Where a request may as well have been lost: nothing in the answer names a strategy."""


def expectations() -> dict[Cell, str]:
    """Return every cell that makes sense, with what must come of it."""
    return {cell: code for cell, code in _every_cell() if code not in SENSELESS}


def senseless() -> dict[Cell, str]:
    """Return every cell that makes no sense, with the reason."""
    return {cell: SENSELESS[code] for cell, code in _every_cell() if code in SENSELESS}


def _every_cell() -> Iterator[tuple[Cell, str]]:
    for transport, table in ((Transport.SOCKET, BY_SOCKET), (Transport.REST, BY_REST)):
        header, *rows = table.strip("\n").splitlines()
        faults = [Fault(name) for name in header.split()]
        for row in rows:
            phase = Phase(row[:20].strip())
            for fault, code in zip(faults, row[20:].split(), strict=True):
                yield from _with_losses(Cell(phase, fault, transport), code)


def _with_losses(cell: Cell, code: str) -> Iterator[tuple[Cell, str]]:
    """What was never started stays unknown, or is not sent where its absence proves it."""
    yield cell, code
    lost = cell.phase in _LOSING_PHASES and cell.fault in _LOSING_FAULTS and code == "UA"
    if lost or (cell.phase is Phase.WRITTEN_HALF and code == "U"):
        if lost:
            yield Cell(cell.phase, cell.fault, cell.transport, Truth.LOST), "U"
        yield Cell(cell.phase, cell.fault, cell.transport, Truth.ABSENT), "UN"
