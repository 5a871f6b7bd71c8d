"""What goes on at the broker when the app leaves: nobody watches it any more."""

from collections.abc import Callable, Iterator
from datetime import datetime

from bracketdesk.controller import words
from bracketdesk.controller.book import FINAL
from bracketdesk.controller.ledger import Ledger
from bracketdesk.controller.ports import AccountState
from bracketdesk.controller.session import Session
from bracketdesk.controller.strategies import may_run
from bracketdesk.controller.tools import Tools
from bracketdesk.domain.session import Environment
from bracketdesk.domain.venue import venue

SENDING = "An order is being sent right now: its answer would not be seen here."


def leaving_text(
    session: Session,
    ledger: Ledger,
    sending: bool,
    name_of: Callable[[int], str],
    tools: Tools,
) -> str:
    """Return what to know before signing out or quitting, empty where nothing goes on.

    `sending` is whether a start is under way. Practice ends with its exchange: nothing goes on.
    """
    if session.environment is Environment.PRACTICE:
        return ""
    said = []
    going_on = list(_at_work(session.line.state, name_of)) if session.line else []
    if going_on:
        heard = _heard(session.view.as_of, tools)
        said.append(f"This goes on at the broker{heard}: {', '.join(going_on)}.")
    if unknown := _unknown(session, ledger):
        orders = "an order" if unknown == 1 else f"{unknown} orders"
        said.append(f"Whether {orders} of yours exists at the broker is still unknown.")
    if sending:
        said.append(SENDING)
    return " ".join(said)


def _at_work(state: AccountState, name_of: Callable[[int], str]) -> Iterator[str]:
    """Every account's open orders, running strategies and positions in words."""
    if orders := sum(order.ord_status not in FINAL for order in state.orders.values()):
        yield words.counted(orders, "working order")
    running = sum(may_run(strategy) for strategy in state.strategies.values())
    if running:
        yield "1 running strategy" if running == 1 else f"{running} running strategies"
    for position in state.positions.values():
        if position.net_pos:
            yield f"{words.position(position.net_pos)} in {name_of(position.contract_id)}"


def _unknown(session: Session, ledger: Ledger) -> int:
    """Count what is unknown here: offline, the environment alone tells where that is."""
    here = venue(session.host)
    return sum(
        intent.environment is session.environment or venue(intent.host) == here
        for intent in (standing.intent for standing in ledger.unknown())
    )


def _heard(as_of: datetime | None, tools: Tools) -> str:
    return f", as of {words.moment(as_of, tools.zone, tools.clock.now())}" if as_of else ""
