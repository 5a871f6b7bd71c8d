import pytest
from tests.support.trading import BRACKET, Stage, params, refusal


@pytest.mark.parametrize(
    "text",
    [
        params({"orderType": "Limit", "price": 6012.1}),
        params({"orderType": "Stop", "stopPrice": 6020.1}),
        params({"orderType": "Limit", "price": 1e300}),
        params({"orderType": "TrailingStop", "pegDifference": 2.1}),
        params({}, BRACKET | {"profitTarget": 4.1}),
        params({}, BRACKET | {"stopLoss": -4.000001}),
        params({}, BRACKET | {"autoTrail": {"stopLoss": 3.1, "trigger": 6, "freq": 1}}),
        params({}, BRACKET | {"autoTrail": {"stopLoss": 3, "trigger": 6.1, "freq": 1}}),
        params({}, BRACKET | {"autoTrail": {"stopLoss": 3, "trigger": 6, "freq": 0.1}}),
    ],
)
def test_off_the_tick(text: str) -> None:
    stage = Stage()
    answer = stage.send(stage.body(params=text))
    assert refusal(answer) == ("InvalidPrice", "Invalid price increment")


@pytest.mark.parametrize(
    ("side", "text"),
    [
        ("Buy", params({}, BRACKET | {"profitTarget": -4})),
        ("Buy", params({}, BRACKET | {"stopLoss": 4})),
        ("Buy", params({}, BRACKET | {"stopLoss": 0})),
        ("Sell", params()),
        ("Buy", params({"orderType": "Limit", "price": 0})),
        ("Buy", params({"orderType": "Limit", "price": -6000})),
        ("Buy", params({"orderType": "Stop", "stopPrice": 6012.25})),  # at the offer
        ("Buy", params({"orderType": "StopLimit", "stopPrice": 6000, "price": 6001})),
    ],
)
def test_the_wrong_side(side: str, text: str) -> None:
    stage = Stage()
    answer = stage.send(stage.body(action=side, params=text))
    assert refusal(answer) == ("InvalidPrice", "Price is on the wrong side")
