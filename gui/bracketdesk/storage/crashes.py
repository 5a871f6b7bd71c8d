"""Where an error goes that nobody caught: one report, in the log and on stderr, without a secret.

Python has a hook for each place it can come from: the main thread and Qt's slots, another thread,
a finaliser, the event loop. A fault below Python is written by faulthandler to a file of its own
and comes into the log at the next start.
"""

import asyncio
import faulthandler
import logging
import platform
import sys
import threading
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from bracketdesk import PRODUCT, __version__
from bracketdesk.storage.logs import log_folder, redact

log = logging.getLogger(__name__)

FAULTS = "faults.txt"


class Crashes:
    """Takes every report; `told` hears one sentence of each, in whatever thread it happened."""

    def __init__(self) -> None:
        self.told: Callable[[str], None] | None = None
        self._faults: IO[str] | None = None

    def install(self) -> None:
        """Take Python's hooks, for the rest of the process."""
        sys.excepthook = self._main
        threading.excepthook = self._thread
        sys.unraisablehook = self._unraisable

    def watch_faults(self, home: Path) -> None:
        """Let a fault below Python leave its stack in a file; put the last one into the log."""
        try:
            self._faults = (log_folder(home) / FAULTS).open("a+", encoding="utf-8")
        except OSError as error:
            log.warning("Faults cannot be written down: %s", error.strerror)
            return
        self._faults.seek(0)
        if said := self._faults.read().strip():
            log.warning("Crash report: the run before ended by a fault.\n%s", said)
        self._faults.truncate(0)
        faulthandler.enable(self._faults)

    def close(self) -> None:
        """Watch no more for faults."""
        if self._faults is not None:
            faulthandler.disable()
            self._faults.close()
            self._faults = None

    def loop_error(self, _: asyncio.AbstractEventLoop, context: Mapping[str, Any]) -> None:
        """Is a loop's exception handler; a callback's arguments, in the message too, stay out."""
        task = context.get("task") or context.get("future")
        name = f" ({task.get_name()})" if isinstance(task, asyncio.Task) else ""
        message = str(context.get("message", "")).partition("(")[0]
        self._report(f"the event loop{name}: {message}", context.get("exception"))

    def _main(
        self,
        kind: type[BaseException],
        error: BaseException,
        trace: TracebackType | None,
    ) -> None:
        if isinstance(error, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        else:
            self._report("the window's thread", error)

    def _thread(self, args: threading.ExceptHookArgs) -> None:
        name = args.thread.name if args.thread else "unknown"
        self._report(f"the thread “{name}”", args.exc_value)

    def _unraisable(self, args: "sys.UnraisableHookArgs") -> None:
        self._report("a finaliser", args.exc_value)

    def _report(self, where: str, error: BaseException | None) -> None:
        text = crash_report(where, error)
        log.critical("%s", text)
        if sys.stderr is not None:  # a windowed build has none
            sys.stderr.write(text + "\n")
        if self.told is not None:
            kind = type(error).__name__ if error else "no error"
            self.told(f"Something went wrong in the app ({kind}); the log has the details.")


def crash_report(where: str, error: BaseException | None) -> str:
    """Return what is worth sending to whoever mends it: versions, place, traceback; no values."""
    versions = f"{PRODUCT} {__version__}, Python {platform.python_version()}, {sys.platform}"
    trace = "".join(traceback.format_exception(error)) if error else ""
    return redact(f"Crash report: {versions}\nin {where}\n{trace}").rstrip()
