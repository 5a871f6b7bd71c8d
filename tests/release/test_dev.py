"""The one entrance, tried on a tiny project of its own: no network, nothing of this machine."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.support.skips import need

ROOT = Path(__file__).parents[2]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A checkout whose app says what it was given, and whose lock files are empty."""
    (tmp_path / "packaging").mkdir()
    shutil.copy(ROOT / "packaging" / "dev.py", tmp_path / "packaging")
    for lock in ("requirements.txt", "requirements-dev.txt"):
        (tmp_path / "packaging" / lock).write_text("")
    package = tmp_path / "gui" / "bracketdesk"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "__main__.py").write_text("import sys\nprint(sys.argv[1:])\nsys.exit(7)\n")
    return tmp_path


def run(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    need(sys.platform.startswith("linux"), "written for Linux")
    return subprocess.run(
        [sys.executable, str(project / "packaging" / "dev.py"), "run", *arguments],
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_it_sets_up_once_and_mends_what_was_changed_or_broken_off(project: Path) -> None:
    lock = project / "packaging" / "requirements.txt"
    first = run(project, "--environment", "demo")
    assert "making the virtual environment" in first.stderr
    assert (first.stdout, first.returncode) == ("['--environment', 'demo']\n", 7)

    second = run(project)
    assert (second.stdout, second.stderr, second.returncode) == ("[]\n", "", 7)

    lock.write_text(f"bracketdesk @ file://{project}\n")  # a package without its hash
    refused = run(project)
    assert (refused.stdout, refused.returncode) == ("", 1)
    assert "making" not in refused.stderr
    assert "could not be installed" in refused.stderr

    lock.write_text("")
    mended = run(project)
    assert "making the virtual environment" in mended.stderr
    assert (mended.stdout, mended.returncode) == ("[]\n", 7)


def test_an_unknown_command_is_named(project: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(project / "packaging" / "dev.py"), "fly"],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert "invalid choice" in done.stderr
    assert not (project / ".venv").exists()
