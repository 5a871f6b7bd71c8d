"""The figures of the README: `python3 packaging/dev.py bench`."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before any Qt import

from tests.benchmarks import bursts, clicks, crowded, markets, reconnect, slices, start

print(start.run(), flush=True)  # first: the clicks keep this process on one core
print(clicks.run(), flush=True)
print(bursts.run(), flush=True)
print(reconnect.run(), flush=True)
print(slices.run(), flush=True)
print(markets.run(), flush=True)
print(crowded.run())
