"""Where pictures lie: `resources/` in the source tree, `bracketdesk/resources` once installed."""

from pathlib import Path

from PySide6.QtGui import QIcon

ICON_SIZES = (16, 24, 32, 48, 64, 128, 256)


def resources() -> Path:
    """Return the folder of the resources."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "resources"
    return installed if installed.is_dir() else package.parents[1] / "resources"


def icon() -> QIcon:
    """Return the application's icon in all its sizes."""
    result = QIcon()
    for size in ICON_SIZES:
        result.addFile(str(resources() / "icons" / f"bracketdesk-{size}.png"))
    return result
