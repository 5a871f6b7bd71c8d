"""Where the browser comes back to after OAuth's page: one path on loopback, for one attempt."""

import asyncio
import secrets
from typing import Self

from aiohttp import web

from bracketdesk.domain.problems import UserFacingError

PATH = "/callback"
"""The registered redirect address is http://127.0.0.1:PORT/callback."""

LOOPBACK = "127.0.0.1"

DONE = "You can close this page and go back to Bracket Desk."
FOREIGN = "This is not the sign-in that Bracket Desk waits for."

_HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "Connection": "close"}


class Landing:
    """Listens while it is entered. `code` yields the authorisation code.

    Only a return with this attempt's `state` counts; whatever else comes is told off.
    """

    def __init__(self, state: str, port: int) -> None:
        self._state = state
        self._port = port
        self._code: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        application = web.Application()
        application.router.add_get(PATH, self._land)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, LOOPBACK, self._port).start()
        except (OSError, OverflowError):
            await self._runner.cleanup()
            raise UserFacingError(
                f"The port {self._port}, to which the browser would return, cannot be used: "
                "another program may have it."
            ) from None
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *_: object) -> None:
        if not self._code.cancel() and not self._code.cancelled():
            self._code.exception()  # heard, even where nobody waits for it any more
        await self._runner.cleanup()

    @property
    def address(self) -> str:
        """The redirect_uri."""
        return f"http://{LOOPBACK}:{self._port}{PATH}"

    async def code(self) -> str:
        """Wait for the browser; raises UserFacingError where it brings a refusal."""
        return await self._code

    async def _land(self, request: web.Request) -> web.Response:
        query = request.query
        mine = secrets.compare_digest(query.get("state", "").encode(), self._state.encode())
        error, code = query.get("error", ""), query.get("code", "")
        if not mine or request.host != f"{LOOPBACK}:{self._port}" or not (error or code):
            return web.Response(status=400, text=FOREIGN, headers=_HEADERS)
        if not self._code.done():
            self._settle(error, code)
        return web.Response(text=DONE, headers=_HEADERS)

    def _settle(self, error: str, code: str) -> None:
        if error == "access_denied":
            self._code.set_exception(UserFacingError("The sign-in was declined in the browser."))
        elif error:
            sentence = "The broker's page refused the sign-in: check the OAuth app's client id."
            self._code.set_exception(UserFacingError(sentence))
        else:
            self._code.set_result(code)
