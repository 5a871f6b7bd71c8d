"""What a trader asks for after the start: cancel, interrupt, liquidate."""

import pytest
from tests.support.trading import BRACKET, Stage

from bracketdesk.practice.errors import Refused
from bracketdesk.wire.enums import FailureReason
from bracketdesk.wire.messages import CommandResult


class TestCommands:
    def test_a_cancelled_order_answers_with_its_command(self) -> None:
        stage = Stage()
        running = stage.start(BRACKET, type="Limit", price=6000)
        answer = stage.cancel(running.entry.id)
        assert answer.command_id is not None
        assert stage.exchange.store.get("command", answer.command_id) is not None
        assert str(running.entry.ord_status) == "Canceled"

    def test_a_finished_order_is_too_late(self) -> None:
        stage = Stage()
        running = stage.start(BRACKET)
        answer = stage.cancel(running.entry.id)
        assert answer.failure_reason is FailureReason.TOO_LATE
        assert answer.failure_text

    async def test_an_order_whose_time_is_over_is_too_late(self) -> None:
        stage = Stage()
        running = stage.start(BRACKET, type="Limit", price=6000)
        await stage.clock.advance(8 * 3600)
        assert stage.cancel(running.entry.id).failure_reason is FailureReason.TOO_LATE

    def test_what_does_not_exist_is_a_plain_404(self) -> None:
        stage = Stage()
        for call in (
            lambda: stage.cancel(1),
            lambda: stage.interrupt(1),
            lambda: stage.liquidate(contract_id=1),
            lambda: stage.exchange.watch(1),
        ):
            with pytest.raises(Refused) as refused:
                call()
            assert refused.value.status == 404

    def test_a_strategy_is_stopped_once(self) -> None:
        stage = Stage()
        running = stage.start(BRACKET)
        assert stage.interrupt(running.id).error_text is None
        answer = stage.interrupt(running.id)
        assert (answer.failure_reason, answer.order_strategy) == (FailureReason.TOO_LATE, None)


class TestLiquidation:
    def test_cancels_everything_of_the_contract_and_closes_at_market(self) -> None:
        stage = Stage()
        stage.start(BRACKET | {"qty": 3})
        waiting = stage.start(BRACKET, type="Limit", price=6000)
        answer = stage.liquidate()
        assert answer.order_id is not None
        assert stage.fills(answer.order_id) == [(3, "6012.00")]
        assert str(waiting.entry.ord_status) == "Canceled"
        assert stage.net == 0

    def test_closes_a_short_position_at_the_offer(self) -> None:
        stage = Stage()
        stage.start({"qty": 2, "profitTarget": -4, "stopLoss": 4}, side="Sell")
        answer = stage.liquidate()
        assert stage.fills(answer.order_id or 0) == [(2, "6012.25")]

    def test_a_flat_account_gets_no_order(self) -> None:
        assert Stage().liquidate() == CommandResult()

    def test_other_contracts_are_left_alone(self) -> None:
        stage = Stage()
        other = stage.request({"orderQty": 1, "orderType": "Limit", "price": 6000}, [BRACKET])
        kept = stage.send(other | {"symbol": "MNQZ6"}).order_strategy
        assert kept is not None
        stage.liquidate()
        assert stage.exchange.store.get("orderStrategy", kept.id) == kept

    def test_what_the_book_lacks_is_closed_with_the_next_quote(self) -> None:
        stage = Stage()
        stage.start(BRACKET | {"qty": 20})
        stage.quote("6011.00", "6011.25", 1)
        stage.liquidate()
        assert stage.net == 10
        stage.quote("6010.00", "6010.25", 20)
        assert stage.net == 0

    def test_twice_never_turns_the_position_round(self) -> None:
        stage = Stage()
        stage.start(BRACKET | {"qty": 20})
        stage.quote("6011.00", "6011.25", 1)
        stage.liquidate()
        stage.liquidate()
        stage.quote("6010.00", "6010.25", 100)
        assert stage.net == 0

    def test_without_a_quote_the_orders_are_gone_and_the_position_stays(self) -> None:
        stage = Stage()
        running = stage.start(BRACKET)
        stage.quote(None, "6012.25")
        assert stage.liquidate().failure_reason is FailureReason.NO_QUOTE
        assert (running.status, stage.net) == ("ExecutionInterrupted", 1)

    def test_a_closed_session_changes_nothing(self) -> None:
        stage = Stage()
        running = stage.start(BRACKET)
        stage.exchange.close_session()
        assert stage.liquidate().failure_reason is FailureReason.SESSION_CLOSED
        assert running.status == "ActiveStrategy"

    def test_another_account_is_denied(self) -> None:
        stage = Stage()
        answer = stage.liquidate(account_id=1)
        assert answer.failure_text == "Access is denied"
