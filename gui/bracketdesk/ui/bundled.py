"""What the app is made of: a packaged app carries its list; from source, what is installed."""

import json
import re
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from bracketdesk.ui.assets import resources

NAME = "bracketdesk"
USED = ("PySide6-Essentials", "qasync", "aiohttp", "keyring", "msgspec", "platformdirs")
"""The libraries used by name, where no list was made."""


@dataclass(frozen=True, slots=True)
class Bundled:
    """One component; the licence is an SPDX expression where there is one."""

    name: str
    version: str
    licence: str


def bundled() -> tuple[Bundled, ...]:
    """Return the components, by name."""
    try:
        told = json.loads((resources() / "bundled.json").read_text("utf-8"))
    except FileNotFoundError:
        return tuple(found for name in USED if (found := _installed(name)) is not None)
    return tuple(Bundled(each["name"], each["version"], each["licence"]) for each in told)


def licence_folder() -> Path | None:
    """Return where a packaged app's licence texts lie, None where it carries none."""
    folder = resources().parents[1] / "licences"
    return folder if folder.is_dir() else None


def _installed(name: str) -> Bundled | None:
    try:
        found = distribution(name)
    except PackageNotFoundError:
        return None
    return Bundled(found.name, found.version, _licence(found))


def _licence(found: Distribution) -> str:
    for key in ("License-Expression", "License"):
        if key in found.metadata:
            return re.sub(r"\s+", " ", found.metadata[key])
    return ""
