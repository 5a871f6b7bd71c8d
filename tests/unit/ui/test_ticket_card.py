"""The ticket as a whole: what is typed is what would be sent, and nothing is left over."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QLineEdit, QPushButton, QWidget
from tests.support.fake_desk import FakeDesk
from tests.support.fake_market import MES, ZN, named, paint, quote, session
from tests.support.until import until

from bracketdesk.controller.views import Check, Connection, Lock, ResultView
from bracketdesk.domain.outcomes import OutcomeKind
from bracketdesk.domain.session import Environment
from bracketdesk.domain.settings import Settings, Units
from bracketdesk.domain.ticket import AutoTrail, Entry, EntryType, Level, Side, Ticket
from bracketdesk.ui.bracket_columns import Column
from bracketdesk.ui.controls import Combo, Spin
from bracketdesk.ui.problem_list import ProblemList
from bracketdesk.ui.send_button import SendButton
from bracketdesk.ui.ticket_card import TicketCard

Key = Qt.Key
Held = Qt.KeyboardModifier


def click(card: QWidget, name: str) -> None:
    QTest.mouseClick(named(card, QPushButton, name), Qt.MouseButton.LeftButton)
    paint()


def button(card: QWidget) -> SendButton:
    return named(card, SendButton, "submitButton")


def label(card: QWidget, name: str) -> str:
    return named(card, QLabel, name).text()


def fill_three_levels(card: TicketCard) -> None:
    """Compose the picture's ticket by mouse and keys."""
    click(card, "buyButton")
    click(card, "duplicateLevelButton")
    click(card, "duplicateLevelButton")
    spin = named(card, Spin, "quantitySpin")
    spin.selectAll()
    QTest.keyClicks(spin, "3")
    edit(card, 1, Column.TARGET, "32")
    edit(card, 2, Column.TARGET, "")
    edit(card, 2, Column.AUTO_TRAIL, "24/12/1")
    paint()


def edit(card: TicketCard, row: int, column: Column, text: str) -> None:
    card.table.setFocus()
    card.table.choose(row, column)
    QTest.keyClick(card.table, Key.Key_Delete)
    if text:
        QTest.keyClick(card.table, Key.Key_F2)
        cell = QApplication.focusWidget()
        assert cell is not None
        QTest.keyClicks(cell, text)
        QTest.keyClick(cell, Key.Key_Return)
    paint()


THREE = (
    Level(1, 16, 16),
    Level(1, 32, 16),
    Level(1, None, 16, auto_trail=AutoTrail(24, 12, 1)),
)


def accepted(uuid: str = "u1") -> ResultView:
    return ResultView(OutcomeKind.ACCEPTED, "Accepted", uuid=uuid, strategy_id=7)


def test_a_first_start_says_what_is_missing(card: TicketCard) -> None:
    assert (button(card).text(), button(card).isEnabled()) == ("Choose Buy or Sell", False)
    assert label(card, "assignedLabel") == "1 of 1 assigned"
    assert not named(card, ProblemList, "problemList").isVisible()


def test_the_picture_is_composed_and_sent_by_one_click(card: TicketCard, desk: FakeDesk) -> None:
    fill_three_levels(card)
    assert label(card, "assignedLabel") == "3 of 3 assigned"
    assert label(card, "sentenceLabel") == (
        "Buy 3 MESZ6 at market; 1 out at +4.00, 1 at +8.00, 1 trails 3.00 behind after +6.00; "
        "stop 4.00 under; about $60 lost at the stops."
    )
    assert (button(card).text(), button(card).detail) == (
        "BUY 3 MESZ6",
        "market · about $60 at the stops",
    )
    click(card, "submitButton")
    assert desk.called("submit") == [(Ticket("MESZ6", Side.BUY, 3, Entry(), THREE, "DEMO1"),)]


async def test_the_figures_alone_follow_the_quote(desk: FakeDesk) -> None:
    card = TicketCard(desk)
    card.show()
    fill_three_levels(card)
    index = card.model.index(0, Column.TARGET_AT)
    assert index.data() == "6016.50"
    seen: list[Column] = []

    def painted(first: QModelIndex, _: QModelIndex) -> None:
        seen.append(Column(first.column()))

    card.model.dataChanged.connect(painted)
    desk.quote.set(quote("6020.00", "6020.25"))
    await until(lambda: index.data() == "6024.25")
    assert seen == [Column.TARGET_AT]
    card.close()


def test_levels_that_do_not_add_up_block_and_say_so(card: TicketCard, desk: FakeDesk) -> None:
    fill_three_levels(card)
    edit(card, 0, Column.QUANTITY, "2")
    assert label(card, "assignedLabel") == "4 of 3 assigned"
    assert not button(card).isEnabled()
    assert "4 of 3 assigned" in button(card).text()
    card.send()
    assert desk.called("submit") == []


