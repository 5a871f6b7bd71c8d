from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPlainTextEdit
from pytestqt.qtbot import QtBot
from tests.support.sample_views import AT, SENTENCE, accepted, rejected
from tests.support.screen import found
from tests.support.zones import system_zone

from bracketdesk.controller.views import ResultView
from bracketdesk.domain.outcomes import OutcomeKind
from bracketdesk.ui.result_tab import EMPTY, ResultTab, figures, pill_text, said_once, summary

PENDING = ResultView(OutcomeKind.RECORDED, "Sending …", at=AT, sentence=SENTENCE, pending=True)


@pytest.fixture
def tab(qtbot: QtBot) -> ResultTab:
    tab = ResultTab()
    qtbot.addWidget(tab)
    tab.resize(1100, 180)
    tab.show()
    return tab


def label(tab: ResultTab, name: str) -> QLabel:
    return found(tab, QLabel, name)


def broker(tab: ResultTab) -> QPlainTextEdit:
    return found(tab, QPlainTextEdit, "brokerText")


def test_nothing_yet_teaches(tab: ResultTab) -> None:
    assert label(tab, "resultEmpty").isVisible()
    assert label(tab, "resultEmpty").text() == EMPTY
    tab.show_result(accepted())
    assert not label(tab, "resultEmpty").isVisible()
    tab.show_result(None)
    assert label(tab, "resultEmpty").isVisible()


def test_accepted_is_one_line_with_time_and_strategy(tab: ResultTab) -> None:
    with system_zone("UTC"):
        tab.show_result(accepted())
    assert label(tab, "resultPill").text() == "ACCEPTED"
    assert label(tab, "resultFigures").text() == "10:02:11.412 · 38 ms · strategy 9912"
    assert "(UTC+00:00)" in label(tab, "resultFigures").toolTip()
    assert label(tab, "resultSentence").text() == SENTENCE
    assert not broker(tab).isVisible()
    assert not label(tab, "resultAdvice").isVisible()


def test_what_was_seen_and_read_back_is_shown(tab: ResultTab) -> None:
    tab.show_result(accepted())
    assert not label(tab, "resultEvidence").isVisible()
    assert not label(tab, "resultReadBack").isVisible()
    seen = ("15:00:00 look 1: nothing.", "15:00:05 found.")
    tab.show_result(replace(accepted(), evidence=seen, read_back="Planned = held."))
    assert label(tab, "resultEvidence").text() == "\n".join(seen)
    assert label(tab, "resultReadBack").text() == "Planned = held."


def test_a_rejection_is_explained_beside_the_brokers_words(tab: ResultTab) -> None:
    tab.show_result(rejected())
    assert label(tab, "resultPill").text() == "REJECTED"
    texts = {
        name: label(tab, name).text()
        for name in ("resultHeadline", "resultCause", "resultAdvice", "resultSure")
    }
    assert texts == {
        "resultHeadline": "The account may only close positions",
        "resultCause": "A loss limit was hit, or the firm set it.",
        "resultAdvice": "Only close positions now.",
        "resultSure": "Fairly sure.",
    }
    assert all(label(tab, name).isVisible() for name in texts)
    assert broker(tab).isVisible()
    assert broker(tab).toPlainText() == "account is set to liquidation only"


def test_the_brokers_words_are_plain_bounded_and_selectable(tab: ResultTab) -> None:
    tab.show_result(rejected("<b>now</b>\u202e" + "x" * 9000))
    shown = broker(tab).toPlainText()
    assert shown.startswith("<b>now</b>\N{REPLACEMENT CHARACTER}x")
    assert len(shown) < 2100
    assert broker(tab).isReadOnly()
    keys = Qt.TextInteractionFlag.TextSelectableByKeyboard
    assert broker(tab).textInteractionFlags() & keys


def test_a_reason_without_words_is_shown_as_it_came(tab: ResultTab) -> None:
    tab.show_result(replace(rejected(""), reason="SomethingNew"))
    assert broker(tab).toPlainText() == "SomethingNew"


def test_a_later_result_leaves_nothing_of_the_one_before(tab: ResultTab) -> None:
    tab.show_result(rejected())
    tab.show_result(accepted())
    assert not broker(tab).isVisible()
    assert not label(tab, "resultSure").isVisible()
    assert broker(tab).toPlainText() == ""


@pytest.mark.parametrize(
    ("result", "text"),
    [
        (PENDING, "SENDING…"),
        (accepted(), "ACCEPTED"),
        (rejected(), "REJECTED"),
        (ResultView(OutcomeKind.NOT_SENT, "Not sent"), "NOT SENT"),
        (ResultView(OutcomeKind.UNKNOWN, "Unknown"), "UNKNOWN"),
    ],
)
def test_the_outcome_is_a_word(result: ResultView, text: str) -> None:
    assert pill_text(result) == text


@pytest.mark.parametrize(
    ("headline", "kind", "said"),
    [
        ("Rejected: too large", OutcomeKind.REJECTED, "Too large"),
        ("Accepted", OutcomeKind.ACCEPTED, ""),
        ("Not sent: wait", OutcomeKind.NOT_SENT, "Wait"),
        ("Accepted, then failed", OutcomeKind.ACCEPTED, "Accepted, then failed"),
        ("Rejected by the broker", OutcomeKind.REJECTED, "Rejected by the broker"),
        ("Liquidation only: close", OutcomeKind.REJECTED, "Liquidation only: close"),
    ],
)
def test_the_headline_does_not_repeat_the_pill(headline: str, kind: OutcomeKind, said: str) -> None:
    assert said_once(ResultView(kind, headline)) == said


def test_figures_leave_out_what_is_not_known() -> None:
    assert figures(ResultView(OutcomeKind.UNKNOWN, "Unknown")) == ""
    with system_zone("UTC"):
        assert figures(PENDING) == "10:02:11.412"
        assert summary(rejected()) == "The account may only close positions · 10:02:11"
