"""One drill at a time, with a debrief where its moment came, and as ever afterwards."""

from tests.support.drilling import Pupil

from bracketdesk.practice.drills.desk import DRILLS


async def test_one_drill_at_a_time(pupil: Pupil) -> None:
    await pupil.stage("gap")
    answer = await pupil.ask("POST", "drills/stage", {"drill": "penalty"})
    assert (answer.status, answer.body) == (409, "Gap through the stop is running: end it first")
    await pupil.end()
    assert (await pupil.ask("POST", "drills/end")).status == 409
    await pupil.stage("penalty")


async def test_a_drill_whose_moment_never_came_has_no_debrief(pupil: Pupil) -> None:
    await pupil.stage("gap")
    assert await pupil.end() is None


async def test_a_drill_is_over_when_it_was_watched_to_its_end(pupil: Pupil) -> None:
    staged = await pupil.stage("session_closed", delay=5, watch=10)
    assert staged["state"] == "armed"
    await pupil.wait(5)
    assert await pupil.state() == "going"
    await pupil.wait(10)
    run = (await pupil.ask("GET", "drills/debrief?number=1")).body
    assert (run["state"], run["ending"]) == ("over", "the drill was watched to its end")
    assert [line["who"] for line in run["timeline"]] == ["drill", "drill"]


async def test_after_its_end_everything_passes_as_ever(pupil: Pupil) -> None:
    for key in DRILLS:
        await pupil.stage(key)
        await pupil.end()
    await pupil.start(2)
    assert pupil.net == 2
    assert (await pupil.flatten()).status == 200
    assert pupil.net == 0


async def test_a_run_that_is_not_known(pupil: Pupil) -> None:
    assert (await pupil.ask("GET", "drills/debrief?number=9")).status == 404
    assert (await pupil.ask("GET", "drills/debrief")).body is None
