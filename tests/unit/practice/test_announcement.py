"""Where the exchange says how it can be reached."""

import json
import os
import stat
from pathlib import Path

import pytest

from bracketdesk.practice.announcement import Announcement, announce

ANNOUNCEMENT = Announcement(
    rest="http://127.0.0.1:5/v1",
    socket="ws://127.0.0.1:5/v1/websocket",
    market_data="ws://127.0.0.1:5/md/v1/websocket",
    name="practice-1",
    password="throwaway",
)


def test_it_is_one_line_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    announce(ANNOUNCEMENT, None)
    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line) == {
        "rest": "http://127.0.0.1:5/v1",
        "socket": "ws://127.0.0.1:5/v1/websocket",
        "marketData": "ws://127.0.0.1:5/md/v1/websocket",
        "name": "practice-1",
        "password": "throwaway",
    }


def test_a_file_is_for_its_owner_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "announcement.json"
    mask = os.umask(0)
    try:
        announce(ANNOUNCEMENT, file)
    finally:
        os.umask(mask)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert json.loads(file.read_text())["password"] == "throwaway"
    assert not capsys.readouterr().out


def test_an_older_file_is_replaced_whole(tmp_path: Path) -> None:
    file = tmp_path / "announcement.json"
    file.write_text("x" * 1000)
    file.chmod(0o644)
    announce(ANNOUNCEMENT, file)
    assert json.loads(file.read_text())["name"] == "practice-1"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [file]


def test_a_symbolic_link_is_not_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious")
    link = tmp_path / "announcement.json"
    link.symlink_to(victim)
    with pytest.raises(FileExistsError, match="symbolic link"):
        announce(ANNOUNCEMENT, link)
    assert victim.read_text() == "precious"


def test_a_folder_in_its_place_is_told_and_nothing_left(tmp_path: Path) -> None:
    folder = tmp_path / "announcement.json"
    folder.mkdir()
    with pytest.raises(OSError, match="directory"):
        announce(ANNOUNCEMENT, folder)
    assert list(tmp_path.iterdir()) == [folder]


def test_its_text_does_not_tell_the_password() -> None:
    assert "throwaway" not in repr(ANNOUNCEMENT)
