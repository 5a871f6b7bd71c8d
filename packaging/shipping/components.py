"""Whose the bundled files are: each belongs to a component with a version and a licence."""

import importlib.metadata
import re
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import Distribution
from pathlib import Path

from shipping import debian
from shipping.facts import NAME, ROOT

LICENCES = ROOT / "packaging" / "licences"
LGPL = ("LGPL-3.0-only", (LICENCES / "LGPL-3.0.txt", LICENCES / "GPL-3.0.txt"))
PLAIN = {
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "MIT License": "MIT",
    "Python Software Foundation License": "PSF-2.0",
}
"""What packages call their licence, where it is no SPDX expression."""
BOOTLOADER = "GPL-2.0-or-later WITH Bootloader-exception"


@dataclass(frozen=True, slots=True)
class Component:
    """One thing that is bundled. `licence` is an SPDX expression, or a name where `spdx` is not."""

    name: str
    version: str
    licence: str
    purl: str = ""
    spdx: bool = True
    texts: tuple[Path, ...] = field(default=(), compare=False)


def owner(source: Path) -> Component | None:
    """Return whose a file is, None where it is our own."""
    if (ROOT / "gui") in source.parents or (ROOT / "resources") in source.parents:
        return None
    if "PySide6" in source.parts:
        return qt_or_icu(source)
    found = _distributions().get(source)
    if found is not None:
        return of_distribution(found)
    return python() if _is_python(source) else system(source)


def qt_or_icu(source: Path) -> Component:
    """Return what a file of the PySide6 wheel is: the binding, Qt, or the ICU beside it."""
    if source.name.startswith("libicu"):
        version = source.name.rpartition(".so.")[2]
        return Component("ICU", version, "Unicode-DFS-2016", f"pkg:generic/icu@{version}")
    binding = of_distribution(importlib.metadata.distribution("PySide6_Essentials"))
    if not source.name.removeprefix("lib").startswith("Qt6") and "plugins" not in source.parts:
        return binding
    return Component(
        "Qt", binding.version, LGPL[0], f"pkg:generic/qt@{binding.version}", True, LGPL[1]
    )


def of_distribution(found: Distribution) -> Component:
    """Return a Python package by its metadata."""
    if found.name == "pyinstaller":
        return bootloader()  # of which a few modules are bundled
    licence, texts = licence_of(found), tuple(_licence_files(found))
    if found.name.lower().startswith(("pyside6", "shiboken6")):
        licence, texts = LGPL  # of the three it may be had under
    purl = f"pkg:pypi/{re.sub('[-_.]+', '-', found.name).lower()}@{found.version}"
    return Component(found.name, found.version, licence, purl, texts=texts)


def licence_of(found: Distribution) -> str:
    """Return a package's licence as SPDX has it."""
    about = found.metadata
    classifiers = [c for c in about.get_all("Classifier") or () if c.startswith("License :: ")]
    said = [about[key] for key in ("License-Expression", "License") if key in about]
    said += [each.rpartition(" :: ")[2] for each in classifiers]
    return PLAIN.get(said[0], said[0])


def python() -> Component:
    """Return the interpreter with its library."""
    version = sys.version.split()[0]
    text = Path(sysconfig.get_path("stdlib")) / "LICENSE.txt"
    texts = (text,) if text.exists() else ()
    return Component("Python", version, "PSF-2.0", f"pkg:generic/python@{version}", texts=texts)


def bootloader() -> Component:
    """Return what starts the frozen app."""
    found = importlib.metadata.distribution("pyinstaller")
    purl, texts = f"pkg:pypi/pyinstaller@{found.version}", tuple(_licence_files(found))
    return Component("PyInstaller's loader", found.version, BOOTLOADER, purl, texts=texts)


def openssl_of(component: Component) -> Component | None:
    """Return the OpenSSL inside the `cryptography` package, which no file of its own tells."""
    if component.name != "cryptography":
        return None
    from cryptography.hazmat.backends.openssl import backend  # noqa: PLC0415 - Linux alone

    version = backend.openssl_version_text().split()[1]
    return Component(
        "OpenSSL (in cryptography)", version, "Apache-2.0", f"pkg:generic/openssl@{version}"
    )


def system(source: Path) -> Component:
    """Return a library of the build machine's."""
    package = debian.package_of(source) if sys.platform == "linux" else None
    if package is None:
        return Component(source.name, "", "unknown", spdx=False)
    return Component(
        package.name, package.version, package.licence, package.purl, False, (package.text,)
    )


def everything(sources: Iterable[Path]) -> list[Component]:
    """Return the components of these files, and what comes with them unseen, by name."""
    found = {part for source in sources if (part := owner(source.resolve())) is not None}
    found |= {inner for part in found if (inner := openssl_of(part)) is not None}
    return sorted(found, key=lambda part: (part.name.lower(), part.version))


def _is_python(source: Path) -> bool:
    """Whether it is of the interpreter: its library, or what PyInstaller packed of it."""
    library = Path(sysconfig.get_path("stdlib")).resolve()
    return library in source.parents or source.name.startswith(("libpython", "base_library"))


@cache
def _distributions() -> dict[Path, Distribution]:
    """Return the installed packages by their files; our own checkout is none."""
    return {
        Path(str(each.locate_file(file))).resolve(): each
        for each in importlib.metadata.distributions()
        if each.name != NAME
        for file in each.files or ()
    }


def _licence_files(found: Distribution) -> Iterator[Path]:
    for file in found.files or ():
        inside = ".dist-info" in str(file)
        if inside and re.match(r"(LICEN[CS]E|COPYING|NOTICE)", file.name, re.IGNORECASE):
            yield Path(str(found.locate_file(file)))
