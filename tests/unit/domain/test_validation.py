from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from tests.unit.domain.samples import CL, MES, NOW, RUNNER, ZN, orders

from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.params import write_params
from bracketdesk.domain.problems import Severity
from bracketdesk.domain.ticket import AutoTrail, Entry, EntryType, Level, Ticket, TimeInForce
from bracketdesk.domain.validation import Limits, validate

LIMITS = Limits()
Found = list[tuple[str, Severity, str]]


def problems(ticket: Ticket, instrument: Instrument = MES, limits: Limits = LIMITS) -> Found:
    found = validate(ticket, instrument, limits, NOW)
    return [(problem.field, problem.severity, problem.text) for problem in found]


def error(field: str, text: str) -> Found:
    return [(field, Severity.ERROR, text)]


def entered(**changes: Any) -> Ticket:  # noqa: ANN401 - an Entry's fields
    return replace(RUNNER, entry=replace(RUNNER.entry, **changes))


def levelled(*levels: Level, **changes: Any) -> Ticket:  # noqa: ANN401 - a Ticket's fields
    quantity = sum(level.quantity for level in levels)
    return replace(replace(RUNNER, quantity=quantity, levels=levels), **changes)


@given(orders)
def test_a_ticket_without_mistakes_has_no_errors(order: tuple[Instrument, Ticket]) -> None:
    instrument, ticket = order
    found = validate(ticket, instrument, LIMITS, NOW)
    assert {problem.severity for problem in found} <= {Severity.WARNING}


def test_the_runner_has_no_problem_at_all() -> None:
    assert problems(RUNNER) == []


# Quantity


@pytest.mark.parametrize(
    ("quantity", "text"),
    [
        (0, "At least 1 contract."),
        (-3, "At least 1 contract."),
        (1001, "At most 1,000 contracts; this is 1,001."),
        (True, "Must be a whole number of contracts."),
        (3.0, "Must be a whole number of contracts."),
    ],
)
def test_quantity(quantity: int, text: str) -> None:
    assert ("quantity", Severity.ERROR, text) in problems(replace(RUNNER, quantity=quantity))


def test_the_limit_itself_is_allowed() -> None:
    assert problems(levelled(Level(1000, 4, 4))) == []


def test_a_level_has_one_contract_at_least() -> None:
    few = "3 levels need at least 3 contracts: the entry has 2."
    assert problems(replace(RUNNER, quantity=2)) == error("levels", few)


@pytest.mark.parametrize(("quantity", "assigned"), [(4, "3 of 4"), (5, "3 of 5")])
def test_the_levels_must_add_up(quantity: int, assigned: str) -> None:
    assert problems(replace(RUNNER, quantity=quantity)) == error(
        "levels", f"{assigned} assigned: the levels must add up to the entry."
    )


# Symbol, account, instrument


def test_a_symbol_is_needed() -> None:
    assert problems(replace(RUNNER, symbol=" ")) == error("symbol", "Choose a contract.")


def test_a_ticket_of_another_contract_is_refused() -> None:
    assert problems(replace(RUNNER, symbol="ESZ6")) == error(
        "symbol", "The ticket is for ESZ6, but MESZ6 is chosen."
    )


@pytest.mark.parametrize("field", ["symbol", "account"])
def test_texts_have_limits(field: str) -> None:
    changes: dict[str, Any] = {field: "x" * 65}
    found = problems(replace(RUNNER, **changes))
    assert (field, Severity.ERROR, "At most 64 characters; this has 65.") in found


@pytest.mark.parametrize("account", ["DEMO\n1", "DEMO\x00", "\ud800"])
def test_texts_are_printable(account: str) -> None:
    assert problems(replace(RUNNER, account=account)) == error(
        "account", "Only printable characters."
    )


def test_an_account_of_64_characters_is_fine() -> None:
    assert problems(replace(RUNNER, account="x" * 64)) == []


def test_an_expired_contract_is_refused() -> None:
    assert problems(RUNNER, replace(MES, expires=date(2026, 11, 1))) == error(
        "symbol", "MESZ6 expired on 2026-11-01."
    )
    assert problems(RUNNER, replace(MES, expires=date(2026, 11, 2))) == []


