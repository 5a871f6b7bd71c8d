"""A reverse fills the ticket in with the other side; the click stays the trader's."""

from dataclasses import replace

from tests.support.fake_desk import FakeDesk
from tests.support.fake_market import MES, ZN, paint

from bracketdesk.controller.after.views import Prefill
from bracketdesk.domain.ticket import Side
from bracketdesk.ui.ticket_card import TicketCard


def test_a_reverse_fills_in_side_and_quantity_and_sends_nothing(
    card: TicketCard, desk: FakeDesk
) -> None:
    levels = card.model.levels
    desk.after.prefill.set(Prefill(1, MES.contract_id, Side.SELL, 4))
    paint()
    assert (card.entry.side.side, card.entry.quantity.value()) == (Side.SELL, 4)
    assert card.model.levels == (replace(levels[0], quantity="4"),)
    assert desk.called("submit") == []
    desk.after.prefill.set(Prefill(2, MES.contract_id, Side.BUY, 2))
    assert (card.entry.side.side, card.entry.quantity.value()) == (Side.BUY, 2)


def test_a_reverse_of_another_contract_leaves_the_ticket_alone(
    card: TicketCard, desk: FakeDesk
) -> None:
    desk.after.prefill.set(Prefill(1, ZN.contract_id, Side.SELL, 4))
    desk.instrument.set(ZN)
    paint()
    assert (card.entry.side.side, card.entry.quantity.value()) == (None, 1)
