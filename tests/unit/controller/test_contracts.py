"""Names of contracts the state does not carry."""

import asyncio
from dataclasses import replace

from tests.support.clock import settle
from tests.unit.controller.builders import MNQ, position
from tests.unit.controller.stage import Stage

from bracketdesk.domain.session import Environment
from bracketdesk.wire.entities import Contract


async def test_a_name_is_asked_for_once_and_shows_when_it_comes(stage: Stage) -> None:
    line = await stage.ready()
    line.gate.clear()
    line.change(position(1, "20000", MNQ.contract_id))
    await stage.clock.advance(0.2)
    assert [view.symbol for view in stage.desk.positions.value] == ["contract 600"]
    line.listener.state_changed()
    line.gate.set()
    await stage.clock.advance(0.2)
    assert [view.symbol for view in stage.desk.positions.value] == ["MNQZ6"]
    assert line.contracts_asked == [600]


async def test_an_answer_of_a_former_line_names_nothing_here(stage: Stage) -> None:
    stage.ports.secrets.tokens["demo", "demo.example"] = stage.ports.gateway.tokens
    former = await stage.ready()
    held = former.slow["MNQZ6"] = asyncio.Event()
    former.change(position(1, "20000", MNQ.contract_id))
    await stage.clock.advance(0.2)
    line = await stage.open(Environment.DEMO)
    line.instruments["MGCZ6"] = replace(MNQ, symbol="MGCZ6")
    del line.instruments["MNQZ6"]
    await stage.clock.advance(0.2)
    held.set()
    await stage.clock.advance(0.2)
    assert [view.symbol for view in stage.desk.positions.value] == ["MGCZ6"]


async def test_a_name_in_the_state_needs_no_question(stage: Stage) -> None:
    line = await stage.ready()
    line.gate.clear()
    name = Contract(id=MNQ.contract_id, name="MNQZ6", contract_maturity_id=1)
    line.change(name, position(1, "20000", MNQ.contract_id))
    await stage.clock.advance(0.2)
    view = stage.desk.positions.value[0]
    assert (view.symbol, view.instrument) == ("MNQZ6", None)
    assert line.contracts_asked == []


async def test_what_cannot_be_found_is_asked_again_when_the_line_is_back(stage: Stage) -> None:
    line = await stage.ready()
    line.change(position(1, "20000", 777))
    await stage.clock.advance(0.2)
    line.listener.state_changed()
    await stage.clock.advance(0.2)
    assert line.contracts_asked == [777]
    line.go_down()
    line.come_up()
    await stage.clock.advance(0.2)
    assert line.contracts_asked == [777, 777]
    assert stage.desk.positions.value[0].symbol == "contract 777"
    await settle()
