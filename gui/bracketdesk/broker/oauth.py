"""OAuth by authorisation code with PKCE in the system's browser (protocol.md 1.6, RFC 8252).

The refresh token is not kept: a session is renewed by auth/renewaccesstoken like any other.
"""

import base64
import hashlib
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import quote, urlencode

from bracketdesk.broker import endpoints, reading
from bracketdesk.broker.landing import Landing
from bracketdesk.broker.limit import TimeLimit
from bracketdesk.broker.refusals import judge, judge_handling, shown
from bracketdesk.broker.rest import Rest
from bracketdesk.broker.signin import SHORTEST_LIFE, WHAT
from bracketdesk.domain.delivery import Delivery
from bracketdesk.domain.problems import MustWait, UserFacingError
from bracketdesk.domain.session import OAuthApp, Tokens
from bracketdesk.wire import codec
from bracketdesk.wire.clock import Clock
from bracketdesk.wire.messages import Me, OAuthTokenRequest, OAuthTokenResponse

PATIENCE = 300.0
"""Seconds to wait for the browser."""

LONGEST = 2**31
"""Seconds no token lives: `expires_in` is an int32."""

_ADVICE = {
    "invalid_client": "check the OAuth app's client id and secret",
    "invalid_grant": "it did not take the browser's answer, so try again",
    "unauthorized_client": "this OAuth app may not sign in like this",
}


async def sign_in_by_browser(
    rest: Rest, page: str, app: OAuthApp, browse: Callable[[str], None], clock: Clock
) -> Tokens:
    """Open the page, wait for the return, exchange its code once; raises UserFacingError."""
    rest.allowance.check()
    state, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(48)
    async with Landing(state, app.redirect_port) as landing:
        browse(authorize_address(page, app, landing.address, state, verifier))
        try:
            async with TimeLimit(clock, PATIENCE):
                code = await landing.code()
        except TimeoutError:
            raise UserFacingError(
                "The browser did not come back within five minutes: sign in again."
            ) from None
    tokens = await _exchange(rest, app, code, landing.address, verifier, clock)
    rest.use(tokens.access)
    return await _named(rest, tokens)


def authorize_address(page: str, app: OAuthApp, back: str, state: str, verifier: str) -> str:
    """Return the page's address. Of the verifier only the hash goes along, of the secret none."""
    digest = hashlib.sha256(verifier.encode()).digest()
    query = {
        "response_type": "code",
        "client_id": app.client_id,
        "redirect_uri": back,
        "state": state,
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    return f"{page}?{urlencode(query, quote_via=quote)}"


async def _exchange(
    rest: Rest, app: OAuthApp, code: str, back: str, verifier: str, clock: Clock
) -> Tokens:
    request = OAuthTokenRequest(
        grant_type="authorization_code",
        code=code,
        redirect_uri=back,
        client_id=app.client_id,
        client_secret=app.secret or None,
        code_verifier=verifier,
    )
    rest.allowance.check()
    delivery = await rest.post(endpoints.OAUTH_TOKEN, codec.encode(request))
    hide = (app.secret, code, verifier)
    answer = _read(delivery, rest.host, hide)
    return Tokens(answer.access_token or "", "", _expiry(answer.expires_in, clock.now()))


def _read(delivery: Delivery, host: str, hide: tuple[str, ...]) -> OAuthTokenResponse:
    refused = _refused(delivery.body, host, hide)
    if refused and delivery.status in (200, 400, 401):
        raise UserFacingError(refused)
    try:
        judge_handling(delivery, host, WHAT, hide)
    except MustWait as wait:
        if not wait.ticket:
            raise
        raise MustWait(str(wait), wait.seconds) from None  # the code will not outlast the wait
    judge(delivery, host, WHAT, hide)
    answer = reading.read_answer(delivery.body, OAuthTokenResponse, host, WHAT)
    if not answer.access_token:
        raise UserFacingError(f"{host} gave no token.")
    return answer


def _refused(body: bytes, host: str, hide: tuple[str, ...]) -> str:
    """Return OAuth's own error, empty where there is none."""
    try:
        answer = codec.decode(body, OAuthTokenResponse)
    except ValueError:
        return ""
    if not answer.error:
        return ""
    advice = _ADVICE.get(answer.error, "check the OAuth app")
    quoted = shown(answer.error_description or answer.error, hide)
    return f"{host} refused the sign-in: {advice}.{quoted}"


def _expiry(seconds: int | None, now: datetime) -> datetime:
    """It is told as a length of time, so that no clock is compared with another."""
    plausible = seconds is not None and 0 < seconds < LONGEST
    return now + (timedelta(seconds=seconds or 0) if plausible else SHORTEST_LIFE)


async def _named(rest: Rest, tokens: Tokens) -> Tokens:
    """Add whose tokens these are; the accounts tell as much where auth/me does not."""
    delivery = await rest.get_once(endpoints.ME)
    try:
        judge(delivery, rest.host, "the user's name")
        me = reading.read_answer(delivery.body, Me, rest.host, "the user's name")
    except UserFacingError:
        return tokens
    return replace(tokens, user_name=me.name or "", user_id=me.user_id or 0)
