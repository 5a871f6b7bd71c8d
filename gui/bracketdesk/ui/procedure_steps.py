"""A procedure told in marks and words: what each step came to, and what the state shows."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from bracketdesk.controller.after.views import ProcedureView, Progress, Step
from bracketdesk.ui.fields import row, set_tone, text_label
from bracketdesk.ui.times import in_full, to_the_second
from bracketdesk.ui.untrusted import one_line

MARKS = {
    Progress.DOING: ("◔", "warning", "under way"),
    Progress.DONE: ("✓", "gain", "done"),
    Progress.FAILED: ("✕", "loss", "failed"),
    Progress.UNKNOWN: ("?", "warning", "unknown"),
}
"""A step's mark differs by shape and by colour; its word is read aloud."""
ENDS = {
    "accepted": ("✓", "gain", "notice"),
    "rejected": ("✕", "loss", "danger"),
    "not sent": ("✕", "warning", "banner"),
    "unknown": ("?", "warning", "banner"),
}
"""Mark, tone and ground of a procedure that has ended, by its tone as in ActivityRow."""
MARK_WIDTH = 14


class StepLine(QWidget):
    """One step: mark, words, time."""

    def __init__(self) -> None:
        super().__init__()
        self._mark = text_label("stepMark", strong=True)
        self._mark.setFixedWidth(MARK_WIDTH)
        self._mark.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._text = text_label("stepText")
        self._text.setWordWrap(True)
        self._at = text_label("stepTime", tone="secondary", size="small")
        self._at.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        line = row(self._mark, self._text, self._at, spacing=1.5)
        line.setStretch(1, 1)
        self.setLayout(line)

    def show_step(self, step: Step) -> None:
        """Show this step."""
        mark, tone, word = MARKS[step.progress]
        self._mark.setText(mark)
        self._mark.setToolTip(word)
        set_tone(self._mark, tone)
        self._mark.setAccessibleName(word)  # a sign is no word; the text needs no other name
        self._text.setText(one_line(step.text))
        self._at.setText(to_the_second(step.at))
        self._at.setToolTip(in_full(step.at))


def step_told(step: Step) -> str:
    """Return a step as it is read aloud."""
    return f"{MARKS[step.progress][2]}: {one_line(step.text)}"


def ending(view: ProcedureView) -> tuple[str, str, str]:
    """Return mark, tone and ground of a procedure as it stands."""
    if view.running:
        mark, tone, _ = MARKS[Progress.DOING]
        return mark, tone, "notice"
    return ENDS.get(view.tone, ("■", "secondary", "notice"))


def said(view: ProcedureView) -> str:
    """Return where it stands in one line: the truth at its end and when, else its last step."""
    if view.truth:
        at = f"{to_the_second(view.ended)} " if view.ended else ""
        return f"{at}{one_line(view.truth)}"
    if not view.steps:
        return ""
    mark = MARKS[view.steps[-1].progress][0]
    return f"{mark} {one_line(view.steps[-1].text)}"


def told(view: ProcedureView) -> list[str]:
    """Return everything of it, a line each."""
    return [view.title, *map(step_told, view.steps), *([said(view)] if view.truth else [])]


def news(old: ProcedureView | None, new: ProcedureView) -> str:
    """Return what is new since it was last told, to be read aloud; empty where nothing is."""
    known = set(told(old)) if old else set()
    fresh = [line for line in told(new) if line not in known]
    return ". ".join(([new.title] if old and fresh else []) + fresh)
