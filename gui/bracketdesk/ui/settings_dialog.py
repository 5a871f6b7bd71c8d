"""Settings, a page each: what sending asks and how it goes; the look; sounds and notifications."""

from dataclasses import replace
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from bracketdesk.controller.desk import Desk
from bracketdesk.domain.session import Transport
from bracketdesk.domain.settings import Colours, Settings, Theme
from bracketdesk.ui.choices import CheckBox, RadioButton
from bracketdesk.ui.fields import Card, row, text_label
from bracketdesk.ui.guard_fields import GuardFields
from bracketdesk.ui.telling_fields import TellingFields
from bracketdesk.ui.text_boxes import fixed_column, wrapping
from bracketdesk.ui.theme import current_tokens, pixels, tokens

WIDTH = 620
PAGES = ("Sending", "Look", "Sounds and notifications")
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
ALWAYS = (
    "Live and Custom always ask. Everywhere the app asks before the same order again, on top of a "
    "position, and over a limit."
)
GUARDS = (
    "Empty is no limit. An order over one goes only by a button that says so. No limit ever stops "
    "an exit."
)

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
        self._guards = GuardFields(settings.guards)
        self._tellings = TellingFields(settings)
        self._save_button = _button("settingsSaveButton", "Save")
        self._problem = text_label("settingsProblem", tone="loss", size="small")
        self._problem.setWordWrap(True)
        self._guards.changed.connect(self._show_problem)
        self._lay_out()
        self._ask_practice.setFocus()

    def chosen(self) -> Settings:
        """Return the settings in force with what the form says."""
        return replace(
            self._tellings.fill(self._desk.settings.value),
            transport=_picked(self._transport, TRANSPORTS),
            colours=_picked(self._colours, COLOURS),
            theme=_picked(self._theme, THEMES),
            ask_practice=self._ask_practice.isChecked(),
            ask_demo=self._ask_demo.isChecked(),
            guards=self._guards.guards(),
        )

    def _show_problem(self, problem: str) -> None:
        """Say on every page what of the first cannot be saved."""
        self._problem.setText(f"{PAGES[0]}: {problem}" if problem else "")
        self._save_button.setEnabled(not problem)

    def _save(self) -> None:
        self._desk.change_settings(self.chosen())
        self.accept()

    def _lay_out(self) -> None:
        column = fixed_column(self, WIDTH)
        column.setSpacing(pixels(3))
        pages = QStackedWidget()
        for page in (self._sending(), self._look(), self._telling()):
            pages.addWidget(page)
        tabs = _tabs()
        tabs.currentChanged.connect(pages.setCurrentIndex)
        column.addWidget(tabs)
        column.addWidget(pages)
        column.addLayout(self._buttons())

    def _telling(self) -> QWidget:
        page, column = _page()
        column.addWidget(_section("Told beside the window", self._tellings))
        column.addStretch(1)
        return page

    def _sending(self) -> QWidget:
        page, column = _page()
        column.addWidget(
            _section(
                "Ask before sending",
                _beside(self._ask_practice, self._ask_demo),
                wrapping("askAlwaysLabel", ALWAYS, tone="secondary"),
            )
        )
        guards = wrapping("guardsLabel", GUARDS, tone="secondary")
        column.addWidget(_section("Most in one order", self._guards, guards))
        column.addWidget(_section("Orders go over", _beside(*self._transport.buttons())))
        column.addStretch(1)
        return page

    def _look(self) -> QWidget:
        page, column = _page()
        column.addWidget(_section("Colours of buy and sell", *self._colour_rows()))
        column.addWidget(_section("Theme", _beside(*self._theme.buttons())))
        column.addStretch(1)
        return page

    def _buttons(self) -> QHBoxLayout:
        cancel = _button("settingsCancelButton", "Cancel")
        save = self._save_button
        save.setProperty("tone", "accent")
        save.setDefault(True)
        cancel.clicked.connect(self.reject)
        save.clicked.connect(self._save)
        line = row(self._problem, cancel, save, spacing=2)
        line.setStretch(0, 1)
        return line

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


def _page() -> tuple[QWidget, QVBoxLayout]:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(pixels(3))
    return page, column


def _tabs() -> QTabBar:
    tabs = QTabBar()
    tabs.setObjectName("settingsTabs")
    tabs.setAccessibleName("Pages of the settings")
    tabs.setDrawBase(False)
    tabs.setExpanding(False)
    for name in PAGES:
        tabs.addTab(name)
    return tabs


def _beside(*widgets: QWidget) -> QWidget:
    holder = QWidget()
    holder.setLayout(row(*widgets, None, spacing=4))
    return holder


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
