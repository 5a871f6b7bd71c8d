"""Settings between runs."""

import json
import stat
from dataclasses import fields
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bracketdesk.domain.guards import Guards, careful_guards
from bracketdesk.domain.session import Environment, HostLimits, Hosts, Transport
from bracketdesk.domain.settings import Colours, Settings, Telling, Theme, Units
from bracketdesk.storage import settings as room
from bracketdesk.storage.settings import JsonSettings

NAME = "settings.json"
times = st.datetimes(timezones=st.just(UTC))
whole = st.none() | st.integers(1, 10**9)
money = st.decimals("0.01", "999999999", places=2)
guarded = st.builds(Guards, whole, st.none() | money, whole)
chosen = st.builds(
    Settings,
    environment=st.sampled_from([e for e in Environment if e is not Environment.LIVE]),
    transport=st.sampled_from(Transport),
    ask_practice=st.booleans(),
    ask_demo=st.booleans(),
    colours=st.sampled_from(Colours),
    theme=st.sampled_from(Theme),
    units=st.sampled_from(Units),
    symbol=st.text(),
    account=st.text(),
    custom_hosts=st.none() | st.builds(Hosts, st.text(), st.text(), st.text(), st.text()),
    window_state=st.dictionaries(st.text(), st.text(), max_size=3),
    limits=st.dictionaries(
        st.text(),
        st.builds(
            HostLimits,
            st.none() | times,
            st.lists(times, max_size=3).map(tuple),
            st.none() | times,
        ),
        max_size=2,
    ),
    guards=st.fixed_dictionaries(dict.fromkeys(Environment, guarded)),
    tellings=st.dictionaries(
        st.text(), st.builds(Telling, st.booleans(), st.booleans()), max_size=3
    ),
    tell_on_practice=st.booleans(),
)


def saved(home: Path, settings: Settings) -> None:
    store = JsonSettings(home)
    store.load()
    store.save(settings)
    store.close()


@given(settings=chosen)
def test_what_was_saved_comes_back(
    tmp_path_factory: pytest.TempPathFactory, settings: Settings
) -> None:
    home = tmp_path_factory.mktemp("home")
    saved(home, settings)
    assert JsonSettings(home).load() == settings
    assert [path.name for path in home.iterdir()] == [NAME]


def test_the_first_start_has_the_defaults(tmp_path: Path) -> None:
    store = JsonSettings(tmp_path)
    assert store.load() == Settings()
    assert store.notice == ""
    store.close()
    assert list(tmp_path.iterdir()) == []


def test_every_setting_is_kept() -> None:
    assert set(room._READERS) == {field.name for field in fields(Settings)}


def test_live_is_never_where_a_run_begins(tmp_path: Path) -> None:
    saved(tmp_path, Settings(environment=Environment.LIVE, symbol="MESZ6"))
    assert json.loads((tmp_path / NAME).read_text())["environment"] == "practice"
    (tmp_path / NAME).write_text('{"environment": "live", "symbol": "MESZ6"}')
    assert JsonSettings(tmp_path).load() == Settings(symbol="MESZ6")


def test_the_last_of_many_saves_stands(tmp_path: Path) -> None:
    store = JsonSettings(tmp_path)
    for number in range(20):
        store.save(Settings(symbol=str(number)))
    store.close()
    assert JsonSettings(tmp_path).load().symbol == "19"


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe", b"[1]", b'"text"', b""])
def test_an_unreadable_file_is_set_aside(tmp_path: Path, content: bytes) -> None:
    (tmp_path / NAME).write_bytes(content)
    store = JsonSettings(tmp_path)
    assert store.load() == Settings()
    (aside,) = tmp_path.glob("settings.unreadable-*.json")
    assert aside.read_bytes() == content
    assert aside.name in store.notice


