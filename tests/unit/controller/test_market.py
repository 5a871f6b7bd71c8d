"""The ticket's instrument: looked up, watched, never taken from an overtaken answer."""

import asyncio
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from tests.support.clock import settle
from tests.unit.controller.builders import MES, MNQ, quote
from tests.unit.controller.stage import Stage

from bracketdesk.controller.market import expiry_text
from bracketdesk.controller.views import QuoteView
from bracketdesk.domain.session import Environment
from bracketdesk.domain.settings import Settings


async def test_practice_begins_with_the_front_month_of_mes(stage: Stage) -> None:
    line = await stage.open()
    assert stage.desk.instrument.value == MES
    assert line.watched == ["MESZ6"]
    assert stage.ports.settings.kept.symbol == "MESZ6"


async def test_practice_without_any_contract_says_so(stage: Stage) -> None:
    stage.names = ()
    await stage.open()
    assert stage.desk.instrument.value is None
    assert stage.desk.notice.value == "No contract begins like that."


async def test_the_remembered_symbol_comes_back() -> None:
    stage = Stage(Settings(symbol="MNQZ6"))
    line = await stage.open()
    assert stage.desk.instrument.value == MNQ
    assert line.watched == ["MNQZ6"]
    await stage.desk.close()


def _rolled(symbol: str = "MESZ6") -> Stage:
    """The next run after MESZ6 has expired."""
    stage = Stage(Settings(symbol=symbol))
    stage.instruments = {"MESH7": replace(MES, symbol="MESH7"), "MNQH7": MNQ}
    stage.names = ("MESTH7", "MESH7", "MNQH7")
    return stage


@pytest.mark.parametrize("environment", [Environment.PRACTICE, Environment.DEMO])
async def test_a_contract_that_is_known_no_more_gets_its_products_next_in_its_place(
    environment: Environment,
) -> None:
    stage = _rolled()
    stage.ports.secrets.tokens["demo", "demo.example"] = stage.ports.gateway.tokens
    line = await stage.open(environment)
    found = stage.desk.instrument.value
    assert found is not None
    assert (found.symbol, line.watched) == ("MESH7", ["MESH7"])
    assert stage.desk.notice.value == (
        "The broker knows no contract MESZ6. "
        "MESH7 was chosen in its place: check it before you send."
    )
    await stage.desk.close()


async def test_practice_has_a_contract_even_where_it_has_not_the_product() -> None:
    stage = _rolled("RTYZ6")
    await stage.open()
    assert stage.desk.instrument.value is not None
    assert "RTYZ6" in stage.desk.notice.value
    await stage.desk.close()


async def test_elsewhere_no_other_product_is_chosen() -> None:
    stage = _rolled("RTYZ6")
    stage.ports.secrets.tokens["demo", "demo.example"] = stage.ports.gateway.tokens
    await stage.open(Environment.DEMO)
    assert stage.desk.instrument.value is None
    assert stage.desk.symbol_text.value == "The broker knows no contract RTYZ6."
    await stage.desk.close()


async def test_what_was_typed_never_gets_another_in_its_place() -> None:
    stage = _rolled()
    stage.desk.choose_symbol("MNQZ6")
    await stage.open()
    assert stage.desk.instrument.value is None
    assert stage.desk.symbol_text.value == "The broker knows no contract MNQZ6."
    stage.desk.choose_symbol("MESZ6")
    await settle()
    assert (stage.desk.instrument.value, stage.desk.notice.value) == (None, "")
    await stage.desk.close()


async def test_one_chosen_meanwhile_stays() -> None:
    stage = _rolled()
    stage.desk.open_environment(Environment.PRACTICE)
    await settle(4)
    stage.desk.choose_symbol("MNQH7")
    await settle(40)
    assert stage.desk.instrument.value == MNQ
    assert stage.desk.notice.value == ""
    await stage.desk.close()


async def test_demo_begins_with_no_symbol_of_its_own(stage: Stage) -> None:
    stage.ports.secrets.tokens["demo", "demo.example"] = stage.ports.gateway.tokens
    line = await stage.open(Environment.DEMO)
    assert stage.desk.instrument.value is None
    assert line.watched == []


async def test_choosing_looks_up_and_watches(stage: Stage) -> None:
    line = await stage.ready()
    line.quote(quote())
    line.gate.clear()
    stage.desk.choose_symbol(" mnqz6 ")
    assert stage.desk.instrument.value is None  # nothing can be sent meanwhile
    assert stage.desk.quote.value is None
    assert stage.desk.symbol_text.value == "Looking up MNQZ6 …"
    line.gate.set()
    await settle()
    assert stage.desk.instrument.value == MNQ
    assert stage.desk.symbol_text.value == ""
    assert line.watched == ["MESZ6", "", "MNQZ6"]
    assert stage.ports.settings.kept.symbol == "MNQZ6"


