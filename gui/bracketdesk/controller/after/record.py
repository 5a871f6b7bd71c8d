"""Commands with what was reported of them, joined at little cost (protocol.md 4.3)."""

from collections import defaultdict

from bracketdesk.controller.ports import AccountState
from bracketdesk.controller.tail import Tail
from bracketdesk.wire.entities import Command, CommandReport, ExecutionReport
from bracketdesk.wire.enums import CommandStatus, CommandType

REFUSED = frozenset({CommandStatus.RISK_REJECTED, CommandStatus.EXECUTION_REJECTED})
"""After these a command does nothing."""


class Record:
    """The commands of one state, by what people ask of them. `update` before use."""

    def __init__(self, state: AccountState) -> None:
        self._state = state
        self._seen = -1
        self._begin()

    def _begin(self) -> None:
        self._new_commands: Tail[Command] = Tail()
        self._new_reports: Tail[CommandReport] = Tail()
        self._new_executions: Tail[ExecutionReport] = Tail()
        self._by_order: dict[int, list[int]] = defaultdict(list)
        self._by_name: dict[str, int] = {}  # clOrdId
        self._reports: dict[int, list[CommandReport]] = defaultdict(list)  # by command
        self._executions: dict[int, list[ExecutionReport]] = defaultdict(list)

    def update(self) -> None:
        """Take in what has arrived since the last time."""
        state = self._state
        if state.changes == self._seen:
            return
        self._seen = state.changes
        if not (
            self._new_commands.fits(state.commands)
            and self._new_reports.fits(state.command_reports)
            and self._new_executions.fits(state.execution_reports)
        ):
            self._begin()
        for command in self._new_commands.read(state.commands):
            self._by_order[command.order_id].append(command.id)
            if command.cl_ord_id:
                self._by_name[command.cl_ord_id] = command.id
        for report in self._new_reports.read(state.command_reports):
            self._reports[report.command_id].append(report)
        for execution in self._new_executions.read(state.execution_reports):
            self._executions[execution.command_id].append(execution)

    def command(self, command_id: int | None, name: str = "") -> Command | None:
        """Return a command by its id, else by the clOrdId it was given."""
        known = command_id if command_id is not None else self._by_name.get(name)
        return None if known is None else self._state.commands.get(known)

    def of_order(self, order_id: int) -> list[Command]:
        """Return an order's commands, oldest first."""
        found = (self._state.commands.get(i) for i in sorted(self._by_order.get(order_id, ())))
        return [command for command in found if command is not None]

    def first(self, order_id: int, kind: CommandType) -> Command | None:
        """Return the oldest command of a kind about an order."""
        return next((c for c in self.of_order(order_id) if c.command_type == kind), None)

    def last(self, order_id: int, kind: CommandType) -> Command | None:
        """Return the newest command of a kind about an order."""
        return next((c for c in reversed(self.of_order(order_id)) if c.command_type == kind), None)

    def reports(self, command_id: int) -> list[CommandReport]:
        """Return the steps of a command's life, as they came."""
        return self._reports.get(command_id, [])

    def executions(self, command_id: int) -> list[ExecutionReport]:
        """Return what the exchange reported under a command, as it came."""
        return self._executions.get(command_id, [])

    def refusal(self, command: Command) -> CommandReport | None:
        """Return the report that says a command was refused, None where none does."""
        told = self.reports(command.id)
        return next((report for report in told if report.command_status in REFUSED), None)

    def is_refused(self, command: Command) -> bool:
        """Whether the broker said no to it, in whatever way."""
        return command.command_status in REFUSED or self.refusal(command) is not None
