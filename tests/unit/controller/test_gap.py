"""What changed while the line was down, in the trader's words."""

from tests.support.clock import settle
from tests.support.fake_line import FakeState
from tests.unit.controller.builders import order, position, strategy, version
from tests.unit.controller.sign_ins import view
from tests.unit.controller.stage import Stage

from bracketdesk.controller.gap import Change, Gap, gap_of
from bracketdesk.domain.session import Difference
from bracketdesk.wire.enums import Action, OrderType, OrdStatus, StrategyStatus


def name(contract_id: int) -> str:
    return {500: "MESZ6"}.get(contract_id, f"contract {contract_id}")


def differences(*of: tuple[str, int, str]) -> tuple[Difference, ...]:
    return tuple(Difference(*one) for one in of)


def test_orders_by_what_became_of_them_fills_first_then_positions() -> None:
    state = FakeState()
    state.put(
        order(1, Action.BUY, OrdStatus.CANCELED),
        order(2, Action.SELL, OrdStatus.CANCELED),
        order(3, Action.SELL, OrdStatus.FILLED),
        position(0, None),
    )
    gap = gap_of(
        differences(
            ("order", 1, "changed"),
            ("order", 2, "changed"),
            ("fill", 9, "new"),
            ("order", 3, "changed"),
            ("position", 1, "changed"),
            ("cashBalance", 4, "changed"),
        ),
        state,
        name,
    )
    assert gap.sentence == (
        "While the line was down: 1 order filled, 2 cancelled, position MESZ6 now 0."
    )
    assert gap.changes == (
        Change("order 1, Buy MESZ6", "cancelled"),
        Change("order 2, Sell MESZ6", "cancelled"),
        Change("order 3, Sell MESZ6", "filled"),
        Change("position MESZ6", "now 0"),
    )


def test_orders_that_still_act_were_placed_or_changed() -> None:
    state = FakeState()
    state.put(
        order(1, Action.BUY),
        order(2, Action.BUY),
        order(3, Action.BUY),
        version(30, 3, OrderType.LIMIT, "6000"),
    )
    gap = gap_of(
        differences(("order", 1, "new"), ("orderVersion", 30, "new"), ("order", 2, "changed")),
        state,
        name,
    )
    assert gap.sentence == "While the line was down: 2 orders changed, 1 placed."


def test_an_order_and_its_terms_count_once() -> None:
    state = FakeState()
    state.put(order(1, Action.BUY), version(10, 1, OrderType.LIMIT, "6000"))
    found = differences(("orderVersion", 10, "new"), ("order", 1, "new"))
    assert gap_of(found, state, name).sentence == "While the line was down: 1 order placed."


def test_what_is_gone_is_no_longer_listed() -> None:
    found = differences(
        ("order", 1, "gone"),
        ("position", 1, "gone"),
        ("orderStrategy", 7, "gone"),
        ("orderVersion", 2, "gone"),
    )
    assert gap_of(found, FakeState(), name).sentence == (
        "While the line was down: 1 order no longer listed, a position no longer listed, "
        "strategy 7 no longer listed."
    )


def test_strategies_are_named() -> None:
    state = FakeState()
    state.put(strategy(9912, status=StrategyStatus.EXECUTION_FINISHED))
    gap = gap_of(differences(("orderStrategy", 9912, "changed")), state, name)
    assert gap.sentence == "While the line was down: strategy 9912 of MESZ6 finished."


def test_nothing_changed_says_nothing() -> None:
    assert gap_of((), FakeState(), name) == Gap()
    assert gap_of(differences(("account", 42, "changed")), FakeState(), name) == Gap()


async def test_it_is_said_and_listed_when_the_line_is_back(stage: Stage) -> None:
    line = await stage.ready()
    line.change(order(1000, Action.BUY))
    line.go_down()
    stage.state.put(order(1000, Action.BUY, OrdStatus.FILLED), position(1))
    line.come_up(Difference("order", 1000, "changed"), Difference("position", 1, "new"))
    await settle()
    assert stage.desk.notice.value == (
        "While the line was down: 1 order filled, position MESZ6 now 1."
    )
    rows = [(row.what, row.outcome, row.detail) for row in stage.desk.activity.value]
    assert rows == [
        ("While the line was down", "now 1", "position MESZ6"),
        ("While the line was down", "filled", "order 1000, Buy MESZ6"),
    ]
    assert view(stage).text == ""


async def test_a_gap_without_a_change_says_nothing(stage: Stage) -> None:
    line = await stage.ready()
    line.go_down()
    line.come_up()
    assert (stage.desk.notice.value, stage.desk.activity.value) == ("", ())


async def test_a_large_gap_does_not_flood_the_activity(stage: Stage) -> None:
    line = await stage.ready()
    line.go_down()
    for number in range(1000, 1300):
        stage.state.put(order(number, Action.BUY, OrdStatus.CANCELED))
    line.come_up(*(Difference("order", number, "new") for number in range(1000, 1300)))
    assert stage.desk.notice.value == "While the line was down: 300 orders cancelled."
    assert len(stage.desk.activity.value) == 50
