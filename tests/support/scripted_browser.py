"""The system's browser and the broker's sign-in page in one, as far as OAuth sees them.

`page` is what an app opens; it answers by sending the browser back to the redirect address, as
`returns` says. `exchange` is the step for auth/oauthtoken: each code is good once, and for the
verifier whose hash was shown (RFC 7636).
"""

import asyncio
import base64
import hashlib
import re
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests.support.scripted_steps import Answer, Call

CLIENT = "app-7"
SECRET = "app-secret-51c"
CODE = "code-1-once"


class ScriptedBrowser:
    """`opened` are the addresses it was given, `shown` the answers it got on its way back."""

    def __init__(self, **returns: str) -> None:
        self.opened: list[str] = []
        self.shown: list[str] = []
        self.exchanged = 0
        self._returns = returns or {"code": CODE}
        self._going: set[asyncio.Task[None]] = set()

    @property
    def asked(self) -> dict[str, str]:
        """The query of the address that was opened last."""
        return dict(parse_qsl(urlsplit(self.opened[-1]).query))

    def browse(self, address: str) -> None:
        """Open the page and come back at once."""
        self.opened.append(address)
        task = asyncio.get_running_loop().create_task(self._return())
        self._going.add(task)

    def look(self, address: str) -> None:
        """Open the page and stay there."""
        self.opened.append(address)

    async def _return(self) -> None:
        self.shown.append(await self.visit(**{"state": self.asked["state"], **self._returns}))

    async def visit(self, path: str = "", host: str = "", **query: str) -> str:
        """Go to the redirect address with a query; returns the whole answer."""
        back = urlsplit(self.asked["redirect_uri"])
        target = f"{path or back.path}?{urlencode(query)}"
        return await fetch(back.port or 0, target, host or back.netloc)

    async def exchange(self, call: Call) -> None:
        """Answer auth/oauthtoken as the broker does."""
        sent = call.received.json
        digest = hashlib.sha256(sent["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        right = (
            sent["grant_type"] == "authorization_code"
            and (sent["code"], sent["client_id"], sent["client_secret"]) == (CODE, CLIENT, SECRET)
            and sent["redirect_uri"] == self.asked["redirect_uri"]
            and challenge == self.asked["code_challenge"]
            and not self.exchanged
        )
        self.exchanged += 1
        good = {"access_token": "token-1", "token_type": "Bearer", "expires_in": 4800}
        await Answer(good if right else {"error": "invalid_grant"})(call)


async def fetch(port: int, target: str, host: str, method: str = "GET") -> str:
    """Return the whole answer of a server on loopback, empty where nobody is there."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
    except ConnectionError:
        return ""
    head = f"{method} {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    writer.write(head.encode())
    answer = (await reader.read()).decode()
    writer.close()
    return re.sub(r"\r\nDate: [^\r]*", "", answer)