def test_a_bad_text_stays_is_marked_and_listed(card: TicketCard, desk: FakeDesk) -> None:
    fill_three_levels(card)
    edit(card, 1, Column.TARGET, "3x")
    assert card.model.level(1).target == "3x"
    problems = named(card, ProblemList, "problemList")
    assert problems.isVisible()
    assert problems.item(0).text().startswith("✕  Level 2 target: ")
    assert card.model.index(1, Column.TARGET).data(Qt.ItemDataRole.ToolTipRole)
    assert not button(card).isEnabled()
    assert button(card).text() == "Level 2 target: “3x” is no number"
    prices = [card.model.index(row, Column.STOP_AT).data() for row in range(3)]
    assert prices == ["6008.50", "–", "6008.50"]


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("quantity", "quantitySpin"),
        ("entry.limitPrice", "limitPriceEdit"),
        ("symbol", "symbolEdit"),
        ("side", "buyButton"),
        ("levels", "bracketTable"),
        ("levels[0].stopTicks", "bracketTable"),
    ],
)
def test_a_problem_leads_to_its_field(card: TicketCard, field: str, name: str) -> None:
    card.activateWindow()
    named(card, Combo, "entryTypeCombo").setCurrentIndex(1)
    card.review.problems.chosen.emit(field)
    focus = QApplication.focusWidget()
    assert focus is not None
    assert focus.objectName() == name
    if field == "levels[0].stopTicks":
        assert card.table.currentIndex().column() == Column.STOP


def test_units_are_converted_and_remembered(card: TicketCard, desk: FakeDesk) -> None:
    combo = named(card, Combo, "unitsCombo")
    combo.setFocus()
    QTest.keyClick(combo, Key.Key_Down)
    paint()
    assert card.model.level(0).stop == "4.00"
    assert desk.settings.value.units is Units.POINTS
    assert card.draft().units is Units.POINTS
    card.model.undo()
    assert combo.currentText() == "ticks"


def test_the_last_runs_units_wait_for_the_instrument(desk: FakeDesk) -> None:
    desk.instrument.set(None)
    desk.settings.set(Settings(units=Units.POINTS))
    card = TicketCard(desk)
    assert (card.model.units, card.model.level(0).stop) == (Units.TICKS, "16")
    desk.instrument.set(MES)
    assert (card.model.units, card.model.level(0).stop) == (Units.POINTS, "4.00")
    assert named(card, Combo, "unitsCombo").currentText() == "points"
    desk.instrument.set(replace(MES, symbol="MESH7"))
    assert card.model.level(0).stop == "4.00"


def test_an_open_loss_is_sent_only_when_ticked(card: TicketCard, desk: FakeDesk) -> None:
    click(card, "buyButton")
    edit(card, 0, Column.STOP, "")
    tick = named(card, QCheckBox, "acknowledgeNoStopCheck")
    assert tick.isVisible()
    assert not button(card).isEnabled()
    QTest.mouseClick(tick, Qt.MouseButton.LeftButton)
    paint()
    assert button(card).isEnabled()
    click(card, "submitButton")
    ticket = desk.called("submit")[0][0]
    assert isinstance(ticket, Ticket)
    assert ticket.acknowledge_no_stop


def test_another_open_level_wants_another_tick(card: TicketCard) -> None:
    click(card, "buyButton")
    edit(card, 0, Column.STOP, "")
    tick = named(card, QCheckBox, "acknowledgeNoStopCheck")
    tick.setChecked(True)
    click(card, "duplicateLevelButton")
    assert not tick.isChecked()
    tick.setChecked(True)
    click(card, "removeLevelButton")
    assert tick.isChecked()


def limit_order(card: TicketCard) -> None:
    click(card, "buyButton")
    named(card, Combo, "entryTypeCombo").setCurrentIndex(1)
    QTest.keyClicks(named(card, QLineEdit, "limitPriceEdit"), "6000")
    paint()


def test_accepted_clears_the_prices_and_keeps_the_levels(card: TicketCard, desk: FakeDesk) -> None:
    limit_order(card)
    levels = card.model.levels
    desk.result.set(accepted())
    paint()
    assert card.draft().limit_price == ""
    assert card.model.levels == levels
    assert card.draft().entry_type is EntryType.LIMIT
    QTest.keyClicks(named(card, QLineEdit, "limitPriceEdit"), "6001")
    desk.result.set(replace(accepted(), headline="Accepted, then read back"))
    assert card.draft().limit_price == "6001"  # the same order is not cleared twice
    desk.result.set(accepted("u2"))
    assert card.draft().limit_price == ""


@pytest.mark.parametrize("kind", [OutcomeKind.REJECTED, OutcomeKind.NOT_SENT, OutcomeKind.UNKNOWN])
def test_anything_else_leaves_the_ticket_filled(
    card: TicketCard, desk: FakeDesk, kind: OutcomeKind
) -> None:
    limit_order(card)
    before = card.draft()
    desk.result.set(ResultView(kind, "No", uuid="u1"))
    paint()
    assert card.draft() == before


def test_a_new_contract_leaves_no_side_and_no_price_behind(
    card: TicketCard, desk: FakeDesk
) -> None:
    limit_order(card)
    desk.instrument.set(ZN)
    paint()
    draft = card.draft()
    assert (draft.side, draft.limit_price) == (None, "")
    assert draft.levels
    assert not button(card).isEnabled()


