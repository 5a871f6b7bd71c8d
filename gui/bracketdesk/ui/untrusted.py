"""Other people's words on our screen: plain, bounded, and with nothing in them that acts."""

from bracketdesk.domain.texts import printable

LIMIT = 2_000
"""The most characters shown of a text of the broker's, which may send 8,192 (protocol.md 4)."""
LINE_LIMIT = 300


def bounded_text(text: str, limit: int = LIMIT) -> str:
    """Return `text` for a plain-text box: line breaks kept, control characters replaced."""
    shown = "\n".join(printable(line) for line in text[:limit].expandtabs(4).splitlines())
    left = len(text) - limit
    return shown if left <= 0 else f"{shown}\n… and {left:,} more characters"


def one_line(text: str) -> str:
    """Return `text` on one line, for a cell of a table."""
    words = printable(" ".join(text[:LINE_LIMIT].split()))
    return words + ("…" if len(text) > LINE_LIMIT else "")
