"""The time line: what the trader did, what the exchange told, what the drill staged."""

from tests.support.drilling import Pupil


async def test_a_run_is_told_in_its_order(pupil: Pupil) -> None:
    await pupil.stage("session_closed", delay=2)
    await pupil.start()
    stop = pupil.stop
    await pupil.wait(2)
    await pupil.cancel(stop.id)
    run = (await pupil.ask("GET", "drills/debrief")).body
    told = [(line["who"], line["text"]) for line in run["timeline"]]
    assert told == [
        ("you", "you started Buy 1 MESZ6"),
        ("exchange", "the entry filled 1 at 6012.25"),
        ("exchange", "MESZ6: 1 long, stops work for 1"),
        ("drill", "the session closes"),
        ("you", "you cancelled stop 1"),
    ]


async def test_what_an_account_may_do_is_told(pupil: Pupil) -> None:
    await pupil.start()
    await pupil.stage("margin_call", grace=5, delay=0)
    await pupil.wait(6)
    run = (await pupil.ask("GET", "drills/debrief")).body
    told = [line["text"] for line in run["timeline"] if line["who"] == "exchange"]
    assert told[0] == "risk management: LiquidateOnlyModeImmediately"
    assert told[-1] == "MESZ6: flat"
