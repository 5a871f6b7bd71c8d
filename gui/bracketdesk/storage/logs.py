"""The log: files in the home folder, times in UTC, and no secret."""

import logging
import re
import sys
import time
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path

LOGS = "logs"
SIZE = 1_000_000
KEPT = 5

HIDDEN = "[hidden]"
# What carries a secret's name, and then a text in quotes, be they escaped once more or not.
_QUOTED = re.compile(
    r"""(?imx) ( (?<![\w-])
      (?:[\w-]*(?:password|secret|token|ticket|verifier) | authorization | assertion | sec | code)
      (?:\\*["'])? \s*[:=]\s* (?P<quote>\\*["']) ) .*? ( (?<!\\)(?P=quote) | $ )"""
)
# The same as a form, a query or a header has it; a number is some other code.
_BARE = re.compile(
    r"""(?ix) ( bearer\s+ | access_?token\s*[:=]\s* | (?<![\w-])
      (?:[\w-]*(?:password|secret|token|ticket|verifier) | assertion | sec | code(?!=\d+\b)) = )
      (?![\\"'\[]) [^\s&"',}\]]+"""
)
# A long run that mixes cases and digits is a token; a path or a uuid is not one.
_TOKEN_LIKE = re.compile(
    r"(?<![\w+/=-])(?=[\w+/=-]*[a-z])(?=[\w+/=-]*[A-Z])(?=[\w+/=-]*\d)[\w+/=-]{40,}+(?!\.py\b)(?:\.[\w+/=-]+)*"
    r"|\beyJ[\w-]{8,}(?:\.[\w-]+)+"
)


def start_logging(home: Path, level: str = "info") -> logging.Handler:
    """Log from `level` (info, debug) up into rotating files under `home`; returns the handler.

    What the files cannot take is said on stderr.
    """
    with suppress(OSError):
        log_folder(home)
    handler = _LogFiles(
        home / LOGS / "bracketdesk.log",
        maxBytes=SIZE,
        backupCount=KEPT,
        encoding="utf-8",
        delay=True,
    )
    handler.setFormatter(_Formatter())
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(level.upper())
    return handler


def log_folder(home: Path) -> Path:
    """Return the folder of the logs, made where it is missing."""
    folder = home / LOGS
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def redact(text: str) -> str:
    """Hide anything like a secret: the second line of defence, the first is never to log one."""
    text = _QUOTED.sub(rf"\g<1>{HIDDEN}\g<3>", text)
    return _TOKEN_LIKE.sub(HIDDEN, _BARE.sub(rf"\g<1>{HIDDEN}", text))


class _LogFiles(RotatingFileHandler):
    """The files; in a folder that is read-only or on a full disk, a line goes to stderr instead."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Take what happened while this record was written."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handleError(record)
        elif sys.stderr is not None:  # a windowed build has none
            sys.stderr.write(self.format(record) + "\n")


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
