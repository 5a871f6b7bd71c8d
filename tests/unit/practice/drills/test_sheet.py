"""A drill in words, and the parameters it takes."""

import pytest
from tests.support.drilling import Pupil

from bracketdesk.practice.drills.desk import DRILLS
from bracketdesk.practice.drills.sheet import FieldKind


@pytest.mark.parametrize(
    ("drill", "name", "value", "told"),
    [
        ("gap", "ticks", 0, "it is a whole number from 1 to 400"),
        ("gap", "ticks", 401, "it is a whole number from 1 to 400"),
        ("gap", "ticks", True, "it is a whole number from 1 to 400"),
        ("gap", "ticks", "20", "it is a whole number from 1 to 400"),
        ("gap", "contract", "NOPE", "there is no such contract"),
        ("gap", "contract", 5, "it is a text"),
        ("gap", "colour", "red", "the drill has no such parameter"),
        ("penalty", "captcha", "perhaps", "it is one of no, yes"),
    ],
)
async def test_a_bad_parameter_is_named(
    pupil: Pupil, drill: str, name: str, value: object, told: str
) -> None:
    body = {"drill": drill, "parameters": {name: value}}
    (violation,) = (await pupil.ask("POST", "drills/stage", body)).body["violations"]
    assert (violation["constraint"], violation["description"]) == (name, told)
    assert (await pupil.ask("GET", "drills/debrief")).body is None


async def test_defaults_stand_for_what_is_left_out(pupil: Pupil) -> None:
    staged = await pupil.stage("gap", ticks=7, contract="MESZ6")
    assert staged["parameters"] == {"ticks": 7, "contract": "MESZ6", "delay": 5, "watch": 60}


async def test_every_default_is_good(pupil: Pupil) -> None:
    reply = (await pupil.ask("GET", "drills/list")).body
    assert [sheet["key"] for sheet in reply["drills"]] == list(DRILLS)
    for sheet in reply["drills"]:
        given = {field["name"]: field["default"] for field in sheet["fields"]}
        await pupil.stage(sheet["key"], **given)
        await pupil.end()


def test_every_drill_says_what_it_stages_and_what_to_do() -> None:
    for drill in DRILLS.values():
        assert drill.sheet.stages.endswith(".")
        assert drill.sheet.task.endswith(".")
        choices = [f for f in drill.sheet.fields if f.kind is FieldKind.CHOICE]
        assert all(f.default in [c.value for c in f.choices] for f in choices)
