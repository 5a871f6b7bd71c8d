from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from tests.support.sample_views import AT, flattening
from tests.support.screen import found
from tests.support.zones import system_zone

from bracketdesk.controller.after.views import Progress, Step
from bracketdesk.ui.procedure_steps import MARKS, StepLine, ending, news, said, told


def test_every_progress_differs_by_shape_and_by_word() -> None:
    assert set(MARKS) == set(Progress)
    assert len({mark for mark, _, _ in MARKS.values()}) == len(MARKS)
    assert len({word for _, _, word in MARKS.values()}) == len(MARKS)


@pytest.mark.parametrize(
    ("tone", "mark", "ground"),
    [
        ("accepted", "✓", "notice"),
        ("rejected", "✕", "danger"),
        ("unknown", "?", "banner"),
        ("not sent", "✕", "banner"),
        ("", "■", "notice"),
    ],
)
def test_its_end_is_told_by_mark_and_ground(tone: str, mark: str, ground: str) -> None:
    view = replace(flattening(), running=False, truth="MESZ6 is flat", tone=tone)
    assert ending(view)[0] == mark
    assert ending(view)[2] == ground
    assert ending(flattening()) == ("◔", "warning", "notice")


def test_one_line_of_it_is_the_truth_or_else_the_last_step() -> None:
    assert said(flattening()) == "◔ waiting until MESZ6 is flat"
    assert said(replace(flattening(), truth="MESZ6 is flat")) == "MESZ6 is flat"
    with system_zone("UTC"):
        ended = replace(flattening(), truth="MESZ6 was flat", ended=AT)
        assert said(ended) == "10:02:11 MESZ6 was flat"
    assert said(replace(flattening(), steps=())) == ""


def test_all_of_it_is_told_in_words() -> None:
    assert told(replace(flattening(), truth="MESZ6 is flat")) == [
        "Flatten MESZ6",
        "done: asked the broker to liquidate",
        "under way: waiting until MESZ6 is flat",
        "MESZ6 is flat",
    ]


def test_only_what_is_new_is_told_again() -> None:
    view = flattening()
    assert news(None, view).startswith("Flatten MESZ6. done: asked")
    assert news(view, view) == ""
    done = replace(view.steps[1], progress=Progress.DONE)
    later = replace(view, steps=(view.steps[0], done), truth="MESZ6 is flat")
    assert news(view, later) == "Flatten MESZ6. done: waiting until MESZ6 is flat. MESZ6 is flat"


def test_a_step_shows_mark_words_and_time_and_its_mark_is_read_as_a_word(qtbot: QtBot) -> None:
    line = StepLine()
    qtbot.addWidget(line)
    with system_zone("UTC"):
        line.show_step(Step("the broker\nrefused", Progress.FAILED, AT))
    mark, text, at = (found(line, QLabel, f"step{name}") for name in ("Mark", "Text", "Time"))
    assert (mark.text(), mark.accessibleName(), mark.property("tone")) == ("✕", "failed", "loss")
    assert (text.text(), at.text()) == ("the broker refused", "10:02:11")
    assert not text.accessibleName()  # it would hide the text
