"""Tokens and sign-ins of this session and of earlier ones."""

import asyncio
from dataclasses import replace

from tests.support.clock import ManualClock, settle
from tests.support.fake_gateway import FAR
from tests.support.fakes import DEMO_HOSTS, FakeSecrets

from bracketdesk.controller.keeper import TokenKeeper, host_of
from bracketdesk.domain.session import Credentials, Environment, Tokens

DEMO = Environment.DEMO
TOKENS = Tokens("access", "md", FAR, "trader", 7)
WHO = Credentials("trader", "password", "8", "secret")


async def test_what_was_found_once_is_not_asked_for_again() -> None:
    secrets = FakeSecrets()
    secrets.tokens["demo", "demo.example"] = TOKENS
    keeper = TokenKeeper(secrets, ManualClock())
    assert await keeper.find(DEMO, DEMO_HOSTS) == (TOKENS, "")
    assert await keeper.find(DEMO, DEMO_HOSTS) == (TOKENS, "")
    assert secrets.calls == ["load"]
    assert keeper.is_kept(DEMO, DEMO_HOSTS)


async def test_a_new_sign_in_takes_the_place_of_the_old() -> None:
    secrets = FakeSecrets()
    keeper = TokenKeeper(secrets, ManualClock())
    newer = replace(TOKENS, access="newer")
    await keeper.keep(DEMO, DEMO_HOSTS, TOKENS, WHO)
    assert await keeper.keep(DEMO, DEMO_HOSTS, newer, WHO) == ""
    assert (await keeper.find(DEMO, DEMO_HOSTS))[0] == newer
    assert secrets.tokens["demo", "demo.example"] == newer


async def test_forgetting_removes_everything_and_says_so() -> None:
    secrets = FakeSecrets()
    keeper = TokenKeeper(secrets, ManualClock())
    await keeper.keep(DEMO, DEMO_HOSTS, TOKENS, WHO)
    assert await keeper.forget(DEMO, DEMO_HOSTS) == (
        "Its tokens and credentials were removed from the keyring; the device id stays."
    )
    assert not keeper.is_kept(DEMO, DEMO_HOSTS)
    assert secrets.sign_ins == {}
    assert (await keeper.find(DEMO, DEMO_HOSTS))[0] is None


async def test_tokens_that_are_no_good_go_and_the_sign_in_stays() -> None:
    secrets = FakeSecrets()
    keeper = TokenKeeper(secrets, ManualClock())
    await keeper.keep(DEMO, DEMO_HOSTS, TOKENS, WHO)
    said = await keeper.drop_tokens(DEMO, DEMO_HOSTS)
    assert said == "Its tokens were removed from the keyring."
    assert secrets.tokens == {}
    assert (await keeper.saved(DEMO, DEMO_HOSTS)).name == "trader"


async def test_the_password_is_kept_only_where_it_was_ticked() -> None:
    secrets = FakeSecrets()
    keeper = TokenKeeper(secrets, ManualClock())
    await keeper.keep(DEMO, DEMO_HOSTS, TOKENS, replace(WHO, remember=True))
    assert (await keeper.saved(DEMO, DEMO_HOSTS)).password == "password"
    await keeper.keep(DEMO, DEMO_HOSTS, TOKENS, WHO)
    assert (await keeper.saved(DEMO, DEMO_HOSTS)).password == ""


async def test_what_was_left_empty_is_completed_where_it_fits() -> None:
    secrets = FakeSecrets()
    keeper = TokenKeeper(secrets, ManualClock())
    secrets.sign_ins["demo", "demo.example"] = replace(WHO, remember=True)
    empty = replace(WHO, password="", secret="")
    done = await keeper.complete(DEMO, DEMO_HOSTS, empty)
    assert (done.password, done.secret) == ("password", "secret")
    other = replace(empty, name="other", cid="9")
    assert await keeper.complete(DEMO, DEMO_HOSTS, other) == other


async def test_a_keyring_without_them_is_no_obstacle() -> None:
    secrets = FakeSecrets()
    keeper = TokenKeeper(secrets, ManualClock())
    bare = replace(WHO, secret="")
    assert (await keeper.complete(DEMO, DEMO_HOSTS, bare)).secret == ""
    secrets.trouble = "locked"
    assert await keeper.complete(DEMO, DEMO_HOSTS, bare) == bare
    assert keeper.trouble == "locked"
    secrets.calls.clear()
    assert await keeper.complete(DEMO, DEMO_HOSTS, WHO) == WHO
    assert secrets.calls == []


async def test_a_removal_waits_for_a_slow_save() -> None:
    secrets = FakeSecrets()
    keeper = TokenKeeper(secrets, ManualClock())
    secrets.gate.clear()
    saving = asyncio.create_task(keeper.keep(DEMO, DEMO_HOSTS, TOKENS, WHO))
    removing = asyncio.create_task(keeper.forget(DEMO, DEMO_HOSTS))
    await settle()
    secrets.gate.set()
    await asyncio.gather(saving, removing)
    assert (secrets.tokens, secrets.sign_ins) == ({}, {})


async def test_a_keyring_that_works_again_is_no_trouble() -> None:
    secrets = FakeSecrets()
    keeper = TokenKeeper(secrets, ManualClock())
    secrets.trouble = "locked"
    found, said = await keeper.find(DEMO, DEMO_HOSTS)
    assert (found, said) == (None, "locked You can sign in for this session only.")
    assert await keeper.keep(DEMO, DEMO_HOSTS, TOKENS) == (
        "locked This sign-in holds for this session only."
    )
    assert await keeper.drop_tokens(DEMO, DEMO_HOSTS) == ""
    secrets.trouble = ""
    await keeper.keep(DEMO, DEMO_HOSTS, TOKENS)
    assert keeper.trouble == ""


def test_the_hosts_name() -> None:
    assert host_of(DEMO_HOSTS) == "demo.example"
    assert host_of(replace(DEMO_HOSTS, rest="http://127.0.0.1:9000/v1")) == "127.0.0.1:9000"
