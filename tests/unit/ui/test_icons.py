"""The shipped icon is the drawing, rendered."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from bracketdesk.ui.assets import resources

ICONS = resources() / "icons"


def _script() -> ModuleType:
    path = Path(__file__).parents[3] / "packaging" / "render_icon.py"
    spec = importlib.util.spec_from_file_location("render_icon", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("size", _script().SIZES)
def test_each_picture_is_the_drawing_at_its_size(qtbot: QtBot, size: int) -> None:
    shipped = QImage(str(ICONS / f"bracketdesk-{size}.png"))
    assert (shipped.width(), shipped.height()) == (size, size)
    drawn: QImage = _script().render(ICONS / "bracketdesk.svg", size)
    assert shipped.convertToFormat(drawn.format()) == drawn


def test_its_ground_is_round_and_clear(qtbot: QtBot) -> None:
    assert QImage(str(ICONS / "bracketdesk-256.png")).pixelColor(0, 0).alpha() == 0
