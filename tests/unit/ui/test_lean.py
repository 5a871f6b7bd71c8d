"""What is imported leaves no source in memory; a PySide without this hook passes as well."""

import subprocess
import sys

KEPT = """
import importlib, linecache
from PySide6.QtWidgets import QApplication
from bracketdesk.ui.lean import read_no_sources

read_no_sources()
before = len(linecache.cache)
for name in ("email.mime.text", "xml.dom.minidom", "html.parser", "csv", "sched"):
    importlib.import_module(name)
print(before, len(linecache.cache))
"""


def test_no_source_is_kept_of_what_is_imported() -> None:
    command = [sys.executable, "-c", KEPT]
    told = subprocess.run(command, capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["0", "0"]
