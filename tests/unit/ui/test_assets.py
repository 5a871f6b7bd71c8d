"""Where the pictures lie, and that they are there."""

from bracketdesk.ui.assets import ICON_SIZES, icon, resources


def test_every_size_of_the_icon_is_there() -> None:
    for size in ICON_SIZES:
        assert (resources() / "icons" / f"bracketdesk-{size}.png").is_file()


def test_the_icon_has_every_size(qapp: object) -> None:
    assert {size.width() for size in icon().availableSizes()} == set(ICON_SIZES)
