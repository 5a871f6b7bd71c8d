"""The style sheet, built from the tokens. Widgets say what they are by the properties
`tone`, `textSize`, `strong` and `role`, which `fields.py` sets.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bracketdesk.ui.theme import Tokens

TONES = ("text", "secondary", "buy", "sell", "gain", "loss", "warning", "entry", "accent")
"""The colours a text may take."""


def style_sheet(look: Tokens) -> str:
    """Return the whole application's style sheet."""
    parts = (_surfaces, _labels, _fields, _buttons, _tables, _tabs, _bars)
    return "".join(part(look) for part in parts) + _tones(look)


def _tones(look: Tokens) -> str:
    return "".join(f'QLabel[tone="{t}"] {{ color: {getattr(look, t)}; }}\n' for t in TONES)


def _surfaces(look: Tokens) -> str:
    return f"""
QMainWindow, QDialog {{ background: {look.window}; }}
QFrame[role="card"] {{ background: {look.card}; border: 1px solid {look.line};
    border-radius: 6px; }}
QFrame[role="bar"] {{ background: {look.card}; border: 0; border-bottom: 1px solid {look.line}; }}
QFrame[role="quoted"] {{ background: {look.shade}; border: 0;
    border-left: 3px solid {look.accent}; border-top-right-radius: 4px;
    border-bottom-right-radius: 4px; }}
QFrame[role="banner"] {{ background: {look.caution}; border: 0;
    border-left: 3px solid {look.warning}; border-top-right-radius: 4px;
    border-bottom-right-radius: 4px; }}
QFrame[role="strip"] {{ background: {look.card}; border: 0; border-left: 3px solid {look.card}; }}
QFrame[role="strip"][alarm="true"] {{ background: {look.caution};
    border-left: 3px solid {look.warning}; }}
QFrame[role="danger"] {{ background: {look.invalid}; border: 0;
    border-left: 3px solid {look.loss}; border-top-right-radius: 4px;
    border-bottom-right-radius: 4px; }}
QFrame#central[live="true"] {{ border: 3px solid {look.danger_fill}; }}
QFrame[role="notice"] {{ background: {look.shade}; border: 0;
    border-left: 3px solid {look.shade}; border-radius: 4px; }}
QPlainTextEdit[role="quoted"] {{ background: {look.shade}; border: 0;
    border-left: 3px solid {look.accent}; border-radius: 4px; }}
QPlainTextEdit[role="quoted"]:focus {{ border: 2px solid {look.accent}; }}
QToolTip {{ background: {look.card}; color: {look.text}; border: 1px solid {look.control};
    padding: 4px 8px; }}
QMenu {{ background: {look.card}; border: 1px solid {look.control}; padding: 4px; }}
QMenu::item {{ padding: 4px 20px 4px 12px; border-radius: 4px; }}
QMenu::item:selected {{ background: {look.selected}; color: {look.text}; }}
QMenu::item:disabled {{ color: {look.secondary}; }}
QMenu::separator {{ height: 1px; background: {look.line}; margin: 4px 8px; }}
"""


def _labels(look: Tokens) -> str:
    return f"""
QLabel {{ background: transparent; color: {look.text}; border: 0; }}
QLabel[textSize="small"] {{ font-size: 11px; }}
QLabel[textSize="large"] {{ font-size: 16px; }}
QLabel[textSize="quote"] {{ font-size: 19px; }}
QLabel[strong="true"] {{ font-weight: 600; }}
QLabel[role="heading"] {{ font-size: 11px; font-weight: 600; color: {look.secondary}; }}
QLabel[role="pill"] {{ font-size: 11px; border: 1px solid {look.line}; border-radius: 9px;
    padding: 1px 8px; color: {look.secondary}; }}
"""


