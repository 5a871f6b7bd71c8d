"""The browser's sign-in for an app: a plain form, no scripts (protocol.md 1.6, RFC 6749 4.1)."""

import base64
import hashlib
import re
from collections.abc import Mapping
from html import escape
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from aiohttp import web

from bracketdesk.practice.arguments import Arguments
from bracketdesk.practice.auth import Gate
from bracketdesk.practice.errors import Refused
from bracketdesk.practice.guard import SIGN_IN
from bracketdesk.practice.oauth import App, OAuth
from bracketdesk.practice.rest import read_form

LOOPBACK = {"127.0.0.1", "::1", "localhost"}

CHALLENGE = re.compile("[A-Za-z0-9_-]{43}")
"""A SHA-256 in base64url (RFC 7636 4.2)."""

WAIT = "Too many sign-ins failed. Wait an hour, then try again."

STYLE = """
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 22rem; margin: 12vh auto; padding: 0 1rem; }
h1 { font-size: 1.3rem; margin: 0 0 .5rem; }
b { overflow-wrap: anywhere; }
label { display: block; margin: 1rem 0 .25rem; }
input { box-sizing: border-box; width: 100%; padding: .5rem; font: inherit; }
button { margin: 1.5rem 1rem 0 0; padding: .5rem 1.25rem; font: inherit; }
[role=alert] { padding: .5rem .75rem; border-left: 4px solid #c62f3b; background: #c62f3b22; }
"""

_FRAME = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Practice exchange: sign in</title>
<style>{style}</style>
</head>
<body><main>
<h1>Practice exchange</h1>
{alert}{content}</main></body>
</html>
"""

_FORM = """<p>The app <b>{client}</b> asks to see your practice accounts, orders and positions, and
to place and cancel orders for you. It will not see your password.</p>
<form method="post">
<label for="name">Name</label>
<input id="name" name="name" value="{name}" autocomplete="username" required autofocus>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<button type="submit">Sign in and allow</button>
<a href="{cancel}">Cancel</a>
</form>
"""


class SignInPage:
    """Shows the form and, for the right name and password, sends the browser back with a code."""

    def __init__(self, gate: Gate, oauth: OAuth) -> None:
        self._gate = gate
        self._oauth = oauth

    async def show(self, request: web.Request) -> web.Response:
        """Answer GET /oauth."""
        try:
            app = _app(request.query)
        except Refused as refusal:
            return _page(refusal.status, refusal.text)
        if mistake := _mistake(request.query):
            return _back(app, request.query, error=mistake)
        return _form(app, request.query)

    async def sign_in(self, request: web.Request) -> web.Response:
        """Answer the form; a failure counts like any other failed sign-in (protocol.md 1.7)."""
        try:
            app, form = _app(request.query), await read_form(request)
            if mistake := _mistake(request.query):
                return _back(app, request.query, error=mistake)
            if self._gate.guard.stop(SIGN_IN, Arguments({}, b"")):
                return _page(429, WAIT)
        except Refused as refusal:
            return _page(refusal.status, refusal.text or WAIT)
        name = form.get("name", "")
        if refused := self._gate.refusal(name, form.get("password", "")):
            text = refused.error_text or f"This user's status is {refused.user_status}."
            return _form(app, request.query, name, text)
        return _back(app, request.query, code=self._oauth.code_for(app))


def _app(query: Mapping[str, str]) -> App:
    """Return who asks; raises Refused 400 where the browser must not be sent back there."""
    client_id, uri = query.get("client_id", ""), query.get("redirect_uri", "")
    if not 0 < len(client_id) <= 64:
        raise Refused(400, "The app did not say who it is (client_id).")
    if not _is_loopback(uri):
        raise Refused(400, "The app may be told only on this machine (redirect_uri).")
    return App(client_id, uri, query.get("code_challenge", ""))


def _is_loopback(uri: str) -> bool:
    """Whether it is plain http to this machine, any port (RFC 8252 7.3)."""
    try:
        parts = urlsplit(uri)
        parts.port  # noqa: B018 - reading it checks it
    except ValueError:
        return False
    plain = uri.isascii() and uri.isprintable() and not parts.fragment and "@" not in parts.netloc
    return plain and parts.scheme == "http" and parts.hostname in LOOPBACK


def _mistake(query: Mapping[str, str]) -> str:
    """Return the RFC's word for what is wrong, empty where nothing is."""
    if query.get("response_type") != "code":
        return "unsupported_response_type"
    challenge = CHALLENGE.fullmatch(query.get("code_challenge", ""))
    proof = challenge and query.get("code_challenge_method") == "S256"
    return "" if proof else "invalid_request"  # a native app must prove itself (RFC 8252 8.1)


def _back(app: App, query: Mapping[str, str], **result: str) -> web.Response:
    return web.Response(
        status=302, headers=_headers("") | {"Location": _return(app, query, result)}
    )


def _return(app: App, query: Mapping[str, str], result: Mapping[str, str]) -> str:
    parts = urlsplit(app.redirect_uri)
    state = {"state": query["state"]} if "state" in query else {}
    fields = parse_qsl(parts.query, keep_blank_values=True)
    return urlunsplit(parts._replace(query=urlencode([*fields, *(dict(result) | state).items()])))


def _form(app: App, query: Mapping[str, str], name: str = "", problem: str = "") -> web.Response:
    cancel = _return(app, query, {"error": "access_denied"})
    content = _FORM.format(client=escape(app.client_id), name=escape(name), cancel=escape(cancel))
    parts = urlsplit(app.redirect_uri)
    # A browser holds a form to form-action even where it is redirected to afterwards.
    target = f"{parts.scheme}://{parts.netloc}"
    return _page(403 if problem else 200, problem, content, f"'self' {target}")


def _page(status: int, problem: str, content: str = "", action: str = "'none'") -> web.Response:
    alert = f'<p role="alert">{escape(problem)}</p>\n' if problem else ""
    return web.Response(
        status=status,
        text=_FRAME.format(style=STYLE, alert=alert, content=content),
        content_type="text/html",
        headers=_headers(action),
    )


def _headers(form_action: str) -> dict[str, str]:
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'"
    return {
        "Content-Security-Policy": f"{policy}; frame-ancestors 'none'; form-action {form_action}",
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
