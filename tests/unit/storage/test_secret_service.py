"""Secrets over a real Secret Service, as a desktop has it."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
from keyring.backends.SecretService import Keyring
from tests.support.clock import ManualClock
from tests.support.secret_service import SecretService
from tests.support.until import until
from tests.unit.storage.keyring_program import PLACE, TOKENS

from bracketdesk.domain.problems import SecretsUnavailable
from bracketdesk.domain.session import Credentials
from bracketdesk.storage import secrets as room
from bracketdesk.storage.secrets import KeyringSecrets

WHO = Credentials("trader", "pässword €", "8", "key " * 400, remember=True)
ROOT = Path(__file__).parents[3]


def program(service: SecretService, verb: str, seconds: float = 30) -> str:
    """Run the app's keyring in a new process on this session, and return what it says."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.unit.storage.keyring_program", verb, str(seconds)],
        cwd=ROOT,
        env={**service.environment, "PYTHONPATH": str(ROOT / "gui")},
        capture_output=True,
        text=True,
        timeout=40,
        check=True,
    )
    assert done.stderr == ""
    return done.stdout


def test_a_restart_of_app_and_keyring_keeps_the_tokens_until_they_are_removed(
    secret_service: SecretService,
) -> None:
    assert program(secret_service, "name") == "SecretService Keyring"
    assert program(secret_service, "load") == "nothing"
    assert program(secret_service, "save") == "saved"
    secret_service.stop()
    secret_service.start()
    assert program(secret_service, "load") == "same"
    assert program(secret_service, "remove") == "removed"
    assert program(secret_service, "load") == "nothing"


async def test_in_this_process_too(secret_service: SecretService) -> None:
    secrets = KeyringSecrets(ManualClock(), find=Keyring)
    await secrets.save(*PLACE, TOKENS)
    await secrets.save_sign_in(*PLACE, WHO)
    assert await secrets.load(*PLACE) == TOKENS
    assert await secrets.load_sign_in(*PLACE) == WHO
    await secrets.remove(*PLACE)
    assert await secrets.load(*PLACE) is None
    assert await secrets.load_sign_in(*PLACE) == Credentials("", "")


def test_a_session_without_a_keyring(secret_bus: SecretService) -> None:
    assert program(secret_bus, "save") == room.MISSING


def test_a_machine_without_a_session_bus(secret_bus: SecretService) -> None:
    secret_bus.environment["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=/nonexistent"
    assert program(secret_bus, "save") == room.MISSING


@pytest.mark.parametrize("verb", ["save", "load", "remove"])
def test_a_locked_keyring(secret_service: SecretService, verb: str) -> None:
    program(secret_service, "save")
    secret_service.stop()
    secret_service.start(unlocked=False)
    assert program(secret_service, verb) == room.LOCKED


async def test_a_hung_keyring_is_given_up_after_its_time(secret_service: SecretService) -> None:
    clock = ManualClock()
    secrets = KeyringSecrets(clock, time_limit=60, find=Keyring)
    secret_service.freeze()
    loading = asyncio.ensure_future(secrets.load(*PLACE))
    await until(lambda: clock.sleepers == 1)
    await clock.advance(61)
    with pytest.raises(SecretsUnavailable, match="did not answer in time"):
        await loading
    secret_service.thaw()
    assert await secrets.backend_name()  # the thread is free again


def test_a_hung_keyring_does_not_hold_up_the_exit(secret_service: SecretService) -> None:
    secret_service.freeze()
    assert program(secret_service, "save", seconds=0.1) == room.SLOW
