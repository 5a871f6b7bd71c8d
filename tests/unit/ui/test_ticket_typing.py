"""What is typed into the ticket: kept, named where it is wrong, and never sent otherwise."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton
from tests.support.fake_desk import FakeDesk
from tests.support.fake_market import named, paint
from tests.unit.ui.test_ticket_card import (
    accepted,
    button,
    click,
    fill_three_levels,
    label,
    limit_order,
)

from bracketdesk.domain.ticket import Ticket
from bracketdesk.ui.controls import Combo, Spin
from bracketdesk.ui.problem_list import ProblemList
from bracketdesk.ui.send_button import SendButton
from bracketdesk.ui.ticket_card import TicketCard

Key = Qt.Key


def test_a_quantity_stepped_by_keys_is_the_one_that_goes(card: TicketCard, desk: FakeDesk) -> None:
    click(card, "buyButton")
    QTest.keyClick(named(card, Spin, "quantitySpin"), Key.Key_Up)
    paint()  # no quote comes meanwhile
    assert button(card).text() == "BUY 2 MESZ6"
    click(card, "submitButton")
    ticket = desk.called("submit")[0][0]
    assert isinstance(ticket, Ticket)
    assert ticket.quantity == 2


@pytest.mark.parametrize("typed", ["2.5", "1e9", "-3", "abc"])
def test_a_bad_quantity_is_kept_marked_and_never_sent(
    card: TicketCard, desk: FakeDesk, typed: str
) -> None:
    click(card, "buyButton")
    spin = named(card, Spin, "quantitySpin")
    spin.setFocus()
    spin.selectAll()
    QTest.keyClicks(spin, typed)
    named(card, QLineEdit, "symbolEdit").setFocus()
    paint()
    assert (spin.text(), card.draft().quantity) == (typed, typed)
    assert spin.property("invalid")
    assert named(card, ProblemList, "problemList").item(0).text().startswith("✕  Quantity: ")
    assert not button(card).isEnabled()
    card.send()
    assert desk.called("submit") == []


def test_one_level_follows_the_quantity_and_undo_takes_it_back(card: TicketCard) -> None:
    click(card, "buyButton")
    spin = named(card, Spin, "quantitySpin")
    QTest.keyClick(spin, Key.Key_Up)
    paint()
    assert (button(card).text(), button(card).isEnabled()) == ("BUY 2 MESZ6", True)
    spin.selectAll()
    QTest.keyClicks(spin, "25")
    paint()
    assert label(card, "assignedLabel") == "25 of 25 assigned"
    card.model.undo()
    paint()
    assert label(card, "assignedLabel") == "1 of 25 assigned"


def test_fewer_contracts_than_levels_say_so(card: TicketCard) -> None:
    fill_three_levels(card)
    QTest.keyClick(named(card, Spin, "quantitySpin"), Key.Key_Down)
    paint()
    problems = named(card, ProblemList, "problemList")
    assert problems.item(0).text() == (
        "✕  Levels: 3 levels need at least 3 contracts: the entry has 2."
    )
    assert not named(card, QPushButton, "splitEvenlyButton").isEnabled()


def marked(card: TicketCard) -> bool:
    """Whether the empty limit is shown as an error."""
    problems = named(card, ProblemList, "problemList")
    limit = bool(named(card, QLineEdit, "limitPriceEdit").property("invalid"))
    assert limit == problems.isVisible()
    return limit


@pytest.mark.parametrize("how", ["sent", "typed", "left"])
def test_a_price_that_was_cleared_is_no_error_until_somebody_is_there(
    card: TicketCard, desk: FakeDesk, how: str
) -> None:
    limit_order(card)
    named(card, SendButton, "submitButton").setFocus()
    desk.result.set(accepted())
    paint()
    assert not marked(card)
    assert button(card).text() == "A limit entry needs a limit price"
    limit = named(card, QLineEdit, "limitPriceEdit")
    if how == "sent":
        card.send()
    else:
        limit.setFocus()
        assert not marked(card)
        if how == "typed":
            QTest.keyClicks(limit, "6")
            QTest.keyClick(limit, Key.Key_Backspace)
        else:
            QTest.keyClick(limit, Key.Key_Tab)
    paint()
    assert marked(card)
    assert desk.called("submit") == []


def test_an_entry_type_just_chosen_lacks_its_price_and_is_no_error(card: TicketCard) -> None:
    click(card, "buyButton")
    named(card, Combo, "entryTypeCombo").setCurrentIndex(1)
    paint()
    assert not marked(card)
    assert not button(card).isEnabled()
