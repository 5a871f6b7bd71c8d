"""What the trader chose, between runs: one JSON file in the home folder. No secret is in it."""

import json
import logging
import os
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, fields, replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from bracketdesk.domain.guards import Guards, careful_guards
from bracketdesk.domain.numbers import parse_number, plain
from bracketdesk.domain.session import Environment, HostLimits, Hosts, Transport
from bracketdesk.domain.settings import Colours, Settings, Telling, Theme, Units
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
        kept = {**self._foreign, **asdict(settings)}
        text = json.dumps(kept, indent=2, ensure_ascii=False, default=_as_text)
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
    rest, socket, market_data = (_text(value[name]) for name in ("rest", "socket", "market_data"))
    return Hosts(rest, socket, market_data, _text(value.get("authorize", "")))


def _texts(value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        raise TypeError("texts by name are wanted")
    return {name: _text(text) for name, text in value.items()}


def _tellings(value: object) -> dict[str, Telling]:
    """Read how each kind is told; a switch not understood is on, for an event must be heard of."""
    if not isinstance(value, dict):
        raise TypeError("switches by kind are wanted")
    return {kind: _telling(kept) for kind, kept in value.items() if isinstance(kept, dict)}


def _telling(kept: Mapping[str, Any]) -> Telling:
    found: dict[str, bool] = {}
    for name in ("sound", "notification"):
        with suppress(KeyError, TypeError):
            found[name] = _flag(kept[name])
    return Telling(**found)


def _guards(value: object) -> dict[Environment, Guards]:
    """Read the guards by environment; one not understood is the careful one, never off."""
    if not isinstance(value, dict):
        raise TypeError("guards by environment are wanted")
    return {each: _guard(value.get(each), careful) for each, careful in careful_guards().items()}


def _guard(kept: object, careful: Guards) -> Guards:
    if not isinstance(kept, dict):
        return careful
    found: dict[str, Any] = {}
    for name, read in (("contracts", _count), ("dollars", _dollars), ("ticks", _count)):
        with suppress(KeyError, TypeError, ValueError):
            found[name] = None if kept[name] is None else read(kept[name])
    return replace(careful, **found)


def _count(value: object) -> int:
    if type(value) is not int or value < 1:
        raise ValueError("a whole number above nought is wanted")
    return value


def _dollars(value: object) -> Decimal:
    amount = parse_number(_text(value))
    if amount <= 0:
        raise ValueError("an amount above nought is wanted")
    return amount


def _as_text(value: datetime | Decimal) -> str:
    """Write what JSON has no form for: times, and money exactly."""
    return plain(value) if isinstance(value, Decimal) else value.isoformat()


def _limits(value: object) -> dict[str, HostLimits]:
    """Read the limits by host; a time not understood costs only itself, for the others bind."""
    if not isinstance(value, dict):
        raise TypeError("limits by host are wanted")
    return {host: _limit(kept) for host, kept in value.items() if isinstance(kept, dict)}


def _limit(kept: Mapping[str, Any]) -> HostLimits:
    failed = _times(kept.get("failed_sign_ins"))
    return HostLimits(_moment(kept, "frozen_until"), failed, _moment(kept, "no_sign_in_until"))


def _moment(kept: Mapping[str, Any], name: str) -> datetime | None:
    return next(iter(_times([kept.get(name)])), None)


def _times(values: object) -> tuple[datetime, ...]:
    found: list[datetime] = []
    for value in values if isinstance(values, list) else []:
        with suppress(TypeError, ValueError, OverflowError):
            found.append(_time(value))
    return tuple(found)


def _time(value: object) -> datetime:
    time = datetime.fromisoformat(_text(value))
    if time.tzinfo is None:
        raise ValueError("a time with its zone is wanted")
    return time.astimezone(UTC)


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
    "limits": _limits,
    "guards": _guards,
    "tellings": _tellings,
    "tell_on_practice": _flag,
}