@pytest.mark.parametrize("value", ["0", "-1", "NaN", "1E999999"])
def test_an_instrument_without_tick_or_value_is_refused(value: str) -> None:
    limit = entered(type=EntryType.LIMIT, limit_price=Decimal("6012.30"))
    broken = Instrument("MESZ6", Decimal(value), Decimal(value))
    assert [field for field, _, _ in problems(limit, broken)] == ["tickSize", "valuePerPoint"]


# Entry prices

LIMIT_NEEDED = "entry needs a limit price."
STOP_NEEDED = "entry needs a stop price."


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (EntryType.MARKET, []),
        (EntryType.LIMIT, ["A limit " + LIMIT_NEEDED]),
        (EntryType.STOP, ["A stop " + STOP_NEEDED]),
        (EntryType.STOP_LIMIT, ["A stop limit " + LIMIT_NEEDED, "A stop limit " + STOP_NEEDED]),
    ],
)
def test_prices_that_are_needed(kind: EntryType, expected: list[str]) -> None:
    assert [text for _, _, text in problems(entered(type=kind))] == expected


@pytest.mark.parametrize(
    ("kind", "field", "text"),
    [
        (EntryType.MARKET, "limit_price", "A market entry has no limit price."),
        (EntryType.MARKET, "stop_price", "A market entry has no stop price."),
        (EntryType.LIMIT, "stop_price", "A limit entry has no stop price."),
        (EntryType.STOP, "limit_price", "A stop entry has no limit price."),
    ],
)
def test_prices_that_must_be_absent(kind: EntryType, field: str, text: str) -> None:
    changes = {name: Decimal(6012) for name in ("limit_price", "stop_price")}
    if not kind.has_limit and field != "limit_price":
        del changes["limit_price"]
    if not kind.has_stop and field != "stop_price":
        del changes["stop_price"]
    name = {"limit_price": "entry.limitPrice", "stop_price": "entry.stopPrice"}[field]
    assert problems(entered(type=kind, **changes)) == error(name, text)


@pytest.mark.parametrize(
    ("price", "instrument", "text"),
    [
        ("6012.30", MES, "6012.3 is between two ticks: 6012.25 and 6012.50."),
        (
            "110.51",
            replace(ZN, symbol="MESZ6"),
            "110.51 is between two ticks: 110'160 and 110'165.",
        ),
        (
            "-37.635",
            replace(CL, symbol="MESZ6"),
            "-37.635 is between two ticks: -37.64 and -37.63.",
        ),
    ],
)
def test_prices_off_tick_name_both_neighbours(
    price: str, instrument: Instrument, text: str
) -> None:
    limit = entered(type=EntryType.LIMIT, limit_price=Decimal(price))
    stop = entered(type=EntryType.STOP, stop_price=Decimal(price))
    assert problems(limit, instrument) == error("entry.limitPrice", text)
    assert problems(stop, instrument) == error("entry.stopPrice", text)


@pytest.mark.parametrize(
    "price", [Decimal("NaN"), Decimal("Infinity"), Decimal("1E999999"), 6012.25]
)
def test_what_is_no_price_is_refused(price: Decimal) -> None:
    ticket = entered(type=EntryType.STOP_LIMIT, limit_price=price, stop_price=price)
    assert problems(ticket) == [
        *error("entry.limitPrice", "This is no price."),
        *error("entry.stopPrice", "This is no price."),
    ]


@pytest.mark.parametrize(
    ("side", "limit", "where"),
    [("Buy", "6011.75", "under"), ("Sell", "6012.25", "over")],
)
def test_a_limit_behind_its_stop_is_warned_of(side: str, limit: str, where: str) -> None:
    ticket = entered(
        type=EntryType.STOP_LIMIT, limit_price=Decimal(limit), stop_price=Decimal("6012.00")
    )
    sided = replace(ticket, side=type(RUNNER.side)(side))
    assert problems(sided) == [
        (
            "entry.limitPrice",
            Severity.WARNING,
            f"The limit is {where} the stop: once the stop is touched the entry may never fill.",
        )
    ]
    level = replace(sided, entry=replace(sided.entry, limit_price=Decimal("6012.00")))
    assert problems(level) == []
    other_side = "Sell" if side == "Buy" else "Buy"
    assert problems(replace(ticket, side=type(RUNNER.side)(other_side))) == []


