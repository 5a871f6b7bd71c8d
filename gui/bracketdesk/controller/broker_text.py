"""The broker's own words, which are untrusted: plain, bounded, on few lines."""

import re

from bracketdesk.wire import codec

LIMIT = 2_000
"""Characters of the broker's text that are kept and shown."""

_LINE_ENDS = re.compile(r"\s*[\r\n]+\s*")


def clean(text: str, limit: int = LIMIT) -> str:
    """Return `text` without control or direction characters, at most `limit` characters long."""
    lines = _LINE_ENDS.sub("\n", text[: 4 * limit].strip())
    kept = "".join(c for c in lines if c.isprintable() or c == "\n")
    return kept if len(kept) <= limit else kept[: limit - 1] + "…"


def words_of(body: bytes) -> str:
    """Return what an answer says to a person: its error text, its JSON string, or all of it."""
    text = body.decode(errors="replace")
    try:
        plain = codec.decode_plain(text) if text else ""
    except ValueError:
        return clean(text)
    if isinstance(plain, dict):
        said = (plain.get(key) for key in ("errorText", "failureText"))
        text = next((words for words in said if isinstance(words, str) and words.strip()), text)
    return clean(plain if isinstance(plain, str) else text)
