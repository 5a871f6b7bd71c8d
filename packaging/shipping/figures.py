"""How large and how quick the frozen app is, beside the same app run from its source."""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from shipping import facts, tree

RUNS = 11
PRACTISING = 10.0
"""Seconds on the practice exchange after which the memory is looked at, as in the benchmark."""

INSTALLED_MB, PACKAGE_MB, PAINT_S = 140, 55, 0.40
"""What may not be passed."""
LARGEST = 8
AHEAD = ("chrt", "--fifo", "50")
"""Gives a start the processor before whatever else the machine does."""


def report(program: Path, packages: Sequence[Path]) -> str:
    """Return the figures as lines."""
    source = [sys.executable, "-m", facts.NAME]
    frozen = [str(program)]
    lines = [_size("frozen app, unpacked", program.parent, INSTALLED_MB)]
    lines += [_line(f"  of it {name}", size / 1e6, "MB") for name, size in parts(program.parent)]
    lines += [_size(each.name, each, _budget(each)) for each in packages]
    if sys.platform == "linux":
        lines += _starts(frozen, source) + _memories(frozen, source)
    return "\n".join(lines)


def _starts(frozen: list[str], source: list[str]) -> list[str]:
    """Start both in turns, so that the machine's moods fall on both."""
    first_paint(frozen), first_paint(source)  # whatever is read and compiled once
    pairs = [(first_paint(frozen), first_paint(source)) for _ in range(RUNS)]
    ours, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    how = "" if ahead() else " (not ahead of other work)"
    return [
        _line(f"start to first paint, frozen, median of {RUNS}{how}", ours, "s", PAINT_S),
        _line(f"the same by python -m {facts.NAME}", theirs, "s"),
    ]


def _memories(frozen: list[str], source: list[str]) -> list[str]:
    return [
        _line("memory, frozen, practising for 10 s", memory(frozen), "MiB"),
        _line(f"the same by python -m {facts.NAME}", memory(source), "MiB"),
    ]


def parts(folder: Path) -> list[tuple[str, int]]:
    """Return what takes most of the room, and the rest, in bytes."""
    held: Counter[str] = Counter()
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            held[_part(path.relative_to(folder))] += path.stat().st_size
    largest = held.most_common(LARGEST)
    return [*largest, ("all else", held.total() - sum(size for _, size in largest))]


def _part(inside: Path) -> str:
    """Return what a file belongs to: Qt's are many, so they stand for themselves."""
    names = inside.parts[1:] if inside.parts[0] == "_internal" else inside.parts
    return "/".join(names) if names[0] == "PySide6" else names[0]


@cache
def ahead() -> tuple[str, ...]:
    """Return what a command begins with so that nothing else holds it up, where that is allowed."""
    allowed = (
        shutil.which(AHEAD[0]) and subprocess.call([*AHEAD, "true"], stderr=subprocess.DEVNULL) == 0
    )
    return AHEAD if allowed else ()


def first_paint(command: Sequence[str]) -> float:
    """Return the seconds from before exec to after the first paint."""
    with tempfile.TemporaryDirectory() as home:
        begun = time.perf_counter_ns()
        told = subprocess.run(
            [*ahead(), *command, "--home", home, "--tell-first-paint"],
            check=True,
            capture_output=True,
            text=True,
            env=_environment(),
        )
    return (int(told.stdout) - begun) / 1e9


def memory(command: Sequence[str]) -> float:
    """Return the MiB the app's own process holds, connected to the practice exchange."""
    with tempfile.TemporaryDirectory() as home:
        announced = Path(home) / "announced"
        started = [*command, "--home", home, "--announce", str(announced)]
        app = subprocess.Popen(started, env=_environment(), stderr=subprocess.DEVNULL)
        try:
            _wait_for(announced, app)
            time.sleep(PRACTISING)
            pages = int(Path(f"/proc/{app.pid}/statm").read_text().split()[1])
            return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
        finally:
            app.terminate()
            app.wait()


def _wait_for(file: Path, app: "subprocess.Popen[bytes]") -> None:
    while not file.exists():
        if app.poll() is not None:
            raise RuntimeError(f"the app ended with status {app.returncode}")
        time.sleep(0.05)


def _environment() -> dict[str, str]:
    return {**os.environ, "QT_QPA_PLATFORM": "offscreen"}


def _budget(package: Path) -> float | None:
    return PACKAGE_MB if package.suffix == ".deb" else None


def _size(what: str, path: Path, budget: float | None) -> str:
    return _line(what, tree.size(path) / 1e6, "MB", budget)


def _line(what: str, value: float, unit: str, budget: float | None = None) -> str:
    told = f"{what:<52}{value:>9.2f} {unit:<4}"
    if budget is None:
        return told
    return f"{told} (budget {budget:g})" + ("" if value <= budget else "   OVER BUDGET")
