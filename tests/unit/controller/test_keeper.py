from dataclasses import replace

from tests.support.clock import ManualClock
from tests.support.fakes import DEMO_HOSTS, FAR, FakeSecrets

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


async def test_forgetting_says_what_was_removed() -> None:
    secrets = FakeSecrets()
    keeper = TokenKeeper(secrets, ManualClock())
    await keeper.keep(DEMO, DEMO_HOSTS, TOKENS, WHO)
    assert await keeper.forget(DEMO, DEMO_HOSTS) == "Its tokens were removed from the keyring."
    assert not keeper.is_kept(DEMO, DEMO_HOSTS)
    assert secrets.api_secrets == {}
    assert (await keeper.find(DEMO, DEMO_HOSTS))[0] is None


async def test_a_keyring_without_the_api_secret_is_no_obstacle() -> None:
    secrets = FakeSecrets()
    keeper = TokenKeeper(secrets, ManualClock())
    bare = replace(WHO, secret="")
    assert (await keeper.complete(DEMO, DEMO_HOSTS, bare)).secret == ""
    secrets.trouble = "locked"
    assert await keeper.complete(DEMO, DEMO_HOSTS, bare) == bare
    assert await keeper.complete(DEMO, DEMO_HOSTS, WHO) == WHO


def test_the_hosts_name() -> None:
    assert host_of(DEMO_HOSTS) == "demo.example"
    assert host_of(replace(DEMO_HOSTS, rest="http://127.0.0.1:9000/v1")) == "127.0.0.1:9000"
