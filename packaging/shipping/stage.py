"""The tree that every Linux package is made of: the frozen app, and what the desktop is told."""

import shutil
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

from shipping import facts, tree

ROOT = facts.BUILD / "root"
HOME = Path("usr/lib") / facts.NAME
DESKTOP = facts.ROOT / "resources" / "desktop"
LINUX = facts.ROOT / "packaging" / "linux"
ICON_SIZES = (16, 24, 32, 48, 64, 128, 256, 512)


def stage(frozen: Path) -> Path:
    """Lay out the files as they are to lie on a system; returns the root."""
    shutil.rmtree(ROOT, ignore_errors=True)
    shutil.copytree(frozen, ROOT / HOME, symlinks=True)
    share(ROOT / "usr" / "share")
    _documents(ROOT / "usr" / "share" / "doc" / facts.NAME)
    tree.put(LINUX / "lintian-overrides", ROOT / "usr/share/lintian/overrides" / facts.NAME)
    (ROOT / "usr" / "bin").mkdir()
    (ROOT / "usr" / "bin" / facts.NAME).symlink_to(f"../lib/{facts.NAME}/{facts.NAME}")
    tree.tidy(ROOT, facts.epoch())
    return ROOT


def share(folder: Path) -> None:
    """Put what the desktop reads under a `share` folder, the system's or a user's own."""
    tree.put(DESKTOP / f"{facts.NAME}.desktop", folder / "applications" / f"{facts.NAME}.desktop")
    tree.put(DESKTOP / f"{facts.NAME}.mime.xml", folder / "mime/packages" / f"{facts.NAME}.xml")
    metainfo = facts.fill((DESKTOP / f"{facts.NAME}.metainfo.xml").read_text("utf-8"))
    tree.write(folder / "metainfo" / f"{facts.APP_ID}.metainfo.xml", metainfo)
    manual = facts.fill((LINUX / f"{facts.NAME}.1").read_text("utf-8"))
    tree.write_packed(folder / "man/man1" / f"{facts.NAME}.1.gz", manual.encode())
    _icons(folder / "icons" / "hicolor")


def _icons(theme: Path) -> None:
    icons = facts.ROOT / "resources" / "icons"
    for size in ICON_SIZES:
        picture = icons / f"{facts.NAME}-{size}.png"
        tree.put(picture, theme / f"{size}x{size}" / "apps" / f"{facts.NAME}.png")
    tree.put(icons / f"{facts.NAME}.svg", theme / "scalable" / "apps" / f"{facts.NAME}.svg")


def _documents(folder: Path) -> None:
    tree.write(folder / "copyright", facts.fill((LINUX / "copyright").read_text("utf-8")))
    tree.write_packed(folder / "changelog.gz", (facts.ROOT / "CHANGELOG.md").read_bytes())
    tree.write_packed(folder / "changelog.Debian.gz", debian_changelog().encode())


def debian_changelog() -> str:
    """Return the package's own changelog; the program's is CHANGELOG.md."""
    at = format_datetime(datetime.fromtimestamp(facts.epoch(), UTC))
    return (
        f"{facts.NAME} ({facts.version()}-{facts.REVISION}) stable; urgency=medium\n\n"
        f"  * Version {facts.version()}; changelog.gz tells what is new.\n\n"
        f" -- {facts.MAINTAINER}  {at}\n"
    )
