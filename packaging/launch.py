"""Where the frozen app begins."""

import os
import sys

LIBRARIES = "LD_LIBRARY_PATH"


def give_back_the_search_path() -> None:
    """Let programs that the app starts, such as a browser, find their own libraries.

    The frozen program's loader points this variable at its folder and keeps what stood there;
    it has been read by then, and our own exchange's loader sets it again.
    """
    kept = os.environ.pop(f"{LIBRARIES}_ORIG", None)
    if kept is not None:
        os.environ[LIBRARIES] = kept
    else:
        os.environ.pop(LIBRARIES, None)


def keep_the_modules() -> None:
    """Hold the program's file open, so that an upgrade of the package takes no module away.

    Modules are read from it when they are first needed, maybe hours after the start; by then
    another program may have its name. An open file has a name of its own on Linux.
    """
    # The frozen loader's own, there in no other Python.
    import pyimod02_importers  # type: ignore[import-not-found]  # noqa: PLC0415

    archive = pyimod02_importers.pyz_archive
    held = os.open(archive._filename, os.O_RDONLY | os.O_CLOEXEC)
    archive._filename = f"/proc/self/fd/{held}"


if __name__ == "__main__":
    if sys.platform == "linux":
        give_back_the_search_path()
        keep_the_modules()
    from bracketdesk.cli import command

    command()
