"""What the app puts together late: the gateway before and after its room is imported."""

import pytest
from tests.support.clock import ManualClock
from tests.support.scripted import ScriptedServer

from bracketdesk.app import LateGateway, import_off_the_loop
from bracketdesk.broker.hosts import DEMO, LIVE
from bracketdesk.controller.ports import Gateway
from bracketdesk.domain.problems import Frozen
from bracketdesk.domain.session import EndpointUse, OAuthApp, Usage


@pytest.fixture
def late(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> LateGateway:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    return LateGateway(ManualClock())


def test_it_is_a_gateway(late: LateGateway) -> None:
    gateway: Gateway = late
    assert gateway.usage(DEMO) == Usage(endpoints=(EndpointUse("all", 0, 5000),))
    assert gateway.frozen_for(DEMO) == 0


async def test_a_freeze_of_an_earlier_run_holds_from_the_first_request_on(
    late: LateGateway,
) -> None:
    opened: list[str] = []
    async with ScriptedServer() as server:
        late.freeze(server.hosts, 600)
        assert (late.frozen_for(server.hosts), late.frozen_for(LIVE)) == (600, 0)
        with pytest.raises(Frozen):
            await late.sign_in(server.hosts, server.credentials)
        with pytest.raises(Frozen):
            await late.sign_in_by_browser(server.hosts, OAuthApp("app"), opened.append)
        assert server.requests("auth/accesstokenrequest") == ()
    assert opened == []
    await late.close()


async def test_what_is_sent_is_counted_in_one_place(late: LateGateway) -> None:
    async with ScriptedServer() as server:
        await late.sign_in(server.hosts, server.credentials)
        assert late.usage(server.hosts).last_hour == 1
        await late.close()


async def test_a_room_that_cannot_be_imported_is_an_error_not_silence() -> None:
    with pytest.raises(ModuleNotFoundError):
        await import_off_the_loop("bracketdesk.no_such_room")
