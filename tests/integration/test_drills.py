"""Drills through the real window, on the real practice exchange in a process of its own."""

from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QSpinBox
from tests.integration.conftest import OpenApp, RunningApp
from tests.support.hand import Key
from tests.support.until import until

from bracketdesk.cli import AppOptions
from bracketdesk.controller.views import Connection
from bracketdesk.domain.drills import DrillState
from bracketdesk.domain.outcomes import OutcomeKind
from bracketdesk.domain.session import Environment

WAIT = 30


async def test_a_rejection_a_gap_and_a_lost_line(open_app: OpenApp, home: Path) -> None:
    app = await open_app(AppOptions(home=str(home), practice_arguments=("--seed", "7")))
    await until(lambda: app.desk.quote.value, WAIT)
    app.hand.click("practiceButton")
    app.hand.action("drillsAction")
    await until(lambda: app.hand.there("drillsView"))
    await until(lambda: len(app.hand.rows("drillsView")) == 12, WAIT)

    await stage(app, "Rejection")
    app.hand.click("buyButton")
    await send(app, "REJECTED")
    assert app.desk.result.value is not None
    assert app.desk.result.value.reason == "MaxPosLimitReached"
    points = await talk_over(app)
    assert points["Does not send the same again within 10 s."] == "✓"
    app.hand.click("debriefDoneButton")

    await send(app, "ACCEPTED")
    await until(lambda: [p.net for p in app.desk.positions.value] == [1], WAIT)
    await stage(app, "Gap", delay=0, ticks=40)
    await until(lambda: not any(p.net for p in app.desk.positions.value), WAIT)
    points = await talk_over(app)
    assert set(points.values()) == {"✓"}
    assert "40 ticks below" in app.hand.text("debriefHappened")
    app.hand.click("debriefDoneButton")

    await stage(app, "Disconnect", delay=0, seconds=2)
    await until(lambda: app.desk.session.value.connection is Connection.RECONNECTING, WAIT)
    assert app.hand.find("practiceButton").isEnabled()
    await until(lambda: app.desk.session.value.connection is Connection.CONNECTED, WAIT)
    points = await talk_over(app)
    assert set(points.values()) == {"✓"}


async def test_a_lost_answer_and_a_revoked_token(open_app: OpenApp, home: Path) -> None:
    app = await open_app(AppOptions(home=str(home), practice_arguments=("--seed", "7")))
    await until(lambda: app.desk.quote.value, WAIT)
    app.desk.training.look()
    app.hand.action("drillsAction")
    await until(lambda: len(app.hand.rows("drillsView")) == 12, WAIT)

    await stage(app, "Lost answer")
    app.hand.click("buyButton")
    kinds: list[OutcomeKind] = []
    app.desk.result.listen(lambda result: kinds.append(result.kind) if result else None)
    await send(app, "ACCEPTED")  # found, never sent again
    assert OutcomeKind.UNKNOWN in kinds
    points = await talk_over(app)
    assert set(points.values()) == {"✓"}
    assert [p.net for p in app.desk.positions.value] == [1]
    app.hand.click("debriefDoneButton")

    await stage(app, "Token revoked", delay=0)
    await until(lambda: app.desk.session.value.sign_in_again, WAIT)
    await until(lambda: app.hand.there("drillsTrouble"), WAIT)  # even here the token is no good
    app.desk.open_environment(Environment.PRACTICE)
    await until(lambda: app.desk.session.value.connection is Connection.CONNECTED, WAIT)
    points = await talk_over(app)
    assert set(points.values()) == {"✓"}


async def test_an_account_begins_anew_and_the_window_follows(open_app: OpenApp, home: Path) -> None:
    app = await open_app(AppOptions(home=str(home), practice_arguments=("--seed", "7")))
    await until(lambda: app.desk.quote.value, WAIT)
    app.hand.click("buyButton")
    await send(app, "ACCEPTED")
    await until(lambda: [p.net for p in app.desk.positions.value] == [1], WAIT)
    app.hand.action("resetAction")
    await app.hand.answer("questionConfirmButton")
    await until(lambda: "begun anew" in app.desk.notice.value, WAIT)
    await until(lambda: app.desk.strategies.value == (), WAIT)
    assert app.desk.positions.value == ()
    await send(app, "ACCEPTED")
    await until(lambda: [p.net for p in app.desk.positions.value] == [1], WAIT)


