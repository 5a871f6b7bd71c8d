"""What goes into the frozen app: what is in use, and nothing that merely comes along.

Entries are PyInstaller's: name in the bundle, source file, kind. Qt's plugins are kept by name;
a library is kept where something that is kept needs it, so GTK goes with its theme plugin.
"""

import sys
from collections.abc import Callable, Iterable
from pathlib import PurePath

from shipping.facts import APP_ID, DEVELOPERS, NAME, PRODUCT, ROOT, version, year

Entry = tuple[str, str, str]
Needs = Callable[[str], Iterable[str]]
"""Tells the base names of the libraries that a binary asks for."""

BINARIES = ("BINARY", "EXTENSION")

QT_MODULES = ("PySide6.QtCore", "PySide6.QtGui", "PySide6.QtWidgets")

PLUGINS = {
    # X11 and Wayland windows, and the platform that needs no display.
    "platforms": {"qxcb", "qwayland", "qoffscreen", "qwindows", "qcocoa"},
    # The desktop's own dialogs and its dark mode; the GTK one would bring 20 MB of GTK.
    "platformthemes": {"qxdgdesktopportal"},
    # Dead keys, and the input methods of other scripts.
    "platforminputcontexts": {
        "composeplatforminputcontextplugin",
        "ibusplatforminputcontextplugin",
    },
    # A window's frame where the Wayland desktop draws none, and how it is put on the screen.
    "wayland-decoration-client": {"adwaita", "bradient"},
    "wayland-shell-integration": {"xdg-shell"},
}
"""Qt's plugins in use, by folder. Pictures are PNGs, which Qt reads without one."""

HIDDEN = ("sqlite3",)

EXCLUDED = (
    "_pydecimal",
    "PySide6.QtNetwork",
    "PySide6.QtDBus",
    "PySide6.QtOpenGL",
    "PySide6.QtOpenGLWidgets",
    "PySide6.QtSvg",
    "_pytest",
    "aiohttp.pytest_plugin",
    "aiohttp.test_utils",
    "cffi",
    "curses",
    "distutils",
    "doctest",
    "ensurepip",
    "idlelib",
    "lib2to3",
    "multiprocessing",
    "numpy",
    "pdb",
    "pip",
    "pkg_resources",
    "pycparser",
    "pydoc",
    "pytest",
    "readline",
    "rlcompleter",
    "setuptools",
    "test",
    "tkinter",
    "turtle",
    "tzdata",
    "unittest",
    "uvloop",
    "venv",
    "wheel",
    "xmlrpc",
    "yaml",
)
"""Modules that something asks for and nothing here uses."""

FROM_THE_SYSTEM = (
    "ld-linux",
    "libEGL.so",
    "libGL.so",
    "libX11-xcb.so",
    "libX11.so",
    "libc.so",
    "libdbus-1.so",
    "libexpat.so",
    "libfontconfig.so",
    "libfreetype.so",
    "libgcc_s.so",
    "libglib-2.0.so",
    "libgthread-2.0.so",
    "libm.so",
    "libstdc++.so",
    "libwayland-",
    "libxcb.so",
    "libxkbcommon",
    "libz.so",
)
"""Every Linux desktop has these, tied to its drivers, fonts and keyboards, and keeps them mended:
never bundled. The packages name what brings them (shipping/linux.py)."""

INSTALLERS = ("INSTALLER", "RECORD", "REQUESTED", "WHEEL", "direct_url.json", "top_level.txt")
"""What pip writes down for itself, in part of where it installed; no library asks for it."""


def resources() -> list[tuple[str, str]]:
    """Return what the running app reads: the icons it shows, and its sounds."""
    read = {"icons": f"{NAME}-*.png", "sounds": "*.wav"}
    return [
        (str(file), f"{NAME}/resources/{folder}")
        for folder, pattern in read.items()
        for file in sorted((ROOT / "resources" / folder).glob(pattern))
    ]


def pruned(entries: Iterable[Entry], needs: Needs) -> list[Entry]:
    """Return the entries in use: extension modules, chosen plugins, and what these need."""
    chosen = [entry for entry in entries if not _dropped(entry)]
    libraries = {base(entry[0]): entry for entry in chosen if _is_library(entry)}
    used: set[str] = set()
    waiting = [entry for entry in chosen if entry[2] in BINARIES and not _is_library(entry)]
    while waiting:
        wanted = {base(name) for name in needs(waiting.pop()[1])} & libraries.keys() - used
        used |= wanted
        waiting += [libraries[name] for name in wanted]
    return [entry for entry in chosen if _stays(entry, used)]


def base(name: str) -> str:
    """Return a file's name without its folder; Windows writes it in any case of letters."""
    name = PurePath(name).name
    return name.lower() if name.lower().endswith(".dll") else name


def plugin(name: str) -> tuple[str, str] | None:
    """Return folder and name of a Qt plugin, None for any other file."""
    parts = PurePath(name).parts
    if "plugins" not in parts or "PySide6" not in parts:
        return None
    folder, file = parts[-2:]
    stem = file.removeprefix("lib").partition(".")[0]
    return folder, stem


def _dropped(entry: Entry) -> bool:
    name = PurePath(entry[0])
    found = plugin(entry[0])
    if found is not None:
        return found[1] not in PLUGINS.get(found[0], ())
    noted = name.parent.suffix == ".dist-info" and name.name in INSTALLERS
    return noted or "translations" in name.parts or name.name.startswith(FROM_THE_SYSTEM)


def _is_library(entry: Entry) -> bool:
    """Whether it is there only for others: neither an extension module nor a plugin."""
    name, _, kind = entry
    python = base(name).startswith(("libpython", "python3", "Python"))
    return kind == "BINARY" and plugin(name) is None and not python


def _stays(entry: Entry, used: set[str]) -> bool:
    """Whether it is in use. Linux finds each library where it lies; macOS wants its links."""
    if entry[2] == "SYMLINK":
        return sys.platform == "darwin"
    return base(entry[0]) in used if _is_library(entry) else True


def info_plist() -> dict[str, object]:
    """Return what macOS is told of the app beyond its name and version."""
    return {
        "CFBundleName": PRODUCT,
        "CFBundleDisplayName": PRODUCT,
        "CFBundleShortVersionString": version(),
        "LSApplicationCategoryType": "public.app-category.finance",
        "LSMinimumSystemVersion": "13.0",
        "NSHighResolutionCapable": True,
        "NSHumanReadableCopyright": f"Copyright (c) {year()} {DEVELOPERS}. MIT licence.",
        "NSRequiresAquaSystemAppearance": False,
        "UTExportedTypeDeclarations": [
            {
                "UTTypeIdentifier": f"{APP_ID}.ticket",
                "UTTypeDescription": "Bracket Desk ticket",
                "UTTypeConformsTo": ["public.json"],
                "UTTypeTagSpecification": {"public.filename-extension": [NAME]},
            }
        ],
    }
