"""The one entrance: `python3 packaging/dev.py run | test | lint | bench`.

Standard library only, for it runs before anything is installed: it makes `.venv` from the locked,
hashed requirements, adds the system libraries Qt needs where apt may, and hands over. A call that
finds everything in place only compares a stamp and starts.
"""

from __future__ import annotations

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this file is what an older one is told by
    sys.exit(f"Bracket Desk needs Python 3.11 or newer; this is {sys.version.split()[0]}.")

import argparse
import ctypes
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "bracketdesk-stamp.json"
LOCKS = {
    "run": ROOT / "packaging" / "requirements.txt",
    "dev": ROOT / "packaging" / "requirements-dev.txt",  # all of the above and the tools
}

# What a bare Debian 12 lacks, each found necessary by dropping it: library -> package.
LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
# Programs: what the app can do without, and what the tests then skip.
TOOLS = {
    "run": {"git": "git"},
    "dev": {
        "git": "git",
        "dbus-daemon": "dbus",
        "gnome-keyring-daemon": "gnome-keyring",
        "Xvfb": "xvfb",
    },
}

CHECKS = {
    "ruff format": ["-m", "ruff", "format", "--check", "."],
    "ruff check": ["-m", "ruff", "check", "."],
    "mypy": ["-m", "mypy"],
    "import rules": ["-c", "from importlinter.cli import lint_imports_command as c; c()"],
}


def main() -> int:
    """Set up what the command needs, and run it."""
    parser = argparse.ArgumentParser(prog="dev.py", description=__doc__.splitlines()[0])
    parser.add_argument("command", choices=["run", "test", "lint", "bench"])
    command = parser.parse_args(sys.argv[1:2]).command
    rest = sys.argv[2:]
    os.environ["LANG"] = os.environ.get("LANG") or "C.UTF-8"  # else Qt complains at every start
    os.chdir(ROOT)
    if command == "run":
        set_up("run")
        return become(["-m", "bracketdesk", *rest])
    set_up("dev")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if command == "bench":
        return become(["-m", "tests.benchmarks", *rest])
    failed = [name for name, arguments in CHECKS.items() if not passes(name, arguments)]
    if command == "lint":
        return report(failed)
    tested = call(["-m", "pytest", "--cov", "--cov-report=term", *rest])
    return report(failed) or tested


def set_up(kind: str) -> None:
    """Leave a virtual environment that holds exactly what is locked for `kind`."""
    wanted = fingerprint(kind)
    stamp = read_stamp()
    ready = stamp.get(kind) == wanted
    install_system(missing_libraries() + missing_venv(stamp), [] if ready else missing_tools(kind))
    if ready:
        return
    if not stamp:
        make_venv()
    STAMP.unlink(missing_ok=True)  # an interrupted set-up begins anew
    install_locked(kind)
    stands = {"interpreter": interpreter(), kind: wanted}
    if kind == "dev":
        stands["run"] = fingerprint("run")
    draft = STAMP.with_suffix(".draft")
    draft.write_text(json.dumps(stands))
    draft.replace(STAMP)


def install_locked(kind: str) -> None:
    """Install exactly the locked files; where pip looks for them is its own configuration's."""
    say("installing the locked packages")
    pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    if call([*pip, "--require-hashes", "--requirement", str(LOCKS[kind])]):
        sys.exit("The locked packages could not be installed; pip says above why.")


def make_venv() -> None:
    """Make `.venv` anew, with the checkout's package importable in it."""
    say("making the virtual environment .venv")
    if subprocess.call([sys.executable, "-m", "venv", "--clear", str(VENV)]):
        sys.exit("The virtual environment could not be made; Python says above why.")
    ask = [str(PYTHON), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    folder = subprocess.run(ask, check=True, capture_output=True, text=True).stdout.strip()
    (Path(folder) / "bracketdesk.pth").write_text(f"{ROOT / 'gui'}\n")


def interpreter() -> str:
    """Tell the Python and the place a virtual environment was made for."""
    return f"{sys.version} {sys.base_prefix} {ROOT}"


def fingerprint(kind: str) -> str:
    """Tell one state of a lock file from another."""
    return hashlib.sha256(LOCKS[kind].read_bytes()).hexdigest()


def read_stamp() -> dict[str, str]:
    """Return what the virtual environment was last completed with; nothing when in doubt."""
    try:
        stamp = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}
    whole = isinstance(stamp, dict) and stamp.get("interpreter") == interpreter()
    return stamp if whole and PYTHON.exists() else {}


def missing_libraries() -> list[str]:
    """Return the packages of the libraries Qt needs that cannot be loaded."""
    if not sys.platform.startswith("linux"):
        return []
    return [package for library, package in LIBRARIES.items() if not loads(library)]


def loads(library: str) -> bool:
    """Whether the system finds a library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing_venv(stamp: dict[str, str]) -> list[str]:
    """Return the package of the venv module, where one has to be made and Debian left it out."""
    if stamp or importlib.util.find_spec("ensurepip"):
        return []
    return [f"python3.{sys.version_info.minor}-venv"]


def missing_tools(kind: str) -> list[str]:
    """Return the packages of the programs that are not there."""
    if not sys.platform.startswith("linux"):
        return []
    return [package for tool, package in TOOLS[kind].items() if not shutil.which(tool)]


def install_system(needed: list[str], helpful: list[str]) -> None:
    """Install system packages where apt may; else say in one sentence what to install."""
    packages = needed + helpful
    if not packages or apt(packages):
        return
    command = f"sudo apt-get install --no-install-recommends {' '.join(packages)}"
    if needed:
        sys.exit(f"System packages are missing: run `{command}` and call this again.")
    say(f"going on without {', '.join(helpful)}; to have them: {command}")


def apt(packages: list[str]) -> bool:
    """Install through apt where that needs nobody's password."""
    rights = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if not shutil.which("apt-get") or (rights and not may_sudo()):
        return False
    say(f"installing {' '.join(packages)}")
    get = [*rights, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    subprocess.call([*get, "update"], stdout=subprocess.DEVNULL)
    add = [*get, "install", "-y", "--no-install-recommends", *packages]
    return subprocess.call(add, stdout=subprocess.DEVNULL) == 0


def may_sudo() -> bool:
    """Whether sudo works without a password."""
    if not shutil.which("sudo"):
        return False
    return subprocess.call(["sudo", "-n", "true"], stderr=subprocess.DEVNULL) == 0


def become(arguments: list[str]) -> int:
    """Hand this process over to the virtual environment's Python."""
    if os.name != "nt":
        sys.stdout.flush()
        os.execv(PYTHON, [str(PYTHON), *arguments])  # noqa: S606 - no shell is what is wanted
    return call(arguments)


def call(arguments: list[str]) -> int:
    """Run the virtual environment's Python and return its exit status."""
    sys.stdout.flush()
    return subprocess.call([str(PYTHON), *arguments])


def passes(name: str, arguments: list[str]) -> bool:
    """Run one check and say its name."""
    say(name)
    return call(arguments) == 0


def report(failed: list[str]) -> int:
    """Return the exit status, with the failed checks named where there are any."""
    if failed:
        say(f"failed: {', '.join(failed)}")
    return 1 if failed else 0


def say(text: str) -> None:
    """Tell what is done, apart from what the commands print."""
    print(f"dev.py: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