async def test_the_markets_stand_still(open_app: OpenApp, home: Path) -> None:
    app = await open_app(AppOptions(home=str(home), practice_arguments=("--seed", "7")))
    await until(lambda: app.desk.quote.value, WAIT)
    app.desk.training.look()
    await until(lambda: app.desk.training.view.value.pace, WAIT)
    app.hand.action("pauseAction")
    await until(lambda: paused(app), WAIT)
    app.hand.action("speedAction10")
    app.hand.action("pauseAction")
    await until(lambda: not paused(app), WAIT)
    pace = app.desk.training.view.value.pace
    assert pace is not None
    assert pace.speed == 10


def paused(app: RunningApp) -> bool:
    """Whether the markets are known to stand still."""
    pace = app.desk.training.view.value.pace
    return pace is not None and pace.paused


async def stage(app: RunningApp, title: str, **parameters: int) -> None:
    """Choose a drill by the keys, fill its form, and stage it."""
    view = app.hand.find("drillsView")
    await until(view.isVisible)
    rows = app.hand.rows("drillsView")
    QTest.keyClick(view, Key.Key_Home)
    for _ in range(next(i for i, row in enumerate(rows) if row.startswith(title))):
        QTest.keyClick(view, Key.Key_Down)
    assert app.hand.text("drillTitle").startswith(title)
    for name, value in parameters.items():
        app.hand.find(f"drill{name.capitalize()}Input", QSpinBox).setValue(value)
    app.hand.click("drillStageButton")
    await until(lambda: app.desk.training.view.value.running, WAIT)
    await until(lambda: app.hand.there("drillEndButton"))


async def talk_over(app: RunningApp) -> dict[str, str]:
    """End the drill once its moment has come; returns the debrief's points and their marks."""
    await until(lambda: going(app), WAIT)
    app.hand.click("drillEndButton")
    await until(lambda: app.hand.there("debriefArea"), WAIT)
    area = app.hand.find("debriefArea")
    points = [label.text() for label in area.findChildren(QLabel, "debriefPoint")]
    texts = [point.partition(" (")[0] for point in points]
    marks = [label.text() for label in area.findChildren(QLabel, "debriefMark")]
    return dict(zip(texts, marks, strict=True))


async def send(app: RunningApp, outcome: str) -> None:
    """Send the ticket, over every question, and wait for what comes of it."""
    await until(lambda: app.hand.find("submitButton").isEnabled(), WAIT)
    app.hand.click("submitButton")
    await app.hand.answer("questionConfirmButton")
    await until(lambda: app.hand.there("resultPill"), WAIT)
    await until(lambda: app.hand.text("resultPill") == outcome, WAIT)


async def test_the_other_drills_reach_their_moment(open_app: OpenApp, home: Path) -> None:
    app = await open_app(AppOptions(home=str(home), practice_arguments=("--seed", "7")))
    await until(lambda: app.desk.quote.value, WAIT)
    app.hand.action("drillsAction")
    await until(lambda: len(app.hand.rows("drillsView")) == 12, WAIT)
    app.hand.click("buyButton")

    await stage(app, "Penalty", seconds=1)
    await send(app, "NOT SENT")
    assert not any(p.net for p in app.desk.positions.value)
    await talk_over_and_on(app)

    await stage(app, "Late answer", seconds=2)
    await send(app, "ACCEPTED")
    await talk_over_and_on(app)
    await until(lambda: held(app) == 1, WAIT)

    await stage(app, "Stuck change", delay=0, seconds=1)
    await talk_over_and_on(app)

    await stage(app, "Session closed", delay=0)
    await until(lambda: going(app), WAIT)
    await send(app, "REJECTED")
    await talk_over_and_on(app)

    await stage(app, "Margin call", delay=0, grace=1)
    await until(lambda: held(app) == 0, WAIT)
    points = await talk_over_and_on(app)
    assert points["Closes by its own hand, before others do."] == "✗"

    app.hand.write("quantitySpin", "2")
    app.hand.click("splitEvenlyButton")
    await stage(app, "Partial fill", rest=2)
    await send(app, "ACCEPTED")
    await until(lambda: held(app) == 1, WAIT)
    await until(lambda: held(app) == 2, WAIT)
    await talk_over_and_on(app)

    await stage(app, "Exits vanish", delay=0)
    await until(lambda: app.desk.alarms.value, WAIT)
    points = await talk_over_and_on(app)
    assert points["Leaves no contract without a stop."] == "✗"


def held(app: RunningApp) -> int:
    """The position that the window shows."""
    return sum(position.net for position in app.desk.positions.value)


def going(app: RunningApp) -> bool:
    """Whether the drill's moment has come."""
    run = app.desk.training.view.value.run
    return run is not None and run.state is DrillState.GOING


async def talk_over_and_on(app: RunningApp) -> dict[str, str]:
    """End the drill, and put its debrief away."""
    points = await talk_over(app)
    app.hand.click("debriefDoneButton")
    return points
