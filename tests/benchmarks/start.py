"""From the start of the process to the first painted window, and what the app's process holds.

Measured with the bytecode at hand, as every start but a program's first has it. A window with one
label is started in turns with ours: it tells what this machine takes for Python and Qt alone.
"""

import os
import subprocess
import sys
import tempfile
import time

from tests.benchmarks.figures import line, median, plain

RUNS = 15

LABEL = """
import os, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel

class Label(QLabel):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, self.tell)

    def tell(self):
        print(time.perf_counter_ns(), flush=True)
        os._exit(0)

application = QApplication([])
label = Label("one")
label.show()
application.exec()
"""

PAINT = """
import gc, os, sys, time
gc.disable()  # as the command does
from bracketdesk.app import run
from bracketdesk.cli import AppOptions

def painted(_):
    print(time.perf_counter_ns(), flush=True)
    os._exit(0)

run(AppOptions(home=sys.argv[1]), painted)
"""

MEMORY = """
import asyncio, gc, resource, sys
gc.disable()  # as the command does
from bracketdesk.app import run
from bracketdesk.cli import AppOptions

def painted(app):
    def told():
        assert app.desk.quote.value is not None
        pages = int(open("/proc/self/statm").read().split()[1])
        print(pages * resource.getpagesize(), flush=True)
        app.window.close()
    asyncio.get_running_loop().call_later(10, told)

run(AppOptions(home=sys.argv[1]), painted)
"""


class Starts:
    """Starts of programs that share a folder of bytecode and each have a home of their own."""

    def __init__(self, bytecode: str) -> None:
        self._environment = {**os.environ, "PYTHONPYCACHEPREFIX": bytecode}
        self._environment.pop("PYTHONDONTWRITEBYTECODE", None)

    def seconds(self, program: str) -> float:
        """From before exec to after the first paint."""
        begun = time.perf_counter_ns()
        return (self._tell(program) - begun) / 1e9

    def memory(self) -> float:
        """MiB resident, connected to the practice exchange with quotes moving."""
        return self._tell(MEMORY) / 2**20

    def _tell(self, program: str) -> int:
        with tempfile.TemporaryDirectory() as home:
            command = [sys.executable, "-c", program, home]
            told = subprocess.run(
                command, capture_output=True, text=True, check=True, env=self._environment
            )
        return int(told.stdout)


def run() -> str:
    with tempfile.TemporaryDirectory() as bytecode:
        starts = Starts(bytecode)
        starts.memory()  # compiles everything, what is imported after the paint too
        starts.seconds(LABEL)
        pairs = [(starts.seconds(LABEL), starts.seconds(PAINT)) for _ in range(RUNS)]
        held = starts.memory()
    label, ours = (median(column) for column in zip(*pairs, strict=True))
    return "\n".join(
        (
            plain(f"a window with one label, median of {RUNS}", label, "s"),
            line(f"start to first paint, median of {RUNS}", ours, 0.35, "s"),
            line("the same in windows with one label", ours / label, 0.35 / 0.105, "x"),
            line("memory, practising for 10 s", held, 110, "MiB"),
        )
    )


if __name__ == "__main__":
    print(run())
