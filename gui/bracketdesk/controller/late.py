"""An answer that came after the wait for it was over: what it settles, and what is said of it.

It is judged as a timely one; it settles what is still unknown and what the table of moves allows.
Everything else it says is evidence, and an alarm where the screen has said otherwise.
"""

from dataclasses import replace

from bracketdesk.controller.broker_text import clean
from bracketdesk.controller.ledger import Standing
from bracketdesk.controller.verdict import judge
from bracketdesk.domain.delivery import Delivery
from bracketdesk.domain.outcomes import Outcome, OutcomeKind, may_move

QUOTED = 200
"""Characters of the broker's words in a piece of evidence; the journal has all of the answer."""


def judge_late(delivery: Delivery, uuid: str) -> Outcome:
    """Return what the answer says of the start with this uuid, and that it came late."""
    outcome = judge(delivery, uuid)
    cause = f"{outcome.cause} The answer came late, after {delivery.seconds:.0f} seconds."
    return replace(outcome, cause=cause)


def settles(standing: Standing, outcome: Outcome) -> bool:
    """Whether the answer is plain and the start may move to what it says.

    One that is being sent again waits for its own answer.
    """
    if standing.kind is OutcomeKind.RECORDED or not outcome.kind.settled:
        return False
    return may_move(standing.kind, outcome.kind)


def contradicts(standing: Standing, outcome: Outcome) -> bool:
    """Whether the answer is plain and names another strategy, or none, than is shown."""
    if not (standing.kind.settled and outcome.kind.settled):
        return False
    return _strategy(standing.outcome) != _strategy(outcome)


def evidence(delivery: Delivery, outcome: Outcome) -> str:
    """Return the piece of evidence that the answer is."""
    what = f"a late answer, after {delivery.seconds:.1f} s: {_in_words(outcome)}"
    if said := clean(outcome.broker_text or outcome.reason, QUOTED):
        return f"{what}: “{said}”."
    return f"{what}."


def news(order: str, outcome: Outcome) -> str:
    """Return what is said of an order that was unknown."""
    if outcome.kind is OutcomeKind.ACCEPTED:
        return f"{order} exists: it is strategy {outcome.strategy_id}."
    return f"{order} was {outcome.kind}, as a late answer of the broker's says."


def alarm(order: str, standing: Standing, outcome: Outcome) -> str:
    """Return what is said of an order that is not what it was shown as."""
    shown = _in_words(standing.outcome) if standing.outcome else str(standing.kind)
    if outcome.kind is OutcomeKind.ACCEPTED:
        truth = f"the broker has it as strategy {outcome.strategy_id}"
    else:
        truth = f"a late answer of the broker's says that it was {outcome.kind}"
    return f"{order} was shown as {shown}, but {truth}. Look at it now."


def _strategy(outcome: Outcome | None) -> int | None:
    """The strategy a settled start became, None where it became none."""
    return outcome.strategy_id if outcome and outcome.kind is OutcomeKind.ACCEPTED else None


def _in_words(outcome: Outcome) -> str:
    named = f", strategy {outcome.strategy_id}" if outcome.strategy_id is not None else ""
    return f"{outcome.kind}{named}"
