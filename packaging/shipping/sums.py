"""The checksums beside the packages, in the form `sha256sum --check` reads."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

FILE = "SHA256SUMS"


def write(folder: Path, files: Iterable[Path]) -> Path:
    """Write the sums of these files into one file of the folder."""
    lines = [f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}" for file in files]
    target = folder / FILE
    target.write_text("\n".join(sorted(lines, key=lambda line: line[66:])) + "\n")
    return target
