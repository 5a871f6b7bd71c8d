"""Render the icon's PNGs from its SVG. Run by hand after the drawing changed:

    python packaging/render_icon.py

Only this script needs QtSvg; the app loads the PNGs (look.md).
"""

import os
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before any Qt import

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

ICONS = Path(__file__).resolve().parent.parent / "resources" / "icons"
NAME = "bracketdesk"
SIZES = (16, 24, 32, 48, 64, 128, 256, 512)


def render(drawing: Path, size: int) -> QImage:
    """Draw the SVG as a square of `size` pixels on a transparent ground."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(str(drawing)).render(painter)
    painter.end()
    return image


def main() -> None:
    """Write one PNG per size beside the SVG."""
    application = QGuiApplication([])
    for size in SIZES:
        path = ICONS / f"{NAME}-{size}.png"
        if not render(ICONS / f"{NAME}.svg", size).save(str(path)):
            raise OSError(f"{path} could not be written")
    del application


if __name__ == "__main__":
    main()
