"""Other people's text inside our sentences: short, on one line, printable."""


def quoted(text: str, limit: int = 24) -> str:
    """Return `text` in quotation marks, cut to `limit` characters, without control characters."""
    short = text if len(text) <= limit else text[: limit - 1] + "…"
    return f"“{printable(short)}”"


def printable(text: str) -> str:
    """Return `text` with whatever no terminal or label should be given replaced."""
    if text.isprintable():  # as most are, and this is thirty times as quick
        return text
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)


def counted(count: int, noun: str) -> str:
    """Return "1 level", "2 levels"."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