def _fields(look: Tokens) -> str:
    return f"""
QLineEdit, QComboBox, QAbstractSpinBox, QPlainTextEdit {{ background: {look.card};
    color: {look.text}; border: 1px solid {look.control}; border-radius: 4px; padding: 0 8px;
    min-height: 28px; placeholder-text-color: {look.secondary};
    selection-background-color: {look.accent_fill};
    selection-color: {look.on_fill}; }}
QComboBox {{ padding-right: 2px; }}
QLineEdit[strong="true"], QAbstractSpinBox[strong="true"] {{ font-weight: 600; }}
QComboBox::drop-down {{ border: 0; width: 20px; }}
QAbstractSpinBox {{ padding-right: 18px; }}
QSpinBox::up-button, QSpinBox::down-button {{ border: 0; width: 18px; background: transparent; }}
QPlainTextEdit {{ padding: 4px; min-height: 0; }}
QAbstractSpinBox[textSize="row"] {{ font-size: 11px; min-height: 20px; padding: 0 16px 0 4px; }}
QAbstractSpinBox[textSize="row"]:focus {{ min-height: 18px; padding-left: 3px; }}
QAbstractSpinBox QLineEdit, QAbstractSpinBox QLineEdit:focus, QAbstractSpinBox QLineEdit:disabled {{
    background: transparent; border: 0; border-radius: 0; padding: 0; min-height: 0; }}
QAbstractSpinBox[role="cell"] {{ border-radius: 0; padding: 0 5px; min-height: 0; }}
QLineEdit:focus, QComboBox:focus, QAbstractSpinBox:focus, QPlainTextEdit:focus {{
    border: 2px solid {look.accent}; padding-left: 7px; min-height: 26px; }}
QLineEdit[role="tight"] {{ padding: 0 5px; }}
QLineEdit[role="tight"]:focus {{ padding: 0 4px; }}
QLineEdit:disabled, QComboBox:disabled, QAbstractSpinBox:disabled {{ background: {look.shade};
    border-color: {look.line}; color: {look.secondary}; }}
QLineEdit[invalid="true"], QAbstractSpinBox[invalid="true"], QComboBox[invalid="true"] {{
    background: {look.invalid}; border-color: {look.loss}; }}
QComboBox QAbstractItemView, QListView[role="popup"] {{ background: {look.card};
    color: {look.text}; border: 1px solid {look.control}; outline: 0; padding: 4px;
    selection-background-color: {look.selected}; selection-color: {look.text}; }}
QListView[role="popup"]::item {{ min-height: 24px; padding: 0 4px; }}
QListView[role="popup"]::item:selected {{ background: {look.selected}; color: {look.text}; }}
"""


def _buttons(look: Tokens) -> str:
    return f"""
QPushButton {{ background: {look.card}; color: {look.text}; border: 1px solid {look.line};
    border-radius: 4px; padding: 0 11px; min-height: 28px; }}
QPushButton:hover {{ border-color: {look.control}; }}
QPushButton:pressed {{ background: {look.shade}; }}
QPushButton:disabled {{ color: {look.secondary}; background: {look.window}; }}
QPushButton:focus {{ border: 2px solid {look.accent}; padding: 0 10px; min-height: 26px; }}
QPushButton[role="flat"] {{ background: transparent; border: 0; padding: 0 4px; min-height: 22px;
    font-weight: 600; }}
QPushButton[role="flat"][alarm="true"] {{ color: {look.loss}; }}
QPushButton[role="flat"][uneasy="true"] {{ color: {look.warning}; }}
QPushButton[role="flat"][strong="false"] {{ font-weight: 400; }}
QPushButton[role="flat"]:hover {{ text-decoration: underline; }}
QPushButton[role="flat"]:focus {{ border: 2px solid {look.accent}; border-radius: 4px;
    padding: 0 2px; min-height: 18px; }}
QPushButton#connectionLabel {{ text-align: left; }}
QPushButton[role="menu"] {{ padding-right: 28px; }}
QPushButton[role="menu"]:focus {{ padding-right: 27px; }}
QPushButton[textSize="row"] {{ font-size: 11px; padding: 0 8px; min-height: 20px; }}
QPushButton[textSize="row"]:focus {{ padding: 0 7px; min-height: 18px; }}
QPushButton[role="choice"]:checked {{ background: {look.selected}; border-color: {look.accent};
    color: {look.accent}; }}
QPushButton[tone="buy"] {{ background: {look.buy_fill}; color: {look.on_fill};
    border-color: {look.buy_fill}; font-weight: 600; }}
QPushButton[tone="sell"] {{ background: {look.sell_fill}; color: {look.on_fill};
    border-color: {look.sell_fill}; font-weight: 600; }}
QPushButton[tone="danger"] {{ background: {look.danger_fill}; color: {look.on_fill};
    border-color: {look.danger_fill}; font-weight: 600; }}
QPushButton[tone="accent"] {{ background: {look.accent_fill}; color: {look.on_fill};
    border-color: {look.accent_fill}; font-weight: 600; }}
QPushButton[role="send"] {{ min-height: 46px; }}
QPushButton[role="send"]:focus {{ min-height: 44px; }}
QPushButton[role="sign"], QPushButton[role="sign"]:focus {{ padding: 0; }}
QPushButton[side] {{ border-color: {look.control}; color: {look.text}; font-weight: 600;
    padding: 0; }}
QPushButton[side="Buy"] {{ border-top-right-radius: 0; border-bottom-right-radius: 0; }}
QPushButton[side="Sell"] {{ border-top-left-radius: 0; border-bottom-left-radius: 0; }}
QPushButton[side="Buy"]:checked {{ background: {look.buy_fill}; border-color: {look.buy_fill};
    color: {look.on_fill}; }}
QPushButton[side="Sell"]:checked {{ background: {look.sell_fill}; border-color: {look.sell_fill};
    color: {look.on_fill}; }}
QPushButton[side]:focus {{ border: 2px solid {look.accent}; }}
QPushButton[side]:checked:focus {{ border: 2px solid {look.text}; }}
QPushButton[tone]:focus {{ border: 2px solid {look.text}; }}
QPushButton[tone]:disabled {{ background: {look.shade}; color: {look.secondary};
    border-color: {look.line}; }}
"""


