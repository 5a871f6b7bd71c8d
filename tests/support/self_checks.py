"""Runs `--self-check` as a user of a machine of its own, and finds what it leaves behind."""

import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PARTS = (
    "Qt platform",
    "fonts",
    "resources",
    "journal",
    "keyring library",
    "keyring",
    "practice exchange",
    "window",
    "order",
    "end",
)


@dataclass(frozen=True)
class SelfCheck:
    """What a run said, by part: its status and its text."""

    status: int
    said: dict[str, tuple[str, str]]
    stderr: str

    def statuses(self) -> dict[str, str]:
        return {name: status for name, (status, _) in self.said.items()}


def self_check(command: Sequence[str], environment: Mapping[str, str]) -> SelfCheck:
    done = subprocess.run(
        [*command, "--self-check"],
        env=dict(environment),
        check=False,
        capture_output=True,
        text=True,
        timeout=90,
    )
    lines = [line.partition(": ") for line in done.stdout.splitlines()[1:]]
    said = {head[7:]: (head[:7].strip(), text) for head, _, text in lines}
    return SelfCheck(done.returncode, said, done.stderr)


def files_in(folder: Path) -> set[Path]:
    """Every file and socket there is under a folder."""
    return {path for path in folder.rglob("*") if not path.is_dir()}
