"""What a machine can see of the house rules, and of the stack's known dangers."""

import importlib.util
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from tests.support.skips import need

ROOT = Path(__file__).parents[2]
RUN_LOCK = ROOT / "packaging" / "requirements.txt"
DEV_LOCK = ROOT / "packaging" / "requirements-dev.txt"
BUILD_LOCK = ROOT / "packaging" / "requirements-build.txt"
TOP_LEVEL = {"gui", "resources", "tests", "packaging", "pyproject.toml", "README.md", "LICENSE"}
TOP_LEVEL |= {"CHANGELOG.md"}

EMITS = """
from PySide6.QtCore import QCoreApplication, QObject, Signal
app = QCoreApplication([])
class Sender(QObject):
    said = Signal(bool)
sender = Sender()
sender.said.connect(lambda value: None)
for _ in range(1000):
    sender.said.emit(True)
"""


@pytest.fixture(scope="module")
def tracked() -> list[Path]:
    """Every file git knows, or would take in."""
    need(shutil.which("git"), "git is not installed")
    need((ROOT / ".git").exists(), "this is no git checkout")
    listed = subprocess.run(
        [
            "git",
            "-c",
            "safe.directory=*",
            "ls-files",
            "--cached",
            "--others",
            "--exclude-standard",
            "-z",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = (ROOT / name for name in listed.stdout.split("\0") if name)
    return [path for path in paths if path.is_file()]


def python_files(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from (ROOT / folder).rglob("*.py")


def lines_with(pattern: str, files: Iterable[Path]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{number}"
        for path in files
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if re.search(pattern, line)
    ]


def test_pyside_survives_a_thousand_signals() -> None:
    # 6.12.0 loses a reference of True with each and aborts on Python 3.11 after about 560.
    done = subprocess.run([sys.executable, "-c", EMITS], check=False, capture_output=True)
    assert done.returncode == 0, done.stderr[-500:]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as it would be shipped."""
    need(importlib.util.find_spec("hatchling"), "hatchling is not installed")
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


def test_every_resource_and_module_is_in_the_wheel(wheel: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    modules = {str(path.relative_to(ROOT / "gui")) for path in python_files("gui")}
    pictures = {
        f"bracketdesk/{path.relative_to(ROOT)}"
        for path in (ROOT / "resources").rglob("*")
        if path.is_file()
    }
    assert pictures
    assert (modules | pictures | {"bracketdesk/py.typed"}) <= held


def test_the_wheel_finds_its_resources(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "installed")
    ask = "from bracketdesk.ui.assets import resources; print(resources())"
    done = subprocess.run(
        [sys.executable, "-c", ask],
        env={"PYTHONPATH": str(tmp_path / "installed")},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    found = Path(done.stdout.strip())
    assert found == tmp_path / "installed" / "bracketdesk" / "resources"
    assert any(found.rglob("*.png"))


def test_no_registry_is_named(tracked: list[Path]) -> None:
    registry = r"https?://[a-zA-Z0-9.-]*(pypi|pythonhosted|npmjs|debian)\.[a-z]+"
    texts = (path for path in tracked if path.suffix not in (".png", ".gz", ".ico", ".wav"))
    assert lines_with(registry, texts) == []


def test_the_top_level_is_what_it_should_be(tracked: list[Path]) -> None:
    names = {path.relative_to(ROOT).parts[0] for path in tracked}
    assert {name for name in names if not name.startswith(".")} <= TOP_LEVEL
    assert not (ROOT / "gui" / "__init__.py").exists()
    assert not (ROOT / "packaging" / "__init__.py").exists()  # it would shadow a library


def test_files_stay_under_400_lines() -> None:
    files = python_files("gui", "tests", "packaging")
    long = {path.name: path.read_text("utf-8").count("\n") for path in files}
    assert {name: lines for name, lines in long.items() if lines > 400} == {}


def test_no_dialog_is_executed() -> None:
    # A nested loop loses the tasks that wake in it (stack.md 2.4).
    assert lines_with(r"\.exec(_)?\(", python_files("gui")) == []


def test_nothing_of_ours_is_mocked() -> None:
    assert lines_with(r"\b(Mock|MagicMock|AsyncMock|patch)\(", python_files("tests")) == []


def pins(lock: Path) -> dict[str, str]:
    """Each locked package with its version."""
    found = re.findall(
        r"^(\S+)==(.+?) \\\n((?:    --hash=sha256:\S+.*\n?)+)", lock.read_text(), re.M
    )
    assert len(found) == len(re.findall(r"^[^\s#]", lock.read_text(), re.M)), "a pin has no hash"
    return {name: rest.split()[0] for name, rest, _ in found}


def test_the_locks_agree() -> None:
    assert pins(RUN_LOCK).items() <= pins(DEV_LOCK).items()
    assert pins(RUN_LOCK).items() <= pins(BUILD_LOCK).items()


def test_no_lock_names_an_address() -> None:
    assert lines_with("://", [RUN_LOCK, DEV_LOCK, BUILD_LOCK]) == []


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = {_name(text) for text in project["project"]["dependencies"]}
    assert wanted <= pins(RUN_LOCK).keys()
    groups = project["dependency-groups"]
    assert {_name(text) for text in groups["dev"]} <= pins(DEV_LOCK).keys()
    assert {_name(text) for text in groups["build"]} <= pins(BUILD_LOCK).keys()


def test_pyside_stays_below_the_release_that_aborts() -> None:
    assert pins(RUN_LOCK)["pyside6-essentials"].startswith("6.11.")
    assert pins(RUN_LOCK)["shiboken6"].startswith("6.11.")


def _name(requirement: str) -> str:
    return re.split(r"[^\w-]", requirement, maxsplit=1)[0].lower()
