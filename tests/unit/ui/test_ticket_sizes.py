"""Sizes are no leftovers: another product begins with one contract a level."""

from dataclasses import replace
from decimal import Decimal

import pytest
from tests.support.fake_desk import FakeDesk
from tests.support.fake_market import MES, paint

from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.ticket import Side
from bracketdesk.ui.bracket_columns import Column
from bracketdesk.ui.ticket_card import TicketCard

ES = replace(MES, symbol="ESZ6", product="ES", contract_id=3, value_per_point=Decimal(50))
ROLLED = replace(MES, symbol="MESH7", contract_id=4)
FORMER = ["5", "2"]


@pytest.fixture
def composed(card: TicketCard) -> TicketCard:
    """Buy 7 MESZ6 in two levels, one of them without a stop, which is meant."""
    card.entry.take(Side.BUY, 7)
    card.model.duplicate(0)
    for row, quantity in enumerate(FORMER):
        card.model.setData(card.model.index(row, Column.QUANTITY), quantity)
    card.model.setData(card.model.index(1, Column.STOP), "")
    card.review.acknowledge.setChecked(True)
    paint()
    return card


def sizes(card: TicketCard) -> list[str]:
    return [level.quantity for level in card.model.levels]


def test_another_product_begins_with_one_contract_a_level(
    composed: TicketCard, desk: FakeDesk
) -> None:
    desk.instrument.set(ES)
    paint()
    assert (sizes(composed), composed.entry.quantity.value()) == (["1", "1"], 2)
    assert [level.target for level in composed.model.levels] == ["16", "16"]
    assert not composed.review.acknowledge.isChecked()
    assert desk.notice.value == (
        "ESZ6 is another product than MESZ6: one contract a level now. "
        "Undo brings the levels' sizes back."
    )
    composed.model.undo()
    assert sizes(composed) == FORMER


def test_while_the_symbol_is_looked_up_they_stay_and_then_they_go(
    composed: TicketCard, desk: FakeDesk
) -> None:
    desk.instrument.set(None)
    assert sizes(composed) == FORMER
    desk.instrument.set(ES)
    assert sizes(composed) == ["1", "1"]


@pytest.mark.parametrize("instrument", [ROLLED, replace(MES, description="Micro E-mini")])
def test_within_one_product_they_stay(
    composed: TicketCard, desk: FakeDesk, instrument: Instrument
) -> None:
    desk.instrument.set(None)
    desk.instrument.set(instrument)
    paint()
    assert (sizes(composed), composed.entry.quantity.value()) == (FORMER, 7)
    assert composed.review.acknowledge.isChecked()
    assert desk.notice.value == ""


def test_what_is_one_already_is_said_to_be_nothing_new(card: TicketCard, desk: FakeDesk) -> None:
    desk.instrument.set(ES)
    assert (sizes(card), card.entry.quantity.value(), desk.notice.value) == (["1"], 1, "")
    assert not card.model.can_undo


def test_an_entry_of_another_size_goes_with_them(card: TicketCard, desk: FakeDesk) -> None:
    card.model.duplicate(0)
    card.entry.quantity.setValue(3)
    desk.instrument.set(ES)
    assert (sizes(card), card.entry.quantity.value()) == (["1", "1"], 2)
    assert desk.notice.value.endswith("one contract a level now.")


def test_a_table_without_levels_leaves_an_entry_of_one(card: TicketCard, desk: FakeDesk) -> None:
    card.model.remove(0)
    assert card.model.levels == ()
    desk.instrument.set(ES)
    assert (card.entry.quantity.value(), desk.notice.value) == (1, "")
