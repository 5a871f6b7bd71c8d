"""What Debian knows of a library on the build machine: its package, version and licence."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LICENCE = re.compile(r"^License:\s*(\S.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Package:
    """A package by its name, and where its copyright stands."""

    name: str
    version: str
    licence: str
    purl: str
    text: Path


def package_of(file: Path) -> Package | None:
    """Return the package a file came with, None where Debian knows none."""
    if shutil.which("dpkg-query") is None:
        return None
    for path in (
        file,
        Path("/") / file.relative_to("/usr") if file.is_relative_to("/usr") else file,
    ):
        said = _ask("-S", str(path))
        if said:
            return _package(said.partition(": ")[0].partition(",")[0])
    return None


@cache
def _package(name: str) -> Package:
    version, short = _ask("-W", "-f", "${Version} ${Package}", name).split()
    text = Path("/usr/share/doc") / short / "copyright"
    purl = f"pkg:deb/debian/{short}@{version}"
    return Package(short, version, licence_in(text.read_text("utf-8")), purl, text)


def licence_in(copyright_file: str) -> str:
    """Return the licences a copyright file names, each once; the machine-readable kind has them."""
    found = dict.fromkeys(line.strip().rstrip(".,") for line in LICENCE.findall(copyright_file))
    short = [name for name in found if len(name) < 60]
    return ", ".join(short[:6]) or "see its copyright file"


def _ask(*arguments: str) -> str:
    done = subprocess.run(["dpkg-query", *arguments], check=False, capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else ""
