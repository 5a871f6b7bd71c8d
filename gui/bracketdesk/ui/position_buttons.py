"""What a position can be asked to do: the same as buttons on its row and as a menu on it."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from bracketdesk.ui.theme import pixels


@dataclass(frozen=True, slots=True)
class PositionActs:
    """Each takes the contract."""

    flatten: Callable[[int], None]
    reverse: Callable[[int], None]
    exits: Callable[[int], None]


class PositionButtons(QWidget):
    """Flatten, reverse and exits of one contract."""

    def __init__(self, contract_id: int, symbol: str, acts: PositionActs) -> None:
        super().__init__()
        self.buttons = (
            _button(f"flattenPositionButton{contract_id}", f"Flatten {symbol}"),
            _button(f"reverseButton{contract_id}", "Reverse", f"Reverse {symbol}"),
            _button(f"exitsButton{contract_id}", "Exits…", f"Exits for {symbol}"),
        )
        line = QHBoxLayout(self)
        line.setContentsMargins(pixels(1), 0, pixels(1), 0)
        line.setSpacing(pixels(2))
        line.addStretch(1)
        for button, act in zip(self.buttons, _in_order(acts), strict=True):
            line.addWidget(button)
            button.clicked.connect(lambda _, act=act: act(contract_id))


def menu_of(view: QWidget, acts: PositionActs, chosen: Callable[[], int | None]) -> list[QAction]:
    """Give a view the same as a context menu on the row that is chosen."""
    actions = []
    for name, words, act in zip(
        ("flatten", "reverse", "exits"),
        ("Flatten", "Reverse", "Exits…"),
        _in_order(acts),
        strict=True,
    ):
        action = QAction(words, view)
        action.setObjectName(f"{name}PositionAction")
        action.triggered.connect(lambda _, act=act: _with(chosen(), act))
        view.addAction(action)
        actions.append(action)
    return actions


def _with(contract_id: int | None, act: Callable[[int], None]) -> None:
    if contract_id is not None:
        act(contract_id)


def _in_order(acts: PositionActs) -> tuple[Callable[[int], None], ...]:
    return acts.flatten, acts.reverse, acts.exits


def _button(name: str, text: str, spoken: str = "") -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setProperty("textSize", "row")
    button.setAccessibleName(spoken or text)
    return button
