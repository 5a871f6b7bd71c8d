from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from bracketdesk.domain.problems import UserFacingError
from bracketdesk.ui import rendering


@pytest.fixture(autouse=True)
def _application(qapp: QApplication) -> None:
    """Fonts and pictures want one."""


def test_a_font_is_found_and_named() -> None:
    assert rendering.find_text().endswith(" px")


@pytest.mark.parametrize("drawn", [b"a box for each", b""])
def test_letters_that_look_alike_are_none(drawn: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "_letter", lambda _: drawn)
    with pytest.raises(UserFacingError, match="No letters"):
        rendering.find_text()


def test_the_icon_is_found() -> None:
    assert rendering.find_icon() == "the icon in 7 sizes"


def test_a_size_that_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "ICON_SIZES", (16, 17))
    with pytest.raises(UserFacingError, match="icon cannot be read"):
        rendering.find_icon()


def test_the_sounds_are_found() -> None:
    assert rendering.find_sounds() == "6 sounds"


def test_a_sound_that_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "resources", lambda: tmp_path)
    with pytest.raises(UserFacingError, match=r"accepted\.wav cannot be read"):
        rendering.find_sounds()
