import json
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.domain.samples import MES, RUNNER, orders

from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.ticket import AutoTrail, Entry, EntryType, Level, Side, Ticket
from bracketdesk.domain.ticketfile import (
    NotJson,
    TicketFile,
    TicketFileError,
    read_ticket_file,
    write_ticket_file,
)

# architecture.md, "Seams", to the byte.
EXAMPLE = (
    '{"format": "bracketdesk-ticket", "version": 1, "symbol": "MESZ6", "tickSize": "0.25", '
    '"valuePerPoint": "5", "side": "Sell", "quantity": 3, "entry": {"type": "Limit", '
    '"limitPrice": "6012.25", "stopPrice": null, "timeInForce": "Day", "expireTime": null}, '
    '"levels": [{"quantity": 1, "targetTicks": 16, "stopTicks": 16, "trailing": false, '
    '"autoTrail": null}, {"quantity": 2, "targetTicks": null, "stopTicks": 16, '
    '"trailing": false, "autoTrail": {"triggerTicks": 24, "distanceTicks": 12, "stepTicks": 1}}]}'
)
TICKET = Ticket(
    "MESZ6",
    Side.SELL,
    3,
    Entry(EntryType.LIMIT, limit_price=Decimal("6012.25")),
    (Level(1, 16, 16), Level(2, None, 16, auto_trail=AutoTrail(24, 12, 1))),
)


def changed(path: str, value: object) -> str:
    """The example with the field at `path` (dots, numbers for list items) set to `value`."""
    content: Any = json.loads(EXAMPLE)
    *way, last = path.split(".")
    inner = content
    for step in way:
        inner = inner[int(step) if step.isdigit() else step]
    inner[int(last) if last.isdigit() else last] = value
    return json.dumps(content)


def without(path: str) -> str:
    content: Any = json.loads(EXAMPLE)
    *way, last = path.split(".")
    inner = content
    for step in way:
        inner = inner[int(step) if step.isdigit() else step]
    del inner[last]
    return json.dumps(content)


def complaints(text: str) -> list[str]:
    with pytest.raises(TicketFileError) as refused:
        read_ticket_file(text)
    return [str(problem) for problem in refused.value.problems]


def test_the_example_of_the_architecture_both_ways() -> None:
    assert read_ticket_file(EXAMPLE) == TicketFile(TICKET, Decimal("0.25"), Decimal(5))
    assert write_ticket_file(TICKET, MES) == EXAMPLE


@given(orders, st.booleans())
def test_a_ticket_reads_back(order: tuple[Instrument, Ticket], acknowledged: bool) -> None:
    instrument, valid = order
    ticket = replace(valid, acknowledge_no_stop=acknowledged)
    file = read_ticket_file(write_ticket_file(ticket, instrument))
    assert file == TicketFile(ticket, instrument.tick_size, instrument.value_per_point)


def test_the_account_stays_out_of_the_file() -> None:
    assert "DEMO1" not in write_ticket_file(replace(RUNNER, account="DEMO1"), MES)


@pytest.mark.parametrize("path", ["entry.limitPrice", "entry.stopPrice", "entry.expireTime"])
def test_what_may_be_null_may_be_absent(path: str) -> None:
    read_ticket_file(without(path))


@pytest.mark.parametrize("key", ["targetTicks", "stopTicks", "trailing", "autoTrail"])
def test_exits_may_be_absent(key: str) -> None:
    assert read_ticket_file(without(f"levels.1.{key}")).ticket.levels[0] == Level(1, 16, 16)


@pytest.mark.parametrize(
    ("path", "field"),
    [
        *((key, key) for key in ("format", "version", "symbol", "tickSize", "valuePerPoint")),
        *((key, key) for key in ("side", "quantity", "entry", "levels")),
        ("entry.type", "entry.type"),
        ("entry.timeInForce", "entry.timeInForce"),
        ("levels.1.quantity", "levels[1].quantity"),
        ("levels.1.autoTrail.triggerTicks", "levels[1].autoTrail.triggerTicks"),
        ("levels.1.autoTrail.distanceTicks", "levels[1].autoTrail.distanceTicks"),
        ("levels.1.autoTrail.stepTicks", "levels[1].autoTrail.stepTicks"),
    ],
)
def test_what_is_missing_is_named(path: str, field: str) -> None:
    assert complaints(without(path)) == [f"{field}: is missing."]


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("account", "account"),
        ("entry.price", "entry.price"),
        ("levels.0.stop", "levels[0].stop"),
        ("levels.1.autoTrail.freq", "levels[1].autoTrail.freq"),
        ("weird\n\u202e", "weird��"),
    ],
)
def test_unknown_keys_are_refused_by_name(path: str, field: str) -> None:
    assert complaints(changed(path, 1)) == [f"{field}: is unknown to this version."]


WHOLE = "must be a whole number below a thousand million, without quotes."
DECIMAL = 'must be a decimal number in quotes, as "6012.25".'
TIME = 'must be a time with its zone, as "2026-12-01T21:00:00Z".'


