"""What a refused request means, in one sentence for the trader (protocol.md 1.2, 1.7, 1.8)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import msgspec

from bracketdesk.domain.delivery import Delivery
from bracketdesk.domain.problems import Frozen, MustWait, UserFacingError
from bracketdesk.wire import codec

LOCKED_OUT = (423, 429)
"""Statuses after which every call stops (protocol.md 1.8)."""

LOCKOUT = 3600.0
"""Seconds to stay silent after one of them, or after a captcha (protocol.md 1.7, 1.8)."""

DAY = 86_400.0

QUOTA_PAUSE = 300.0
"""Seconds to stay away after too many connections (protocol.md 3.6)."""

WORDS_LIMIT = 300
"""Characters of the broker's own text that go into a sentence."""

WORDS_READ = 4 * WORDS_LIMIT
"""Characters of it that are looked at: each costs time on the loop, and there may be millions."""


HIDDEN = "•••"
"""Stands where a broker repeated a secret."""


class _Verdict(msgspec.Struct, frozen=True, rename="camel"):
    """What any answer may hold in place of what was asked for; of whatever type it comes."""

    error_text: Any = None
    failure_text: Any = None
    p_ticket: Any = msgspec.field(default=None, name="p-ticket")
    p_time: msgspec.Raw = msgspec.field(default=msgspec.Raw(b"0"), name="p-time")
    p_captcha: Any = msgspec.field(default=None, name="p-captcha")

    @property
    def text(self) -> str:
        """The error, empty where there is none."""
        said = self.error_text or self.failure_text
        return str(said) if said else ""

    @property
    def seconds(self) -> float:
        """The penalty's length, within a day."""
        try:
            asked = codec.decode(bytes(self.p_time), float)
        except ValueError:
            return LOCKOUT
        return min(max(asked, 0.0), DAY)


def judge(delivery: Delivery, host: str, what: str, hide: Sequence[str] = ()) -> None:
    """Return where the request was done; raises UserFacingError with the cause otherwise.

    `what` names the request as "the sign-in"; `hide` are secrets that an answer might echo.
    """
    judge_handling(delivery, host, what, hide)
    if said := error_text(delivery.body):
        raise UserFacingError(f"{host} refused {what}.{shown(said, hide)}")


def judge_handling(delivery: Delivery, host: str, what: str, hide: Sequence[str] = ()) -> None:
    """Return where the request was handled, whatever the answer to it; raises as `judge` does."""
    if delivery.status is None:
        raise UserFacingError(delivery.detail or f"{host} did not answer.")
    if delivery.status != 200:
        raise _by_status(delivery.status, host, what, shown(words(delivery.body), hide))
    verdict = _verdict(delivery.body)
    if verdict.p_captcha:
        raise MustWait(
            f"{host} wants a captcha for {what}, which no app can answer: wait about an hour.",
            LOCKOUT,
        )
    if verdict.p_ticket:
        seconds = verdict.seconds
        sentence = f"{host} asks to wait {seconds:.0f} s before {what}."
        raise MustWait(sentence, seconds, str(verdict.p_ticket))


def error_text(body: bytes) -> str:
    """Return the error inside an answer with 200, empty where there is none."""
    return _verdict(body).text


def words(body: bytes) -> str:
    """Return the broker's own words in an answer, empty where there are none to show."""
    text = body.decode(errors="replace").strip()
    if text.startswith("<"):  # an error page of some server in between
        return ""
    try:
        plain = codec.decode(text, str)
    except ValueError:
        plain = _verdict(body).text or text
    return plain


def _verdict(body: bytes) -> _Verdict:
    try:
        return codec.decode(body, _Verdict)
    except ValueError:
        return _Verdict()


def without(delivery: Delivery, secrets: Iterable[str]) -> Delivery:
    """Return it with each of these hidden where the answer repeats it, as it is or as in JSON."""
    body = delivery.body
    for secret in filter(None, secrets):
        for form in {secret, secret.replace("/", "\\/")}:
            body = body.replace(form.encode(), HIDDEN.encode())
    return delivery if body == delivery.body else replace(delivery, body=body)


def shown(text: str, hide: Sequence[str] = ()) -> str:
    """Return the broker's text marked as its own words, plain and short; empty stays empty."""
    for secret in filter(None, hide):
        text = text.replace(secret, HIDDEN)
    begin = text.lstrip()[:WORDS_READ]
    plain = " ".join("".join(c if c.isprintable() else " " for c in begin).split())
    if len(plain) > WORDS_LIMIT:
        plain = plain[: WORDS_LIMIT - 1] + "…"
    return f" Its own words: “{plain}”" if plain else ""


def _by_status(status: int, host: str, what: str, quoted: str) -> UserFacingError:
    if status == 423:
        return Frozen(
            f"{host} is about to lock this user out: nothing may be sent for one hour.{quoted}",
            LOCKOUT,
        )
    if status == 429:
        return Frozen(
            f"{host} has had too many requests and refuses more: wait one hour.{quoted}", LOCKOUT
        )
    return UserFacingError(_SENTENCES.get(status, _other(status)).format(host, what) + quoted)


_SENTENCES = {
    400: "{0} could not read {1} (400); a sign-in that has expired shows so too.",
    401: "{0} does not allow {1} (401): the sign-in has expired, or the API key lacks the right.",
    403: "{0} does not allow {1} (403): the sign-in may belong to another environment.",
    404: "{0} does not know {1} (404): check that the address is the right one.",
    408: "{0} did not take {1} (408): another session may have taken over.",
}


def _other(status: int) -> str:
    if 300 <= status < 400:
        return "{0} redirects {1} elsewhere, which is not followed: check the address."
    if status >= 500:
        return f"{{0}} could not handle {{1}}: it has trouble of its own ({status})."
    return f"{{0}} answered {{1}} with the status {status}."
