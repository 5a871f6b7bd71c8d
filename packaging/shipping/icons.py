"""The icon in the form each system wants, put together from the PNGs that ship."""

import struct
import sys
from pathlib import Path

from shipping.facts import NAME, ROOT

PICTURES = ROOT / "resources" / "icons"
ICO_SIZES = (16, 24, 32, 48, 64, 128, 256)
ICNS_SIZES = {
    "icp4": 16,
    "icp5": 32,
    "ic07": 128,
    "ic08": 256,
    "ic09": 512,
    "ic11": 32,  # twice 16, for fine screens; the next three likewise
    "ic12": 64,
    "ic13": 256,
    "ic14": 512,
}


def for_this_system(folder: Path) -> str | None:
    """Write the icon this system's programs carry, None where they carry none."""
    makers = {"win32": ("ico", ico), "darwin": ("icns", icns)}
    if sys.platform not in makers:
        return None
    suffix, make = makers[sys.platform]
    file = folder / f"{NAME}.{suffix}"
    file.write_bytes(make())
    return str(file)


def picture(size: int) -> bytes:
    """Return the PNG of so many pixels a side."""
    return (PICTURES / f"{NAME}-{size}.png").read_bytes()


def ico() -> bytes:
    """Return the icon for Windows: a directory, then the PNGs as they are."""
    pictures = [picture(size) for size in ICO_SIZES]
    at = 6 + 16 * len(pictures)
    head = struct.pack("<HHH", 0, 1, len(pictures))
    for size, png in zip(ICO_SIZES, pictures, strict=True):
        side = size % 256  # 256 is written as 0
        head += struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(png), at)
        at += len(png)
    return head + b"".join(pictures)


def icns() -> bytes:
    """Return the icon for macOS: PNGs, each with its kind and length before it."""
    parts = [_part(kind.encode(), picture(size)) for kind, size in ICNS_SIZES.items()]
    return _part(b"icns", b"".join(parts))


def _part(kind: bytes, content: bytes) -> bytes:
    return kind + struct.pack(">I", 8 + len(content)) + content
