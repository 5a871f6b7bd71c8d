"""What packages are made of, as far as it can be looked at without making one."""

import os
import plistlib
import re
import shutil
import struct
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]  # it is here by way of pre-commit, without types
from tests.support.skips import need

import launch
from bracketdesk import __version__
from bracketdesk.controller.after.views import Sound
from shipping import (
    bill,
    bundle,
    components,
    debian,
    facts,
    figures,
    icons,
    stage,
    tree,
    version_resource,
)

ROOT = Path(__file__).parents[2]
PACKAGING = ROOT / "packaging"
DESKTOP = ROOT / "resources" / "desktop"
WORKFLOW = ROOT / ".github" / "workflows" / "release.yml"
EPOCH = 1_795_000_000


def run(*command: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    need(shutil.which(command[0]), f"{command[0]} is not installed")
    return subprocess.run(command, cwd=cwd, check=False, capture_output=True, text=True)


# One place for each fact


def test_the_version_stands_in_one_place() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert facts.version() == __version__
    assert project["project"]["dynamic"] == ["version"]
    assert f"## [{__version__}]" in (ROOT / "CHANGELOG.md").read_text()


def test_facts_are_filled_in() -> None:
    said = facts.fill("@VERSION@ @APP_ID@ @SUMMARY@")
    assert said == f"{__version__} {facts.APP_ID} {facts.SUMMARY}"


# What the desktop is told


def test_the_desktop_file() -> None:
    said = run("desktop-file-validate", str(DESKTOP / "bracketdesk.desktop"))
    assert (said.returncode, said.stdout) == (0, "")


def test_the_metainfo(tmp_path: Path) -> None:
    stage.share(tmp_path)
    file = tmp_path / "metainfo" / f"{facts.APP_ID}.metainfo.xml"
    assert "@" not in re.sub(r"<metadata_license>.*", "", file.read_text())
    said = run("appstreamcli", "validate", "--no-net", "--pedantic", str(file))
    assert said.returncode == 0, said.stdout


def test_the_mime_type(tmp_path: Path) -> None:
    stage.share(tmp_path)
    made = run("update-mime-database", "-V", str(tmp_path / "mime"))
    assert made.returncode == 0, made.stderr
    globs = (tmp_path / "mime" / "globs2").read_text()
    assert "50:application/vnd.bracketdesk.ticket+json:*.bracketdesk" in globs


def test_the_manual(tmp_path: Path) -> None:
    page = tmp_path / "bracketdesk.1"
    page.write_text(facts.fill((PACKAGING / "linux" / "bracketdesk.1").read_text()))
    said = run("mandoc", "-T", "lint", "-W", "warning", str(page))
    assert (said.returncode, said.stdout) == (0, "")
    shown = run("mandoc", "-T", "ascii", str(page)).stdout
    assert "self-check" in shown.replace("_\b", "").replace("\b", "")


def test_the_scripts() -> None:
    scripts = sorted(map(str, PACKAGING.rglob("*.sh")))
    assert len(scripts) == 3
    said = run("shellcheck", *scripts)
    assert said.returncode == 0, said.stdout


# The bundle

PLUGINS = "PySide6/Qt/plugins"
ENTRIES = [
    ("PySide6/QtCore.abi3.so", "/v/QtCore", "EXTENSION"),
    (f"{PLUGINS}/platforms/libqxcb.so", "/v/xcb", "BINARY"),
    (f"{PLUGINS}/platforms/libqvnc.so", "/v/vnc", "BINARY"),
    (f"{PLUGINS}/platformthemes/libqgtk3.so", "/v/gtk", "BINARY"),
    ("PySide6/Qt/lib/libQt6Core.so.6", "/v/core", "BINARY"),
    ("PySide6/Qt/lib/libicuuc.so.73", "/v/icuuc", "BINARY"),
    ("libgtk-3.so.0", "/l/gtk", "BINARY"),
    ("libpython3.11.so.1.0", "/l/python", "BINARY"),
    ("libfontconfig.so.1", "/l/fontconfig", "BINARY"),
    ("PySide6/Qt/translations/qtbase_de.qm", "/v/qm", "DATA"),
    ("keyring-25.7.0.dist-info/entry_points.txt", "/v/points", "DATA"),
    ("keyring-25.7.0.dist-info/RECORD", "/v/record", "DATA"),
]
NEEDS = {
    "/v/QtCore": ["libQt6Core.so.6"],
    "/v/core": ["libicuuc.so.73", "libfontconfig.so.1"],
    "/v/gtk": ["libgtk-3.so.0"],
}


def test_only_what_is_in_use_is_bundled() -> None:
    kept = bundle.pruned(ENTRIES, lambda source: NEEDS.get(source, []))
    assert [name for name, _, _ in kept] == [
        "PySide6/QtCore.abi3.so",
        f"{PLUGINS}/platforms/libqxcb.so",
        "PySide6/Qt/lib/libQt6Core.so.6",
        "PySide6/Qt/lib/libicuuc.so.73",
        "libpython3.11.so.1.0",
        "keyring-25.7.0.dist-info/entry_points.txt",
    ]


def test_every_qt_module_in_use_is_bundled() -> None:
    texts = (path.read_text("utf-8") for path in (ROOT / "gui").rglob("*.py"))
    used = {name for text in texts for name in re.findall(r"PySide6\.\w+", text)}
    assert used == set(bundle.QT_MODULES)
    assert not used & set(bundle.EXCLUDED)


def test_every_resource_the_app_reads_is_bundled() -> None:
    held = {Path(source).name for source, _ in bundle.resources()}
    assert {f"{sound}.wav" for sound in Sound} <= held
    assert {f"bracketdesk-{size}.png" for size in (16, 24, 32, 48, 64, 128, 256)} <= held


def test_a_bill_lists_each_part_once_and_is_always_the_same() -> None:
    parts = components.everything([Path(yaml.__file__), Path(pytest.__file__)])
    names = [part.name for part in parts]
    assert {"PyYAML", "pytest"} <= set(names)
    assert len(names) == len(set(names))
    said: dict[str, Any] = bill.cyclonedx(parts)
    assert said == bill.cyclonedx(parts)
    assert said["metadata"]["component"]["version"] == __version__
    assert all(each["licenses"] for each in said["components"])


def test_a_debian_copyright_names_its_licences() -> None:
    text = "Files: *\nLicense: MIT\n\nFiles: a\nLicense: GPL-2+\n text\n\nLicense: MIT\n"
    assert debian.licence_in(text) == "MIT, GPL-2+"
    assert debian.licence_in("It is free.") == "see its copyright file"


@pytest.mark.parametrize("kept", [None, "/usr/local/lib"])
def test_what_the_app_starts_finds_its_own_libraries(
    kept: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(launch.LIBRARIES, "/usr/lib/bracketdesk/_internal")
    if kept is not None:
        monkeypatch.setenv(f"{launch.LIBRARIES}_ORIG", kept)
    launch.give_back_the_search_path()
    assert os.environ.get(launch.LIBRARIES) == kept


# Icons and version


def test_the_windows_icon_holds_the_pictures() -> None:
    icon = icons.ico()
    assert struct.unpack("<HHH", icon[:6]) == (0, 1, len(icons.ICO_SIZES))
    for at, size in enumerate(icons.ICO_SIZES):
        side, *_, length, begins = struct.unpack("<BBBBHHII", icon[6 + 16 * at : 22 + 16 * at])
        assert side == size % 256
        assert icon[begins : begins + length] == icons.picture(size)


def test_the_macos_icon_holds_the_pictures() -> None:
    icon = icons.icns()
    assert icon[:4] == b"icns"
    assert struct.unpack(">I", icon[4:8]) == (len(icon),)
    at, found = 8, {}
    while at < len(icon):
        (length,) = struct.unpack(">I", icon[at + 4 : at + 8])
        found[icon[at : at + 4].decode()] = icon[at + 8 : at + length]
        at += length
    assert found == {kind: icons.picture(size) for kind, size in icons.ICNS_SIZES.items()}


def test_the_version_resource_is_what_pyinstaller_reads() -> None:
    def make(*given: object, **named: object) -> tuple[object, ...]:
        return (*given, named)

    names = ("VSVersionInfo", "FixedFileInfo", "StringFileInfo", "StringTable", "StringStruct")
    known = dict.fromkeys((*names, "VarFileInfo", "VarStruct"), make)
    read = eval(version_resource.text(), {"__builtins__": {}}, known)  # noqa: S307 - as it does
    assert str((*map(int, facts.version().split(".")), 0)) in str(read)
    assert "Bracket Desk" in str(read)


# Windows and macOS


def test_the_windows_installer_needs_no_administrator() -> None:
    text = (PACKAGING / "windows" / "bracketdesk.iss").read_text()
    sections = re.findall(r"^\[(\w+)\]$", text, re.M)
    assert sections[0] == "Setup"
    assert {"Files", "Icons", "Run"} <= set(sections)
    assert "PrivilegesRequired=lowest" in text
    told = set(re.findall(r"\{#(\w+)\}", text)) - {"Name", "Publisher", "Program"}
    source = (PACKAGING / "shipping" / "windows.py").read_text()
    assert told <= set(re.findall(r'^        "(\w+)": ', source, re.M))
    for line in text.splitlines():
        assert line.count('"') % 2 == 0, line


def test_the_macos_lists_can_be_read() -> None:
    allowed = plistlib.loads((PACKAGING / "macos" / "entitlements.plist").read_bytes())
    assert allowed["com.apple.security.network.client"] is True
    about = plistlib.loads(plistlib.dumps(bundle.info_plist()))
    assert about["CFBundleShortVersionString"] == __version__


# The workflow


def test_the_workflow_runs_nothing_that_can_change_under_it() -> None:
    workflow = yaml.safe_load(WORKFLOW.read_text())
    assert set(workflow["jobs"]) == {"linux", "windows", "macos"}
    assert workflow["permissions"] == {}
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    used = [step["uses"] for step in steps if "uses" in step]
    assert len(used) == 8
    assert all(re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}", each) for each in used)
    noted = re.findall(r"@[0-9a-f]{40} # v\d+\.\d+\.\d+$", WORKFLOW.read_text(), re.M)
    assert len(noted) == len(used)


# Trees


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    root = tmp_path / "tree"
    tree.write(root / "b" / "plain.txt", "plain")
    tree.write(root / "a" / "run.sh", "#!/bin/sh\n")
    (root / "a" / "link").symlink_to("run.sh")
    tree.write_packed(root / "a" / "text.gz", b"text")
    return root


def test_a_tree_has_one_date_and_its_modes_by_kind(shipped: Path) -> None:
    (shipped / "b" / "plain.txt").chmod(0o600)
    tree.tidy(shipped, EPOCH)
    modes = {p.name: oct(p.stat().st_mode & 0o777) for p in shipped.rglob("*") if p.is_file()}
    assert modes == {"plain.txt": "0o644", "run.sh": "0o755", "link": "0o755", "text.gz": "0o644"}
    assert {int(p.lstat().st_mtime) for p in shipped.rglob("*")} == {EPOCH}


def test_an_archive_is_the_same_wherever_it_was_made(shipped: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "another" / "place"
    shutil.copytree(shipped, elsewhere, symlinks=True)
    made = [tmp_path / "one.tar.gz", tmp_path / "other.tar.gz"]
    for root, target in zip((shipped, elsewhere), made, strict=True):
        tree.tidy(root, EPOCH)
        tree.archive(root, "app-1.0", target, EPOCH)
    assert made[0].read_bytes() == made[1].read_bytes()


def test_the_parts_of_a_tree_are_all_of_it(shipped: Path) -> None:
    for number in range(figures.LARGEST + 2):
        tree.write(shipped / "_internal" / "PySide6" / f"library{number}", "x" * (100 + number))
    found = figures.parts(shipped)
    assert found[0] == ("PySide6/library9", 109)
    assert len(found) == figures.LARGEST + 1
    assert sum(size for _, size in found) == tree.size(shipped)
