"""A tree of files with nothing of its making in it: modes, dates and order are always the same."""

import gzip
import io
import os
import shutil
import tarfile
from collections.abc import Iterator
from pathlib import Path

PLAIN, PROGRAM = 0o644, 0o755


def tidy(root: Path, epoch: int) -> None:
    """Give every file its mode by what it is, and everything the same date."""
    for path in (*sorted(root.rglob("*"), reverse=True), root):
        if not path.is_symlink():
            path.chmod(PROGRAM if path.is_dir() or is_program(path) else PLAIN)
        os.utime(path, (epoch, epoch), follow_symlinks=False)


def is_program(path: Path) -> bool:
    """Whether a file is to be run: libraries are loaded, whatever their mode says."""
    with path.open("rb") as file:
        head = file.read(4)
    return head[:2] == b"#!" or (head == b"\x7fELF" and ".so" not in path.name)


def put(source: Path, target: Path) -> None:
    """Copy a file, making its folder."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def write(target: Path, text: str) -> None:
    """Write a text file, making its folder."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8", newline="\n")


def write_packed(target: Path, content: bytes) -> None:
    """Write a gzip file that holds no name and no date."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(packed(content))


def packed(content: bytes) -> bytes:
    """Return content as gzip packs it best, without a date."""
    return gzip.compress(content, compresslevel=9, mtime=0)


def archive(root: Path, name: str, target: Path, epoch: int) -> None:
    """Write a .tar.gz of a tree under one folder `name`, owned by nobody in particular."""
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w", format=tarfile.GNU_FORMAT) as tar:
        for path in members(root):
            inside = Path(name) / path.relative_to(root)
            tar.add(path, str(inside), recursive=False, filter=lambda info: _plain(info, epoch))
    target.write_bytes(packed(held.getvalue()))


def members(root: Path) -> Iterator[Path]:
    """Yield a tree's root, then everything in it, in one order."""
    yield root
    yield from sorted(root.rglob("*"))


def _plain(info: tarfile.TarInfo, epoch: int) -> tarfile.TarInfo:
    info.uid = info.gid = 0
    info.uname = info.gname = "root"
    info.mtime = epoch
    return info


def size(root: Path) -> int:
    """Return the bytes of all files in a tree, or of one file."""
    if root.is_file():
        return root.stat().st_size
    return sum(p.stat().st_size for p in root.rglob("*") if p.is_file() and not p.is_symlink())
