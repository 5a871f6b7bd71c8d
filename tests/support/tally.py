"""Counts that a run prints at its end, added up over all the processes it ran in."""

from collections import Counter

import pytest

Tallies = dict[str, Counter[str]]

TALLIES = pytest.StashKey[Tallies]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[TALLIES] = {}


@pytest.fixture(scope="session")
def tallies(request: pytest.FixtureRequest) -> Tallies:
    """What was counted, by name; a test adds to it what its proof is worth."""
    return request.config.stash[TALLIES]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand a worker's counts to the process that tells them."""
    told = getattr(session.config, "workeroutput", None)
    if told is not None:
        told["tallies"] = {name: dict(c) for name, c in session.config.stash[TALLIES].items()}


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object) -> None:
    """Take a worker's counts."""
    config, told = getattr(node, "config", None), getattr(node, "workeroutput", {})
    if isinstance(config, pytest.Config):
        for name, counts in told.get("tallies", {}).items():
            config.stash[TALLIES].setdefault(name, Counter()).update(counts)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Print them, whether the tests failed or not."""
    for name, counts in sorted(config.stash[TALLIES].items()):
        said = ", ".join(f"{what} {number:,}" for what, number in counts.items())
        terminalreporter.write_line(f"{name}: {said}")