# Time in force


@pytest.mark.parametrize(
    ("expires", "text"),
    [
        (None, "A GTD entry needs an expiry, as 2026-12-01 15:00."),
        (NOW, "The expiry has passed."),
        (NOW - timedelta(seconds=1), "The expiry has passed."),
        (datetime(2026, 12, 1, 15), "The expiry has no time zone."),  # noqa: DTZ001 - the mistake
    ],
)
def test_gtd_needs_a_future_expiry(expires: datetime | None, text: str) -> None:
    ticket = entered(time_in_force=TimeInForce.GTD, expire_time=expires)
    assert problems(ticket) == error("entry.expireTime", text)


def test_gtd_in_the_future_is_fine() -> None:
    later = NOW + timedelta(seconds=1)
    assert problems(entered(time_in_force=TimeInForce.GTD, expire_time=later)) == []


@pytest.mark.parametrize("tif", [each for each in TimeInForce if each is not TimeInForce.GTD])
def test_only_gtd_has_an_expiry(tif: TimeInForce) -> None:
    ticket = entered(time_in_force=tif, expire_time=NOW + timedelta(days=1))
    assert problems(ticket) == error("entry.expireTime", f"A {tif} entry has no expiry.")


@pytest.mark.parametrize("tif", [TimeInForce.IOC, TimeInForce.FOK])
def test_a_stop_that_may_not_wait_is_warned_of(tif: TimeInForce) -> None:
    ticket = entered(type=EntryType.STOP, stop_price=Decimal(6020), time_in_force=tif)
    text = f"A stop entry waits, {tif} does not: it may be cancelled at once."
    assert problems(ticket) == [("entry.timeInForce", Severity.WARNING, text)]


# Levels


def test_at_least_one_level() -> None:
    assert problems(replace(RUNNER, levels=())) == error(
        "levels", "At least one level with a target or a stop."
    )


def test_a_level_needs_a_target_or_a_stop() -> None:
    assert problems(levelled(Level(1, 4, 4), Level(1))) == error(
        "levels[1]", "A level needs a target or a stop."
    )


def test_a_level_without_a_stop_must_be_acknowledged() -> None:
    bare = levelled(Level(1, 4, 4), Level(1, 4))
    text = "No stop: the loss of this level is open. Tick that this is meant."
    assert problems(bare) == [("levels[1].stopTicks", Severity.ACKNOWLEDGE, text)]
    assert problems(replace(bare, acknowledge_no_stop=True)) == []


WHOLE: list[tuple[object, str]] = [
    (0, "At least 1 {}."),
    (-4, "At least 1 {}."),
    (True, "Must be a whole number of {}s."),
    (4.0, "Must be a whole number of {}s."),
]
FIELDS: dict[str, tuple[str, Callable[[Any], Level]]] = {
    "quantity": ("contract", lambda value: Level(value, 4, 4)),
    "targetTicks": ("tick", lambda value: Level(1, value, 4)),
    "stopTicks": ("tick", lambda value: Level(1, 4, value)),
    "autoTrail.triggerTicks": (
        "tick",
        lambda value: Level(1, None, 99, auto_trail=AutoTrail(value, 4, 1)),
    ),
    "autoTrail.distanceTicks": (
        "tick",
        lambda value: Level(1, None, 99, auto_trail=AutoTrail(4, value, 1)),
    ),
    "autoTrail.stepTicks": (
        "tick",
        lambda value: Level(1, None, 99, auto_trail=AutoTrail(4, 4, value)),
    ),
}


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize(("value", "text"), WHOLE)
def test_every_number_of_a_level_is_whole_and_positive(
    field: str, value: object, text: str
) -> None:
    noun, build = FIELDS[field]
    found = problems(levelled(Level(1, 4, 4), build(value), quantity=2))
    assert (f"levels[1].{field}", Severity.ERROR, text.format(noun)) in found


