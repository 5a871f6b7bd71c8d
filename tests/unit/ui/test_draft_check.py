"""How often the desk is asked: once a turn, and never for nothing at the click."""

import asyncio

import pytest
from PySide6.QtCore import QObject
from tests.support.fake_desk import FakeDesk
from tests.support.fake_market import paint, quote
from tests.support.until import until

from bracketdesk.controller.views import Check
from bracketdesk.domain.draft import TicketDraft
from bracketdesk.domain.ticket import Side
from bracketdesk.ui.draft_check import DraftCheck


class Form(QObject):
    """A form whose draft a test sets."""

    def __init__(self) -> None:
        super().__init__()
        self.draft = TicketDraft(side=Side.BUY)


@pytest.fixture
def form(qapp: object) -> Form:
    return Form()


@pytest.fixture
def check(form: Form, desk: FakeDesk) -> DraftCheck:
    return DraftCheck(desk, lambda: form.draft, form)


def test_many_changes_are_one_check(check: DraftCheck, desk: FakeDesk) -> None:
    seen: list[Check] = []
    check.checked.connect(seen.append)
    for _ in range(20):
        check.touch()
        check.refresh()
    assert desk.checks == 0
    paint()
    assert (desk.checks, len(seen)) == (1, 1)


def test_a_click_uses_the_check_at_hand(check: DraftCheck, desk: FakeDesk) -> None:
    first = check.latest()
    assert check.latest() is first
    assert desk.checks == 1


def test_a_click_right_after_a_change_checks_anew(
    check: DraftCheck, desk: FakeDesk, form: Form
) -> None:
    assert check.latest().quantity == 1
    form.draft = TicketDraft(side=Side.BUY, quantity="3")
    check.touch()
    assert check.latest().quantity == 3
    paint()
    assert desk.checks == 2


async def test_a_quote_makes_the_check_old_but_not_wrong(form: Form, desk: FakeDesk) -> None:
    check = DraftCheck(desk, lambda: form.draft, form)
    first = check.latest()
    desk.quote.set(quote("6000.00", "6000.25"))
    check.refresh()
    assert check.latest() is first
    await until(lambda: desk.checks == 2)


async def test_a_burst_of_quotes_is_one_look(form: Form, desk: FakeDesk) -> None:
    check = DraftCheck(desk, lambda: form.draft, form)
    check.latest()
    for _ in range(20):
        check.refresh()
        await asyncio.sleep(0)
    assert desk.checks == 1
    await until(lambda: desk.checks == 2)
    check.refresh()
    await until(lambda: desk.checks == 3)


def test_the_same_answer_is_told_once(check: DraftCheck) -> None:
    seen: list[Check] = []
    check.checked.connect(seen.append)
    for _ in range(3):
        check.touch()
        paint()
    assert len(seen) == 1
