from decimal import Decimal

from tests.support.trading import Stage

from bracketdesk.wire.messages import Quote


def entries(quote: Quote | None) -> dict[str, tuple[str | None, str | None]]:
    assert quote is not None
    return {
        name: (
            None if entry.price is None else str(entry.price),
            None if entry.size is None else str(entry.size),
        )
        for name, entry in quote.entries.items()
    }


def test_before_a_trade_there_are_bid_and_offer() -> None:
    stage = Stage()
    assert entries(stage.exchange.quote(stage.contract.id)) == {
        "Bid": ("6012.00", "10"),
        "Offer": ("6012.25", "10"),
    }


def test_trades_make_last_volume_and_range() -> None:
    stage = Stage()
    for price, size in (("6012.25", 3), ("6015.00", 2), ("6011.00", 1), ("6012.00", 4)):
        stage.trade(price, size)
    quote = entries(stage.exchange.quote(stage.contract.id))
    assert quote["Trade"] == ("6012.00", "4")
    assert quote["TotalTradeVolume"] == (None, "10")
    assert quote["OpeningPrice"] == ("6012.25", None)
    assert quote["HighPrice"] == ("6015.00", None)
    assert quote["LowPrice"] == ("6011.00", None)


def test_an_empty_side_is_absent() -> None:
    stage = Stage()
    stage.quote(None, "6012.25")
    assert set(entries(stage.exchange.quote(stage.contract.id))) == {"Offer"}


def test_a_market_that_said_nothing_has_no_quote() -> None:
    stage = Stage(opening=None)
    assert stage.exchange.quote(stage.contract.id) is None
    assert stage.exchange.quote(1) is None


def test_a_quote_is_of_its_contract_and_moment() -> None:
    stage = Stage()
    quote = stage.exchange.quote(stage.contract.id)
    assert quote is not None
    assert (quote.contract_id, quote.timestamp) == (stage.contract.id, stage.clock.now())


def test_listeners_hear_what_is_watched_until_nobody_watches() -> None:
    stage = Stage()  # the stage watches its contract
    heard: list[Quote] = []
    leave = stage.exchange.listen_quotes(heard.append)
    stage.exchange.watch(stage.contract.id)
    stage.exchange.unwatch(stage.contract.id)
    stage.quote("6013.00", "6013.25")
    assert [quote.entries["Bid"].price for quote in heard] == [Decimal("6013.00")]
    stage.exchange.unwatch(stage.contract.id)
    stage.quote("6014.00", "6014.25")
    assert len(heard) == 1
    stage.exchange.watch(stage.contract.id)
    leave()
    stage.quote("6015.00", "6015.25")
    assert len(heard) == 1