def test_a_file_that_cannot_be_opened_is_said(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()
    store = JsonSettings(tmp_path)
    assert store.load() == Settings()
    assert store.notice


@pytest.mark.parametrize(
    "wrong",
    [
        {"theme": "purple"},
        {"transport": ["socket"]},
        {"ask_demo": "no"},
        {"account": 7},
        {"custom_hosts": {"rest": "https://a"}},
        {"custom_hosts": "https://a"},
        {"window_state": {"size": 4}},
        {"window_state": []},
        {"custom_hosts": {"rest": "a", "socket": "b", "market_data": "c", "authorize": 7}},
        {"limits": []},
        {"guards": []},
        {"tellings": True},
        {"tell_on_practice": 1},
        {"limits": {"demo:demo.example": "2026-11-22T15:00:00+00:00"}},
    ],
)
def test_one_value_not_understood_costs_only_itself(
    tmp_path: Path, wrong: dict[str, object]
) -> None:
    (tmp_path / NAME).write_text(json.dumps({"symbol": "MESZ6", "units": "points", **wrong}))
    assert JsonSettings(tmp_path).load() == Settings(symbol="MESZ6", units=Units.POINTS)


def test_the_file_of_an_earlier_version_is_read(tmp_path: Path) -> None:
    hosts = {"rest": "https://a/v1", "socket": "wss://a/v1/ws", "market_data": "wss://b/v1/ws"}
    (tmp_path / NAME).write_text(json.dumps({"symbol": "MESZ6", "custom_hosts": hosts}))
    settings = JsonSettings(tmp_path).load()
    assert settings == Settings(symbol="MESZ6", custom_hosts=Hosts(**hosts))


def test_of_a_hosts_limits_a_time_not_understood_costs_only_itself(tmp_path: Path) -> None:
    """A freeze must not be forgotten because something beside it is not a time."""
    kept = {
        "demo:a": {"frozen_until": "2026-11-22T16:00:00+01:00", "failed_sign_ins": "never"},
        "demo:b": {
            "frozen_until": "2026-11-22T16:00:00",
            "failed_sign_ins": ["2026-11-22T14:00:00Z", 5, "soon", "0001-01-01T00:00+14:00"],
        },
        "demo:c": {"failed_sign_ins": {}, "no_sign_in_until": 5},
    }
    (tmp_path / NAME).write_text(json.dumps({"limits": kept}))
    assert JsonSettings(tmp_path).load().limits == {
        "demo:a": HostLimits(datetime(2026, 11, 22, 15, tzinfo=UTC)),
        "demo:b": HostLimits(None, (datetime(2026, 11, 22, 14, tzinfo=UTC),)),
        "demo:c": HostLimits(),
    }


def test_of_the_guards_one_not_understood_is_the_careful_one_and_never_off(tmp_path: Path) -> None:
    kept = {
        "practice": {"contracts": None, "dollars": "2500.50", "ticks": "many"},
        "live": {"contracts": True, "dollars": 1e9, "ticks": 0},
        "custom": {"contracts": 7, "dollars": "-5", "new": 1},
        "elsewhere": {"contracts": 1},
        "demo": None,
    }
    (tmp_path / NAME).write_text(json.dumps({"guards": kept}))
    careful = careful_guards()
    assert JsonSettings(tmp_path).load().guards == {
        Environment.PRACTICE: Guards(None, Decimal("2500.50"), 400),
        Environment.DEMO: careful[Environment.DEMO],
        Environment.LIVE: careful[Environment.LIVE],
        Environment.CUSTOM: Guards(7, Decimal(500), 200),
    }


def test_of_the_tellings_a_switch_not_understood_is_on(tmp_path: Path) -> None:
    kept = {"filled": {"sound": False, "notification": 0}, "stop": None, "alarm": {"sound": "no"}}
    (tmp_path / NAME).write_text(json.dumps({"tellings": kept}))
    assert JsonSettings(tmp_path).load().tellings == {
        "filled": Telling(sound=False),
        "alarm": Telling(),
    }


def test_money_is_kept_exactly(tmp_path: Path) -> None:
    guards = careful_guards() | {Environment.LIVE: Guards(dollars=Decimal("1E+3"))}
    saved(tmp_path, Settings(guards=guards))
    kept = json.loads((tmp_path / NAME).read_text())["guards"]["live"]
    assert kept == {"contracts": None, "dollars": "1000", "ticks": None}


def test_times_come_back_in_utc(tmp_path: Path) -> None:
    elsewhere = datetime(2026, 11, 22, 16, tzinfo=timezone(timedelta(hours=1)))
    saved(tmp_path, Settings(limits={"demo:a": HostLimits(elsewhere)}))
    frozen = JsonSettings(tmp_path).load().limits["demo:a"].frozen_until
    assert frozen == elsewhere
    assert frozen.tzinfo is UTC


def test_what_a_newer_version_added_is_carried_along(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text('{"symbol": "MESZ6", "sounds": {"fill": true}}')
    saved(tmp_path, Settings(symbol="ESZ6"))
    kept = json.loads((tmp_path / NAME).read_text())
    assert (kept["symbol"], kept["sounds"]) == ("ESZ6", {"fill": True})


def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    saved(tmp_path, Settings())
    assert stat.S_IMODE((tmp_path / NAME).stat().st_mode) == 0o600


def test_a_save_that_fails_leaves_the_old_file_and_a_warning(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = JsonSettings(tmp_path / "gone")
    store.save(Settings())
    store.close()
    assert "could not be kept" in caplog.text
