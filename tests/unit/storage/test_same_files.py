"""A file that was removed or replaced is missed, whatever else happens to it is not."""

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bracketdesk.storage.same_files import SameFiles

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows lets no open file go")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "home" / "file"
    path.parent.mkdir()
    path.write_text("one")
    return path


def replaced(path: Path) -> None:
    shutil.copy2(path, path.with_name("new"))
    path.with_name("new").replace(path)


def moved_with_its_folder(path: Path) -> None:
    path.parent.rename(path.parent.with_name("elsewhere"))


@posix
@pytest.mark.parametrize("act", [Path.unlink, replaced, moved_with_its_folder])
def test_a_file_that_is_no_longer_there_is_named(file: Path, act: Callable[[Path], object]) -> None:
    files = SameFiles([file, file.with_name("never there")])
    assert files.gone() is None
    act(file)
    assert files.gone() == file


def test_one_that_is_written_touched_or_linked_is_the_same(file: Path) -> None:
    files = SameFiles([file])
    file.write_text("two")
    file.chmod(0o600)
    os.utime(file, (0, 0))
    os.link(file, file.with_name("another name"))
    file.with_name("never there").touch()
    assert files.gone() is None
