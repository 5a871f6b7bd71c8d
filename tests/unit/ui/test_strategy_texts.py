"""A strategy in a few lines, by the same words as in the tree."""

from dataclasses import replace

import pytest
from tests.support.sample_views import finished, leg, running, waiting

from bracketdesk.controller.views import LegRole
from bracketdesk.ui.strategy_texts import entry_line, leg_text, level_lines, state_line


def test_what_runs() -> None:
    assert state_line(running()) == "running · left 3 · stops for 3"
    turned = replace(running(), position=-64, stops_working=90)
    assert state_line(turned) == "running · left 3 · stops for 3", "the contract's are another's"
    assert entry_line(running()) == "filled 3 @ 6012.50"
    assert level_lines(running()).splitlines() == [
        "level 1: target working at 6016.50 · stop working at 6008.50",
        "level 2: target working at 6020.50 · stop working at 6008.50",
        "level 3: target working at 6024.50 · stop working at 6008.50",
    ]


def test_what_waits_is_written_as_its_instrument_is() -> None:
    assert entry_line(waiting()) == "working, 2/5 @ 110'165"
    assert level_lines(waiting()).splitlines() == [
        "level 1: target working at 110'080 · stop working at 110'240",
        "level 2: planned: target 0'080, stop 0'080",
    ]


def test_what_is_over_says_what_became_of_it() -> None:
    failed = replace(finished(), status="failed", failure="No liquidity.", position=0)
    assert state_line(failed) == "failed · No liquidity."
    assert entry_line(replace(running(), entry=None)) == ""


@pytest.mark.parametrize(
    ("status", "changes", "text"),
    [
        ("working", {}, "working at 6008.50"),
        ("working", {"trailing": True}, "trailing at 6008.50"),
        ("working", {"pending": "moving"}, "moving … at 6008.50"),
        ("cancelled", {}, "cancelled"),
    ],
)
def test_an_order(status: str, changes: dict[str, object], text: str) -> None:
    stop = leg(LegRole.STOP, status, "6008.50")
    changed = replace(stop, **changes)  # type: ignore[arg-type]  # of several kinds
    assert leg_text(changed, running().instrument) == text
