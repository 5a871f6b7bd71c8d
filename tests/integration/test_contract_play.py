"""A machine plays with the exchange by the broker's contract: no surprise, whatever it sends.

What it asks on REST is asked on the socket of a twin, which must answer alike and hold the same.
"""

from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy
from jsonschema import Draft4Validator
from tests.support.contract import FORMATS, load_contract, load_document
from tests.support.loopback import Loopback
from tests.support.machine import playable, sensible, start_some
from tests.support.machine_run import PACE, Play, play
from tests.support.surface import Document
from tests.support.tally import Tallies
from tests.support.twins import Twins, frame_of

from bracketdesk.wire import codec

pytestmark = pytest.mark.unmeasured

SEED = 20261126
TOLD = "contract, by schemathesis and on the socket"
SYNC = "/user/syncrequest"

Mode = schemathesis.GenerationMode


@pytest.fixture
def twins(broker_data: Path) -> Iterator[Twins]:
    contract = load_contract(broker_data)
    with Loopback(contract) as rest, Loopback(contract) as socket:
        for one in (rest, socket):
            start_some(one)
        yield Twins(rest, socket)


@pytest.fixture
def document(broker_data: Path, twins: Twins) -> Document:
    """The whole contract, with examples that the exchange carries out."""
    return playable(load_document(broker_data), sensible(twins.rest))


def reckon(result: Play, twins: Twins, tallies: Tallies) -> int:
    """Count what was done, and fail with all that was wrong; returns the calls."""
    counts = tallies.setdefault(TOLD, Counter(wrong=0))
    counts.update(result.calls)
    counts["POSTs carried out"] += result.carried_out.total()
    counts.update({f"answered {status}": number for status, number in result.answers.items()})
    counts["wrong"] += len(result.wrong)
    assert not result.wrong, "\n\n".join(result.wrong[:20])
    assert twins.agree()
    return result.answers.total()


def test_what_makes_sense_is_carried_out(
    twins: Twins, document: Document, tallies: Tallies
) -> None:
    """The next play varies the same examples, field by field."""
    every = sensible(twins.rest).keys()
    result = play(twins, document, seed=SEED, phase="examples")
    assert reckon(result, twins, tallies) >= len(every)
    assert result.carried_out.keys() >= every


@pytest.mark.timeout(300)
def test_every_rule_of_the_contract_kept_and_broken(
    twins: Twins, document: Document, tallies: Tallies
) -> None:
    result = play(twins, document, seed=SEED, phase="coverage")
    assert reckon(result, twins, tallies) > 3000


@pytest.mark.timeout(300)
def test_anything_the_contract_allows_and_forbids(
    twins: Twins, document: Document, tallies: Tallies
) -> None:
    result = play(twins, document, seed=SEED, phase="fuzzing", examples=2)
    assert reckon(result, twins, tallies) > 1000


@pytest.mark.timeout(300)
def test_from_answer_to_answer(twins: Twins, document: Document, tallies: Tallies) -> None:
    result = play(twins, document, seed=SEED, phase="stateful", examples=40, steps=12)
    assert reckon(result, twins, tallies) > 400


@pytest.mark.long
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(("phase", "examples"), [("fuzzing", 30), ("stateful", 300)])
def test_the_same_for_long(
    twins: Twins, document: Document, tallies: Tallies, seed: int, phase: str, examples: int
) -> None:
    result = play(twins, document, seed=seed, phase=phase, examples=examples, steps=30)
    assert reckon(result, twins, tallies) > 400


@pytest.mark.timeout(300)
@pytest.mark.parametrize("mode", Mode)
def test_a_snapshot_is_the_contracts_whatever_is_asked_for(
    broker_data: Path, twins: Twins, tallies: Tallies, mode: Mode
) -> None:
    """On the socket alone (protocol.md 3.7); the events that follow are checked in passing."""
    document = load_document(broker_data)
    running, counts = twins.socket, tallies.setdefault(TOLD, Counter())

    @seed(SEED)
    @settings(max_examples=60, database=None, phases=[Phase.generate])
    @given(snapshots(document, mode))
    def ask(case: Any) -> None:  # noqa: ANN401 - a Case
        frame = frame_of(requests.Request(**case.as_transport_kwargs("http://x/v1")).prepare())
        if frame is not None:
            answer = running.call(running.socket.call(*frame))
            assert answer.status in {200, 400}
            allowed = is_allowed(document, frame[1])
            violations = answer.status == 200 and "violations" in answer.body
            assert not (violations and allowed)
            assert violations or allowed or answer.status == 400
            counts["snapshots asked for"] += 1
        running.advance(PACE)

    ask()


def snapshots(document: Document, mode: Mode) -> SearchStrategy[Any]:
    """Return requests for a snapshot, as if that were a path of the contract."""
    call = deepcopy(document["paths"]["/cashBalance/getcashbalancesnapshot"]["post"])
    schema = {"$ref": "#/components/schemas/SyncRequest"}
    call["requestBody"]["content"]["application/json"]["schema"] = schema
    document = playable(document | {"paths": {SYNC: {"post": call}}}, {})
    operation = schemathesis.openapi.from_dict(document)[SYNC]["POST"]
    return operation.as_strategy(generation_mode=mode)


def is_allowed(document: Document, body: str) -> bool:
    """Whether it is a SyncRequest; null is as good as absent."""
    try:
        given = codec.decode(body, dict[str, object])
    except ValueError:
        return False
    schema = document["components"]["schemas"]["SyncRequest"]
    told = {name: value for name, value in given.items() if value is not None}
    return Draft4Validator(schema, format_checker=FORMATS).is_valid(told)
