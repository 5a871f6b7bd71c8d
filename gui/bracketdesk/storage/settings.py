"""What the trader chose, between runs: one JSON file in the home folder. No secret is in it."""

import json
import logging
import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, fields, replace
from functools import partial
from pathlib import Path
from typing import Any

from bracketdesk.domain.session import Environment, Hosts, Transport
from bracketdesk.domain.settings import Colours, Settings, Theme, Units
from bracketdesk.storage.worker import Worker

log = logging.getLogger(__name__)

PATIENCE = 2.0  # seconds that closing waits for the last write


class JsonSettings:
    """The SettingsStore port. What a newer version added to the file is carried along."""

    def __init__(self, home: Path) -> None:
        self._path = home / "settings.json"
        self._foreign: dict[str, object] = {}
        self._worker = Worker("settings")
        self.notice = ""  # one sentence where the file could not be used

    def load(self) -> Settings:
        """Return what was kept, with the default for whatever is missing or not understood."""
        try:
            kept = json.loads(self._path.read_bytes())
        except FileNotFoundError:
            return Settings()
        except (OSError, ValueError):
            return self._set_aside()
        if not isinstance(kept, dict):
            return self._set_aside()
        self._foreign = {key: value for key, value in kept.items() if key not in _READERS}
        return _settings(kept)

    def save(self, settings: Settings) -> None:
        """Keep them; the file is written by a thread, whole or not at all."""
        # Live is never where a run begins (product.md, Environments).
        if settings.environment is Environment.LIVE:
            settings = replace(settings, environment=Environment.PRACTICE)
        text = json.dumps({**self._foreign, **asdict(settings)}, indent=2, ensure_ascii=False)
        self._worker.post(partial(_write, self._path, text))

    def close(self) -> None:
        """Let the last write finish."""
        self._worker.stop(PATIENCE)

    def _set_aside(self) -> Settings:
        aside = self._path.with_name(f"settings.unreadable-{os.urandom(4).hex()}.json")
        try:
            self._path.rename(aside)
        except OSError as error:
            self.notice = f"The settings cannot be read ({error.strerror}); defaults are used."
        else:
            self.notice = (
                f"The settings could not be read; they are kept as {aside.name} and defaults are "
                "used."
            )
        log.warning(self.notice)
        return Settings()


def _settings(kept: Mapping[str, Any]) -> Settings:
    chosen: dict[str, Any] = {}
    for field in fields(Settings):
        try:
            chosen[field.name] = _READERS[field.name](kept[field.name])
        except (KeyError, TypeError, ValueError):
            continue  # the default stands
    return Settings(**chosen)


def _write(path: Path, text: str) -> None:
    """Replace the file in one step; mkstemp makes it readable for its owner alone."""
    try:
        handle, draft = tempfile.mkstemp(dir=path.parent, prefix="settings.")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).replace(path)
    except OSError as error:
        log.warning("The settings could not be kept: %s", error.strerror)


def _start_environment(value: str) -> Environment:
    environment = Environment(value)
    if environment is Environment.LIVE:
        raise ValueError("Live is no start environment")
    return environment


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError("true or false is wanted")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a text is wanted")
    return value


def _hosts(value: object) -> Hosts | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise TypeError("three addresses are wanted")
    return Hosts(*(_text(value[name]) for name in ("rest", "socket", "market_data")))


def _texts(value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        raise TypeError("texts by name are wanted")
    return {name: _text(text) for name, text in value.items()}


_READERS: Mapping[str, Callable[[Any], object]] = {
    "environment": _start_environment,
    "transport": Transport,
    "ask_practice": _flag,
    "ask_demo": _flag,
    "colours": Colours,
    "theme": Theme,
    "units": Units,
    "symbol": _text,
    "account": _text,
    "custom_hosts": _hosts,
    "window_state": _texts,
}
