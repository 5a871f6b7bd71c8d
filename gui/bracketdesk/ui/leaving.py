"""The question before one leaves while something goes on at the broker."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from bracketdesk.controller.desk import Desk
from bracketdesk.ui.words import where

STAY = "Stay connected"


def leave(parent: QWidget, desk: Desk, title: str, confirm: str, then: Callable[[], None]) -> None:
    """Do `then` at once where nothing goes on at the broker, else when the trader confirms."""
    goes_on = desk.leaving()
    if not goes_on:
        then()
        return
    from bracketdesk.ui.question import Question, Tone  # noqa: PLC0415 - the window first

    place = where(desk.session.value)
    question = Question(parent, title, goes_on, confirm, Tone.DANGER, where=place, cancel_text=STAY)
    question.confirmed.connect(then)
    question.open()
