"""What ends the exchange's process, as far as one process can show it."""

import os
import threading

from bracketdesk.practice.lifetime import read_to_end


def test_reading_ends_with_the_last_writer() -> None:
    ours, theirs = os.pipe()
    reading = threading.Thread(target=read_to_end, args=(ours,), daemon=True)
    reading.start()
    os.write(theirs, b"still here")
    reading.join(0.05)
    assert reading.is_alive()
    os.close(theirs)
    reading.join(5)
    assert not reading.is_alive()
    os.close(ours)
