"""The command line of `bracketdesk practice-exchange`."""

from datetime import date
from pathlib import Path

import pytest

from bracketdesk.practice.options import BAD_OPTION, CannotServe, ServerOptions, read_options


def test_nothing_given() -> None:
    assert read_options([]) == ServerOptions()


def test_everything_given() -> None:
    line = (
        "--port 8123 --seed 5 --tape t.csv.gz --speed 2.5 --loop --product ES --today 2026-12-01 "
        "--announce a.json --with-parent --token-minutes 80"
    )
    assert read_options(line.split()) == ServerOptions(
        port=8123,
        seed=5,
        tape=Path("t.csv.gz"),
        speed=2.5,
        loop=True,
        product="ES",
        today=date(2026, 12, 1),
        announce=Path("a.json"),
        with_parent=True,
        token_minutes=80,
    )


@pytest.mark.parametrize("speed", ["0.1", "1", "1e3"])
def test_speeds_within_the_limits(speed: str) -> None:
    assert read_options(["--speed", speed]).speed == float(speed)


@pytest.mark.parametrize("speed", ["0.05", "1001", "fast"])
def test_other_speeds_are_told_the_limits(speed: str) -> None:
    with pytest.raises(CannotServe, match=r"--speed: a speed is a number from 0\.1 to 1000\.$"):
        read_options(["--speed", speed])


def test_only_a_tape_is_looped() -> None:
    with pytest.raises(CannotServe, match=r"--loop needs a --tape\.$"):
        read_options(["--loop"])


@pytest.mark.parametrize(
    "line",
    [
        "--port x",
        "--port -1",
        "--port 65536",
        "--port",
        "--seed x",
        "--speed 0",
        "--speed 0.09",
        "--speed 1000.5",
        "--loop",
        "--loop yes --tape t.csv",
        "--token-minutes 85",
        "--token-minutes x",
        "--speed -1",
        "--speed nan",
        "--speed inf",
        "--speed fast",
        "--today tomorrow",
        "--today 2026-13-01",
        "--with",
        "--unknown",
        "word",
    ],
)
def test_a_bad_option_is_one_sentence(line: str) -> None:
    with pytest.raises(CannotServe) as refusal:
        read_options(line.split())
    assert refusal.value.status == BAD_OPTION
    sentence = str(refusal.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert "_" not in sentence.split(":", 1)[1]
