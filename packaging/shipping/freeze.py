"""The frozen app: PyInstaller's folder, the same bytes for the same commit."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from shipping import elf, facts, tree

FROZEN = facts.BUILD / "frozen"
FOLDER = FROZEN / facts.NAME
SPEC = facts.ROOT / "packaging" / f"{facts.NAME}.spec"


def freeze() -> Path:
    """Build it anew and return its folder."""
    for folder in (FROZEN, facts.BUILD / "made", facts.BUILD / "pyinstaller"):
        shutil.rmtree(folder, ignore_errors=True)
    subprocess.run(
        [
            *(sys.executable, "-m", "PyInstaller", str(SPEC), "--clean", "--noconfirm"),
            *("--log-level", "ERROR", "--distpath", str(FROZEN)),
            *("--workpath", str(facts.BUILD / "pyinstaller")),
        ],
        check=True,
        env=environment(),
    )
    if sys.platform == "linux":
        elf.forget_search_paths(FOLDER)
        _refuse_what_lacks_a_library()
        tree.tidy(FOLDER, facts.epoch())
    return FOLDER


def environment() -> dict[str, str]:
    """Return what makes two runs alike: one order of sets, one date, a cache of its own."""
    return {
        **os.environ,
        "PYTHONHASHSEED": "1",
        "SOURCE_DATE_EPOCH": str(facts.epoch()),
        "PYINSTALLER_CONFIG_DIR": str(facts.BUILD / "pyinstaller-cache"),
        "PYTHONPATH": str(facts.ROOT / "packaging"),
    }


def program() -> Path:
    """Return the program in it."""
    return FOLDER / (f"{facts.NAME}.exe" if sys.platform == "win32" else facts.NAME)


def _refuse_what_lacks_a_library() -> None:
    missing = elf.not_found(FOLDER)
    if missing:
        sys.exit("The bundle would not run; it lacks " + "; ".join(missing))