@pytest.mark.parametrize("typed", ["mnq", "MNQZ6"])
async def test_a_product_alone_is_its_front_month(stage: Stage, typed: str) -> None:
    line = await stage.ready()
    stage.names = line.names = ("MNQH7", "MNQZ6", "MESZ6")
    stage.desk.choose_symbol(typed)
    await settle()
    assert stage.desk.instrument.value == MNQ
    assert stage.desk.symbol_text.value == ""
    assert stage.ports.settings.kept.symbol == "MNQZ6"


async def test_an_unknown_symbol_says_why_and_leaves_none_chosen(stage: Stage) -> None:
    await stage.ready()
    stage.desk.choose_symbol("NOPE")
    await settle()
    assert stage.desk.instrument.value is None
    assert stage.desk.symbol_text.value == "The broker knows no contract NOPE."
    assert stage.ports.settings.kept.symbol == "MESZ6"


async def test_an_overtaken_answer_is_ignored(stage: Stage) -> None:
    line = await stage.ready()
    line.gate.clear()
    stage.desk.choose_symbol("MNQZ6")
    stage.desk.choose_symbol("NOPE")
    stage.desk.choose_symbol("MESZ6")
    line.gate.set()
    await settle()
    assert stage.desk.instrument.value == MES
    assert "NOPE" not in stage.desk.symbol_text.value
    assert "MNQZ6" not in line.watched


async def test_an_answer_that_comes_after_its_successors_is_ignored(stage: Stage) -> None:
    line = await stage.ready()
    line.slow["MNQZ6"] = asyncio.Event()
    stage.desk.choose_symbol("MNQZ6")
    stage.desk.choose_symbol("MESZ6")
    await settle()
    line.slow["MNQZ6"].set()
    await settle()
    assert stage.desk.instrument.value == MES
    assert line.watched == ["MESZ6", "", "MESZ6"]


async def test_a_choice_waits_for_no_subscription_of_another(stage: Stage) -> None:
    line = await stage.ready()
    line.slow["watch MNQZ6"] = asyncio.Event()
    stage.desk.choose_symbol("MNQZ6")
    await settle()
    stage.desk.choose_symbol("MESZ6")
    await settle()
    assert line.watched == ["MESZ6", "", "MNQZ6", "", "MESZ6"]


async def test_what_is_chosen_no_more_is_watched_no_more(stage: Stage) -> None:
    line = await stage.ready()
    stage.desk.choose_symbol("NOPE")
    await settle()
    assert line.watched == ["MESZ6", ""]
    stage.desk.choose_symbol("")
    await settle()
    assert line.watched == ["MESZ6", ""]


async def test_the_same_symbol_again_asks_nothing(stage: Stage) -> None:
    line = await stage.ready()
    line.gate.clear()
    stage.desk.choose_symbol("mesz6")
    assert stage.desk.instrument.value == MES
    assert line.watched == ["MESZ6"]


async def test_an_empty_symbol_forgets(stage: Stage) -> None:
    await stage.ready()
    stage.desk.choose_symbol("")
    await settle()
    assert (stage.desk.instrument.value, stage.desk.symbol_text.value) == (None, "")


async def test_a_symbol_chosen_before_connecting_is_looked_up_then(stage: Stage) -> None:
    stage.desk.choose_symbol("MNQZ6")
    assert stage.desk.symbol_text.value == "MNQZ6 is looked up once connected."
    await stage.open()
    assert stage.desk.instrument.value == MNQ


async def test_another_environment_looks_it_up_anew(stage: Stage) -> None:
    stage.ports.secrets.tokens["demo", "demo.example"] = stage.ports.gateway.tokens
    await stage.ready()
    stage.desk.open_environment(Environment.DEMO)
    await settle(3)
    assert stage.desk.instrument.value is None
    await settle(40)
    assert stage.desk.instrument.value == MES
    assert stage.line.watched == ["MESZ6"]


async def test_a_failed_look_up_is_made_again_when_the_line_is_back(stage: Stage) -> None:
    line = await stage.ready()
    instruments, line.instruments = line.instruments, {}
    stage.desk.choose_symbol("MNQZ6")
    await settle()
    assert stage.desk.instrument.value is None
    line.instruments = instruments
    line.go_down()
    line.come_up()
    await settle()
    assert stage.desk.instrument.value == MNQ


async def test_a_refused_quote_is_said_where_the_quote_would_be(stage: Stage) -> None:
    line = await stage.ready()
    line.quote_trouble = "No quotes: No market data for this user."
    stage.desk.choose_symbol("MNQZ6")
    await settle()
    assert stage.desk.instrument.value == MNQ
    assert stage.desk.quote_text.value == "No quotes: No market data for this user."
    assert stage.desk.notice.value == ""
    stage.desk.choose_symbol("MESZ6")
    assert stage.desk.quote_text.value == ""


