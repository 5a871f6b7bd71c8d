"""The home folder and the machine's id."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bracketdesk.domain.problems import UserFacingError
from bracketdesk.storage.home import device_id, home_folder


@pytest.fixture(autouse=True)
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's own data folder, for this test."""
    monkeypatch.delenv("BRACKETDESK_HOME", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data" / "bracketdesk"


def test_the_argument_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRACKETDESK_HOME", str(tmp_path / "environment"))
    assert home_folder(str(tmp_path / "argument")) == tmp_path / "argument"
    assert home_folder(None) == tmp_path / "environment"


def test_else_it_is_where_the_system_has_it(system: Path) -> None:
    home = home_folder(None)
    assert home == system / "home"
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


def test_it_is_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert home_folder("here/there") == tmp_path / "here" / "there"


def test_a_home_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserFacingError, match="cannot be made"):
        home_folder(str(tmp_path / "file" / "home"))


def test_the_device_id_stays(system: Path) -> None:
    first = device_id()
    assert len(first) == 32
    assert device_id() == first
    assert (system / "device-id").read_text() == first
    assert not (home_folder(None) / "device-id").exists()


def test_two_machines_differ(tmp_path: Path) -> None:
    assert device_id(tmp_path / "one") != device_id(tmp_path / "two")


def test_starting_twice_at_once_makes_one_id(tmp_path: Path) -> None:
    path = tmp_path / "new" / "device-id"
    with ThreadPoolExecutor(16) as pool:
        ids = set(pool.map(lambda _: device_id(path), range(64)))
    assert len(ids) == 1
    assert list(path.parent.iterdir()) == [path]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff" * 32, b"x" * 65, b"a\0b", b"two words"])
def test_a_file_that_holds_no_id_is_set_aside(
    tmp_path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """As after a power failure: the app must not be unusable for it, and nothing is lost."""
    path = tmp_path / "device-id"
    path.write_bytes(content)
    made = device_id(path)
    assert len(made) == 32
    assert device_id(path) == made
    (aside,) = tmp_path.glob("device-id.unreadable-*")
    assert aside.read_bytes() == content
    assert aside.name in caplog.text


def test_an_id_brought_from_elsewhere_is_used(tmp_path: Path) -> None:
    (tmp_path / "device-id").write_text("my-own-id-7\n")
    assert device_id(tmp_path / "device-id") == "my-own-id-7"


def test_a_file_that_cannot_be_read_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "device-id").mkdir()
    with pytest.raises(UserFacingError, match="device-id cannot be read"):
        device_id(tmp_path / "device-id")


def test_a_device_id_that_cannot_be_kept_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserFacingError, match=r"cannot be (made|read)"):
        device_id(tmp_path / "file" / "device-id")