def test_the_same_contract_told_again_changes_nothing(card: TicketCard, desk: FakeDesk) -> None:
    limit_order(card)
    desk.instrument.set(replace(MES, description="Micro E-mini"))
    assert card.draft().side is Side.BUY
    assert card.draft().limit_price == "6000"


def test_a_typed_symbol_is_never_sent_as_another(card: TicketCard, desk: FakeDesk) -> None:
    click(card, "buyButton")
    assert button(card).isEnabled()
    symbol = named(card, QLineEdit, "symbolEdit")
    symbol.setFocus()
    symbol.selectAll()
    QTest.keyClicks(symbol, "ESZ6")
    paint()
    assert button(card).text() == "Press Enter to take ESZ6"
    card.send()
    assert desk.called("submit") == []


def test_a_line_that_is_down_counts_before_a_symbol_that_waits(
    card: TicketCard, desk: FakeDesk
) -> None:
    desk.instrument.set(None)
    paint()
    assert button(card).text() == "Looking up MESZ6 …"
    desk.checker = lambda *_: Check(None, (), "", "", 1, 1, (), "Disconnected")
    desk.session.set(replace(session(), connection=Connection.RECONNECTING))
    paint()
    assert button(card).text() == "Disconnected"


def test_a_double_click_is_one_order(card: TicketCard, desk: FakeDesk) -> None:
    click(card, "buyButton")

    def taken(_: Ticket) -> None:
        desk.result.set(ResultView(OutcomeKind.RECORDED, "Sending", uuid="u1", pending=True))

    desk.on_submit = taken
    QTest.mouseClick(button(card), Qt.MouseButton.LeftButton)
    QTest.mouseDClick(button(card), Qt.MouseButton.LeftButton)
    card.send()
    assert len(desk.called("submit")) == 1


async def test_a_long_wait_shows_on_the_button(desk: FakeDesk) -> None:
    card = TicketCard(desk)
    card.show()
    click(card, "buyButton")
    desk.result.set(ResultView(OutcomeKind.RECORDED, "Sending", uuid="u1", pending=True))
    assert button(card).text() == "BUY 1 MESZ6"
    await until(lambda: button(card).text() == "Sending …")
    assert not button(card).isEnabled()
    desk.result.set(ResultView(OutcomeKind.REJECTED, "No", uuid="u1"))
    await until(lambda: button(card).isEnabled())
    assert button(card).text() == "BUY 1 MESZ6"
    card.close()


def test_a_live_button_names_the_account(card: TicketCard, desk: FakeDesk) -> None:
    click(card, "buyButton")
    desk.session.set(session(Environment.LIVE, "U7"))
    paint()
    assert button(card).text() == "BUY 1 MESZ6 · LIVE U7"


def test_what_the_desk_says_is_asked_again(card: TicketCard, desk: FakeDesk) -> None:
    changes: list[Callable[[], None]] = [
        lambda: desk.lock.set(Lock("DEMO1", "MESZ6", "Locked", "NOT SENT")),
        lambda: desk.session.set(session(account="DEMO2")),
        lambda: desk.result.set(ResultView(OutcomeKind.REJECTED, "No")),
    ]
    for change in changes:
        before = desk.checks
        change()
        paint()
        assert desk.checks == before + 1


def test_prices_are_stepped_from_the_quote(card: TicketCard) -> None:
    named(card, Combo, "entryTypeCombo").setCurrentIndex(1)
    limit = named(card, QLineEdit, "limitPriceEdit")
    limit.setFocus()
    QTest.keyClick(limit, Key.Key_Up)
    QTest.keyClick(limit, Key.Key_Down)
    assert Decimal(limit.text()) == Decimal("6012.00")


def test_tab_goes_through_the_ticket_as_it_is_laid_out(card: TicketCard) -> None:
    click(card, "buyButton")
    named(card, QLineEdit, "symbolEdit").setFocus()
    walked = []
    for _ in range(40):
        focus = QApplication.focusWidget()
        assert focus is not None
        if focus.objectName() not in walked:
            walked.append(focus.objectName())
        QTest.keyClick(focus, Key.Key_Tab)
    assert walked[:12] == [
        "symbolEdit",
        "buyButton",
        "entryTypeCombo",
        "quantitySpin",
        "timeInForceCombo",
        "unitsCombo",
        "bracketTable",
        "addLevelButton",
        "duplicateLevelButton",
        "removeLevelButton",
        "splitEvenlyButton",
        "submitButton",
    ]


def test_every_input_has_an_accessible_name(card: TicketCard) -> None:
    kinds = (QLineEdit, Combo, Spin, QPushButton)
    for kind in kinds:
        for widget in card.findChildren(kind):
            if not widget.objectName() or widget.objectName().startswith("qt_"):
                continue
            spoken = widget.accessibleName() or (
                widget.text() if isinstance(widget, QPushButton) else ""
            )
            assert spoken, widget.objectName()
    assert card.table.accessibleName() == "Levels"
