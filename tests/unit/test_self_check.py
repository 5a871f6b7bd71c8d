"""The self-check's parts that take time or find trouble; the whole is in tests/integration."""

import asyncio

import keyring
import pytest
from tests.support.clock import ManualClock
from tests.support.secret_service import SecretService, secret_bus, secret_service
from tests.support.until import until
from tests.unit.storage.backends import MemoryKeyring

from bracketdesk import self_check
from bracketdesk.domain.problems import SecretsUnavailable, UserFacingError
from bracketdesk.self_check import CheckFailed, Noted, Report, keyring_works
from bracketdesk.storage.secrets import SLOW

__all__ = ["secret_bus", "secret_service"]


async def say(text: str) -> str:
    return text


async def fail(error: Exception) -> str:
    raise error


async def test_a_line_a_check(capsys: pytest.CaptureFixture[str]) -> None:
    report = Report()
    assert await report.check("one", say("well"))
    assert not await report.check("two", fail(Noted("missing")))
    assert report.whole
    assert not await report.check("three", fail(UserFacingError("No.")))
    assert not await report.check("four", fail(OSError("disk")))
    assert not report.whole
    assert capsys.readouterr().out.splitlines() == [
        "ok     one: well",
        "note   two: missing",
        "FAILED three: No.",
        "FAILED four: disk",
    ]


async def test_a_check_that_takes_too_long(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(self_check, "PATIENCE", 0.0)
    report = Report()
    assert not await report.check("slow", say_never())
    assert capsys.readouterr().out.startswith("FAILED slow: nothing came of it")


async def say_never() -> str:
    await asyncio.Event().wait()
    return "never"


async def test_a_hung_keyring_is_left_after_ten_seconds(secret_service: SecretService) -> None:
    clock = ManualClock()
    secret_service.freeze()
    checking = asyncio.create_task(keyring_works(clock))
    # The name needs no answer of the daemon's; the next call does, and waits for one.
    await until(lambda: clock.sleepers)
    await clock.advance(self_check.KEYRING_PATIENCE)
    try:
        with pytest.raises(SecretsUnavailable, match=SLOW.split(".")[0]):
            await asyncio.wait_for(checking, 20)
    finally:
        secret_service.thaw()


class Forgetful(MemoryKeyring):
    """Takes what it is given and gives something else back."""

    def set_password(self, service: str, username: str, password: str) -> None:
        super().set_password(service, username, password.replace("no token", "another"))


class Deaf(MemoryKeyring):
    """Takes everything and keeps nothing."""

    def set_password(self, service: str, username: str, password: str) -> None:
        pass


@pytest.mark.parametrize("ring", [Forgetful(), Deaf()], ids=["another", "nothing"])
async def test_a_keyring_that_gives_back_something_else_fails(
    monkeypatch: pytest.MonkeyPatch, ring: MemoryKeyring
) -> None:
    monkeypatch.setattr(keyring, "get_keyring", lambda: ring)
    with pytest.raises(CheckFailed, match="did not give back what it was given"):
        await keyring_works(ManualClock())


async def test_a_keyring_works(secret_service: SecretService) -> None:
    assert "keeps, gives back and removes" in await keyring_works(ManualClock())
    assert secret_service.entries() == {}
