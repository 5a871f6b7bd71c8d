"""Which contracts no stop covers, and for how long."""

from datetime import timedelta

from tests.support.trading import BRACKET, WEDNESDAY, Stage

from bracketdesk.practice.drills.cover import Cover, Stand
from bracketdesk.wire.entities import Entity
from bracketdesk.wire.enums import EventType


def watched(stage: Stage) -> Cover:
    """A cover that looks whenever something changes."""
    cover = Cover(stage.exchange.levers)

    def look(kind: str, event: EventType, entity: Entity) -> None:
        if kind in ("order", "position", "orderVersion"):
            cover.look(stage.contract.id)

    stage.exchange.store.listen(look)
    return cover


def test_stops_cover_what_they_would_close_and_no_more() -> None:
    stage = Stage()
    cover = watched(stage)
    stage.start(BRACKET | {"qty": 2})
    assert cover.stand("MESZ6") == Stand(2, 2)
    stage.order("Market", quantity=1)
    assert cover.stand("MESZ6") == Stand(3, 2)
    stage.order("Stop", "Sell", 5, stopPrice="6000.00")
    assert cover.stand("MESZ6") == Stand(3, 3)
    stage.order("Stop", "Buy", 5, stopPrice="6100.00")  # opens, closes nothing
    assert cover.stand("MESZ6") == Stand(3, 3)


def test_a_time_without_a_stop_begins_and_ends() -> None:
    stage = Stage()
    cover = watched(stage)
    stage.order("Market", quantity=2)
    stage.wait(5)
    stage.order("Stop", "Sell", 2, stopPrice="6000.00")
    stage.wait(5)
    now = WEDNESDAY + timedelta(seconds=10)
    (span,) = cover.bare_spans(WEDNESDAY, now)
    assert (span.contract, span.most, span.seconds(now)) == ("MESZ6", 2, 5.0)
    assert cover.bare_spans(WEDNESDAY + timedelta(seconds=6), now) == []


def test_a_short_position_is_covered_by_buy_stops() -> None:
    stage = Stage()
    cover = watched(stage)
    stage.start(BRACKET | {"profitTarget": -4, "stopLoss": 4}, side="Sell")
    assert cover.stand("MESZ6") == Stand(-1, 1)
    assert cover.stand("MESZ6").words == "1 short, stops work for 1"


def test_what_is_news_is_told_once() -> None:
    stage = Stage()
    cover = watched(stage)
    stage.order("Market")
    assert cover.news() == ["MESZ6: 1 long, stops work for 0"]
    assert cover.news() == []
    stage.liquidate()
    assert cover.news() == ["MESZ6: flat"]
    assert cover.stands == {}


def test_a_position_from_before_counts_from_the_beginning() -> None:
    stage = Stage()
    stage.order("Market")
    cover = Cover(stage.exchange.levers)
    assert cover.stand("MESZ6").bare == 1
