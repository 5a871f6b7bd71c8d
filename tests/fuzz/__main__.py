"""Coverage-guided fuzzing on demand: `python -m tests.fuzz TARGET [options of libFuzzer]`.

It needs `atheris` (pip install atheris), which is no dependency of the project. The targets are
those of `targets.py`; what is found is written to `crash-…` in the working directory.
"""

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["bracketdesk"]):
    from tests.fuzz.seeds import SEEDS
    from tests.fuzz.targets import TARGETS


def main() -> None:
    """Fuzz one target until it fails or is stopped."""
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name not in TARGETS:
        sys.exit(f"Name a target: {', '.join(TARGETS)}.")
    with tempfile.TemporaryDirectory() as corpus:
        for number, seed in enumerate(SEEDS[name]):
            (Path(corpus) / str(number)).write_bytes(seed)
        atheris.Setup([sys.argv[0], corpus, *sys.argv[2:]], TARGETS[name])
        atheris.Fuzz()


if __name__ == "__main__":
    main()
