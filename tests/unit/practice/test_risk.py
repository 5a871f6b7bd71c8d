import pytest
from tests.support.trading import BRACKET, Stage, params, refusal


@pytest.mark.parametrize("symbol", ["NOPE", "MESU6", "MES", "mesz6", ""])
def test_an_unknown_contract(symbol: str) -> None:
    stage = Stage()
    assert refusal(stage.send(stage.body(symbol=symbol)))[0] == "InvalidContract"


async def test_a_contract_that_expired_meanwhile() -> None:
    stage = Stage()
    stage.order("Market", "Sell")
    stage.wait(29 * 24 * 3600)
    assert stage.send(stage.body()).order_strategy is not None
    stage.wait(24 * 3600)  # Friday 18 December: the last day
    assert refusal(stage.send(stage.body()))[0] == "LiquidationOnlyBeforeExpiration"
    stage.wait(24 * 3600)
    assert refusal(stage.send(stage.body()))[0] == "InvalidContract"


def test_over_the_size_limit() -> None:
    stage = Stage()
    text = params({"orderQty": 101}, BRACKET | {"qty": 101})
    assert refusal(stage.send(stage.body(params=text)))[0] == "MaxOrderQtyLimitReached"
    text = params({"orderQty": 100}, BRACKET | {"qty": 100})
    assert stage.send(stage.body(params=text)).error_text is None


def test_over_the_position_limit_counting_working_entries() -> None:
    stage = Stage()
    stage.start(BRACKET | {"qty": 100})
    stage.start(BRACKET | {"qty": 50}, type="Limit", price=6000)
    assert refusal(stage.send(stage.body()))[0] == "MaxPosLimitReached"
    short = params({}, {"qty": 1, "profitTarget": -4, "stopLoss": 4})
    assert stage.send(stage.body(action="Sell", params=short)).error_text is None


def test_exits_are_not_counted_against_the_position_limit() -> None:
    stage = Stage()
    stage.quote("6012.00", "6012.25", 100)
    stage.start({"qty": 100, "profitTarget": -4, "stopLoss": 4}, side="Sell")
    text = params({"orderQty": 60}, BRACKET | {"qty": 60})
    assert stage.send(stage.body(params=text)).error_text is None


def test_a_closed_session() -> None:
    stage = Stage()
    stage.exchange.close_session()
    assert refusal(stage.send(stage.body()))[0] == "SessionClosed"
    stage.exchange.open_session()
    assert stage.send(stage.body()).error_text is None


@pytest.mark.parametrize(
    "entry", [{"orderType": "Market"}, {"orderType": "TrailingStop", "pegDifference": 2}]
)
def test_no_quote_for_what_needs_one(entry: dict[str, object]) -> None:
    stage = Stage(opening=None)
    answer = stage.send(stage.body(params=params(entry)))
    assert refusal(answer) == ("NoQuote", "No quote available")


def test_a_limit_needs_no_quote() -> None:
    stage = Stage(opening=None)
    text = params({"orderType": "Limit", "price": 6000})
    assert stage.send(stage.body(params=text)).error_text is None


@pytest.mark.parametrize(
    "changes", [{"accountId": 1}, {"accountId": None}, {"accountSpec": "somebody"}]
)
def test_another_account(changes: dict[str, object]) -> None:
    stage = Stage()
    answer = stage.send(stage.body(**changes))
    assert refusal(answer) == ("UnknownReason", "Access is denied")


def test_the_user_is_not_the_account() -> None:
    stage = Stage()
    answer = stage.send(stage.body(accountId=stage.exchange.user_id))
    assert refusal(answer) == ("UnknownReason", "Access is denied")


def test_another_kind_of_strategy() -> None:
    stage = Stage()
    assert refusal(stage.send(stage.body(orderStrategyTypeId=1)))[0] == "Unsupported"
