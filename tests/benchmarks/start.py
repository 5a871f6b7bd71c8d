"""From the start of the process to the first painted window, and what the app's process holds."""

import subprocess
import sys
import tempfile
import time

from tests.benchmarks.figures import line, median

RUNS = 11

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


def first_paint() -> float:
    """Seconds from before exec to after the first paint."""
    with tempfile.TemporaryDirectory() as home:
        begun = time.perf_counter_ns()
        return (_tell(PAINT, home) - begun) / 1e9


def memory() -> float:
    """MiB resident, connected to the practice exchange with quotes moving."""
    with tempfile.TemporaryDirectory() as home:
        return _tell(MEMORY, home) / 2**20


def run() -> str:
    paints = [first_paint() for _ in range(RUNS)]
    return "\n".join(
        (
            line(f"start to first paint, median of {RUNS}", median(paints), 0.35, "s"),
            line("memory, practising for 10 s", memory(), 110, "MiB"),
        )
    )


def _tell(program: str, home: str) -> int:
    command = [sys.executable, "-c", program, home]
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


if __name__ == "__main__":
    print(run())
