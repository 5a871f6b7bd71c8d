"""Alarms stay until they are acknowledged, one by one."""

from datetime import UTC

import pytest
from tests.support.clock import ManualClock

from bracketdesk.controller.activity import Activity
from bracketdesk.controller.alarms import Alarms
from bracketdesk.controller.board import Board
from bracketdesk.controller.observe import Observable
from bracketdesk.controller.tasks import Tasks
from bracketdesk.controller.tools import Tools
from bracketdesk.controller.views import Connection, SessionView
from bracketdesk.domain.session import Environment
from bracketdesk.domain.settings import Settings


@pytest.fixture
def board() -> Board:
    return Board(Observable(Settings()))


@pytest.fixture
def alarms(board: Board) -> Alarms:
    tools = Tools(ManualClock(), UTC, Tasks(lambda name, error: None), board)
    return Alarms(Activity(board), tools)


def texts(board: Board) -> list[str]:
    return [alarm.text for alarm in board.alarms.value]


def test_alarms_queue_and_go_by_their_number(board: Board, alarms: Alarms) -> None:
    alarms.sound("one", "First.")
    alarms.sound("two", "Second.")
    assert texts(board) == ["First.", "Second."]
    first, second = board.alarms.value
    alarms.acknowledge(second.number)
    assert texts(board) == ["First."]
    alarms.acknowledge(second.number)
    assert texts(board) == ["First."]
    alarms.acknowledge(first.number)
    assert texts(board) == []


def test_who_sounded_it_hears_that_it_was_seen(board: Board, alarms: Alarms) -> None:
    seen: list[str] = []
    alarms.sound("one", "First.", "A", Environment.LIVE, lambda: seen.append("one"))
    alarms.sound("two", "Second.")
    assert [alarm.where for alarm in board.alarms.value] == ["Live A", "Practice"]
    first, second = board.alarms.value
    alarms.acknowledge(second.number)
    assert seen == []
    alarms.acknowledge(first.number)
    alarms.acknowledge(first.number)
    assert seen == ["one"]


def test_news_of_what_still_stands_is_no_second_alarm(board: Board, alarms: Alarms) -> None:
    alarms.sound("one", "First.")
    number = board.alarms.value[0].number
    alarms.sound("one", "First, and worse.")
    assert [(alarm.number, alarm.text) for alarm in board.alarms.value] == [
        (number, "First, and worse.")
    ]
    alarms.acknowledge(number)
    alarms.sound("one", "Again.")
    assert [alarm.text for alarm in board.alarms.value] == ["Again."]
    assert board.alarms.value[0].number > number


def test_the_activity_keeps_them(board: Board, alarms: Alarms) -> None:
    alarms.sound("one", "First.")
    alarms.sound("one", "Worse.")
    (row,) = board.activity.value
    assert row.what == "Alarm in Practice"
    assert (row.outcome, row.detail) == ("not acknowledged", "Worse.")
    alarms.acknowledge(board.alarms.value[0].number)
    (row,) = board.activity.value
    assert (row.outcome, row.detail) == ("acknowledged", "Worse.")


def test_the_same_subject_elsewhere_is_an_alarm_of_its_own(board: Board, alarms: Alarms) -> None:
    alarms.sound("strategy 1", "First.")
    board.session.set(SessionView(Environment.LIVE, Connection.CONNECTED, account="77"))
    alarms.sound("strategy 1", "Second.")
    assert [(alarm.where, alarm.text) for alarm in board.alarms.value] == [
        ("Practice", "First."),
        ("Live 77", "Second."),
    ]
