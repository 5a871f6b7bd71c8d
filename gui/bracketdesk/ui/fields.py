"""The small parts every card is built of: a labelled field, a card, a pill, a toned label."""

from typing import TypeVar

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from bracketdesk.ui.theme import pixels

Label = TypeVar("Label", bound=QLabel)


def set_property(widget: QWidget, name: str, value: object) -> None:
    """Set a property the style sheet selects by; restyle and repaint the widget if it changed."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    if not widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        return  # it is styled when it is first shown
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()  # polishing repaints no more than what it happens to move


def set_tone(widget: QWidget, tone: str) -> None:
    """Give a label or button one of the style sheet's tones, or none by an empty one."""
    set_property(widget, "tone", tone or None)


def set_invalid(widget: QWidget, reason: str) -> None:
    """Mark a field in place with the reason as its tooltip; an empty reason brings its own back."""
    if not widget.property("invalid"):
        widget.setProperty("ownToolTip", widget.toolTip())
    set_property(widget, "invalid", bool(reason))
    widget.setToolTip(reason or widget.property("ownToolTip"))


def text_label(
    name: str = "", text: str = "", *, tone: str = "", size: str = "", strong: bool = False
) -> QLabel:
    """Return a plain-text label; `name` becomes its objectName. Never reads its text as markup."""
    return dressed(QLabel(text), name, tone=tone, size=size, strong=strong)


def dressed(label: Label, name: str, *, tone: str, size: str, strong: bool) -> Label:
    """Return the label with its objectName and what the style sheet selects it by."""
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setObjectName(name)
    for key, value in (("tone", tone), ("textSize", size), ("strong", strong)):
        if value:
            label.setProperty(key, value)
    return label


def heading(text: str) -> QLabel:
    """Return the small capitals over a card or a part of it."""
    label = text_label(text=text.upper())
    label.setProperty("role", "heading")
    return label


class _Caption(QLabel):
    """The label above a field. Its mnemonic selects what stands there, wherever the focus was."""

    def event(self, event: QEvent) -> bool:
        """Do what Qt does, which selects only where the focus comes from elsewhere."""
        done = super().event(event)
        field = self.buddy()
        if event.type() == QEvent.Type.Shortcut and isinstance(field, QLineEdit | QAbstractSpinBox):
            field.selectAll()
        return done


def labelled(label: str, widget: QWidget) -> QWidget:
    """Return a field with its label above; `&` in the label is its mnemonic.

    The label's words become the input's accessible name unless it has one.
    """
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(3)
    caption = dressed(_Caption(label), "", tone="secondary", size="small", strong=False)
    caption.setBuddy(widget)
    column.addWidget(caption)
    column.addWidget(widget)
    if not widget.accessibleName():
        widget.setAccessibleName(label.replace("&", ""))
    return holder


class Card(QFrame):
    """A surface with one left edge; `body` takes the rows."""

    def __init__(self, title: str = "") -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(pixels(4), pixels(3), pixels(4), pixels(3))
        self.body.setSpacing(pixels(2))
        if title:
            self.body.addWidget(heading(title))


class Pill(QLabel):
    """A status as a word in a pill; a tone may colour the word."""

    def __init__(self, text: str = "", tone: str = "") -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", "pill")
        if tone:
            self.setProperty("tone", tone)


def row(*widgets: QWidget | None, spacing: float = 2.5) -> QHBoxLayout:
    """Return a row of widgets; None is the space that stretches."""
    layout = QHBoxLayout()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(pixels(spacing))
    for widget in widgets:
        if widget is None:
            layout.addStretch(1)
        else:
            layout.addWidget(widget)
    return layout
