"""The figures of the README: `python3 packaging/dev.py bench`."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before any Qt import

from tests.benchmarks import clicks, start, yardstick

print(yardstick.run())
print(start.run())
print(clicks.run())
