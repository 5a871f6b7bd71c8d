"""OAuth: authorisation codes with PKCE, and what they are exchanged for (protocol.md 1.6).

The practice exchange registers no apps: any client id is one, and its secret is not checked.
What the broker's answers hold beyond S26's names is not documented; errors are RFC 6749's.
"""

import base64
import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

import msgspec

from bracketdesk.practice.arguments import Arguments
from bracketdesk.practice.auth import Gate
from bracketdesk.practice.errors import RefusedInJson
from bracketdesk.practice.limits import Limits
from bracketdesk.practice.sessions import Grant
from bracketdesk.practice.violations import Violated
from bracketdesk.wire.clock import Clock
from bracketdesk.wire.messages import AccessTokenResponse

Long = Annotated[str, msgspec.Meta(max_length=8192)]


class TokenRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Body of auth/oauthtoken: S26's names, of which only grant_type is required."""

    grant_type: Annotated[str, msgspec.Meta(max_length=64)]
    code: Long = ""
    redirect_uri: Long = ""
    client_id: Long = ""
    client_secret: Long = ""
    code_verifier: Long = ""
    refresh_token: Long = ""
    resource: Long = ""
    assertion: Long = ""
    http_auth: Long = msgspec.field(name="httpAuth", default="")

    def __repr__(self) -> str:
        return "TokenRequest(…)"


class TokenReply(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Its answer, or the error in its place; lives in seconds."""

    access_token: str | None = None
    refresh_token: str | None = None
    token_type: str | None = None
    expires_in: int | None = None
    refresh_token_expires_in: int | None = None
    error: str | None = None
    error_description: str | None = None

    def __repr__(self) -> str:
        return f"TokenReply(error={self.error!r})"


@dataclass(frozen=True, slots=True)
class App:
    """Who asked for the code: it is good for nobody else (RFC 6749 4.1.3, RFC 7636 4.6)."""

    client_id: str
    redirect_uri: str
    challenge: str


@dataclass(frozen=True, slots=True)
class _Promise:
    app: App
    expires: datetime


class OAuth:
    """Codes that are good once and for a minute, and refresh tokens that are good once."""

    def __init__(self, clock: Clock, gate: Gate, limits: Limits) -> None:
        self._clock = clock
        self._gate = gate
        self._limits = limits
        self._codes: dict[str, _Promise] = {}
        self._refresh: dict[str, tuple[str, Grant]] = {}

    def code_for(self, app: App) -> str:
        """Return a new code for this app: the user has just signed in."""
        now, code = self._clock.now(), secrets.token_urlsafe(32)
        self._codes = {c: p for c, p in self._codes.items() if p.expires > now}
        expires = now + timedelta(seconds=self._limits.code_seconds)
        self._codes[code] = _Promise(app, expires)
        return code

    def exchange(self, given: Arguments) -> TokenReply:
        """Return tokens of a new session for a code, or of the same one for a refresh token."""
        request = _read(given)
        if request.grant_type == "authorization_code":
            self._redeem(request)
            return self._reply(self._gate.open_session(), request.client_id)
        if request.grant_type == "refresh_token":
            return self._reply(self._gate.renew(self._old(request)), request.client_id)
        raise _refused("unsupported_grant_type", "Only authorization_code and refresh_token")

    def _redeem(self, request: TokenRequest) -> None:
        promise = self._codes.pop(request.code, None)  # once, even where the rest is wrong
        if promise is None or promise.expires <= self._clock.now():
            raise _refused("invalid_grant", "The code is unknown, used or expired")
        asked = App(request.client_id, request.redirect_uri, challenge_of(request.code_verifier))
        if asked != promise.app:
            raise _refused("invalid_grant", "The code was given to somebody else")

    def _old(self, request: TokenRequest) -> Grant:
        client_id, grant = self._refresh.pop(request.refresh_token, ("", None))
        expired = grant is None or grant.expires <= self._clock.now()
        if grant is None or expired or client_id != request.client_id or grant.orphaned:
            raise _refused("invalid_grant", "The refresh token is unknown, used or expired")
        return grant

    def _reply(self, answer: AccessTokenResponse, client_id: str) -> TokenReply:
        token, refresh = answer.access_token or "", secrets.token_urlsafe(32)
        self._refresh[refresh] = client_id, self._gate.admit(token)
        life = int(self._gate.token_life.total_seconds())
        return TokenReply(
            access_token=token,
            refresh_token=refresh,
            token_type="Bearer",  # noqa: S106 - a kind of token
            expires_in=life,
            refresh_token_expires_in=life,
        )


def challenge_of(verifier: str) -> str:
    """Return the S256 challenge of a code verifier (RFC 7636 4.2)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _read(given: Arguments) -> TokenRequest:
    """Read the request; fields that break their rules are RFC 6749's invalid_request (5.2)."""
    try:
        return given.read(TokenRequest)
    except Violated as refusal:
        raise _refused("invalid_request", refusal.text) from None


def _refused(error: str, description: str) -> RefusedInJson:
    body = TokenReply(error=error, error_description=description[:8192])
    return RefusedInJson(400, f"{error}: {description}", body)
