import json
from pathlib import Path

import pytest

from bracketdesk.ui import bundled as room
from bracketdesk.ui.bundled import USED, Bundled, bundled, licence_folder


def test_from_source_it_is_what_is_installed() -> None:
    parts = {part.name.lower().replace("_", "-"): part for part in bundled()}
    assert parts.keys() == {name.lower() for name in USED}
    assert all(part.version and part.licence for part in parts.values())
    assert licence_folder() is None


def test_a_packaged_app_carries_its_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    resources = tmp_path / "bracketdesk" / "resources"
    resources.mkdir(parents=True)
    part = {"name": "Qt", "version": "6.11.3", "licence": "LGPL-3.0-only"}
    (resources / "bundled.json").write_text(json.dumps([part]))
    (tmp_path / "licences").mkdir()
    monkeypatch.setattr(room, "resources", lambda: resources)
    assert bundled() == (Bundled("Qt", "6.11.3", "LGPL-3.0-only"),)
    assert licence_folder() == tmp_path / "licences"


def test_what_is_not_installed_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "USED", ("no-such-library",))
    assert bundled() == ()
