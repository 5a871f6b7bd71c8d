"""Settings between runs."""

import json
import stat
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bracketdesk.domain.session import Environment, Hosts, Transport
from bracketdesk.domain.settings import Colours, Settings, Theme, Units
from bracketdesk.storage import settings as room
from bracketdesk.storage.settings import JsonSettings

NAME = "settings.json"
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
    custom_hosts=st.none() | st.builds(Hosts, st.text(), st.text(), st.text()),
    window_state=st.dictionaries(st.text(), st.text(), max_size=3),
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
    ],
)
def test_one_value_not_understood_costs_only_itself(
    tmp_path: Path, wrong: dict[str, object]
) -> None:
    (tmp_path / NAME).write_text(json.dumps({"symbol": "MESZ6", "units": "points", **wrong}))
    assert JsonSettings(tmp_path).load() == Settings(symbol="MESZ6", units=Units.POINTS)


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
