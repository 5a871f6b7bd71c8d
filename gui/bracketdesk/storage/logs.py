"""The log: files in the home folder, times in UTC, and no secret."""

import logging
import re
import time
from logging.handlers import RotatingFileHandler
from pathlib import Path

SIZE = 1_000_000
KEPT = 5

HIDDEN = "[hidden]"
_NAMED = re.compile(
    r"""(?ix) (bearer\s+ | authorization["']?\s*[:=]\s*["']?
      | ["']?(?:md)?access_?token["']?\s*[:=]\s*["']?
      | ["']?(?:password|secret|sec|refresh_token|code)["']?\s*[:=]\s*["'])
      (?!bearer\s) [^\s"',}\]]+"""
)
# A long run that mixes cases and digits is a token; a path or a uuid is not one.
_TOKEN_LIKE = re.compile(
    r"(?=[\w+/=-]*[a-z])(?=[\w+/=-]*[A-Z])(?=[\w+/=-]*\d)[\w+/=-]{40,}(?:\.[\w+/=-]+)*"
    r"|\beyJ[\w-]{8,}(?:\.[\w-]+)+"
)


def start_logging(home: Path) -> logging.Handler:
    """Log everything from INFO up into rotating files under `home`, and return the handler."""
    folder = home / "logs"
    folder.mkdir(mode=0o700, exist_ok=True)
    handler = RotatingFileHandler(
        folder / "bracketdesk.log", maxBytes=SIZE, backupCount=KEPT, encoding="utf-8", delay=True
    )
    handler.setFormatter(_Formatter())
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    return handler


def redact(text: str) -> str:
    """Hide anything like a token: the second line of defence, the first is never to log one."""
    return _TOKEN_LIKE.sub(HIDDEN, _NAMED.sub(rf"\1{HIDDEN}", text))


class _Formatter(logging.Formatter):
    """One line per record, a traceback after it, all of it redacted."""

    converter = staticmethod(time.gmtime)
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """Return the record's text without anything like a secret."""
        return redact(super().format(record))
