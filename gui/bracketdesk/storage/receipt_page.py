"""A receipt as one page of HTML: no script, nothing fetched, every text escaped, printable."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import cast

Entry = Mapping[str, object]

_STYLE = """
body { font: 14px/1.45 system-ui, sans-serif; color: #111; max-width: 52em; margin: 2em auto;
  padding: 0 1em; }
h1 { font-size: 1.3em; margin-bottom: .2em } h2 { font-size: 1.05em; margin: 1.6em 0 .4em }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: .3em .6em .3em 0;
  border-bottom: 1px solid #ccc; overflow-wrap: anywhere }
th { font-weight: 600; white-space: nowrap } tr { break-inside: avoid }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: #f4f4f4; padding: .6em; margin: 0;
  font: 12px/1.4 ui-monospace, monospace }
.outcome { font-weight: 700; text-transform: uppercase } .small { color: #555; font-size: .9em }
@media print { body { margin: 0; max-width: none } pre { background: none; border: 1px solid #ccc }
}
"""
_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title><style>{style}</style></head><body>
{body}
</body></html>
"""
NONE = '<p class="small">None was recorded.</p>'
ABOUT = (
    "Written by Bracket Desk from its journal on this machine. It is no statement of the broker's."
)


def receipt_page(content: Entry) -> str:
    """Return the page of a receipt's content (receipt.py)."""
    moves = _entries(content, "transitions")
    parts = [
        f"<h1>{_text(content['sentence'])}</h1>",
        f'<p><span class="outcome">{_text(content["outcome"])}</span> '
        f"{_text(moves[-1]['local'])}</p>",
        _facts(content),
        _asked(content),
        "<h2>What happened</h2>" + _story(content),
        "<h2>Planned and held</h2>" + _compared(_entries(content, "readBacks")),
        "<h2>What was sent</h2>" + _sent(content, moves),
        "<h2>What the broker answered, in its own words</h2>"
        + _answers(_entries(content, "answers")),
        f'<p class="small">{_text(ABOUT)}</p>',
    ]
    title = f"Receipt: {_text(content['sentence'])}"
    return _PAGE.format(title=title, style=_STYLE, body="\n".join(parts))


def _entries(content: Entry, name: str) -> Sequence[Entry]:
    return cast("Sequence[Entry]", content[name])


def _text(value: object) -> str:
    return escape(str(value))


def _table(rows: Iterable[Sequence[str]], headers: Sequence[str] = ()) -> str:
    """A table of cells that are HTML already; without headers each row begins with its own."""
    head = f"<tr>{''.join(f'<th>{name}</th>' for name in headers)}</tr>" if headers else ""
    first = "td" if headers else "th"
    body = "".join(
        f"<tr><{first}>{row[0]}</{first}>{''.join(f'<td>{cell}</td>' for cell in row[1:])}</tr>"
        for row in rows
    )
    return f"<table>{head}{body}</table>"


def _facts(content: Entry) -> str:
    environment = f"{content['environment']} · {content['host']}"
    account = f"{content['account']} ({content['accountId']})"
    facts = [("Account", account), ("Environment", environment), ("Our id", content["uuid"])]
    facts.append(("Contract id", content["contractId"]))
    return _table((name, _text(value)) for name, value in facts)


def _asked(content: Entry) -> str:
    """A start has a ticket; whatever else was clicked is told by its sentence and its body."""
    if "ticket" in content:
        return "<h2>Ticket</h2>" + _ticket(cast("Entry", content["ticket"]))
    return _table([("About", _text(f"{content['act']} {content['target']}"))])


def _ticket(ticket: Entry) -> str:
    entry = cast("Entry", ticket["entry"])
    order = [("Order", _text(f"{ticket['side']} {ticket['quantity']} {ticket['symbol']}"))]
    order += [(word, _text(entry[name])) for name, word in _ENTRY.items() if entry[name]]
    rows = [
        [_text(number), *(_cell(level[name]) for name in _LEVEL)]
        for number, level in enumerate(_entries(ticket, "levels"), 1)
    ]
    levels = _table(rows, ("Level", "Contracts", "Target", "Stop", "Trailing", "Auto-trail"))
    return _table(order) + levels + '<p class="small">Distances are in ticks.</p>'


_ENTRY = {
    "type": "Type",
    "limitPrice": "Limit price",
    "stopPrice": "Stop price",
    "timeInForce": "Time in force",
    "expireTime": "Good till",
}
_LEVEL = ("quantity", "targetTicks", "stopTicks", "trailing", "autoTrail")
_TRAIL = {"triggerTicks": "trigger", "distanceTicks": "distance", "stepTicks": "step"}


def _cell(value: object) -> str:
    if isinstance(value, Mapping):
        return _text(", ".join(f"{word} {value[name]}" for name, word in _TRAIL.items()))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "–" if value is None else _text(value)


def _story(content: Entry) -> str:
    """Moves and evidence together, in the order of their times."""
    story = [(str(move["at"]), move["local"], _moved(move)) for move in _moves(content)]
    story += [
        (str(seen["at"]), seen["local"], _text(seen["text"]))
        for seen in _entries(content, "evidence")
    ]
    story.sort(key=lambda told: told[0])
    return _table(((_text(local), said) for _, local, said in story), ("When", "What"))


def _moves(content: Entry) -> Sequence[Entry]:
    return _entries(content, "transitions")


def _moved(move: Entry) -> str:
    said = [_text(move["cause"])] if "cause" in move else []
    for name, caption in _DETAILS.items():
        if name in move:
            said.append(f'<span class="small">{caption}:</span> {_text(move[name])}')
    return "<br>".join([f'<span class="outcome">{_text(move["kind"])}</span>', *said])


_DETAILS = {
    "transport": "over",
    "seconds": "seconds to the answer",
    "reason": "the broker's reason",
    "brokerText": "the broker's words",
    "strategyId": "strategy",
    "strategyStatus": "its status",
    "penaltySeconds": "seconds the broker asked to wait",
}


def _compared(read_backs: Sequence[Entry]) -> str:
    if not read_backs:
        return NONE
    rows = [
        [_text(each["local"]), *(_lines(each[name]) for name in ("planned", "held")), _equal(each)]
        for each in read_backs
    ]
    return _table(rows, ("When", "Planned", "Held", "Differences"))


def _equal(read_back: Entry) -> str:
    return _lines(read_back["differences"]) or "none: planned = held"


def _lines(value: object) -> str:
    return _text(value).replace("\n", "<br>")


def _sent(content: Entry, moves: Sequence[Entry]) -> str:
    """A clicked resend is the same body, with the broker's penalty ticket."""
    sent = [move for move in moves if move["kind"] == "recorded"]
    times = "".join(f"<p>{_text(move['local'])}, {_text(move['transport'])}</p>" for move in sent)
    return f"{times}<pre>{_text(content['body'])}</pre>"


def _answers(answers: Sequence[Entry]) -> str:
    if not answers:
        return NONE
    return "".join(
        f"<p>{_text(each['local'])}, {_text(each['transport'])}, {_status(each)}</p>"
        f"<pre>{_text(each['text'])}</pre>"
        for each in answers
    )


def _status(answer: Entry) -> str:
    status = "no status" if answer["status"] is None else f"status {answer['status']}"
    return f"{status}, cut from {answer['size']} bytes" if answer["cut"] else status
