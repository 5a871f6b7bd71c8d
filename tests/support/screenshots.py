"""Make the README's pictures: the real app on the practice exchange, under Xvfb.

    .venv/bin/python -m tests.support.screenshots [FOLDER]

Needs Xvfb and openbox. Each theme and scale runs in a process of its own.
"""

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QWidget
from tests.support.hand import Hand
from tests.support.until import until

from bracketdesk.app import Assembly, assemble, build_application
from bracketdesk.cli import AppOptions
from bracketdesk.controller.views import LegRole
from bracketdesk.domain.settings import Theme
from bracketdesk.ui.bracket_columns import Column
from bracketdesk.ui.event_loop import EventLoop
from bracketdesk.wire.clock import SystemClock

ROOT = Path(__file__).resolve().parents[2]
DEFAULT_FOLDER = ROOT / "resources" / "screenshots"
SCREEN = "2400x1700x24"
NAME = "tests.support.screenshots"
SHOTS = (("light", "1"), ("dark", "1"), ("light", "2"))
SETTLE = 0.6
"""Seconds for the last paint to reach the screen."""


def main(arguments: list[str]) -> int:
    """Start a screen, then one process a shot; or be such a process."""
    if arguments[:1] == ["--one"]:
        return _one(arguments[1], arguments[2], Path(arguments[3]))
    folder = Path(arguments[0]) if arguments else DEFAULT_FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for tool in ("Xvfb", "openbox"):
        if shutil.which(tool) is None:
            print(f"{tool} is needed and not installed.", file=sys.stderr)
            return 1
    return _all(folder)


def _all(folder: Path) -> int:
    reader, writer = os.pipe()
    screen = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writer), "-screen", "0", SCREEN, "-nolisten", "tcp"],
        pass_fds=[writer],
        stderr=subprocess.DEVNULL,
    )
    os.close(writer)
    with os.fdopen(reader) as told:
        display = f":{told.readline().strip()}"
    environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    manager = subprocess.Popen(["openbox"], env=environment, stderr=subprocess.DEVNULL)
    try:
        for theme, scale in SHOTS:
            command = [sys.executable, "-m", NAME, "--one", theme, scale, str(folder)]
            subprocess.run(command, env={**environment, "QT_SCALE_FACTOR": scale}, check=True)
    finally:
        for process in (manager, screen):
            process.terminate()
            process.wait()
    return 0


def _one(theme: str, scale: str, folder: Path) -> int:
    application = build_application()
    with asyncio.Runner(loop_factory=lambda: EventLoop(application)) as runner:
        runner.run(_story(theme, scale, folder))
    return 0


async def _story(theme: str, scale: str, folder: Path) -> None:
    """Fill a bracket, take its picture; be rejected, take that one's."""
    name = theme if scale == "1" else f"{theme}-{int(scale) * 100}"
    with tempfile.TemporaryDirectory() as home:
        options = AppOptions(home=home, practice_arguments=("--seed", "7"))
        app = await assemble(options, SystemClock())
        app.desk.change_settings(replace(app.desk.settings.value, theme=Theme(theme)))
        app.window.show()
        app.window.activateWindow()
        app.desk.open_environment(app.start)
        hand = Hand(app.window)
        await until(lambda: app.desk.quote.value)
        await _compose(hand)
        await _send(hand)
        await until(lambda: hand.text("resultPill") == "ACCEPTED")
        hand.tab("statusTabs", "Strategies")
        await until(lambda: any("stop" in row for row in hand.rows("strategiesView")))
        await _picture(app.window, folder / f"filled-{name}.png")
        await _after_the_fill(app, hand, folder, name)
        hand.write("quantitySpin", "500")
        hand.click("splitEvenlyButton")
        await _send(hand)
        await until(lambda: hand.text("resultPill") == "REJECTED")
        await _picture(app.window, folder / f"rejected-{name}.png")
        app.window.close()
        await app.close()


async def _compose(hand: Hand) -> None:
    hand.click("buyButton")
    hand.write("quantitySpin", "3")
    for _ in range(2):
        hand.click("addLevelButton")
    levels = (("1", "16", "16", ""), ("1", "32", "16", ""), ("1", "", "16", "24/12/1"))
    columns = (Column.QUANTITY, Column.TARGET, Column.STOP, Column.AUTO_TRAIL)
    for row, level in enumerate(levels):
        for column, text in zip(columns, level, strict=True):
            await hand.cell(row, column, text)


async def _after_the_fill(app: Assembly, hand: Hand, folder: Path, name: str) -> None:
    """A stop that is gone, exits in its place, and the way out, each with its picture."""
    desk = app.desk
    (strategy,) = desk.strategies.value
    stop = next(leg for leg in strategy.levels[0].legs if leg.role is LegRole.STOP)
    desk.after.cancel_order(stop.order_id)
    await until(lambda: desk.alarms.value)
    await _picture(app.window, folder / f"alarm-{name}.png")
    desk.acknowledge(desk.alarms.value[0].number)
    hand.click(f"coverFixButton{strategy.contract_id}")
    await until(lambda: hand.there("exitsDialog"))
    await _picture(app.window, folder / f"exits-{name}.png")
    hand.click("exitsCloseButton")
    desk.after.flatten(strategy.contract_id)
    await until(lambda: any(not view.running for view in desk.after.procedures.value))
    await _picture(app.window, folder / f"flatten-{name}.png")
    desk.after.dismiss(desk.after.procedures.value[0].number)


async def _send(hand: Hand) -> None:
    await until(lambda: hand.find("submitButton").isEnabled())
    hand.click("submitButton")
    await hand.answer("questionConfirmButton")
    await until(lambda: hand.there("resultPill"))


async def _picture(window: QWidget, path: Path) -> None:
    await asyncio.sleep(SETTLE)
    screen = window.screen()
    frame = window.geometry()
    picture = screen.grabWindow(0, frame.x(), frame.y(), frame.width(), frame.height())
    assert picture.save(str(path)), path


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
