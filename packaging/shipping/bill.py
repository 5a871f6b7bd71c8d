"""The bill of materials: exactly what is bundled, for machines (CycloneDX) and for Help, About."""

import json
import re
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from shipping import components, facts
from shipping.bundle import Entry
from shipping.components import Component

FILE = "bill.cdx.json"
ABOUT = "bundled.json"


def write(
    folder: Path, pure: Iterable[Entry], binaries: Iterable[Entry], datas: Iterable[Entry]
) -> list[tuple[str, Path]]:
    """Write the bill into a folder; returns what of it is bundled, each with its name there."""
    held = [entry for entry in (*pure, *binaries, *datas) if entry[2] != "SYMLINK"]
    found = components.everything(Path(entry[1]) for entry in held if Path(entry[1]).is_file())
    parts = [*found, *({components.bootloader()} - set(found))]
    (folder / FILE).write_text(json.dumps(cyclonedx(parts), indent=1) + "\n", encoding="utf-8")
    (folder / ABOUT).write_text(json.dumps(about(parts), indent=1) + "\n", encoding="utf-8")
    texts = _write_texts(folder / "licences", parts)
    return [(f"{facts.NAME}/resources/{ABOUT}", folder / ABOUT), *texts]


def about(parts: Iterable[Component]) -> list[dict[str, str]]:
    """Return name, version and licence of each, for the dialog."""
    return [{"name": part.name, "version": part.version, "licence": part.licence} for part in parts]


def debian_packages(folder: Path) -> list[str]:
    """Return the Debian packages of which libraries are bundled."""
    held = json.loads((folder / FILE).read_text("utf-8"))["components"]
    return [each["name"] for each in held if each.get("purl", "").startswith("pkg:deb/")]


def cyclonedx(parts: list[Component]) -> dict[str, object]:
    """Return the bill as CycloneDX 1.6; the same parts always give the same bill."""
    listed = [_component(part) for part in parts]
    own = {
        "type": "application",
        "bom-ref": facts.NAME,
        "name": facts.NAME,
        "version": facts.version(),
        "licenses": [{"expression": "MIT"}],
    }
    identity = uuid.uuid5(uuid.NAMESPACE_OID, json.dumps([own, listed]))
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{identity}",
        "version": 1,
        "metadata": {
            "timestamp": f"{datetime.fromtimestamp(facts.epoch(), UTC):%Y-%m-%dT%H:%M:%SZ}",
            "component": own,
        },
        "components": listed,
        "dependencies": [
            {"ref": facts.NAME, "dependsOn": [str(each["bom-ref"]) for each in listed]}
        ],
    }


def _component(part: Component) -> dict[str, object]:
    licence = {"expression": part.licence} if part.spdx else {"license": {"name": part.licence}}
    said: dict[str, object] = {
        "type": "library",
        "bom-ref": f"{part.name}@{part.version}",
        "name": part.name,
        "licenses": [licence],
    }
    if part.version:
        said["version"] = part.version
    if part.purl:
        said["purl"] = part.purl
    return said


def _write_texts(folder: Path, parts: Iterable[Component]) -> list[tuple[str, Path]]:
    """Put the licence texts of each component into one file, our own first."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    sources = {facts.PRODUCT: (facts.ROOT / "LICENSE",)} | {p.name: p.texts for p in parts}
    for name, texts in sources.items():
        if not texts:
            continue
        file = folder / f"{re.sub('[^A-Za-z0-9.+-]+', '-', name).strip('-')}.txt"
        file.write_text("\n".join(_text(each) for each in texts), encoding="utf-8")
        written.append((f"licences/{file.name}", file))
    return written


def _text(file: Path) -> str:
    return file.read_text("utf-8", errors="replace")
