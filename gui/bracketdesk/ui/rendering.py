"""Whether this computer lets the app draw what it shows, and its pictures and sounds are there."""

from collections.abc import Callable

from PySide6.QtCore import (
    QMessageLogContext,
    QSize,
    Qt,
    QtMsgType,
    qInstallMessageHandler,
    qVersion,
)
from PySide6.QtGui import QFontInfo, QGuiApplication, QImage, QPainter

from bracketdesk.controller.after.views import Sound
from bracketdesk.domain.problems import UserFacingError
from bracketdesk.ui.assets import ICON_SIZES, icon, resources

SIDE = 24
NO_LETTERS = "No letters can be drawn: no font was found."
NO_ICON = "The app's icon cannot be read."
NO_SOUND = "The sound {} cannot be read."


def hear_fatal(hear: Callable[[str], None]) -> None:
    """Have somebody told why Qt is about to end the process."""

    def told(kind: QtMsgType, _: QMessageLogContext, text: str) -> None:
        if kind is QtMsgType.QtFatalMsg:
            hear(text)

    qInstallMessageHandler(told)


def find_platform() -> str:
    """Return what Qt draws on, and its version."""
    return f"{QGuiApplication.platformName()}, Qt {qVersion()}"


def find_text() -> str:
    """Return the font's name and size; raises UserFacingError where letters do not show.

    A font that is missing draws nothing, or the same box for every letter.
    """
    drawn = {_letter(letter) for letter in "W08"}
    if len(drawn) < 3 or _letter(" ") in drawn:
        raise UserFacingError(NO_LETTERS)
    found = QFontInfo(QGuiApplication.font())
    return f"{found.family()}, {found.pixelSize()} px"


def find_icon() -> str:
    """Return the sizes of the icon; raises UserFacingError where one is missing."""
    there = icon().availableSizes()
    if any(QSize(size, size) not in there for size in ICON_SIZES):
        raise UserFacingError(NO_ICON)
    return f"the icon in {len(there)} sizes"


def find_sounds() -> str:
    """Return how many there are; raises UserFacingError where one is missing."""
    for sound in Sound:
        file = resources() / "sounds" / f"{sound}.wav"
        if not file.is_file():
            raise UserFacingError(NO_SOUND.format(file.name))
    return f"{len(Sound)} sounds"


def _letter(letter: str) -> bytes:
    image = QImage(SIDE, SIDE, QImage.Format.Format_Grayscale8)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.drawText(image.rect(), Qt.AlignmentFlag.AlignCenter, letter)
    painter.end()
    return bytes(image.constBits())
