"""What every package says of the product, each fact from the one place where it stands."""

import os
import platform
import re
import subprocess
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build"
DIST = ROOT / "dist"

NAME = "bracketdesk"
PRODUCT = "Bracket Desk"
SUMMARY = "Order ticket for multi-bracket futures orders"
DESCRIPTION = (
    "One entry, any number of exits: the ticket sends Tradovate's multi-bracket\n"
    "order strategy and then shows what the broker did with it. A practice\n"
    "exchange is built in, so that the first start needs no account and no network."
)
DEVELOPERS = "The Bracket Desk developers"
APP_ID = "io.github.bracketdesk.bracketdesk"
"""For AppStream and macOS, which want a name in reverse DNS."""
HOME = "https://github.com/bracketdesk/bracketdesk"
PICTURES = "https://raw.githubusercontent.com/bracketdesk/bracketdesk/v{}/resources/screenshots"
"""Where the project is meant to be published; shops fetch its pictures from there."""
MAINTAINER = f"{DEVELOPERS} <bracketdesk@users.noreply.github.com>"
REVISION = "1"

COPYRIGHT_YEAR = re.compile(r"^Copyright \(c\) (\d{4})", re.MULTILINE)
VERSION = re.compile(r'^__version__ = "(\d+\.\d+\.\d+)"$', re.MULTILINE)


def version() -> str:
    """Return the version, from the package."""
    return _found(VERSION, ROOT / "gui" / NAME / "__init__.py")


def year() -> str:
    """Return the year of the copyright, from the licence."""
    return _found(COPYRIGHT_YEAR, ROOT / "LICENSE")


@cache
def epoch() -> int:
    """Return the second all files are dated: SOURCE_DATE_EPOCH, or that of the commit."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given:
        return int(given)
    ask = ["git", "-c", "safe.directory=*", "log", "-1", "--format=%ct"]
    said = subprocess.run(ask, cwd=ROOT, check=True, capture_output=True, text=True)
    return int(said.stdout)


def day() -> str:
    """Return the date of the release, as 2026-11-26."""
    return f"{datetime.fromtimestamp(epoch(), UTC):%Y-%m-%d}"


def machine() -> str:
    """Return the processor's name as Python has it: x86_64, aarch64."""
    return {"AMD64": "x86_64", "arm64": "aarch64"}.get(platform.machine(), platform.machine())


def fill(text: str) -> str:
    """Put the facts into a file that is the same for every version."""
    facts = {
        "VERSION": version(),
        "DATE": day(),
        "YEAR": year(),
        "APP_ID": APP_ID,
        "HOME": HOME,
        "PICTURES": PICTURES.format(version()),
        "DEVELOPERS": DEVELOPERS,
        "SUMMARY": SUMMARY,
        "MAINTAINER": MAINTAINER,
        "REVISION": REVISION,
    }
    for name, value in facts.items():
        text = text.replace(f"@{name}@", value)
    return text


def _found(pattern: re.Pattern[str], file: Path) -> str:
    found = pattern.search(file.read_text("utf-8"))
    if found is None:
        raise ValueError(f"{file} does not say it")
    return found.group(1)
