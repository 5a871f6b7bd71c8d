"""Receipts and the table of all orders, written off the loop; what came of it is the notice."""

from pathlib import Path

from bracketdesk.controller.ports import Journal
from bracketdesk.controller.tools import Tools
from bracketdesk.domain.problems import UserFacingError
from bracketdesk.domain.texts import counted


class Exporting:
    """Writes what the trader asks for, one task each."""

    def __init__(self, journal: Journal, tools: Tools) -> None:
        self._journal = journal
        self._tools = tools

    def receipt(self, uuid: str, folder: Path) -> None:
        """Write the receipt of one start into a folder."""
        self._tools.tasks.spawn(self._receipt(uuid, folder), "write a receipt")

    def table(self, path: Path) -> None:
        """Write every order of the journal as CSV."""
        self._tools.tasks.spawn(self._table(path), "write the table of orders")

    async def _receipt(self, uuid: str, folder: Path) -> None:
        try:
            page = await self._journal.receipt(uuid, folder, self._tools.zone)
        except UserFacingError as error:
            self._tools.board.notice.set(str(error))
        else:
            json = page.with_suffix(".json").name
            self._tools.board.notice.set(f"The receipt is {page}, with {json} beside it.")

    async def _table(self, path: Path) -> None:
        try:
            count = await self._journal.table(path, self._tools.zone)
        except UserFacingError as error:
            self._tools.board.notice.set(str(error))
        else:
            self._tools.board.notice.set(f"{path} has {counted(count, 'order')}.")
