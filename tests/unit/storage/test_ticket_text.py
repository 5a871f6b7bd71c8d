"""A ticket in the journal's text."""

import json

from hypothesis import given
from tests.unit.storage.intents import TICKET, tickets

from bracketdesk.domain.ticket import Ticket
from bracketdesk.storage.ticket_text import read_ticket, write_ticket


@given(ticket=tickets)
def test_a_ticket_comes_back_equal(ticket: Ticket) -> None:
    assert read_ticket(write_ticket(ticket)) == ticket


def test_prices_are_text_and_distances_whole_ticks() -> None:
    kept = json.loads(write_ticket(TICKET))
    assert kept["entry"]["limit_price"] == "6012.25"
    assert kept["levels"][0]["stop_ticks"] == 16