def _tables(look: Tokens) -> str:
    return f"""
QTableView, QTreeView {{ background: {look.card}; color: {look.text}; border: 0; outline: 0;
    gridline-color: {look.line}; selection-background-color: {look.selected};
    selection-color: {look.text}; }}
QTableView::item:selected, QTreeView::item:selected {{ background: {look.selected};
    color: {look.text}; }}
QListWidget[role="problems"] {{ background: transparent; border: 0; outline: 0; }}
QListWidget[role="problems"]::item {{ padding: 2px 0; }}
QListWidget[role="problems"]::item:hover, QListWidget[role="problems"]::item:focus {{
    background: {look.selected}; border-radius: 4px; }}
QSplitter::handle {{ background: {look.card}; }}
QHeaderView {{ background: {look.card}; border: 0; }}
QHeaderView::section {{ background: {look.card}; color: {look.secondary}; font-size: 11px;
    font-weight: 600; border: 0; border-bottom: 1px solid {look.line}; padding: 4px 8px; }}
QTableView#bracketTable QHeaderView::section, QTableView#exitsTable QHeaderView::section {{
    padding: 4px 7px; }}
"""


def _tabs(look: Tokens) -> str:
    return f"""
QTabBar {{ background: transparent; border: 0; qproperty-drawBase: 0; }}
QTabBar::tab {{ background: transparent; color: {look.secondary};
    border: 2px solid transparent; padding: 4px; margin-right: 12px; }}
QTabBar::tab:first {{ margin-left: -6px; }}
QTabBar::tab:hover {{ color: {look.text}; }}
QTabBar::tab:selected {{ color: {look.text}; border-bottom: 2px solid {look.accent}; }}
QTabBar::tab:selected:focus {{ border: 2px solid {look.accent}; }}
"""


def _bars(look: Tokens) -> str:
    return f"""
QScrollArea {{ background: transparent; border: 0; }}
QScrollArea#debriefArea {{ border: 2px solid transparent; border-radius: 4px; }}
QScrollArea#debriefArea:focus {{ border-color: {look.accent}; }}
QWidget#positionsContent {{ background: transparent; }}
QScrollBar {{ background: transparent; border: 0; margin: 0; }}
QScrollBar:vertical {{ width: 10px; }}
QScrollBar:horizontal {{ height: 10px; }}
QScrollBar::handle {{ background: {look.control}; border-radius: 4px; margin: 1px; }}
QScrollBar::handle:vertical {{ min-height: 24px; }}
QScrollBar::handle:horizontal {{ min-width: 24px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""
