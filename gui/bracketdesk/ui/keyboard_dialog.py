"""The keyboard map: every key that does something, by where it does it."""

from PySide6.QtWidgets import QWidget

from bracketdesk.ui.table_dialog import TableDialog

SIZE = (660, 560)
KEYS = (
    ("Ctrl+Enter", "anywhere", "Send: the question comes first"),
    ("Alt+B, Alt+S", "anywhere", "Buy, Sell"),
    ("Alt+M", "anywhere", "Symbol"),
    ("Alt+E, Alt+Q", "anywhere", "Entry type, quantity"),
    ("Alt+L, Alt+O", "anywhere", "Limit price, stop price"),
    ("Alt+T, Alt+X", "anywhere", "Time in force, when it expires"),
    ("Alt+I", "anywhere", "What distances are typed in"),
    ("Alt+V", "anywhere", "Add a level"),
    ("Alt+U, Alt+R", "anywhere", "Duplicate the level, remove it"),
    ("Alt+P", "anywhere", "Split the quantity evenly"),
    ("Ctrl+Z", "anywhere", "Undo in the table"),
    ("Ctrl+Shift+Z, Ctrl+Y", "anywhere", "Redo in the table"),
    ("Ctrl+Shift+F", "anywhere", "Flatten the chosen row, else the ticket's contract"),
    ("Ctrl+Shift+P", "anywhere", "To the steps of what is going on"),
    ("Alt+A", "anywhere", "I have seen this alarm"),
    ("F1, Alt+H", "anywhere", "This map, Help"),
    ("Up, Down", "prices", "One tick; with the page keys, ten"),
    ("Tab, Shift+Tab", "levels", "The next cell, the one before"),
    ("Enter, or typing", "levels", "Change the cell; Escape undoes it"),
    ("Insert", "levels", "Add a level"),
    ("Ctrl+D, Ctrl+Delete", "levels", "Duplicate the level, remove it"),
    ("Alt+Up, Alt+Down", "levels", "Move the level"),
    ("Space", "levels", "Trail the stop, or no more"),
    ("Delete", "levels", "Empty the cell"),
    ("Ctrl+Shift+R", "strategies", "Flatten, then turn the ticket round"),
    ("Ctrl+Shift+E, Ctrl+Shift+S", "strategies", "Cancel the entry; stop the strategy"),
    ("Ctrl+Shift+X, Ctrl+Shift+C", "strategies", "Cancel a level's exits; one order"),
    ("Ctrl+Shift+B, F2", "strategies", "Stops to breakeven; move a stop or a target"),
    ("Alt+Up, Alt+Down", "strategies", "Move it one tick; with Shift, ten"),
    ("Left, Right, Enter", "status tabs", "Turn to a tab; open and fold it in a low window"),
    ("Ctrl+F, Escape", "activity", "Search; empty the search"),
    ("Escape", "dialogs", "Close without doing anything"),
)
"""Keys, where, and what they do."""


class KeyboardDialog(TableDialog):
    """Stays beside the window, which goes on working."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent, "keyboard", "Keyboard", SIZE)
        self.put_table(("Keys", "Where", "What"), KEYS, (210, 110))
        self.put_buttons()