@pytest.mark.parametrize("field", [name for name in FIELDS if name != "quantity"])
def test_distances_have_a_ceiling(field: str) -> None:
    found = problems(levelled(FIELDS[field][1](100_001)))
    text = "At most 100,000 ticks; this is 100,001."
    assert (f"levels[0].{field}", Severity.ERROR, text) in found


def test_no_trailing_without_a_stop() -> None:
    ticket = levelled(Level(1, 4, trailing=True), acknowledge_no_stop=True)
    text = "Only a stop can trail: give the level a stop."
    assert problems(ticket) == error("levels[0].trailing", text)


def test_no_auto_trail_without_a_stop() -> None:
    ticket = levelled(Level(1, 9, auto_trail=AutoTrail(4, 4, 1)), acknowledge_no_stop=True)
    text = "Only a stop can trail: give the level a stop."
    assert problems(ticket) == error("levels[0].autoTrail", text)


def test_auto_trail_excludes_trailing() -> None:
    ticket = levelled(Level(1, None, 4, trailing=True, auto_trail=AutoTrail(4, 4, 1)))
    text = "The stop trails already: choose trail or auto-trail."
    assert problems(ticket) == error("levels[0].autoTrail", text)


def test_an_auto_trail_beyond_its_target_is_warned_of() -> None:
    ticket = levelled(Level(1, 16, 16, auto_trail=AutoTrail(16, 4, 1)))
    text = "The target is reached before the trail begins."
    assert problems(ticket) == [("levels[0].autoTrail.triggerTicks", Severity.WARNING, text)]
    assert problems(levelled(Level(1, 17, 16, auto_trail=AutoTrail(16, 4, 1)))) == []


def test_an_auto_trail_wider_than_the_stop_is_warned_of() -> None:
    ticket = levelled(Level(1, None, 16, auto_trail=AutoTrail(4, 21, 1)))
    text = "When the trail begins it is farther away than the stop already is."
    assert problems(ticket) == [("levels[0].autoTrail.distanceTicks", Severity.WARNING, text)]
    assert problems(levelled(Level(1, None, 16, auto_trail=AutoTrail(4, 20, 1)))) == []


# Length of the params


def test_too_many_levels_say_how_many_fit() -> None:
    many = levelled(*[Level(1, 16, 16)] * 200)
    [(field, severity, text)] = problems(many)
    assert (field, severity) == ("levels", Severity.ERROR)
    fit = int(text.split(": ")[1].split()[0])
    assert text.endswith(f"{fit} levels of 200 fit.")
    assert f"these are {len(write_params(many, MES.tick_size)):,}" in text
    assert problems(levelled(*[Level(1, 16, 16)] * fit)) == []
    assert problems(levelled(*[Level(1, 16, 16)] * (fit + 1))) != []


def test_the_limit_of_the_params_is_inclusive() -> None:
    length = len(write_params(RUNNER, MES.tick_size))
    assert problems(RUNNER, limits=Limits(max_params=length)) == []
    assert len(problems(RUNNER, limits=Limits(max_params=length - 1))) == 1


def test_everything_wrong_at_once_is_said_at_once() -> None:
    ticket = Ticket(
        "",
        RUNNER.side,
        0,
        Entry(EntryType.LIMIT, time_in_force=TimeInForce.GTD),
        (Level(0), Level(1, 0, None, trailing=True)),
    )
    assert [field for field, _, _ in problems(ticket)] == [
        "symbol",
        "quantity",
        "entry.limitPrice",
        "entry.expireTime",
        "levels[0].quantity",
        "levels[0]",
        "levels[1].targetTicks",
        "levels[1].stopTicks",
        "levels[1].trailing",
        "levels",
    ]


def test_now_may_be_in_any_zone() -> None:
    assert validate(RUNNER, MES, LIMITS, NOW.astimezone(UTC)) == ()
