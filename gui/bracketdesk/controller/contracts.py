"""Names and instruments of contracts by their id, asked for once per line."""

from collections.abc import Callable

from bracketdesk.controller.ports import Line
from bracketdesk.controller.session import Session
from bracketdesk.controller.tools import Tools
from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.problems import UserFacingError


class Contracts:
    """Answers at once with what is known and calls `changed` when more has become known."""

    def __init__(self, session: Session, tools: Tools, changed: Callable[[], None]) -> None:
        self._session = session
        self._tasks = tools.tasks
        self._board = tools.board
        self._changed = changed
        self._instruments: dict[int, Instrument] = {}
        self._names: dict[int, str] = {}
        self._asked: set[int] = set()

    def instrument(self, contract_id: int) -> Instrument | None:
        """Return what is traded under this id, None while it is not known."""
        chosen = self._board.instrument.value
        if chosen is not None and chosen.contract_id == contract_id:
            return chosen
        known = self._instruments.get(contract_id)
        if known is None:
            self._ask(contract_id)
        return known

    def name(self, contract_id: int) -> str:
        """Return the contract's name, its number while that is not known."""
        if instrument := self.instrument(contract_id):
            return instrument.symbol
        return self._name(contract_id) or f"contract {contract_id}"

    def line_up(self) -> None:
        """Ask again for what could not be found on the line's last life."""
        self._asked.clear()

    def left(self) -> None:
        """Forget everything: ids are an environment's own."""
        self._instruments.clear()
        self._names.clear()
        self._asked.clear()

    def _name(self, contract_id: int) -> str:
        line = self._session.line
        held = line.state.contracts.get(contract_id) if line else None
        return held.name if held else self._names.get(contract_id, "")

    def _ask(self, contract_id: int) -> None:
        line = self._session.line
        if line is None or not self._session.connected or contract_id in self._asked:
            return
        self._asked.add(contract_id)
        self._tasks.spawn(self._fetch(line, contract_id), "look a contract up")

    async def _fetch(self, line: Line, contract_id: int) -> None:
        try:
            name = self._name(contract_id) or (await line.contract(contract_id)).name
            instrument = await line.instrument(name)
        except UserFacingError:
            return  # it keeps its number; the next line_up asks again
        if line is self._session.line:
            self._names[contract_id] = name
            self._instruments[contract_id] = instrument
            self._changed()
