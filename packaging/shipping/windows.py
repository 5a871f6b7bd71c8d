"""The Windows installer, by Inno Setup."""

import shutil
import subprocess
from pathlib import Path

from shipping import facts

SCRIPT = facts.ROOT / "packaging" / "windows" / f"{facts.NAME}.iss"
USUAL = Path("C:/Program Files (x86)/Inno Setup 6/ISCC.exe")


def package(frozen: Path) -> list[Path]:
    """Compile the script, and return the installer."""
    name = f"{facts.NAME}-{facts.version()}-windows-{facts.machine()}-setup"
    compiler = shutil.which("iscc") or str(USUAL)
    told = {
        "Version": facts.version(),
        "Source": str(frozen),
        "Output": str(facts.DIST),
        "FileName": name,
        "Icon": str(facts.BUILD / "made" / f"{facts.NAME}.ico"),
        "Licence": str(facts.ROOT / "LICENSE"),
    }
    defined = [f"/D{key}={value}" for key, value in told.items()]
    subprocess.run([compiler, "/Qp", *defined, str(SCRIPT)], check=True)
    return [facts.DIST / f"{name}.exe"]
