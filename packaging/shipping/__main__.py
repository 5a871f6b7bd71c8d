"""Build everything that is shipped for this system: `python3 packaging/dev.py build`.

`--frozen` stops at the frozen app, `--quiet` leaves the figures out, which take a minute.
"""

import argparse
import shutil
import sys
from pathlib import Path

from shipping import bill, facts, figures, freeze, linux, macos, sums, windows

MAKERS = {"linux": linux.package, "darwin": macos.package, "win32": windows.package}


def main() -> int:
    """Freeze, package, sum up, and say how large and how quick it is."""
    parser = argparse.ArgumentParser(prog="dev.py build", description=(__doc__ or "").strip())
    parser.add_argument("--frozen", action="store_true", help="stop at the frozen app")
    parser.add_argument("--quiet", action="store_true", help="measure nothing")
    given = parser.parse_args()
    folder = freeze.freeze()
    packages = [] if given.frozen else package(folder)
    if packages:
        sums.write(facts.DIST, [*packages, put_bill()])
    if not given.quiet:
        print(figures.report(freeze.program(), packages))
    return 0


def package(folder: Path) -> list[Path]:
    """Make this system's packages anew."""
    shutil.rmtree(facts.DIST, ignore_errors=True)
    facts.DIST.mkdir()
    return MAKERS[sys.platform](folder)


def put_bill() -> Path:
    """Lay the bill of materials beside the packages."""
    target = facts.DIST / f"{facts.NAME}-{facts.version()}-{sys.platform}.cdx.json"
    shutil.copyfile(facts.BUILD / "made" / bill.FILE, target)
    return target


if __name__ == "__main__":
    sys.exit(main())