async def test_the_same_symbol_again_asks_once_more_for_a_refused_quote(stage: Stage) -> None:
    line = await stage.ready()
    line.quote_trouble = "No quotes: No market data for this user."
    stage.desk.choose_symbol("MNQZ6")
    await settle()
    stage.desk.choose_symbol("MNQZ6")
    await settle()
    assert line.watched == ["MESZ6", "", "MNQZ6", "MNQZ6"]


async def test_an_overtaken_refusal_is_not_said(stage: Stage) -> None:
    line = await stage.ready()
    held = line.slow["watch MNQZ6"] = asyncio.Event()
    line.quote_trouble = "No quotes: No market data for this user."
    stage.desk.choose_symbol("MNQZ6")
    await settle()
    line.quote_trouble = ""
    stage.desk.choose_symbol("MESZ6")
    await settle()
    line.quote_trouble = "No quotes: No market data for this user."
    held.set()
    await settle()
    assert stage.desk.quote_text.value == ""


async def test_what_the_line_says_of_its_quotes_is_shown_until_it_takes_it_back(
    stage: Stage,
) -> None:
    line = await stage.ready()
    line.quote(quote())
    line.listener.quote_trouble("No quotes: The connection \u202ebroke." + "x" * 1000)
    text = stage.desk.quote_text.value
    assert text.startswith("No quotes: The connection broke.x")
    assert len(text) == 400
    assert stage.desk.quote.value is not None  # what was last heard stays
    line.listener.quote_trouble("")
    assert stage.desk.quote_text.value == ""


async def test_leaving_leaves_no_word_of_the_old_lines_quotes(stage: Stage) -> None:
    line = await stage.ready()
    line.listener.quote_trouble("No quotes: The connection broke.")
    stage.desk.sign_out()
    await settle(30)
    assert stage.desk.quote_text.value == ""
    line.listener.quote_trouble("No quotes: late")
    assert stage.desk.quote_text.value == ""


async def test_quotes_of_the_chosen_contract_only(stage: Stage) -> None:
    line = await stage.ready()
    assert stage.desk.quote_age() is None
    line.quote(quote(contract_id=MNQ.contract_id))
    assert stage.desk.quote.value is None
    line.quote(quote())
    assert stage.desk.quote.value == QuoteView(
        MES.contract_id,
        Decimal("6012.25"),
        14,
        Decimal("6012.50"),
        9,
        Decimal("6012.50"),
        stage.clock.monotonic(),
    )
    await stage.clock.advance(2.5)
    assert stage.desk.quote_age() == 2.5


async def test_suggestions(stage: Stage) -> None:
    line = await stage.ready()
    got: list[tuple[str, ...]] = []
    stage.desk.suggest("mn", got.append)
    await settle()
    assert got == [("MNQZ6",)]
    stage.desk.suggest("  ", got.append)
    assert got[-1] == ()
    line.names = ()
    stage.desk.suggest("m", got.append)
    await settle()
    assert got[-1] == ()
    assert len(got) == 3


async def test_an_overtaken_suggestion_is_never_given(stage: Stage) -> None:
    line = await stage.ready()
    got: list[str] = []
    line.gate.clear()
    stage.desk.suggest("MES", lambda names: got.append(f"first {names}"))
    stage.desk.suggest("MNQ", lambda names: got.append(f"second {names}"))
    line.gate.set()
    await settle()
    assert got == ["second ('MNQZ6',)"]


async def test_a_suggestion_without_a_line_is_empty(stage: Stage) -> None:
    got: list[tuple[str, ...]] = []
    stage.desk.suggest("MES", got.append)
    assert got == [()]


async def test_the_expiry_warning_shows_with_the_symbol(stage: Stage) -> None:
    line = await stage.ready()
    line.instruments["SOON"] = replace(MES, symbol="SOON", expires=date(2026, 11, 24))
    stage.desk.choose_symbol("SOON")
    await settle()
    assert stage.desk.symbol_text.value == "SOON expires in 2 days, Tue 24 Nov 2026."


@pytest.mark.parametrize(
    ("expires", "text"),
    [
        (date(2026, 12, 1), ""),
        (date(2026, 11, 30), "X expires in 8 days, Mon 30 Nov 2026."),
        (date(2026, 11, 23), "X expires in 1 day, Mon 23 Nov 2026."),
        (date(2026, 11, 22), "X expires today, Sun 22 Nov 2026."),
        (date(2026, 11, 21), "X expired on Sat 21 Nov 2026."),
    ],
)
def test_expiry_within_eight_days(expires: date, text: str) -> None:
    assert expiry_text("X", expires, date(2026, 11, 22)) == text
