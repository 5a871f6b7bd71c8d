"""Keep PySide from reading, and keeping, the source of everything that is imported.

Its import hook looks whether a module wants `__feature__`, by inspect.getsource: some 400 files,
11 MiB of lines that stay in linecache. Nothing of this app wants features.
"""

import linecache
import sys

HOOK = "_mod_uses_pyside"


def read_no_sources() -> None:
    """Answer for the hook from now on, and let go of what it has read."""
    feature = sys.modules.get("shibokensupport.feature")
    if hasattr(feature, HOOK):
        setattr(feature, HOOK, lambda _: False)
    linecache.clearcache()
