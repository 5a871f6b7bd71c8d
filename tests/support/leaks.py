"""Find a secret in whatever was written or shown, in every form it is likely to have."""

import base64
import html
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import quote, quote_plus


def leaks(data: bytes, secrets: Mapping[str, str]) -> list[str]:
    """Return which secrets are in `data`, and as what; `secrets` are by a name to tell them by."""
    return [
        f"{name} ({form})"
        for name, secret in secrets.items()
        for form, written in forms(secret)
        if written in data
    ]


def leaks_in_files(folders: Iterable[Path], secrets: Mapping[str, str]) -> list[str]:
    """The same for every file below these folders, and for its name."""
    return [
        f"{path}: {leak}"
        for folder in folders
        for path in folder.rglob("*")
        for leak in leaks(_content(path) + bytes(path), secrets)
    ]


def forms(secret: str) -> Iterator[tuple[str, bytes]]:
    """Everything a secret may have become on its way."""
    raw, escaped = secret.encode(), json.dumps(secret)[1:-1]
    half = len(secret) // 2  # what a shortened repr leaves
    texts = {
        "plain": secret,
        "first half": secret[:half],
        "second half": secret[half:],
        "JSON": escaped,
        "JSON in JSON": json.dumps(escaped)[1:-1],
        "repr": repr(secret)[1:-1],
        "URL-encoded": quote(secret, safe=""),
        "URL-encoded path": quote(secret),
        "form-encoded": quote_plus(secret),
        "HTML": html.escape(secret),
        "hex": raw.hex(),
        "HEX": raw.hex().upper(),
    }
    for name, text in texts.items():
        yield name, text.encode()
    yield "UTF-16", secret.encode("utf-16-le")
    for before in range(3):
        yield f"base64 after {before}", _base64(raw, before)
        yield f"base64url after {before}", _base64(raw, before).translate(_URL_SAFE)


_URL_SAFE = bytes.maketrans(b"+/", b"-_")


def _base64(raw: bytes, before: int) -> bytes:
    """The letters that `raw` alone decides, with so many bytes of something else before it."""
    encoded = base64.b64encode(bytes(before) + raw)
    return encoded[-(-before * 8 // 6) : (before + len(raw)) * 8 // 6]


def _content(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""
