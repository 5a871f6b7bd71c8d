"""A reset: nothing is left of what the account did, and it may trade again."""

from decimal import Decimal

from tests.support.trading import BRACKET, Stage

from bracketdesk.practice.cash import OPENING_BALANCE
from bracketdesk.practice.delays import SeededDelays
from bracketdesk.practice.exchange import Exchange
from bracketdesk.wire.entities import ENTITY_TYPES, CashBalance, Entity
from bracketdesk.wire.enums import AdminAction, EventType

STAYS = {"cashBalance", "accountRiskStatus", "account", "marginSnapshot"}


def everything(exchange: Exchange) -> dict[str, list[Entity]]:
    return {kind: exchange.store.all(kind) for kind in ENTITY_TYPES if kind not in STAYS}


def busy(stage: Stage) -> None:
    """Fill, cancel, liquidate, leave something at work."""
    stage.start(BRACKET | {"qty": 3})
    stage.liquidate()
    stage.start(BRACKET)
    stage.order("Limit", price="6000.00")


def test_the_store_is_as_in_the_beginning() -> None:
    stage = Stage()
    before = everything(stage.exchange)
    busy(stage)
    stage.exchange.reset()
    assert everything(stage.exchange) == before
    (balance,) = stage.all("cashBalance", CashBalance)
    assert (balance.amount, balance.realized_pnl) == (OPENING_BALANCE, Decimal(0))


def test_each_removal_is_told_and_what_refers_goes_before_what_it_refers_to() -> None:
    stage = Stage()
    busy(stage)
    held = {(kind, e.id) for kind, found in everything(stage.exchange).items() for e in found}
    told: list[tuple[str, int]] = []

    def hear(kind: str, event: EventType, entity: Entity) -> None:
        if event is EventType.DELETED:
            assert stage.exchange.store.get(kind, entity.id) is None
            told.append((kind, entity.id))

    leave = stage.exchange.store.listen(hear)
    stage.exchange.reset()
    leave()
    assert len(told) == len(set(told))
    assert set(told) <= held
    kinds = [kind for kind, _ in told]
    assert kinds.index("orderVersion") < kinds.index("order")
    assert kinds.index("fill") < kinds.index("order")


def test_no_order_of_before_trades_again() -> None:
    stage = Stage()
    stage.order("Limit", price="6000.00")
    stage.exchange.reset()
    stage.quote("5990.00", "5990.25")
    assert stage.net == 0


def test_what_is_on_its_way_never_arrives() -> None:
    stage = Stage(delays=SeededDelays(3))
    stage.order("Market")
    stage.exchange.reset()
    stage.wait(5)
    assert stage.net == 0
    assert stage.commands() == []


def test_a_restricted_account_may_trade_again_and_its_loss_is_forgotten() -> None:
    stage = Stage()
    stage.order("Market", quantity=100)
    stage.quote("6000.00", "6000.25", bid_size=500)
    stage.exchange.restrict(AdminAction.LIQUIDATE_ONLY_MODE_IMMEDIATELY)
    stage.exchange.reset()
    stage.wait(1)
    stage.order("Market")
    assert stage.net == 1


def test_ids_go_on_counting() -> None:
    stage = Stage()
    first = stage.order("Limit", price="6000.00")
    stage.exchange.reset()
    assert stage.order("Limit", price="6000.00") > first
