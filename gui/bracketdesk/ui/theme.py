"""The look in force: colour tokens, sizes, and what applies them to the application (look.md)."""

from dataclasses import dataclass, replace
from typing import cast

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QStyle

from bracketdesk.controller.observe import Observable
from bracketdesk.domain.settings import Colours, Settings, Theme
from bracketdesk.ui.style_sheet import style_sheet

SPACE = 4
"""Space comes in steps of this many pixels."""
TEXT_PX = 13
SMALL_PX = 11
QUOTE_PX = 19
SEND_PX = 16
CONTROL_HEIGHT = 30
SEND_HEIGHT = 48
WAIT_MS = 40
"""A shorter wait for an answer than this is not shown: nobody would read it."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """Every colour of a theme, as #rrggbb. Text stands on any surface, white on any fill."""

    dark: bool
    window: str
    card: str
    shade: str  # the sentence box, quoted text, a disabled send button
    selected: str
    invalid: str  # the ground of a cell that cannot be read
    caution: str  # the ground of a banner that warns
    line: str  # parts the surface, carries no meaning
    control: str  # the edge of a field: 3 : 1
    text: str
    secondary: str
    buy: str
    buy_fill: str
    sell: str
    sell_fill: str
    gain: str
    loss: str
    danger_fill: str  # Live, whatever the colours of buy and sell are
    warning: str
    entry: str
    accent: str
    accent_fill: str
    practice_fill: str = "#197a44"
    custom_fill: str = "#5b636e"
    on_fill: str = "#ffffff"


LIGHT = Tokens(
    dark=False,
    window="#f4f5f7",
    card="#ffffff",
    shade="#eef0f3",
    selected="#e7f0fb",
    invalid="#fdebed",
    caution="#fdf3e1",
    line="#d9dce1",
    control="#858d98",
    text="#1b1f24",
    secondary="#5b636e",
    buy="#155fb5",
    buy_fill="#1668c7",
    sell="#b92a36",
    sell_fill="#c62f3b",
    gain="#17703d",
    loss="#b92a36",
    danger_fill="#c62f3b",
    warning="#8f5800",
    entry="#6244c0",
    accent="#155fb5",
    accent_fill="#1668c7",
)
DARK = Tokens(
    dark=True,
    window="#15181c",
    card="#1d2126",
    shade="#262b31",
    selected="#22344a",
    invalid="#43252b",
    caution="#3a3020",
    line="#333940",
    control="#707985",
    text="#e6e9ed",
    secondary="#a3abb6",
    buy="#6aadf5",
    buy_fill="#2a72c8",
    sell="#ff8791",
    sell_fill="#c93f4b",
    gain="#5fcf8d",
    loss="#ff8791",
    danger_fill="#c93f4b",
    warning="#e6ad50",
    entry="#b49ff8",
    accent="#6aadf5",
    accent_fill="#2a72c8",
)


def tokens(settings: Settings, dark: bool) -> Tokens:
    """Return the theme with the trader's colours of buy and sell."""
    base = DARK if dark else LIGHT
    green, green_fill = base.gain, base.practice_fill
    if settings.colours is Colours.GREEN_RED:
        return replace(base, buy=green, buy_fill=green_fill)
    if settings.colours is Colours.RED_GREEN:
        red, red_fill = base.sell, base.sell_fill
        return replace(base, buy=red, buy_fill=red_fill, sell=green, sell_fill=green_fill)
    return base


def wants_dark(settings: Settings) -> bool:
    """Whether the trader, or else the system, has it dark."""
    if settings.theme is Theme.SYSTEM:
        return QApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
    return settings.theme is Theme.DARK


class Look:
    """What the application wears; widgets read `current` when they paint or build themselves."""

    current: Tokens = LIGHT


def current_tokens() -> Tokens:
    """Return the colours the application wears now; a change of them sends PaletteChange."""
    return Look.current


def apply_theme(app: QApplication, settings: Settings) -> Tokens:
    """Dress the whole application; call it again when the settings or the system change."""
    chosen = tokens(settings, wants_dark(settings))
    if not app.styleSheet():
        app.setStyle("Fusion")
        app.setFont(_font(app))
    if Look.current != chosen or not app.styleSheet():
        Look.current = chosen
        app.setPalette(_palette(chosen))
        app.setStyleSheet(style_sheet(chosen))
    return chosen


class ThemeKeeper(QObject):
    """Keeps the application dressed as the settings and the system say, as long as it lives."""

    def __init__(self, settings: Observable[Settings], parent: QObject) -> None:
        super().__init__(parent)
        self._settings = settings
        QApplication.styleHints().colorSchemeChanged.connect(self._apply)
        settings.listen(self._apply)

    def _apply(self, _: object) -> None:
        apply_theme(cast(QApplication, QApplication.instance()), self._settings.value)


def moves_allowed() -> bool:
    """Whether the system's settings let things on the screen move or tint."""
    hint = QStyle.StyleHint.SH_Widget_Animation_Duration
    return QApplication.style().styleHint(hint) > 0


def pixels(steps: float) -> int:
    """Return a distance of so many steps of 4 pixels."""
    return round(steps * SPACE)


def colour(token: str) -> QColor:
    """Return a token as Qt has it."""
    return QColor(token)


def _font(app: QApplication) -> QFont:
    """Return the system's font at our size, with tabular figures where it has them."""
    font = app.font()
    font.setPixelSize(TEXT_PX)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def _palette(look: Tokens) -> QPalette:
    role = QPalette.ColorRole
    colours = {
        role.Window: look.window,
        role.WindowText: look.text,
        role.Base: look.card,
        role.AlternateBase: look.shade,
        role.Text: look.text,
        role.PlaceholderText: look.secondary,
        role.Button: look.card,
        role.ButtonText: look.text,
        role.Highlight: look.accent_fill,
        role.HighlightedText: look.on_fill,
        role.Accent: look.accent,
        role.Link: look.accent,
        role.ToolTipBase: look.card,
        role.ToolTipText: look.text,
        role.Mid: look.line,
    }
    palette = QPalette()
    for at, token in colours.items():
        palette.setColor(at, QColor(token))
    for at in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, at, QColor(look.secondary))
    return palette
