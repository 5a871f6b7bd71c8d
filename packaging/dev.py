"""The one entrance: `python3 packaging/dev.py run | test | lint | bench | build | release`.

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
LOCKS = {
    "run": ROOT / "packaging" / "requirements.txt",
    "dev": ROOT / "packaging" / "requirements-dev.txt",  # all of the above and the tools
    "build": ROOT / "packaging" / "requirements-build.txt",  # likewise, and what makes packages
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
# What a package is made of beyond that: a frozen app brings Python's library along.
BUILD_LIBRARIES = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    f"libpython3.{sys.version_info.minor}.so.1.0": f"libpython3.{sys.version_info.minor}",
}
# Programs: what the app can do without, and what the tests then skip.
TOOLS = {
    "run": {"git": "git"},
    "dev": {
        "git": "git",
        "dbus-daemon": "dbus",
        "gnome-keyring-daemon": "gnome-keyring",
        "Xvfb": "xvfb",
        "appstreamcli": "appstream",
        "desktop-file-validate": "desktop-file-utils",
        "mandoc": "mandoc",
        "shellcheck": "shellcheck",
        "update-mime-database": "shared-mime-info",
    },
    "build": {
        "git": "git",
        "dpkg-shlibdeps": "dpkg-dev",
        "makeself": "makeself",
        "strip": "binutils",
    },
    "release": {
        "import": "imagemagick",
        "lintian": "lintian",
        "mmdebstrap": "mmdebstrap",
        "openbox": "openbox",
        "rpm": "rpm",
        "weston": "weston",
        "wmctrl": "wmctrl",
        "xdotool": "xdotool",
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
    commands = ["run", "test", "lint", "bench", "build", "release"]
    parser.add_argument("command", choices=commands)
    command = parser.parse_args(sys.argv[1:2]).command
    rest = sys.argv[2:]
    os.environ["LANG"] = os.environ.get("LANG") or "C.UTF-8"  # else Qt complains at every start
    os.chdir(ROOT)
    if command == "run":
        set_up("run")
        return become("run", ["-m", "bracketdesk", *rest])
    if command == "build":
        return build(rest)
    set_up("dev")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if command == "bench":
        return become("dev", ["-m", "tests.benchmarks", *rest])
    if command == "release":
        return release(rest)
    failed = [name for name, arguments in CHECKS.items() if not passes(name, arguments)]
    if command == "lint":
        return report(failed)
    each_core = ["-n", "auto", "--dist", "worksteal"]
    tested = call("dev", ["-m", "pytest", *each_core, "--cov", "--cov-report=term", *rest])
    return report(failed) or tested


def build(arguments: list[str]) -> int:
    """Make the packages of this system in `dist`."""
    set_up("build")
    os.environ["PYTHONPATH"] = str(ROOT / "packaging")
    built = call("build", ["-m", "shipping", *arguments])
    del os.environ["PYTHONPATH"]
    return built


def release(arguments: list[str]) -> int:
    """Make the packages, then install, run, upgrade and remove them."""
    install_system([], missing_tools("release"))
    return build([]) or call("dev", ["-m", "pytest", "-m", "release", "-v", "-rs", *arguments])


def venv(kind: str) -> Path:
    """Return the virtual environment of a kind: what is shipped is made in one of its own."""
    return ROOT / "build" / "venv" if kind == "build" else ROOT / ".venv"


def python(kind: str) -> Path:
    """Return its Python."""
    return venv(kind) / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def stamp_of(kind: str) -> Path:
    """Return the file that tells what it was last completed with."""
    return venv(kind) / "bracketdesk-stamp.json"


def set_up(kind: str) -> None:
    """Leave a virtual environment that holds exactly what is locked for `kind`."""
    wanted = fingerprint(kind)
    stamp = read_stamp(kind)
    ready = stamp.get(kind) == wanted
    needed = missing_libraries(kind) + missing_venv(stamp)
    install_system(needed, [] if ready else missing_tools(kind))
    if ready:
        return
    if not stamp:
        make_venv(kind)
    stamp_of(kind).unlink(missing_ok=True)  # an interrupted set-up begins anew
    install_locked(kind)
    stands = {"interpreter": interpreter(), kind: wanted}
    if kind == "dev":
        stands["run"] = fingerprint("run")
    draft = stamp_of(kind).with_suffix(".draft")
    draft.write_text(json.dumps(stands))
    draft.replace(stamp_of(kind))


def install_locked(kind: str) -> None:
    """Install exactly the locked files; where pip looks for them is its own configuration's."""
    say("installing the locked packages")
    pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    if call(kind, [*pip, "--require-hashes", "--requirement", str(LOCKS[kind])]):
        sys.exit("The locked packages could not be installed; pip says above why.")


def make_venv(kind: str) -> None:
    """Make it anew, with the checkout's package importable in it."""
    say(f"making the virtual environment {venv(kind).relative_to(ROOT)}")
    if subprocess.call([sys.executable, "-m", "venv", "--clear", str(venv(kind))]):
        sys.exit("The virtual environment could not be made; Python says above why.")
    ask = [str(python(kind)), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    folder = subprocess.run(ask, check=True, capture_output=True, text=True).stdout.strip()
    (Path(folder) / "bracketdesk.pth").write_text(f"{ROOT / 'gui'}\n")


def interpreter() -> str:
    """Tell the Python and the place a virtual environment was made for."""
    return f"{sys.version} {sys.base_prefix} {ROOT}"


def fingerprint(kind: str) -> str:
    """Tell one state of a lock file from another."""
    return hashlib.sha256(LOCKS[kind].read_bytes()).hexdigest()


def read_stamp(kind: str) -> dict[str, str]:
    """Return what the virtual environment was last completed with; nothing when in doubt."""
    try:
        stamp = json.loads(stamp_of(kind).read_text())
    except (OSError, ValueError):
        return {}
    whole = isinstance(stamp, dict) and stamp.get("interpreter") == interpreter()
    return stamp if whole and python(kind).exists() else {}


def missing_libraries(kind: str) -> list[str]:
    """Return the packages of the libraries that are needed and cannot be loaded."""
    if not sys.platform.startswith("linux"):
        return []
    wanted = LIBRARIES | (BUILD_LIBRARIES if kind == "build" else {})
    return [package for library, package in wanted.items() if not loads(library)]


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


def become(kind: str, arguments: list[str]) -> int:
    """Hand this process over to the virtual environment's Python."""
    program = python(kind)
    if os.name != "nt":
        sys.stdout.flush()
        os.execv(program, [str(program), *arguments])  # noqa: S606 - no shell is what is wanted
    return call(kind, arguments)


def call(kind: str, arguments: list[str]) -> int:
    """Run the virtual environment's Python and return its exit status."""
    sys.stdout.flush()
    return subprocess.call([str(python(kind)), *arguments])


def passes(name: str, arguments: list[str]) -> bool:
    """Run one check and say its name."""
    say(name)
    return call("dev", arguments) == 0


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
