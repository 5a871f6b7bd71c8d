"""After the fill without a broker: every call recorded, questions and checks set by the test."""

from collections.abc import Callable
from decimal import Decimal

from bracketdesk.controller.after.face import After
from bracketdesk.controller.after.shown import AfterShown
from bracketdesk.controller.after.views import ExitsCheck, Question
from bracketdesk.domain.draft import LevelDraft
from bracketdesk.domain.settings import Units
from bracketdesk.domain.ticket import TimeInForce

Exits = tuple[int, tuple[LevelDraft, ...], Units, TimeInForce]
"""What exits for an open position are checked and sent with, the contract first."""


def no_exits(after: "FakeAfter", exits: Exits) -> ExitsCheck:
    """A check that knows nothing but why nothing can be sent."""
    return ExitsCheck(exits[0], "", 0, 0, None, (), (), "", "There is no position")


class FakeAfter(After):
    """Stands where the controller stands; `calls` holds what the window asked for, in order.

    `questions` are by the method's name without its `ask_`; one that is not set names itself.
    """

    def __init__(self) -> None:
        AfterShown.__init__(self)
        self.unseen.set("")  # as while the account is heard
        self.calls: list[tuple[object, ...]] = []
        self.questions: dict[str, Question] = {}
        self.move_refusal: Callable[[tuple[int, ...], str], str] = lambda orders, text: ""
        self.breakeven_refusal: Callable[[int, int | None, int], str] = lambda *_: ""
        self.exits_checker: Callable[[FakeAfter, Exits], ExitsCheck] = no_exits
        self.averages: dict[int, Decimal] = {}  # by contract
        self.takes = True  # what protect answers

    def called(self, name: str) -> list[tuple[object, ...]]:
        """The arguments of each call of a method, in order."""
        return [call[1:] for call in self.calls if call[0] == name]

    def dismiss_exited(self, contract_id: int) -> None:
        self.calls.append(("dismiss_exited", contract_id))

    def cancel_entry(self, strategy_id: int) -> None:
        self.calls.append(("cancel_entry", strategy_id))

    def ask_cancel_level(self, strategy_id: int, number: int) -> Question:
        return self._question("cancel_level", strategy_id, number)

    def cancel_level(self, strategy_id: int, number: int) -> None:
        self.calls.append(("cancel_level", strategy_id, number))

    def ask_cancel_order(self, order_id: int) -> Question:
        return self._question("cancel_order", order_id)

    def cancel_order(self, order_id: int) -> None:
        self.calls.append(("cancel_order", order_id))

    def ask_interrupt(self, strategy_id: int) -> Question:
        return self._question("interrupt", strategy_id)

    def interrupt(self, strategy_id: int) -> None:
        self.calls.append(("interrupt", strategy_id))

    def move_problem(self, order_ids: tuple[int, ...], text: str) -> str:
        return self.move_refusal(order_ids, text)

    def move_preview(self, order_ids: tuple[int, ...], text: str) -> str:
        return "" if self.move_refusal(order_ids, text) else f"at {text}"

    def move(self, order_ids: tuple[int, ...], text: str) -> None:
        self.calls.append(("move", order_ids, text))

    def nudge(self, order_ids: tuple[int, ...], ticks: int) -> None:
        self.calls.append(("nudge", order_ids, ticks))

    def breakeven_problem(self, strategy_id: int, number: int | None, ticks: int) -> str:
        return self.breakeven_refusal(strategy_id, number, ticks)

    def breakeven(self, strategy_id: int, number: int | None, ticks: int) -> None:
        self.calls.append(("breakeven", strategy_id, number, ticks))

    def ask_flatten(self, contract_id: int) -> Question:
        return self._question("flatten", contract_id)

    def flatten(self, contract_id: int) -> None:
        self.calls.append(("flatten", contract_id))

    def ask_flatten_all(self) -> Question:
        return self._question("flatten_all")

    def flatten_all(self) -> None:
        self.calls.append(("flatten_all",))

    def ask_reverse(self, contract_id: int) -> Question:
        return self._question("reverse", contract_id)

    def reverse(self, contract_id: int) -> None:
        self.calls.append(("reverse", contract_id))

    def take_offer(self, number: int, key: str) -> None:
        self.calls.append(("take_offer", number, key))

    def dismiss(self, number: int) -> None:
        self.calls.append(("dismiss", number))
        self.procedures.set(tuple(p for p in self.procedures.value if p.number != number))

    def check_exits(
        self,
        contract_id: int,
        levels: tuple[LevelDraft, ...],
        units: Units,
        time_in_force: TimeInForce,
    ) -> ExitsCheck:
        return self.exits_checker(self, (contract_id, levels, units, time_in_force))

    def protect(
        self,
        contract_id: int,
        levels: tuple[LevelDraft, ...],
        units: Units,
        time_in_force: TimeInForce,
    ) -> bool:
        self.calls.append(("protect", contract_id, levels, units, time_in_force))
        return self.takes

    def average(self, contract_id: int) -> Decimal | None:
        return self.averages.get(contract_id)

    def _question(self, name: str, *about: int) -> Question:
        words = name.replace("_", " ")
        default = Question(f"{words} {' '.join(map(str, about))}?", f"About to {words}.", words)
        return self.questions.get(name, default)
