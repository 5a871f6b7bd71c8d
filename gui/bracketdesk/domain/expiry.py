"""The expiry of a GTD entry: as typed, in the system's zone, and as kept, in UTC."""

from datetime import UTC, datetime, tzinfo

from bracketdesk.domain.texts import quoted


def read_expiry(text: str, zone: tzinfo) -> tuple[datetime, str]:
    """Read a typed expiry; the time in UTC, and a remark where the clocks go back over it.

    `2026-12-01 15:00` is in `zone`, `2026-12-01 15:00 UTC` is not. ValueError with a sentence
    where it is no time, or where the clocks go forward over it.
    """
    stripped = text.strip()
    body = stripped.removesuffix("UTC").rstrip()
    try:
        typed = _parse(body)
        if body != stripped:
            return typed.replace(tzinfo=UTC), ""
        early, late = (typed.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
        exists = early.astimezone(zone).replace(tzinfo=None, fold=0) == typed
    except (ValueError, OverflowError):
        raise ValueError(
            f"{quoted(text)} is no date and time; write it as 2026-12-01 15:00."
        ) from None
    if not exists:
        raise ValueError(f"{quoted(text)} does not exist: the clocks go forward over it.")
    remark = f"{body} comes twice, as the clocks go back: taken as the first, {early:%H:%M} UTC."
    return early, "" if early == late else remark


def format_expiry(time: datetime, zone: tzinfo | None = None) -> str:
    """Return an aware time as it is typed: in `zone` where that says it all, else in UTC."""
    if zone is not None:
        local = time.astimezone(zone)
        if local.replace(fold=0).utcoffset() == local.utcoffset():  # the first of two, or the only
            return _text(local)
    return f"{_text(time.astimezone(UTC))} UTC"


def say_expiry(time: datetime, zone: tzinfo) -> str:
    """Return a time with its zone's name: `2026-12-01 15:00 CST`; one without a zone has none."""
    try:
        local = time.astimezone(zone) if time.tzinfo else time
    except OverflowError:  # the end of the calendar
        local = time
    return f"{local:%Y-%m-%d %H:%M %Z}".rstrip()


def _parse(body: str) -> datetime:
    typed = datetime.fromisoformat(body)
    if typed.tzinfo is not None or ":" not in body:
        raise ValueError(body)
    return typed


def _text(time: datetime) -> str:
    exact = "auto" if time.second or time.microsecond else "minutes"
    return time.replace(tzinfo=None).isoformat(" ", exact)
