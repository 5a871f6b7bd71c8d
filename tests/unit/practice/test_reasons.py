"""The table of reasons is whole, and what it says happens."""

import re
from pathlib import Path

import bracketdesk.practice
from bracketdesk.practice.reasons import WHEN, Ground
from bracketdesk.wire.enums import FailureReason

ROOM = Path(bracketdesk.practice.__file__).parent
ELSEWHERE = ("reasons.py", "drills.py")


def given() -> set[str]:
    """Every reason that the room's code gives by itself, by its name."""
    texts = [file.read_text() for file in ROOM.glob("*.py") if file.name not in ELSEWHERE]
    return {name for text in texts for name in re.findall(r"FailureReason\.([A-Z_]+)", text)}


def test_every_reason_has_its_line() -> None:
    assert WHEN.keys() == set(FailureReason)


def test_what_happens_by_itself_is_what_the_code_gives() -> None:
    ours = {r.name for r, (ground, _) in WHEN.items() if ground in (Ground.KNOWN, Ground.GUESSED)}
    assert ours - given() == {"NOT_ENOUGH_LIQUIDITY"}  # a strategy's status here
    assert given() <= ours


def test_what_happens_by_itself_says_when() -> None:
    for ground, when in WHEN.values():
        assert bool(when) is (ground in (Ground.KNOWN, Ground.GUESSED))
