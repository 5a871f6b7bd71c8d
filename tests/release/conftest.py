"""The built packages, and the clean systems they are installed on."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.support.debian_root import DebianRoot
from tests.support.skips import need

ROOT = Path(__file__).parents[2]
DIST = ROOT / "dist"
FROZEN = ROOT / "build" / "frozen" / "bracketdesk" / "bracketdesk"
PICTURES = ROOT / "build" / "release"
"""Where the tests leave what they saw."""


def built(pattern: str) -> Path:
    """The one package of that name."""
    found = sorted(DIST.glob(pattern))
    assert len(found) == 1, f"`packaging/dev.py build` makes one {pattern}; found {found}"
    return found[0]


@pytest.fixture(scope="session")
def deb() -> Path:
    return built("*.deb")


@pytest.fixture(scope="session")
def rpm() -> Path:
    return built("*.rpm")


@pytest.fixture(scope="session")
def archive() -> Path:
    return built("*.tar.gz")


@pytest.fixture(scope="session")
def runner() -> Path:
    return built("*.run")


@pytest.fixture(scope="session")
def frozen() -> Path:
    assert FROZEN.exists(), "`packaging/dev.py build` makes it"
    return FROZEN


@pytest.fixture(scope="session")
def debian(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DebianRoot]:
    """A clean Debian 12, with nothing of Qt, X or Python in it."""
    need(shutil.which("mmdebstrap"), "mmdebstrap is not installed")
    need(os.geteuid() == 0, "only root may enter a root of its own")
    folder = tmp_path_factory.mktemp("debian") / "root"
    yield DebianRoot(folder)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[str]:
    """A display with a window manager on it."""
    from tests.support.display import display  # noqa: PLC0415 - the other tests want none

    PICTURES.mkdir(parents=True, exist_ok=True)
    with display() as name:
        yield name
