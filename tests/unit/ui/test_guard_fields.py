"""The limits of one order, as they are typed."""

import re
from decimal import Decimal

import pytest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot
from tests.support.screen import found

from bracketdesk.domain.guards import Guards, careful_guards
from bracketdesk.domain.session import Environment
from bracketdesk.ui.guard_fields import TOO_SMALL, GuardFields

PRACTICE, LIVE = Environment.PRACTICE, Environment.LIVE


@pytest.fixture
def fields(qtbot: QtBot) -> GuardFields:
    fields = GuardFields(careful_guards() | {LIVE: Guards(None, Decimal("1E+3"), 50)})
    qtbot.addWidget(fields)
    return fields


def edit(fields: GuardFields, name: str) -> QLineEdit:
    return found(fields, QLineEdit, f"guard{name}Edit")


def test_what_is_shown_comes_back(fields: GuardFields) -> None:
    assert fields.guards() == careful_guards() | {LIVE: Guards(None, Decimal(1000), 50)}
    assert edit(fields, "LiveDollars").text() == "1000"
    assert edit(fields, "LiveContracts").text() == ""


def test_each_field_is_its_own(fields: GuardFields) -> None:
    edit(fields, "PracticeContracts").setText(" 25 ")
    edit(fields, "PracticeDollars").setText("2,500.50")
    edit(fields, "PracticeTicks").setText("")
    assert fields.guards()[PRACTICE] == Guards(25, Decimal("2500.50"), None)
    assert fields.guards()[Environment.DEMO] == careful_guards()[Environment.DEMO]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("LiveContracts", "0"),
        ("LiveContracts", "2.5"),
        ("LiveDollars", "-5"),
        ("LiveDollars", "much"),
        ("CustomTicks", "NaN"),
        ("CustomTicks", "9" * 60),
    ],
)
def test_what_cannot_be_read_is_marked_and_never_taken_for_off(
    fields: GuardFields, name: str, text: str
) -> None:
    told: list[str] = []
    fields.changed.connect(told.append)
    edit(fields, name).setText(text)
    environment, part = re.findall("[A-Z][a-z]+", name)
    assert told[0].startswith(f"{environment}, {part.lower()}: ")
    assert edit(fields, name).property("invalid")
    with pytest.raises(ValueError, match=" "):
        fields.guards()
    edit(fields, name).setText("7")
    assert told[1:] == [""]
    assert not edit(fields, name).property("invalid")


def test_every_input_says_what_it_is(fields: GuardFields) -> None:
    names = [each.accessibleName() for each in fields.findChildren(QLineEdit)]
    assert "Live: at most, dollars at the stops" in names
    assert len(set(names)) == 12


def test_nought_says_how_to_switch_it_off(fields: GuardFields) -> None:
    edit(fields, "LiveTicks").setText("0")
    assert edit(fields, "LiveTicks").toolTip() == TOO_SMALL
