"""Lets schemathesis play with a practice exchange on REST, and asks its twin's socket the same."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from schemathesis.engine.recorder import ScenarioRecorder
from schemathesis.schemas import BaseSchema
from tests.support.loopback import Loopback
from tests.support.machine import words
from tests.support.surface import Document
from tests.support.twins import Twins

FAMILIAR = 0.8
"""How often a field gets a word that means something, rather than one made up."""

PLACES = ("query", "body", "body.other", "body.bracket1", "body.bracket2", "body.orders[*]")
"""Where fields are looked for by their names."""

PACE = 0.25
"""Seconds of the exchange's own time between two calls."""

REFUSALS = {400, 401, 404}
"""What the exchange answers a client that may sign in and keeps its limits."""

STANDS_FOR_VIOLATIONS = 422
"""As what the machine sees a reply with violations: it takes every 200 for a success."""

NOT_OURS = {
    "unsupported_method": "verbs are recommended, not enforced (protocol.md 2)",
    "allow_header_conformance": "there is no 405 without enforced verbs",
}
"""What schemathesis would ask for and the broker does not promise."""


@dataclass
class Play:
    """What a run came to: calls by phase and by status, and a sentence for each failure.

    `carried_out` counts by path the POSTs that were not refused.
    """

    calls: Counter[str] = field(default_factory=Counter)
    carried_out: Counter[str] = field(default_factory=Counter)
    answers: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def add(self, phase: str, recorder: ScenarioRecorder) -> None:
        """Take in what a scenario did."""
        self.calls[phase] += len(recorder.interactions)
        for interaction in recorder.interactions.values():
            response = interaction.response
            self.answers["no answer" if response is None else str(response.status_code)] += 1
        for checks in recorder.checks.values():
            for check in checks:
                if check.failure_info is not None:
                    told = check.failure_info.failure
                    said = f"{check.name}: {told.operation}: {told.title}\n{told.message}"
                    self.wrong.append(f"{said}\n{check.failure_info.code_sample}")


def play(
    twins: Twins, document: Document, *, seed: int, phase: str, examples: int = 1, steps: int = 2
) -> Play:
    """Play one phase: coverage, fuzzing or stateful; everything follows from the seed."""
    schema = schemathesis.openapi.from_dict(
        document, config=_config(twins.rest, seed, phase, examples, steps)
    )
    result = Play(calls=twins.calls, wrong=twins.wrong)
    _listen(schema, twins, result)
    for event in from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished):
            result.add(event.phase.value, event.recorder)
        elif isinstance(event, events.NonFatalError | events.FatalError):
            result.wrong.append(f"the machine itself failed: {_cause(event)}")
    return result


def _config(
    loopback: Loopback, seed: int, phase: str, examples: int, steps: int
) -> SchemathesisConfig:
    trader, known = loopback.trader, words(loopback)
    bound = {"dictionary": "", "probability": FAMILIAR}
    phases: dict[str, Any] = {
        name: {"enabled": name == phase} for name in ("examples", "coverage", "fuzzing", "stateful")
    }
    phases["stateful"]["max-steps"] = steps
    more = {"generation": {"max-examples": examples * EMPHASIS}} if phase == "fuzzing" else {}
    return SchemathesisConfig.from_dict(
        {
            "base-url": trader.announcement.rest,
            "headers": {"Authorization": f"Bearer {trader.token}"},
            "seed": seed,
            "workers": 1,
            "generation": {"max-examples": examples, "no-shrink": True, "database": "none"},
            "phases": phases,
            "checks": {name: {"enabled": False} for name in NOT_OURS},
            "dictionaries": {name: {"values": values} for name, values in known.items()},
            "parameters": {
                f"{place}.{name}": bound | {"dictionary": name}
                for name in known
                for place in PLACES
            },
            "operations": [OAUTH, COMMANDS | {"phases": {phase: more}}],
        }
    )


OAUTH = {
    "include-path": "/auth/oauthtoken",
    "checks": {"positive_data_acceptance": {"enabled": False}},
}
"""A code made up is refused with 400, as RFC 6749 has it."""


COMMANDS = {"include-tag": "Orders", "include-method": "POST"}
EMPHASIS = 10
"""How many times as often commands are tried as queries."""


Case = schemathesis.Case[Any]


REFUSALS_IN_200 = {"violations", "errorText", "failureReason"}
"""Fields by which a 200 says no (protocol.md 0.5)."""


def _listen(schema: BaseSchema, twins: Twins, result: Play) -> None:
    @schema.hook
    def after_call(context: Any, case: Case, response: schemathesis.Response) -> None:  # noqa: ANN401
        twins.ask_again(case.path, response.request, response.status_code, response.content)
        twins.advance(PACE)
        if response.status_code == 200 and case.method == "POST":
            body = response.json()
            refused = isinstance(body, dict) and body.keys() & REFUSALS_IN_200
            if not refused:
                result.carried_out[case.path] += 1
            elif not _may_be_sent(case) or refused == {"violations"}:
                response.status_code = STANDS_FOR_VIOLATIONS


def _may_be_sent(case: Case) -> bool:
    """Whether the contract allows it: then it may still be refused in the broker's words (6.4)."""
    return case.meta is None or case.meta.generation.mode is schemathesis.GenerationMode.POSITIVE


@schemathesis.check
def refusal_is_plain(
    context: schemathesis.CheckContext, response: schemathesis.Response, case: Case
) -> None:
    """A refusal has one of the statuses and is a text, but where OAuth wants JSON."""
    if response.status_code in {200, STANDS_FOR_VIOLATIONS}:
        return
    kind = response.headers["content-type"][0].partition(";")[0]
    wanted = "application/json" if case.path == OAUTH["include-path"] else "text/plain"
    if response.status_code not in REFUSALS or kind not in {wanted, "text/plain"}:
        raise AssertionError(f"{response.status_code} with {kind}")


def _cause(event: events.NonFatalError | events.FatalError) -> object:
    return event.value if isinstance(event, events.NonFatalError) else event.exception
