"""Settings: the transport, the question before sending, the colours, the theme."""

from dataclasses import replace
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QWidget,
)

from bracketdesk.controller.desk import Desk
from bracketdesk.domain.session import Transport
from bracketdesk.domain.settings import Colours, Settings, Theme
from bracketdesk.ui.choices import CheckBox, RadioButton
from bracketdesk.ui.fields import Card, row, text_label
from bracketdesk.ui.text_boxes import fixed_column, wrapping
from bracketdesk.ui.theme import current_tokens, pixels, tokens

WIDTH = 430
TRANSPORTS = {
    Transport.SOCKET: "Socket (the broker's page names it for strategies)",
    Transport.REST: "REST",
}
COLOURS = {
    Colours.BLUE_RED: "Blue and red",
    Colours.GREEN_RED: "Green and red",
    Colours.RED_GREEN: "Red and green (East Asian order)",
}
THEMES = {Theme.SYSTEM: "As the system", Theme.LIGHT: "Light", Theme.DARK: "Dark"}
ALWAYS = "Live and Custom always ask."

Choice = TypeVar("Choice")


class SettingsDialog(QDialog):
    """Shows the settings in force; Save takes them, Cancel leaves everything as it was."""

    def __init__(self, parent: QWidget | None, desk: Desk) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setObjectName("settingsDialog")
        self.setWindowTitle("Settings")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        settings = desk.settings.value
        self._transport = _group(TRANSPORTS, settings.transport, "transport")
        self._colours = _group(COLOURS, settings.colours, "colours")
        self._theme = _group(THEMES, settings.theme, "theme")
        self._ask_practice = _check("askPracticeCheck", "On Practice", settings.ask_practice)
        self._ask_demo = _check("askDemoCheck", "On Demo", settings.ask_demo)
        self._lay_out()

    def chosen(self) -> Settings:
        """Return the settings in force with what the form says."""
        return replace(
            self._desk.settings.value,
            transport=_picked(self._transport, TRANSPORTS),
            colours=_picked(self._colours, COLOURS),
            theme=_picked(self._theme, THEMES),
            ask_practice=self._ask_practice.isChecked(),
            ask_demo=self._ask_demo.isChecked(),
        )

    def _save(self) -> None:
        self._desk.change_settings(self.chosen())
        self.accept()

    def _lay_out(self) -> None:
        column = fixed_column(self, WIDTH)
        column.setSpacing(pixels(3))
        column.addWidget(
            _section(
                "Ask before sending",
                self._ask_practice,
                self._ask_demo,
                wrapping("askAlwaysLabel", ALWAYS, tone="secondary"),
            )
        )
        column.addWidget(_section("Orders go over", *self._transport.buttons()))
        column.addWidget(_section("Colours of buy and sell", *self._colour_rows()))
        column.addWidget(_section("Theme", *self._theme.buttons()))
        cancel = _button("settingsCancelButton", "Cancel")
        save = _button("settingsSaveButton", "Save")
        save.setProperty("tone", "accent")
        save.setDefault(True)
        cancel.clicked.connect(self.reject)
        save.clicked.connect(self._save)
        column.addLayout(row(None, cancel, save, spacing=2))

    def _colour_rows(self) -> list[QWidget]:
        """Return each choice with the two buttons as they would look."""
        rows = []
        for colours, button in zip(COLOURS, self._colours.buttons(), strict=True):
            holder = QWidget()
            line = QHBoxLayout(holder)
            line.setContentsMargins(0, 0, 0, 0)
            line.setSpacing(pixels(1))
            line.addWidget(button)
            line.addStretch()
            look = tokens(
                replace(self._desk.settings.value, colours=colours), current_tokens().dark
            )
            line.addWidget(_swatch("▲ BUY", look.buy_fill))
            line.addWidget(_swatch("▼ SELL", look.sell_fill))
            rows.append(holder)
        return rows


def _section(title: str, *widgets: QWidget) -> Card:
    card = Card(title)
    card.body.setSpacing(pixels(1))
    for widget in widgets:
        card.body.addWidget(widget)
    return card


def _group(choices: dict[Choice, str], now: Choice, name: str) -> QButtonGroup:
    group = QButtonGroup()
    for at, (choice, words) in enumerate(choices.items()):
        button = RadioButton(words)
        button.setObjectName(f"{name}Radio{at}")
        button.setChecked(choice == now)
        group.addButton(button, at)
    return group


def _picked(group: QButtonGroup, choices: dict[Choice, str]) -> Choice:
    return tuple(choices)[group.checkedId()]


def _check(name: str, text: str, checked: bool) -> CheckBox:
    box = CheckBox(text)
    box.setObjectName(name)
    box.setChecked(checked)
    return box


def _swatch(text: str, fill: str) -> QLabel:
    label = text_label(text=text, size="small", strong=True)
    label.setStyleSheet(
        f"background: {fill}; color: #ffffff; border-radius: 4px; padding: 3px 8px;"
    )
    return label


def _button(name: str, text: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setAutoDefault(False)
    return button
