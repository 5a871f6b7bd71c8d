"""The look: contrasts computed from the tokens, the trader's colours, and following the system."""

from dataclasses import fields

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from bracketdesk.controller.observe import Observable
from bracketdesk.domain.settings import Colours, Settings, Theme
from bracketdesk.ui.style_sheet import TONES
from bracketdesk.ui.theme import (
    DARK,
    LIGHT,
    ThemeKeeper,
    Tokens,
    apply_theme,
    current_tokens,
    tokens,
    wants_dark,
)

ALL = [tokens(Settings(colours=c), dark) for c in Colours for dark in (False, True)]
IDS = [f"{c.name}-{'dark' if dark else 'light'}" for c in Colours for dark in (False, True)]
SURFACES = ("window", "card", "shade", "selected", "invalid", "caution")
FILLS = (
    "buy_fill",
    "sell_fill",
    "danger_fill",
    "accent_fill",
    "practice_fill",
    "custom_fill",
)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2: (lighter + 0.05) / (darker + 0.05)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_itself() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#777777") == 1


@pytest.mark.parametrize("look", ALL, ids=IDS)
def test_text_is_readable_on_every_surface(look: Tokens) -> None:
    for tone in TONES:
        for surface in SURFACES:
            ratio = contrast(getattr(look, tone), getattr(look, surface))
            assert ratio >= 4.5, (tone, surface, ratio)


@pytest.mark.parametrize("look", ALL, ids=IDS)
def test_white_is_readable_on_every_fill(look: Tokens) -> None:
    for fill in FILLS:
        assert contrast(look.on_fill, getattr(look, fill)) >= 4.5, fill


@pytest.mark.parametrize("look", ALL, ids=IDS)
def test_lines_that_carry_meaning_stand_out(look: Tokens) -> None:
    """The edge of a field, the ring of the focus, the mark of a bad cell, the frame of Live."""
    for line in ("control", "accent", "loss", "warning", "danger_fill"):
        for surface in ("window", "card"):
            assert contrast(getattr(look, line), getattr(look, surface)) >= 3, (line, surface)
    for surface in ("selected", "invalid"):
        assert contrast(look.accent, getattr(look, surface)) >= 3
    assert contrast(look.loss, look.invalid) >= 3
    assert contrast(look.warning, look.caution) >= 3
    # The ring on a filled button is in the colour of the text.
    for fill in ("buy_fill", "sell_fill"):
        assert contrast(look.text, getattr(look, fill)) >= 3, fill


def test_every_token_is_a_colour() -> None:
    for look in (LIGHT, DARK):
        for token in fields(look):
            value = getattr(look, token.name)
            assert token.name == "dark" or (value[0] == "#" and int(value[1:], 16) >= 0)


def test_the_traders_colours_change_buy_and_sell_and_nothing_else() -> None:
    green, eastern = (
        tokens(Settings(colours=c), False) for c in (Colours.GREEN_RED, Colours.RED_GREEN)
    )
    assert (green.buy, green.sell) == (LIGHT.gain, LIGHT.sell)
    assert (eastern.buy, eastern.sell) == (LIGHT.sell, LIGHT.gain)
    assert (eastern.gain, eastern.loss, eastern.danger_fill) == (
        LIGHT.gain,
        LIGHT.loss,
        LIGHT.danger_fill,
    )


def test_buy_and_sell_never_share_a_colour() -> None:
    for look in ALL:
        assert look.buy != look.sell
        assert look.buy_fill != look.sell_fill


def test_the_settings_overrule_the_system(qapp: QApplication) -> None:
    assert wants_dark(Settings(theme=Theme.DARK))
    assert not wants_dark(Settings(theme=Theme.LIGHT))
    system = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
    assert wants_dark(Settings()) == system


def test_the_application_is_dressed(qapp: QApplication) -> None:
    apply_theme(qapp, Settings(theme=Theme.DARK))
    assert current_tokens() == DARK
    assert qapp.palette().color(QPalette.ColorRole.Window).name() == DARK.window
    assert DARK.card in qapp.styleSheet()
    assert LIGHT.window not in qapp.styleSheet()


def test_it_is_dressed_anew_when_the_settings_or_the_system_change(qapp: QApplication) -> None:
    settings = Observable(Settings(theme=Theme.LIGHT))
    window = QObject()
    ThemeKeeper(settings, window)
    settings.set(Settings(theme=Theme.DARK))
    assert current_tokens() == DARK
    apply_theme(qapp, Settings(theme=Theme.LIGHT))
    QGuiApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert current_tokens() == DARK
