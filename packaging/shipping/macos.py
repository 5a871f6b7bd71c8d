"""The disk image for macOS, with the app in it."""

import subprocess
from pathlib import Path

from shipping import facts

SCRIPT = facts.ROOT / "packaging" / "macos" / "make_dmg.sh"


def package(frozen: Path) -> list[Path]:
    """Sign the app as far as there is somebody to sign as, and return the image."""
    app = frozen.with_name(f"{facts.PRODUCT}.app")
    target = facts.DIST / f"{facts.NAME}-{facts.version()}-macos-{facts.machine()}.dmg"
    subprocess.run([str(SCRIPT), str(app), str(target), facts.PRODUCT], check=True)
    return [target]
