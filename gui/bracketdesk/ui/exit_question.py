"""The question before an exit, with what it leaves unprotected and what a freeze speaks against."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from bracketdesk.controller.after.views import Question as Asked
from bracketdesk.controller.desk import Desk
from bracketdesk.ui.question import Question, Tone
from bracketdesk.ui.words import where

KEEP = "Leave it as it is"


def ask_exit(parent: QWidget, desk: Desk, asked: Asked, act: Callable[[], None]) -> Question:
    """Ask, and act once on a yes; returns the question, which is open."""
    question = Question(
        parent.window(),
        asked.title,
        asked.text,
        asked.confirm,
        Tone.DANGER,
        where=where(desk.session.value),
        cancel_text=KEEP,
        warnings=(asked.warning, desk.exit_warning()),
    )
    question.confirmed.connect(act)
    question.open()
    return question


def unless_frozen(parent: QWidget, desk: Desk, asked: Asked, act: Callable[[], None]) -> None:
    """Act at once; while the broker wants silence, ask first."""
    if desk.exit_warning():
        ask_exit(parent, desk, asked, act)
    else:
        act()
