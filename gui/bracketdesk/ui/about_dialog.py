"""About: the version, whose it is, and what it is made of, each with its licence."""

import platform

from PySide6.QtCore import QUrl, qVersion
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from bracketdesk import PRODUCT, __version__
from bracketdesk.ui.assets import icon
from bracketdesk.ui.bundled import bundled, licence_folder
from bracketdesk.ui.fields import text_label
from bracketdesk.ui.table_dialog import TableDialog
from bracketdesk.ui.text_boxes import wrapping
from bracketdesk.ui.theme import pixels

SIZE = (660, 560)
ICON = 64
OURS = "© 2026 The Bracket Desk developers. MIT licence."
QT = "Qt and PySide6 are used under version 3 of the GNU Lesser General Public License."


class AboutDialog(TableDialog):
    """Stays beside the window, which goes on working."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent, "about", f"About {PRODUCT}", SIZE)
        self.column.addLayout(_head())
        self.column.addWidget(wrapping("aboutLicences", f"{OURS} {QT}", tone="secondary"))
        rows = [(part.name, part.version, part.licence) for part in bundled()]
        self.put_table(("Made of", "Version", "Licence"), rows, (190, 120))
        copy = self.button("Copy", "Copy as text")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.text()))
        texts = self.button("Texts", "Licence texts")
        texts.clicked.connect(self._show_texts)
        texts.setVisible(licence_folder() is not None)
        self.put_buttons(copy, texts)

    def text(self) -> str:
        """Return it all as lines of text."""
        parts = [f"{part.name} {part.version}: {part.licence}" for part in bundled()]
        return "\n".join([f"{PRODUCT} {__version__}", made_with(), OURS, QT, "", *parts])

    def _show_texts(self) -> None:
        folder = licence_folder()
        if folder is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def made_with() -> str:
    """Return what it runs on, in one line."""
    system = platform.platform(terse=True)
    shown = QGuiApplication.platformName()
    return f"Qt {qVersion()} on {shown}, Python {platform.python_version()}, {system}"


def _head() -> QHBoxLayout:
    picture = QLabel()
    picture.setObjectName("aboutIcon")
    picture.setPixmap(icon().pixmap(ICON, ICON))
    words = QVBoxLayout()
    words.setSpacing(pixels(1))
    words.addStretch(1)
    words.addWidget(
        text_label("aboutVersion", f"{PRODUCT} {__version__}", size="quote", strong=True)
    )
    words.addWidget(text_label("aboutSystem", made_with(), tone="secondary", size="small"))
    words.addStretch(1)
    head = QHBoxLayout()
    head.setSpacing(pixels(4))
    head.addWidget(picture)
    head.addLayout(words, 1)
    return head
