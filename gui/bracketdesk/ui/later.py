"""A page that is made when it is first looked at: until then it costs neither time nor memory."""

from collections.abc import Callable

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget


class Later(QWidget):
    """Stands in its place; `make` is called once."""

    def __init__(self, make: Callable[[], QWidget]) -> None:
        super().__init__()
        self._make: Callable[[], QWidget] | None = make
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)

    def showEvent(self, event: QShowEvent) -> None:
        """Make it, the first time."""
        make, self._make = self._make, None
        if make is not None:
            page = make()
            self._layout.addWidget(page)
            page.show()
        super().showEvent(event)
