"""Takes the lock of a home folder, says how that went, and holds it until it is killed."""

import sys
import time
from pathlib import Path

from bracketdesk.storage.lock import HomeLock, take_lock

if __name__ == "__main__":
    lock = take_lock(Path(sys.argv[1]))
    if isinstance(lock, HomeLock):
        lock.announce("4711 word")
    print("taken" if isinstance(lock, HomeLock) else "held elsewhere", flush=True)
    while isinstance(lock, HomeLock):
        time.sleep(60)
