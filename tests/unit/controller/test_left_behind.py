"""What was said of one environment or account is gone, or names its place, in the next."""

from dataclasses import replace

import pytest
from tests.support.clock import settle
from tests.unit.controller.builders import ACCOUNT, account, answer, strategy, ticket
from tests.unit.controller.stage import Stage
from tests.unit.controller.steps import result

from bracketdesk.controller.board import Board
from bracketdesk.controller.left_behind import LeftBehind
from bracketdesk.controller.observe import Observable
from bracketdesk.controller.views import Connection, ResultView, SessionView
from bracketdesk.domain.delivery import Delivery
from bracketdesk.domain.outcomes import OutcomeKind
from bracketdesk.domain.session import Environment
from bracketdesk.domain.settings import Settings

FLAT = "Flatten MESZ6: flat, and no order was open."
HERE = SessionView(Environment.DEMO, Connection.CONNECTED, host="one", account="A")
ACCEPTED = ResultView(OutcomeKind.ACCEPTED, "Accepted", uuid="u")


@pytest.fixture
def board() -> Board:
    """A board after an order in the account A of Demo."""
    board = Board(Observable(Settings()))
    LeftBehind(board)
    board.session.set(HERE)
    board.result.set(ACCEPTED)
    board.notice.set(FLAT)
    return board


@pytest.mark.parametrize(
    "there",
    [
        replace(HERE, account="B"),
        replace(HERE, host="two"),
        SessionView(Environment.PRACTICE, Connection.CONNECTING),
    ],
)
def test_with_the_place_go_notice_and_result(board: Board, there: SessionView) -> None:
    board.session.set(there)
    assert (board.notice.value, board.result.value) == ("", None)


@pytest.mark.parametrize("kind", [OutcomeKind.UNKNOWN, OutcomeKind.RECORDED])
def test_what_may_exist_stays(board: Board, kind: OutcomeKind) -> None:
    may_exist = replace(ACCEPTED, kind=kind, pending=kind is OutcomeKind.RECORDED)
    board.result.set(may_exist)
    board.session.set(replace(HERE, account="B"))
    assert (board.notice.value, board.result.value) == ("", may_exist)


def test_a_line_that_comes_back_to_the_same_place_takes_nothing(board: Board) -> None:
    board.session.set(SessionView(Environment.DEMO, Connection.OFFLINE))
    board.session.set(SessionView(Environment.DEMO, Connection.CONNECTING, host="one"))
    board.session.set(replace(HERE, latency=0.01))
    assert (board.notice.value, board.result.value) == (FLAT, ACCEPTED)
    board.session.set(SessionView(Environment.DEMO, Connection.OFFLINE))
    board.session.set(replace(HERE, account="B"))
    assert (board.notice.value, board.result.value) == ("", None)


def test_what_is_said_before_there_is_an_account_is_of_no_place() -> None:
    board = Board(Observable(Settings()))
    LeftBehind(board)
    board.notice.set("The journal was damaged.")
    board.session.set(SessionView(Environment.DEMO, Connection.CONNECTING))
    board.session.set(HERE)
    assert board.notice.value == "The journal was damaged."


async def test_an_accepted_order_does_not_stand_under_the_next_environments_badge(
    stage: Stage,
) -> None:
    line = await stage.ready()
    line.on_start = answer(strategy())
    assert stage.desk.submit(ticket())
    await settle()
    assert (result(stage).environment, result(stage).account) == (Environment.PRACTICE, ACCOUNT)
    stage.desk.open_environment(Environment.DEMO)
    await settle(40)
    assert stage.desk.result.value is None


async def test_an_unknown_order_and_its_lock_are_kept_through_another_account(
    stage: Stage,
) -> None:
    stage.state.accounts = {42: account(), 43: account("DEMO5678", 43)}
    line = await stage.open()
    stage.desk.choose_account(ACCOUNT)
    line.on_start = Delivery(True, detail="No answer.")
    assert stage.desk.submit(ticket())
    await settle()
    stage.desk.choose_account("DEMO5678")
    await settle()
    assert (result(stage).kind, result(stage).account) == (OutcomeKind.UNKNOWN, ACCOUNT)
    elsewhere = stage.desk.locked_elsewhere.value
    assert elsewhere is not None
    assert ACCOUNT in elsewhere.text
    stage.desk.choose_account(ACCOUNT)
    assert stage.desk.lock.value is not None