@pytest.mark.parametrize(
    ("path", "value", "complaint"),
    [
        ("format", "other", 'format: must be "bracketdesk-ticket" in this version.'),
        ("version", 2, "version: must be 1 in this version."),
        ("version", True, "version: must be 1 in this version."),
        ("version", "1", "version: must be 1 in this version."),
        ("symbol", 5, "symbol: must be a text."),
        ("symbol", None, "symbol: must be a text."),
        ("tickSize", 0.25, f"tickSize: {DECIMAL}"),
        ("tickSize", "0", "tickSize: must be more than 0."),
        ("tickSize", "-0.25", "tickSize: must be more than 0."),
        ("tickSize", "1e-2", f"tickSize: {DECIMAL}"),
        ("valuePerPoint", "NaN", f"valuePerPoint: {DECIMAL}"),
        ("valuePerPoint", "0.00", "valuePerPoint: must be more than 0."),
        ("side", "buy", "side: must be one of Buy, Sell, not “buy”."),
        ("side", 1, "side: must be one of Buy, Sell, not “1”."),
        ("quantity", "3", f"quantity: {WHOLE}"),
        ("quantity", 3.0, f"quantity: {WHOLE}"),
        ("quantity", True, f"quantity: {WHOLE}"),
        ("quantity", None, f"quantity: {WHOLE}"),
        ("quantity", 10**9, f"quantity: {WHOLE}"),
        ("entry", [], "entry: must be an object."),
        ("entry", None, "entry: must be an object."),
        (
            "entry.type",
            "MIT",
            "entry.type: must be one of Market, Limit, Stop, StopLimit, not “MIT”.",
        ),
        ("entry.limitPrice", 6012.25, f"entry.limitPrice: {DECIMAL}"),
        ("entry.limitPrice", "6,012.25", f"entry.limitPrice: {DECIMAL}"),
        ("entry.limitPrice", "9" * 13, f"entry.limitPrice: {DECIMAL}"),
        (
            "entry.timeInForce",
            "",
            "entry.timeInForce: must be one of Day, GTC, GTD, IOC, FOK, not “”.",
        ),
        ("entry.expireTime", "2026-12-01T15:00:00", f"entry.expireTime: {TIME}"),
        ("entry.expireTime", "0001-01-01T00:00:00+10:00", f"entry.expireTime: {TIME}"),
        ("entry.expireTime", 5, f"entry.expireTime: {TIME}"),
        ("levels", {}, "levels: must be a list."),
        ("levels.1", None, "levels[1]: must be an object."),
        ("levels.0.targetTicks", "16", f"levels[0].targetTicks: {WHOLE}"),
        ("levels.0.stopTicks", 16.5, f"levels[0].stopTicks: {WHOLE}"),
        ("levels.0.trailing", 0, "levels[0].trailing: must be true or false."),
        ("levels.1.autoTrail", [], "levels[1].autoTrail: must be an object."),
        ("levels.1.autoTrail.stepTicks", None, f"levels[1].autoTrail.stepTicks: {WHOLE}"),
        ("acknowledgeNoStop", "yes", "acknowledgeNoStop: must be true or false."),
    ],
)
def test_every_type_is_checked(path: str, value: object, complaint: str) -> None:
    assert complaints(changed(path, value)) == [complaint]


def test_repeated_keys_are_refused_with_their_place() -> None:
    twice = EXAMPLE.replace('"stopTicks": 16', '"stopTicks": 16, "stopTicks": 8', 1)
    assert complaints(twice) == ["levels[0].stopTicks: is given twice."]
    assert complaints(EXAMPLE.replace('{"format"', '{"side": "Buy", "format"')) == [
        "side: is given twice."
    ]


def test_every_mistake_is_said_at_once() -> None:
    text = changed("quantity", "3").replace('"Sell"', '"Short"')
    assert [line.split(":")[0] for line in complaints(text)] == ["side", "quantity"]


@pytest.mark.parametrize("text", ["[]", '"ticket"', "1", "null"])
def test_json_that_is_no_object(text: str) -> None:
    assert complaints(text) == ["format: A ticket file is a JSON object."]


@pytest.mark.parametrize(
    "text", ["", "ticket", "{", "[" * 100_000, '{"a":' * 100_000, EXAMPLE + "}"]
)
def test_what_is_not_json(text: str) -> None:
    with pytest.raises(NotJson):
        read_ticket_file(text)


def test_an_expiry_of_any_zone_is_kept_in_utc() -> None:
    text = changed("entry.expireTime", "2026-12-01T15:00:00-06:00")
    expires = read_ticket_file(text).ticket.entry.expire_time
    assert expires == datetime(2026, 12, 1, 21, 0, tzinfo=UTC)
    assert expires is not None
    assert expires.tzinfo is UTC


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.floats(allow_nan=False),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
PATHS = [
    "format",
    "version",
    "symbol",
    "tickSize",
    "valuePerPoint",
    "side",
    "quantity",
    "entry",
    "levels",
]


@given(st.dictionaries(st.sampled_from(PATHS) | st.text(max_size=5), junk), st.booleans())
def test_any_json_is_read_or_refused(changes: dict[str, object], whole: bool) -> None:
    content = {} if whole else deepcopy(json.loads(EXAMPLE))
    try:
        read_ticket_file(json.dumps(content | changes))
    except TicketFileError as refused:
        lines = [str(problem) for problem in refused.problems]
        for line in lines:
            line.encode()
    except NotJson:
        pass
