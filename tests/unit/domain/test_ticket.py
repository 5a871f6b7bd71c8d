import pytest

from bracketdesk.domain.ticket import EntryType, Side


def test_signs_of_the_sides() -> None:
    assert Side.BUY.sign == 1
    assert Side.SELL.sign == -1


@pytest.mark.parametrize(
    ("kind", "prices"),
    [
        (EntryType.MARKET, (False, False)),
        (EntryType.LIMIT, (True, False)),
        (EntryType.STOP, (False, True)),
        (EntryType.STOP_LIMIT, (True, True)),
    ],
)
def test_prices_of_the_entry_types(kind: EntryType, prices: tuple[bool, bool]) -> None:
    assert (kind.has_limit, kind.has_stop) == prices
