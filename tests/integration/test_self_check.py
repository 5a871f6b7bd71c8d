"""`bracketdesk --self-check` in a process of its own, on machines that lack this or that."""

import sys
from pathlib import Path

import pytest
from tests.support.remote_app import Machine
from tests.support.secret_service import SecretService, secret_bus
from tests.support.self_checks import PARTS, files_in, self_check

from bracketdesk.storage.secrets import LOCKED, MISSING

__all__ = ["secret_bus"]

COMMAND = [sys.executable, "-m", "bracketdesk"]
ALL_OK = dict.fromkeys(PARTS, "ok")


@pytest.fixture
def machine(tmp_path: Path, secret_bus: SecretService) -> Machine:
    return Machine(tmp_path / "user", secret_bus.address)


def test_all_is_well_and_nothing_is_left(machine: Machine, secret_bus: SecretService) -> None:
    secret_bus.start()
    check = self_check(COMMAND, machine.environment)
    assert (check.status, check.statuses()) == (0, ALL_OK), check
    assert tuple(check.said) == PARTS
    assert "offscreen, Qt 6." in check.said["Qt platform"][1]
    assert "SecretService" in check.said["keyring library"][1]
    assert files_in(machine.folder) == set()
    assert secret_bus.entries() == {}


def test_no_keyring_is_a_note(machine: Machine) -> None:
    check = self_check(COMMAND, machine.environment)
    assert (check.status, check.statuses()) == (0, ALL_OK | {"keyring": "note"}), check
    assert check.said["keyring"][1] == MISSING


def test_a_locked_keyring_is_named_and_the_rest_checked(
    machine: Machine, secret_bus: SecretService
) -> None:
    secret_bus.start()
    secret_bus.stop()
    secret_bus.start(unlocked=False)
    check = self_check(COMMAND, machine.environment)
    assert (check.status, check.statuses()) == (1, ALL_OK | {"keyring": "FAILED"}), check
    assert check.said["keyring"][1] == LOCKED


def test_a_screen_that_is_not_there_is_named(machine: Machine) -> None:
    check = self_check(COMMAND, machine.environment | {"QT_QPA_PLATFORM": "xcb"})
    assert (check.status, check.statuses()) == (1, {"Qt platform": "FAILED"})
    assert "no Qt platform plugin could be initialized" in check.said["Qt platform"][1]
    assert files_in(machine.folder) == set()
